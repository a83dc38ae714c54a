import { describe, expect, test } from '@jest/globals'
import { openCaller, type OpenAccount } from '../../../src/connectors/call.ts'
import type { FindInput, Moment, Operation, Operations, Token } from '../../../src/connectors/connector.ts'
import { holdTokens } from '../../../src/connectors/tokens.ts'
import type { Sent, Transport } from '../../../src/connectors/transport.ts'
import { fixedClock, type FixedClock } from '../../support/fixed-clock.ts'
import { sampleInvoice } from '../../support/sample-invoice.ts'
import { sampleConnector } from './sample-connector.ts'

const now = new Date('2026-11-24T10:07:05Z')
const invoice = sampleInvoice()
const find: FindInput = { invoice, page: 0 }

/** A transport that answers each path as told and remembers what it was asked. */
function scripted(clock: FixedClock, answers: Record<string, { status: number; body: string; tookMs?: number }[]>) {
  const asked: string[] = []
  const limits: (Date | undefined)[] = []
  const transport: Transport = {
    send(_to, { path }, sendBy): Promise<Sent> {
      limits.push(sendBy)
      const script = answers[path] ?? []
      const next = script[Math.min(asked.filter((one) => one === path).length, script.length - 1)]
      asked.push(path)
      clock.moveBy(next?.tookMs ?? 0)
      if (next === undefined) return Promise.resolve({ bytesSent: false, durationMs: 0, answer: null, failure: 'ECONNREFUSED' })
      return Promise.resolve({ bytesSent: true, durationMs: 5, answer: { status: next.status, body: Buffer.from(next.body) } })
    },
    close: () => Promise.resolve(),
  }
  return { transport, asked, limits }
}

const moments: Moment[] = []

function operation(name: string, ways?: number): Operation<FindInput, string> {
  return {
    build({ page }, moment) {
      moments.push(moment)
      return { method: 'GET', path: `/${name}/${page}`, headers: {}, body: null }
    },
    read: (body) => (JSON.stringify(body).includes('"more":true') ? { nextPage: true } : { found: JSON.stringify(body) }),
    ...(ways === undefined ? {} : { ways: () => ways }),
  }
}

const token: Operation<null, Token> = {
  build: () => ({ method: 'POST', path: '/token', headers: {}, body: '{}' }),
  read: () => ({ found: { value: 'secret-token', expiresInSeconds: 3600 } }),
}

/** These tests ask and never create. */
const create: Operations['create'] = {
  build: () => ({ method: 'POST', path: '/create', headers: {}, body: '{}' }),
  read: () => ({ absent: true }),
}

function account(withToken: boolean): OpenAccount {
  const operations: Operations = { origin: 'http://127.0.0.1:1', create, ...(withToken ? { token } : {}) }
  const connector = sampleConnector(
    [
      { operation: 'any', status: 401, code: 'TOKEN', means: 'token_invalid' },
      { operation: 'token', status: 403, code: null, means: 'bad_credentials' },
      { operation: 'find', status: 404, code: 'GONE', means: 'absent' },
    ],
    operations,
  )
  return { key: 'account', connector, operations }
}

const ok = { status: 200, body: '{"ok":true}' }
const more = { status: 200, body: '{"ok":true,"more":true}' }
const gone = { status: 404, body: '{"code":"GONE"}' }
const badToken = { status: 401, body: '{"code":"TOKEN"}' }

function callerFor(answers: Parameters<typeof scripted>[1]) {
  const clock = fixedClock(now)
  const { transport, asked, limits } = scripted(clock, answers)
  return { caller: openCaller(transport, holdTokens(clock), clock), asked, limits, clock }
}

