import { afterEach, expect, test } from '@jest/globals'
import { appendFileSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { startSandbox, type Sandbox } from '../../../src/sandbox/sandbox.ts'
import { providers } from '../../../src/sandbox/simulator.ts'
import { createTestClock, newDirectory, pagesUrl, send, textAt } from './test-sandbox.ts'

const clock = createTestClock()
const running = new Set<Sandbox>()

async function start(directory: string | null, winpayPort = 0): Promise<Sandbox> {
  const ports = { winpay: winpayPort, netzme: 0, durianpay: 0, bill_gateway: 0 }
  const sandbox = await startSandbox({ clock, host: '127.0.0.1', ports, pagesUrl, directory })
  running.add(sandbox)
  return sandbox
}

async function stop(sandbox: Sandbox): Promise<void> {
  running.delete(sandbox)
  await sandbox.close()
}

afterEach(() => Promise.all([...running].map(stop)))

async function createInvoice(sandbox: Sandbox, reference: string): Promise<string> {
  const key = textAt(sandbox.credentials('durianpay', 'shop'), 'server_key')
  const answer = await send(`${sandbox.urls.durianpay}/invoices`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', Authorization: `Basic ${Buffer.from(`${key}:`).toString('base64')}` },
    body: JSON.stringify({
      amount: '50000',
      remaining_amount: '50000',
      title: 'One',
      invoice_ref_id: reference,
      customer: { given_name: 'Jane', email: 'jane@example.com' },
      due_date: '2026-11-30T00:00:00Z',
    }),
  })
  return textAt(answer.body, 'data', 'id')
}

function withoutUrl(sandbox: Sandbox): object[] {
  return providers.map((provider) => ({ ...sandbox.credentials(provider, 'shop'), base_url: null }))
}

test('after a restart invoices, payments and credentials are what they were', async () => {
  const directory = newDirectory()
  const first = await start(directory)
  const id = await createInvoice(first, 'one')
  await createInvoice(first, 'two')
  first.pay('durianpay', id)
  const ledger = first.ledger('durianpay')
  const credentials = withoutUrl(first)
  await stop(first)
  const second = await start(directory)
  expect(second.ledger('durianpay')).toEqual(ledger)
  expect(withoutUrl(second)).toEqual(credentials)
  await stop(second)
})

test('half a line at the end, as a killed process leaves it, is dropped and does not spoil the next', async () => {
  const directory = newDirectory()
  const file = join(directory, 'durianpay.jsonl')
  const first = await start(directory)
  await createInvoice(first, 'one')
  await stop(first)
  appendFileSync(file, readFileSync(file, 'utf8').slice(0, 40))
  const second = await start(directory)
  await createInvoice(second, 'two')
  await stop(second)
  const third = await start(directory)
  expect(third.ledger('durianpay').map(({ reference }) => reference)).toEqual(['one', 'two'])
  await stop(third)
})

test('a wanted port is taken where it is free, and another one where it is not', async () => {
  const portOf = (sandbox: Sandbox): number => Number(new URL(sandbox.urls.winpay).port)
  const first = await start(null)
  const second = await start(null, portOf(first))
  expect(portOf(second)).not.toBe(portOf(first))
  await stop(first)
  const third = await start(null, portOf(first))
  expect(portOf(third)).toBe(portOf(first))
})
