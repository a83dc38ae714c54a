import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { randomBytes, randomUUID } from 'node:crypto'
import { z } from 'zod'
import { applyCallbacks } from '../../src/callbacks/apply-callbacks.ts'
import { expectInvoice } from '../support/answer-shapes.ts'
import { openCommands, type Commands } from '../support/cli-commands.ts'
import { call, listen, netzmeCall, openCallbackPaths, secretsOf } from '../support/provider-calls.ts'
import { invoiceRequest, openTestApp, type TestApp } from '../support/test-app.ts'

const encryptionKey = randomBytes(32).toString('base64')

let app: TestApp
let commands: Commands
let url: string
beforeAll(async () => {
  app = await openTestApp({ ENCRYPTION_KEY: encryptionKey })
  commands = await openCommands({ DATABASE_URL: app.databaseUrl, ENCRYPTION_KEY: encryptionKey })
  const paths = await openCallbackPaths(app, ['netzme'])
  url = (await listen(app)) + (paths['netzme'] ?? '')
})
afterAll(async () => {
  await commands.close()
  await app.close()
})

const tagih = (...args: string[]) => commands.run('--json', 'callbacks', ...args)
const rows = z.array(z.record(z.string(), z.unknown()))

test('an operator lists what is stuck, and has it run again, by its id or by its state', async () => {
  const reference = `INV/${randomUUID()}`
  const told = { reference, id: randomUUID(), amount: '260000.00' }
  await call(url, netzmeCall(secretsOf(app, 'netzme').callback_token, told))
  await applyCallbacks(app.tagih.callbacks, 'netzme')
  const { stdout } = await tagih('list', '--state', 'quarantined')
  expect(stdout).not.toContain(reference)
  const [stuck, ...more] = rows.parse(JSON.parse(stdout))
  expect(stuck).toMatchObject({ provider: 'netzme', state: 'quarantined', seen: 1, tries: 1 })
  expect(more).toEqual([])
  const { id } = z.object({ id: z.string() }).parse(stuck)
  const created = expectInvoice(
    await app.send('POST', '/invoices', { body: invoiceRequest({ provider: 'netzme', reference }) }),
    201,
  )
  expect(JSON.parse((await tagih('replay', id)).stdout)).toEqual([{ replayed: id }])
  // The command's clock is the machine's; this gateway's stands still.
  app.clock.setTo(new Date('2100-01-01T00:00:00Z'))
  await applyCallbacks(app.tagih.callbacks, 'netzme')
  expect(expectInvoice(await app.send('GET', `/invoices/${created.id}`), 200)).toMatchObject({ status: 'paid' })
  expect(JSON.parse((await tagih('replay', '--state', 'applied', '--since', '2026-01-01T00:00:00Z')).stdout)).toEqual([
    { replayed: id },
  ])
})

test('a replay of nothing that was named is refused, and so are a state and a moment that are none', async () => {
  for (const args of [
    ['replay'],
    ['replay', 'cbk_1', '--state', 'failed'],
    ['list', '--state', 'lost'],
    ['list', '--since', 'yesterday'],
  ]) {
    const { code, stdout, stderr } = await tagih(...args)
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
    expect(stderr).toMatch(/^(Name the callbacks|--state takes|--since takes)/)
  }
})
