import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals'
import { randomUUID } from 'node:crypto'
import { connect } from 'node:net'
import fc from 'fast-check'
import { dayMs } from '../../src/core/time.ts'
import { expectProblem } from '../support/answer-shapes.ts'
import { openCalledApp, type CalledApp } from '../support/called-app.ts'
import { billCall, call, netzmeCall, secretsOf } from '../support/provider-calls.ts'

const providers = ['netzme', 'bill_gateway'] as const

let app: CalledApp
beforeAll(async () => {
  app = await openCalledApp(providers)
})
afterAll(() => app.close())
beforeEach(() => app.database.rows('delete from callbacks'))

const pathOf = (provider: (typeof providers)[number]) => app.url + app.pathOf(provider)
const countRows = async () => (await app.database.rows('select count(*)::int as count from callbacks'))[0]?.['count']
const payment = () => ({ reference: 'INV/1', id: randomUUID(), amount: '260000.00' })
const bill = (apiKey: string) => billCall(apiKey, 'x24da1dF', 'INV/1', 260000)

describe('a callback that nobody can have sent but somebody else', () => {
  test('with a wrong or missing token is refused in the provider’s words, and leaves nothing but a count (row 43)', async () => {
    const { callback_token } = secretsOf(app, 'netzme')
    const { body } = netzmeCall(callback_token, payment())
    for (const headers of [{}, { 'x-callback-token': '' }, { 'x-callback-token': `${callback_token}x` }]) {
      const answer = await call(pathOf('netzme'), { headers, body })
      expect(answer).toMatchObject({ status: 401, text: expect.stringContaining('401') })
    }
    expect(await countRows()).toBe(0)
    const { text } = await app.send('GET', '/metrics')
    expect(text).toContain('tagih_callbacks_total{provider="netzme",verdict="forged"} 3')
  })

  test('with any byte of a signed body changed, or another account’s key, is refused and leaves nothing (row 43)', async () => {
    const { headers, body } = bill(secretsOf(app, 'bill_gateway').api_key)
    const position = fc.nat({ max: body.length - 1 })
    await fc.assert(
      fc.asyncProperty(position, fc.integer({ min: 0x21, max: 0x7e }), async (at, code) => {
        fc.pre(body.charCodeAt(at) !== code)
        const changed = body.slice(0, at) + String.fromCharCode(code) + body.slice(at + 1)
        expect((await call(pathOf('bill_gateway'), { headers, body: changed })).status).toBe(401)
      }),
      { numRuns: 50 },
    )
    expect((await call(pathOf('bill_gateway'), bill('another-key'))).status).toBe(401)
    expect((await call(pathOf('bill_gateway'), { headers: {}, body })).status).toBe(401)
    expect(await countRows()).toBe(0)
  })

  test('with its header twice, one of them right, is refused (row 43)', async () => {
    const { callback_token } = secretsOf(app, 'netzme')
    const { body } = netzmeCall(callback_token, payment())
    const { hostname, port } = new URL(app.url)
    const lines = [
      `POST ${app.pathOf('netzme')} HTTP/1.1`,
      `host: ${hostname}`,
      'connection: close',
      'content-type: application/json',
      `content-length: ${Buffer.byteLength(body)}`,
      `x-callback-token: ${callback_token}`,
      'x-callback-token: other',
    ]
    const answer = await new Promise<string>((resolve, reject) => {
      let text = ''
      const socket = connect(Number(port), hostname)
      socket.on('data', (chunk) => (text += chunk.toString()))
      socket.on('end', () => {
        resolve(text)
      })
      socket.on('error', reject)
      socket.write(`${lines.join('\r\n')}\r\n\r\n${body}`)
    })
    expect(answer).toMatch(/^HTTP\/1\.1 401 /)
    expect(await countRows()).toBe(0)
  })

  test('at a path that is nobody’s is a 404, whether or not there is such a provider (row 43)', async () => {
    const { callback_token } = secretsOf(app, 'netzme')
    const { headers, body } = netzmeCall(callback_token, payment())
    for (const path of [
      '/callbacks/netzme/guessed',
      '/callbacks/nobody/guessed',
      app.pathOf('netzme').replace('netzme', 'winpay'),
    ]) {
      const reply = await app.send('POST', path, { body, headers, key: null, idempotencyKey: null })
      expect(expectProblem(reply, 'not_found').detail).toBe('There is nothing at this path.')
    }
    expect(await countRows()).toBe(0)
  })

  test('larger than 256 kB is a 413, and one of almost that size is kept (row 43)', async () => {
    const { callback_token } = secretsOf(app, 'netzme')
    const headers = { 'x-callback-token': callback_token }
    expect((await call(pathOf('netzme'), { headers, body: 'x'.repeat(256 * 1024 + 1) })).status).toBe(413)
    expect(await countRows()).toBe(0)
    expect((await call(pathOf('netzme'), { headers, body: 'x'.repeat(256 * 1024) })).status).toBe(200)
    expect(await countRows()).toBe(1)
  })
})

describe('a callback that is taken', () => {
  test.each([
    'application/json',
    'text/plain',
    'application/x-www-form-urlencoded',
    'nonsense',
    'application/json; charset=latin1',
  ])('may name its content %s: what counts are the bytes', async (type) => {
    const { headers, body } = netzmeCall(secretsOf(app, 'netzme').callback_token, payment())
    expect(await call(pathOf('netzme'), { headers: { ...headers, 'content-type': type }, body })).toMatchObject({ status: 200 })
    expect(await countRows()).toBe(1)
  })

  test('is in no log: not its path, its token, its headers or its body', async () => {
    const { callback_token } = secretsOf(app, 'netzme')
    await call(pathOf('netzme'), netzmeCall(callback_token, { ...payment(), reference: 'CANARY/REFERENCE' }))
    await call(pathOf('netzme'), { headers: {}, body: 'CANARY/BODY' })
    const token = app.pathOf('netzme').split('/').at(-1) ?? ''
    expect(token.length).toBeGreaterThan(20)
    for (const secret of [token, callback_token, 'CANARY']) expect(app.log()).not.toContain(secret)
    expect(app.log()).toContain('"/callbacks/:provider/:path_token"')
  })
})

test('after credentials were replaced, a callback that is signed with those before them is taken for a day', async () => {
  const other = await openCalledApp(['bill_gateway'])
  try {
    const url = other.url + other.pathOf('bill_gateway')
    const credentials = { ...other.tagih.sandbox?.credentials('bill_gateway', 'mer_default') }
    const before = secretsOf(other, 'bill_gateway').api_key
    const put = (api_key: string) =>
      other.send('PUT', '/provider-accounts/bill_gateway/default', { body: { credentials: { ...credentials, api_key } } })
    expect((await put('the new key')).status).toBe(200)
    // Writing the same again, as a start does, does not push out what went before.
    expect((await put('the new key')).status).toBe(200)
    const statusOf = async (key: string) => (await call(url, bill(key))).status
    expect([await statusOf(before), await statusOf('the new key'), await statusOf('an older key')]).toEqual([200, 200, 401])
    other.clock.moveBy(dayMs)
    expect([await statusOf(before), await statusOf('the new key')]).toEqual([401, 200])
  } finally {
    await other.close()
  }
})
