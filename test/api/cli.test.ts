import { randomBytes, randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { z } from 'zod'
import { openCommands, type Commands } from '../support/cli-commands.ts'
import { answer } from '../support/faulty-replies.ts'
import { startFaultyServer, type FaultyServer } from '../support/faulty-server.ts'
import { inventDatabaseName, runAsAdmin, toDatabaseUrl } from '../support/postgres.ts'
import { openTestApp, type TestApp } from '../support/test-app.ts'
import { winpayRefuses } from '../support/winpay-wire.ts'

const encryptionKey = randomBytes(32).toString('base64')

let app: TestApp
let winpay: FaultyServer
let commands: Commands
beforeAll(async () => {
  app = await openTestApp({ ENCRYPTION_KEY: encryptionKey })
  winpay = await startFaultyServer()
  const credentials = { base_url: winpay.origin, key: 'invented', secret_key: 'invented' }
  expect((await app.send('PUT', '/provider-accounts/winpay/cli', { body: { credentials } })).status).toBe(201)
  commands = await openCommands({ DATABASE_URL: app.databaseUrl, ENCRYPTION_KEY: encryptionKey })
})
afterAll(async () => {
  await commands.close()
  await app.close()
  await winpay.close()
})

const tagih = (args: string[], given: { environment?: Record<string, string>; input?: string } = {}) =>
  commands.runWith(given, ...args)

const rows = z.array(z.record(z.string(), z.unknown()))

/** A command that did what it was asked, and its answer for programs. */
async function json<Shape extends z.ZodType>(shape: Shape, args: string[]): Promise<z.infer<Shape>> {
  const { code, stdout, stderr } = await tagih([...args, '--json'])
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  return shape.parse(JSON.parse(stdout))
}

describe('merchants and keys', () => {
  test('a merchant and a key that works; the key is never listed; revoked, it is refused', async () => {
    const merchant = await json(z.object({ id: z.string() }), ['merchants', 'create', '--name', 'Toko'])
    expect(await json(rows, ['merchants', 'list'])).toContainEqual(expect.objectContaining({ id: merchant.id, name: 'Toko' }))
    const flags = ['--name', 'Till', '--merchant', merchant.id, '--scopes', 'invoices:read,ops']
    const made = await json(z.object({ id: z.string(), key: z.string() }), ['keys', 'create', ...flags])
    expect((await app.send('GET', '/invoices', { key: made.key })).status).toBe(200)
    const listed = await tagih(['--json', 'keys', 'list', '--merchant', merchant.id])
    expect(rows.parse(JSON.parse(listed.stdout))).toMatchObject([{ id: made.id, name: 'Till', scopes: ['invoices:read', 'ops'] }])
    expect(listed.stdout).not.toContain(made.key)
    expect(await json(z.object({ revoked: z.string() }), ['keys', 'revoke', made.id])).toEqual({ revoked: made.id })
    app.clock.moveBy(10_000)
    expect((await app.send('GET', '/invoices', { key: made.key })).status).toBe(401)
  })

  test('for people there is a table', async () => {
    const { code, stdout } = await tagih(['merchants', 'list'])
    expect(code).toBe(0)
    expect(stdout.split('\n')[0]).toMatch(/^id +name +created_at$/)
    expect(stdout).toMatch(/^mer_default +Default +20/m)
  })

  test.each([
    [['keys', 'create', '--name', 'x', '--scopes', 'everything'], '--scopes'],
    [['keys', 'create', '--name', 'x', '--expires', 'tomorrow'], '--expires'],
    [['keys', 'create', '--name', 'x', '--merchant', 'mer_nobody'], 'There is no such merchant.'],
    [['keys', 'revoke', 'key_nobody'], 'There is no such key.'],
  ])('%j fails with a sentence and 1', async (args, sentence) => {
    const { code, stdout, stderr } = await tagih(args)
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
    expect(stderr).toContain(sentence)
    expect(stderr).not.toContain('    at ')
  })

  test.each([[['keys', 'create']], [['keys', 'make']], [['merchants', 'list', '--all']]])(
    '%j is a wrong command line: 2',
    async (args) => {
      expect(await tagih(args)).toMatchObject({ code: 2, stdout: '' })
    },
  )

  test('help is 0', async () => {
    const { code, stdout } = await tagih(['--help'])
    expect({
      code,
      lists: ['serve', 'migrate', 'doctor', 'merchants', 'keys', 'accounts'].every((name) => stdout.includes(name)),
    }).toEqual({
      code: 0,
      lists: true,
    })
  })
})

describe('accounts', () => {
  const secret = `secret-${randomUUID()}`
  const account = () => JSON.stringify({ credentials: { base_url: winpay.origin, key: secret, secret_key: secret } })

  test('set from standard input, listed without credentials, verified by a call that changes nothing', async () => {
    const set = await tagih(['accounts', 'set', 'winpay', 'cli', '--json'], { input: account() })
    expect({ code: set.code, stderr: set.stderr }).toEqual({ code: 0, stderr: '' })
    const listed = await tagih(['accounts', 'list', '--json'])
    expect(rows.parse(JSON.parse(listed.stdout))).toMatchObject([{ provider: 'winpay', name: 'cli' }])
    expect(set.stdout + listed.stdout).not.toContain(secret)
    winpay.answerWith(() => winpayRefuses(404, '4040300', 'Invoice not found'))
    expect(await json(rows, ['accounts', 'verify'])).toMatchObject([{ provider: 'winpay', account: 'cli', good: true }])
    expect(winpay.received.map(({ method }) => method)).toEqual(['GET'])
  })

  test('credentials that are refused, or a provider that is away, are 1', async () => {
    winpay.answerWith(() => winpayRefuses(401, '4010300', 'Unauthorized'))
    const refused = await tagih(['accounts', 'verify', '--json'])
    expect({ code: refused.code, found: rows.parse(JSON.parse(refused.stdout)) }).toMatchObject({
      code: 1,
      found: [{ good: false, finding: 'refused (HTTP 401, code 4010300)' }],
    })
    winpay.answerWith(() => answer(200, '<html>'))
    expect((await tagih(['accounts', 'verify'])).code).toBe(1)
  })

  test.each([
    ['{', 'could not be read'],
    ['{}', 'no "credentials"'],
    ['{"credentials":{"key":"a"}}', '/credentials/secret_key'],
  ])('%j is refused with 1', async (input, sentence) => {
    const { code, stderr } = await tagih(['accounts', 'set', 'winpay', 'bad'], { input })
    expect(code).toBe(1)
    expect(stderr).toContain(sentence)
  })
})

describe('migrate', () => {
  test('brings an empty database up to date, once', async () => {
    const adminUrl = app.databaseUrl
    const name = inventDatabaseName('tagih_empty')
    await runAsAdmin(adminUrl, `create database ${name} template template0`)
    const environment = { DATABASE_URL: toDatabaseUrl(adminUrl, name) }
    const first = await tagih(['migrate', '--json'], { environment })
    expect(first.code).toBe(0)
    expect(rows.parse(JSON.parse(first.stdout)).length).toBeGreaterThan(0)
    expect(await tagih(['migrate', '--json'], { environment })).toMatchObject({ code: 0, stdout: '[]\n' })
    await runAsAdmin(adminUrl, `drop database ${name} with (force)`)
  })

  test('without DATABASE_URL there is nothing to do: 1', async () => {
    expect(await tagih(['migrate'], { environment: { DATABASE_URL: '' } })).toMatchObject({ code: 1, stdout: '' })
  })
})

describe('doctor', () => {
  const findings = z.array(z.object({ check: z.string(), good: z.boolean(), finding: z.string() }))
  const examine = async (environment: Record<string, string>) => {
    const { code, stdout, stderr } = await tagih(['doctor', '--json'], { environment })
    expect(stderr).toBe('')
    return { code, found: findings.parse(JSON.parse(stdout)) }
  }

  test('all good is 0', async () => {
    winpay.answerWith(() => winpayRefuses(404, '4040300', 'Invoice not found'))
    const { code, found } = await examine({})
    expect({ code, bad: found.filter(({ good }) => !good) }).toEqual({ code: 0, bad: [] })
    expect(found.map(({ check }) => check)).toEqual(['configuration', 'database', 'events', 'winpay/cli'])
  })

  test('credentials that are refused', async () => {
    winpay.answerWith(() => winpayRefuses(401, '4010300', 'Unauthorized'))
    const { code, found } = await examine({})
    expect({ code, bad: found.filter(({ good }) => !good).map(({ check }) => check) }).toEqual({ code: 1, bad: ['winpay/cli'] })
  })

  test('another ENCRYPTION_KEY than the one with which the accounts were sealed', async () => {
    const { code, found } = await examine({ ENCRYPTION_KEY: randomBytes(32).toString('base64') })
    const finding = 'The account winpay/cli was sealed with another ENCRYPTION_KEY.'
    expect({ code, found: found.at(-1) }).toEqual({ code: 1, found: { check: 'database and accounts', good: false, finding } })
  })

  test('a database that is away', async () => {
    const { code, found } = await examine({ DATABASE_URL: 'postgresql://nobody:hidden@127.0.0.1:1/none' })
    expect({ code, found }).toEqual({
      code: 1,
      found: [
        { check: 'configuration', good: true, finding: 'not production' },
        { check: 'database', good: false, finding: 'cannot be reached' },
      ],
    })
  })

  test('every fault of the configuration, by variable and without its value', async () => {
    const { code, found } = await examine({ PORT: 'seventy', PROVIDER_TIMEOUT_MS: '1', WINPAY_KEY: 'half-an-account' })
    expect(code).toBe(1)
    expect(found.map(({ finding }) => finding.split(':')[0])).toEqual(['PORT', 'PROVIDER_TIMEOUT_MS', 'WINPAY_SECRET_KEY'])
    expect(JSON.stringify(found)).not.toMatch(/seventy|half-an-account/)
  })
})