describe('pages and ways of asking', () => {
  test('a list is read until what is sought is found', async () => {
    const { caller, asked } = callerFor({ '/list/0': [more], '/list/1': [more], '/list/2': [ok] })
    const { verdict, trace } = await caller.call(account(false), 'find', operation('list'), find)
    expect(verdict.kind).toBe('done')
    expect(asked).toEqual(['/list/0', '/list/1', '/list/2'])
    expect(trace.map(({ outcome }) => outcome)).toEqual(['next_page', 'next_page', 'done'])
  })

  test('a list that never ends is unknown and not absent', async () => {
    const pages = Object.fromEntries(Array.from({ length: 60 }, (_, page) => [`/list/${page}`, [more]]))
    const { caller, asked } = callerFor(pages)
    const { verdict } = await caller.call(account(false), 'find', operation('list'), find)
    expect(verdict.kind).toBe('unknown')
    expect(asked).toHaveLength(50)
  })

  test('each way of asking is taken until one finds, and absent is what all of them did not find', async () => {
    const found = callerFor({ '/way/0': [gone], '/way/1': [ok], '/way/2': [ok] })
    expect((await found.caller.call(account(false), 'find', operation('way', 3), find)).verdict.kind).toBe('done')
    expect(found.asked).toEqual(['/way/0', '/way/1'])
    const absent = callerFor({ '/way/0': [gone], '/way/1': [gone] })
    const { verdict } = await absent.caller.call(account(false), 'find', operation('way', 2), find)
    expect(verdict).toMatchObject({ kind: 'refused', meaning: 'absent' })
    expect(absent.asked).toEqual(['/way/0', '/way/1'])
  })

  test('a way whose answer proves nothing ends the search, for what it hides is not known', async () => {
    const { caller, asked } = callerFor({ '/way/0': [{ status: 500, body: '{}' }], '/way/1': [gone] })
    expect((await caller.call(account(false), 'find', operation('way', 2), find)).verdict.kind).toBe('unknown')
    expect(asked).toEqual(['/way/0'])
  })

  test('what cannot be asked now is not sent', async () => {
    const { caller, asked } = callerFor({ '/way/0': [ok] })
    expect((await caller.call(account(false), 'find', operation('way', 0), find)).verdict.kind).toBe('not_sent')
    expect(asked).toEqual([])
  })
})

describe('tokens', () => {
  test('the token is fetched first, shown to the operation, and traced without its answer', async () => {
    const { caller, asked } = callerFor({ '/token': [ok], '/one/0': [ok] })
    const { trace } = await caller.call(account(true), 'find', operation('one'), find)
    expect(asked).toEqual(['/token', '/one/0'])
    expect(moments.at(-1)).toMatchObject({ token: 'secret-token', now })
    expect(trace.map(({ kind, answer }) => [kind, answer?.toString() ?? null])).toEqual([
      ['token', null],
      ['find', '{"ok":true}'],
    ])
  })

  test('a refused token is replaced once', async () => {
    const { caller, asked } = callerFor({ '/token': [ok], '/one/0': [badToken, ok] })
    expect((await caller.call(account(true), 'find', operation('one'), find)).verdict.kind).toBe('done')
    expect(asked).toEqual(['/token', '/one/0', '/token', '/one/0'])
  })

  test('a token that cannot be renewed ends as not sent, for what was refused was never done', async () => {
    const { caller, asked } = callerFor({ '/token': [ok, { status: 500, body: '{}' }], '/one/0': [badToken] })
    const { verdict } = await caller.call(account(true), 'find', operation('one'), find)
    expect(verdict).toMatchObject({ kind: 'not_sent', reason: 'no access token: an answer that proves nothing' })
    expect(asked).toEqual(['/token', '/one/0', '/token'])
  })

  test('a refused request for a token is a matter of credentials', async () => {
    const { caller } = callerFor({ '/token': [{ status: 403, body: '{}' }] })
    const { verdict } = await caller.call(account(true), 'find', operation('one'), find)
    expect(verdict).toMatchObject({ kind: 'refused', meaning: 'bad_credentials', httpStatus: 403 })
  })
})

describe('sendBy', () => {
  const sendBy = new Date(now.getTime() + 1_000)

  test('nothing is sent after it, not even the token', async () => {
    const { caller, asked, clock } = callerFor({ '/token': [ok], '/one/0': [ok] })
    clock.moveBy(1_001)
    const { verdict } = await caller.call(account(true), 'find', operation('one'), find, { sendBy })
    expect(verdict.kind).toBe('not_sent')
    expect(asked).toEqual([])
  })

  test('a slow token keeps the operation from being sent', async () => {
    const { caller, asked } = callerFor({ '/token': [{ ...ok, tookMs: 1_001 }], '/one/0': [ok] })
    const { verdict } = await caller.call(account(true), 'find', operation('one'), find, { sendBy })
    expect(verdict.kind).toBe('not_sent')
    expect(asked).toEqual(['/token'])
  })

  test('what is in time is sent, and the transport knows until when it may wait for a connection', async () => {
    const { caller, limits } = callerFor({ '/token': [{ ...ok, tookMs: 1_000 }], '/one/0': [ok] })
    expect((await caller.call(account(true), 'find', operation('one'), find, { sendBy })).verdict.kind).toBe('done')
    expect(limits).toEqual([sendBy, sendBy])
  })
})

test('every call carries a new external id of 32 digits', async () => {
  const { caller } = callerFor({ '/one/0': [ok] })
  moments.length = 0
  for (let call = 0; call < 50; call += 1) await caller.call(account(false), 'find', operation('one'), find)
  expect(new Set(moments.map(({ externalId }) => externalId)).size).toBe(50)
  expect(moments.filter(({ externalId }) => !/^\d{32}$/.test(externalId))).toEqual([])
})
