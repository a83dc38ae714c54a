import { expect, test } from '@jest/globals'
import { compareEcho, toOutcome } from '../../src/connectors/outcome.ts'
import type { ProviderInvoice } from '../../src/connectors/connector.ts'
import type { Called } from '../../src/connectors/call.ts'
import { fromMinor } from '../../src/core/money.ts'
import * as replies from '../support/faulty-replies.ts'
import { callable, openOperations, operationsOf, readJson } from './contract-inputs.ts'
import { answerBytesMax, withSession } from './contract-session.ts'
import type { ProviderContract } from './provider-contract-fixture.ts'

/** Short, because the test waits it out; nothing is asserted about how long it took. */
const shortTimeoutMs = 300

/** Whatever goes wrong, nothing is believed that was not said. */
export function testFaults(contract: ProviderContract): void {
  testBrokenAnswers(contract)
  testSilence(contract)
  testConnections(contract)
  testEchoes(contract)
}

function brokenAnswers(contract: ProviderContract): Record<string, replies.Reply> {
  const { status, body } = contract.created
  const refusal = (httpStatus: number): replies.Reply => replies.answer(httpStatus, contract.refusalBody(httpStatus, null))
  return {
    'a body shorter than its content-length': replies.cutShort(status, body),
    'a chunked body without its last chunk': replies.cutShortInChunks(status, body),
    'half a JSON text whose end is the end of the connection': replies.halfWithoutLength(status, body),
    'an HTML page with 200': replies.html(200),
    'an empty body with 200': replies.answer(200, ''),
    'JSON that is not an object': replies.answer(status, 'null'),
    'an empty list': replies.answer(status, '[]'),
    'an empty object': replies.answer(status, '{}'),
    'a text in JSON': replies.answer(status, '"ok"'),
    '204 without a body': replies.answer(204, ''),
    'a redirect, which is not followed': replies.answer(302, body, {
      location: '/elsewhere',
      'content-type': 'application/json',
    }),
    'a body of success with 500': replies.answer(500, body),
    'a refusal with 408': refusal(408),
    'a refusal with 429': refusal(429),
    'a refusal with 500': refusal(500),
    'an HTML page with 502': replies.html(502),
    'a refusal with 503': refusal(503),
    'an answer beyond the size that is read': replies.answer(status, body + ' '.repeat(answerBytesMax)),
    'a connection that ends after the request was read': replies.dropped,
    'a connection that is reset after the request was read': replies.reset,
  }
}

function testBrokenAnswers(contract: ProviderContract): void {
  test.each(Object.entries(brokenAnswers(contract)))(
    'a create answered by %s is unknown and sent once (row 16) (row 17)',
    async (_, reply) => {
      await withSession(contract, async (session) => {
        session.answerBusiness(() => reply)
        expectUnknown(await session.call('create', contract.create))
        expect(session.business()).toHaveLength(1)
      })
    },
  )

  test.each(operationsOf(contract).filter((kind) => kind !== 'token'))(
    '%s proves nothing when its answer is lost',
    async (kind) => {
      const { input, settings } = callable(contract, kind)
      for (const reply of [replies.dropped, replies.html(200), replies.html(404), replies.answer(200, 'null')]) {
        await withSession(
          contract,
          async (session) => {
            session.answerBusiness(() => reply)
            expectUnknown(await session.call(kind, input))
          },
          { settings },
        )
      }
    },
  )

  test('a good answer under a wrong content type is still believed', async () => {
    const { status, body } = contract.created
    await withSession(contract, async (session) => {
      session.answerBusiness(() => replies.answer(status, body, { 'content-type': 'text/html' }))
      expect((await session.call('create', contract.create)).verdict).toMatchObject({ kind: 'done' })
    })
  })
}

function testSilence(contract: ProviderContract): void {
  const cases = { 'never begins': replies.silent, 'drips for ever': replies.dripping(200) }
  test.each(Object.entries(cases))('a create whose answer %s ends at the deadline as unknown (row 18)', async (_, reply) => {
    await withSession(
      contract,
      async (session) => {
        // A token that came slowly would end the call before the create was sent, so it is fetched first.
        await session.call('create', contract.create)
        session.answerBusiness(() => reply)
        expectUnknown(await session.call('create', contract.create))
      },
      { timeoutMs: shortTimeoutMs },
    )
  })
}

function testConnections(contract: ProviderContract): void {
  test('a refused connection proves that nothing was sent (row 11)', async () => {
    await withSession(contract, async (session) => {
      await session.server.close()
      const { verdict, trace } = await session.call('create', contract.create)
      expect(verdict.kind).toBe('not_sent')
      expect(toOutcome(verdict)).toBe('NOT_SENT')
      expect(trace.map(({ bytesSent }) => bytesSent)).toEqual([false])
    })
  })

  test('a connection that is reset on accept is unknown exactly when bytes of the create had left', async () => {
    await withSession(contract, async (session) => {
      session.server.onConnection((socket) => socket.resetAndDestroy())
      const { verdict, trace } = await session.call('create', contract.create)
      const createLeft = trace.some(({ kind, bytesSent }) => kind === 'create' && bytesSent)
      expect(verdict.kind).toBe(createLeft ? 'unknown' : 'not_sent')
      expect(session.business()).toHaveLength(0)
    })
  })
}

function testEchoes(contract: ProviderContract): void {
  const { create, created, connector } = contract
  const { invoice } = create
  const resultOf = (body: string): ProviderInvoice => {
    const reading = openOperations(contract).create.read(readJson(body), create)
    if (!('found' in reading)) throw new Error('the answer to a create is not an invoice')
    return reading.found
  }

  test('the answer to a create is recognised as ours', () => {
    expect(compareEcho(invoice, resultOf(created.body))).toBe('same')
  })

  if (connector.manifest.echoes.reference) {
    test('an answer that names another reference is not ours (row 17)', () => {
      const body = created.body.replaceAll(JSON.stringify(invoice.reference), '"SOMEBODY-ELSES"')
      expect(compareEcho(invoice, resultOf(body))).toBe('other')
    })
  }
  if (connector.manifest.echoes.amount) {
    test('an answer of another amount is not ours (row 17)', () => {
      const asked = { ...invoice, amount: fromMinor(invoice.amount + 100n) }
      expect(compareEcho(asked, resultOf(created.body))).toBe('other')
    })
  }
}

function expectUnknown({ verdict, trace }: Called<unknown>): void {
  expect(verdict).toMatchObject({ kind: 'unknown' })
  expect(toOutcome(verdict)).toBe('UNKNOWN')
  expect(trace.at(-1)).toMatchObject({ bytesSent: true, outcome: 'unknown' })
}
