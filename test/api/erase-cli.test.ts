import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { z } from 'zod'
import { exitCodes } from '../../src/cli/exit-codes.ts'
import { openCommands, type Commands } from '../support/cli-commands.ts'
import { newMark } from '../support/marked-person.ts'
import { openRetentionApp, type RetentionApp } from '../support/retention-app.ts'

const encryptionKey = Buffer.alloc(32, 9).toString('base64')

let app: RetentionApp
let tagih: Commands
beforeAll(async () => {
  app = await openRetentionApp({ ENCRYPTION_KEY: encryptionKey })
  tagih = await openCommands({ DATABASE_URL: app.databaseUrl, ENCRYPTION_KEY: encryptionKey })
})
afterAll(async () => {
  await tagih.close()
  await app.close()
})

const answer = z.strictObject({
  erased: z.array(z.string()),
  left: z.array(z.strictObject({ id: z.string(), status: z.string() })),
})
const erase = async (reference: string, ...args: string[]) => {
  const { code, stdout, stderr } = await tagih.run('--json', 'erase', '--customer-reference', reference, ...args)
  return { code, stderr, answer: stdout === '' ? null : answer.parse(JSON.parse(stdout)) }
}

test('a person is erased from every finished invoice, those that are not finished are named, and asked again later nothing is left', async () => {
  const customer = {
    reference: `cust-${newMark()}`,
    name: 'Delina Prasetya',
    email: 'delina@example.com',
    phone: '0877665544332',
  }
  const cancelled = await app.create('winpay', { customer })
  const paid = await app.create('durianpay', { customer })
  const open = await app.create('durianpay', { customer, expires_at: '2027-01-01T00:00:00Z' })
  const other = await app.create('winpay')
  await app.send('POST', `/invoices/${cancelled.id}/cancel`)
  app.tagih.sandbox?.pay('durianpay', paid.at)
  await app.send('POST', `/invoices/${paid.id}/refresh`)
  const before = await app.show(open)
  const shownBefore = await app.show(other)
  expect(await erase(customer.reference)).toEqual({
    ...{ code: exitCodes.incomplete, stderr: '' },
    answer: { erased: expect.arrayContaining([cancelled.id, paid.id]), left: [{ id: open.id, status: 'open' }] },
  })
  for (const invoice of [cancelled, paid]) {
    expect(await app.knows(invoice)).toBe(false)
    expect((await app.show(invoice)).invoice.customer.name).toBe('[erased]')
    expect(await app.sealed(invoice)).toEqual({ callbacks: 0, operations: 0, webhooks: 0, keys: 0 })
  }
  expect(await app.show(open)).toEqual(before)
  expect(await app.show(other)).toEqual(shownBefore)
  app.tagih.sandbox?.pay('durianpay', open.at)
  await app.send('POST', `/invoices/${open.id}/refresh`)
  expect(await erase(customer.reference)).toEqual({ code: 0, stderr: '', answer: { erased: [open.id], left: [] } })
  expect(await erase(customer.reference)).toEqual({ code: 0, stderr: '', answer: { erased: [], left: [] } })
  const { json } = await app.send('GET', `/invoices?customer_email=${customer.email}`)
  expect(json['data']).toEqual([])
})

test('a person reads which invoices were erased and which were not yet, and nothing of the customer', async () => {
  const open = await app.create('winpay')
  const { code, stdout } = await tagih.run('erase', '--customer-reference', open.customer.reference)
  expect(code).toBe(exitCodes.incomplete)
  expect(stdout).toBe(`invoice${' '.repeat(open.id.length - 7)}  erased   status\n${open.id}  not yet  open\n`)
})

test('another merchant’s customer of the same reference is another customer; no merchant of that name, and no reference, are refused', async () => {
  const invoice = await app.create('winpay')
  await app.send('POST', `/invoices/${invoice.id}/cancel`)
  const { json } = await app.send('POST', '/merchants', { body: { name: 'Another shop' } })
  expect(await erase(invoice.customer.reference, '--merchant', String(json['id']))).toMatchObject({
    code: 0,
    answer: { erased: [], left: [] },
  })
  expect(await app.knows(invoice)).toBe(true)
  expect(await erase(invoice.customer.reference, '--merchant', 'mer_nobody')).toMatchObject({
    code: exitCodes.failed,
    answer: null,
  })
  expect((await tagih.run('erase')).code).toBe(exitCodes.usage)
})
