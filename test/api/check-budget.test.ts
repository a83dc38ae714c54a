import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals'
import { dayMs, minuteMs } from '../../src/core/time.ts'
import { checkInvoices } from '../../src/invoices/check-invoices.ts'
import type { RowReader } from '../support/read-rows.ts'
import { invoiceRequest, type TestApp } from '../support/test-app.ts'
import { openTwoInstances, type TwoInstances } from '../support/two-instances.ts'

let both: TwoInstances
let first: TestApp
let second: TestApp
let reader: RowReader
beforeAll(async () => {
  both = await openTwoInstances()
  ;({ first, second, reader } = both)
})
afterAll(() => both.close())
beforeEach(async () => {
  await reader.rows(`update invoices set status = 'cancelled', next_check_at = null`)
  await reader.rows('delete from operations')
  await reader.rows('delete from check_budgets')
  first.clock.moveBy(dayMs)
  second.clock.setTo(first.clock.now())
})

async function createOpen(count: number): Promise<void> {
  for (let one = 0; one < count; one += 1) {
    const { status } = await first.send('POST', '/invoices', { body: invoiceRequest({ provider: 'winpay' }) })
    expect(status).toBe(201)
  }
}

const letPass = (ms: number) => {
  first.clock.moveBy(ms)
  second.clock.setTo(first.clock.now())
}
/** Each instance makes passes at the same moments as the other, as many as could take everything. */
const passTogether = async () => {
  let taken = 0
  for (let pass = 0; pass < 3; pass += 1) {
    const counts = await Promise.all([first, second, first, second].map(({ tagih }) => checkInvoices(tagih.invoices, 'winpay')))
    taken += counts.reduce((sum, count) => sum + count, 0)
  }
  return taken
}
const looks = () =>
  reader.rows(`select invoice_id, count(*)::int as times from operations where kind = 'find' group by invoice_id`)

describe('two instances together', () => {
  test('take each invoice once', async () => {
    await createOpen(30)
    letPass(6 * 60 * minuteMs)
    expect(await passTogether()).toBe(30)
    expect((await looks()).map(({ times }) => times)).toEqual(Array.from({ length: 30 }, () => 1))
  })

  test('never look more often than 60 times in a minute, and at the rest in the next', async () => {
    await createOpen(70)
    letPass(6 * 60 * minuteMs)
    expect(await passTogether()).toBe(60)
    expect(await looks()).toHaveLength(60)
    letPass(minuteMs)
    expect(await passTogether()).toBe(10)
    expect((await looks()).every(({ times }) => times === 1)).toBe(true)
  })

  test('keep within it also when the clock of one is a little behind', async () => {
    await createOpen(70)
    letPass(6 * 60 * minuteMs)
    first.clock.moveBy(minuteMs)
    expect(await checkInvoices(first.tagih.invoices, 'winpay')).toBe(20)
    expect(await passTogether()).toBe(40)
    expect(await passTogether()).toBe(0)
  })

  test('are not kept waiting by one whose clock was far ahead', async () => {
    await createOpen(1)
    second.clock.moveBy(2 * dayMs)
    expect(await checkInvoices(second.tagih.invoices, 'winpay')).toBe(1)
    await reader.rows('update check_budgets set used = 60')
    await createOpen(1)
    first.clock.moveBy(6 * 60 * minuteMs)
    expect(await checkInvoices(first.tagih.invoices, 'winpay')).toBe(1)
  })
})

test('a pass in which nothing is due writes nothing', async () => {
  await createOpen(1)
  expect(await passTogether()).toBe(0)
  expect(await reader.rows('select * from check_budgets')).toEqual([])
})

test('the oldest are looked at first', async () => {
  await createOpen(3)
  await reader.rows(
    `update invoices set next_check_at = created_at where id = (select max(id) from invoices where status = 'open')`,
  )
  await reader.rows(`insert into check_budgets (provider, minute, used, granted) values ('winpay', $1, 59, 0)`, [
    new Date(Math.floor(first.clock.now().getTime() / minuteMs) * minuteMs),
  ])
  await reader.rows(
    `update invoices set next_check_at = created_at + interval '1 ms' where status = 'open' and next_check_at <> created_at`,
  )
  first.clock.moveBy(1)
  expect(await checkInvoices(first.tagih.invoices, 'winpay')).toBe(1)
  expect(await looks()).toEqual(await reader.rows(`select max(id) as invoice_id, 1 as times from invoices where status = 'open'`))
})
