import type { Socket } from 'node:net'
import { expect, test } from '@jest/globals'
import { toOutcome } from '../../src/connectors/outcome.ts'
import type { Refusal } from '../../src/connectors/manifest.ts'
import * as replies from '../support/faulty-replies.ts'
import { exampleOf } from './contract-refusals.ts'
import { withSession, type Session } from './contract-session.ts'
import type { ProviderContract } from './provider-contract-fixture.ts'

/** What connectors with an access token owe beyond the others. */
export function testTokens(contract: ProviderContract): void {
  testRefreshes(contract)
  testBrokenTokenEndpoint(contract)

  test('a token endpoint that refuses our credentials refuses the create', async () => {
    await withSession(contract, async (session) => {
      session.answerToken(refusalReply(contract, ({ operation }) => operation === 'token'))
      const { verdict } = await session.call('create', contract.create)
      expect(verdict).toMatchObject({ kind: 'refused', meaning: 'bad_credentials' })
      expect(toOutcome(verdict)).toBe('REJECTED')
      expect(session.business()).toHaveLength(0)
    })
  })
}

function testRefreshes(contract: ProviderContract): void {
  const { created, create } = contract
  const invalid = (): replies.Reply => refusalReply(contract, ({ means }) => means === 'token_invalid')
  const success = replies.answer(created.status, created.body)

  test('twenty calls at once fetch one token', async () => {
    await withSession(contract, async (session) => {
      const calls = await callTwenty(session, contract)
      expect(calls.map(({ verdict }) => verdict.kind)).toEqual(Array(20).fill('done'))
      expect(session.tokenRequests()).toHaveLength(1)
      expect(session.business()).toHaveLength(20)
    })
  })

  test('twenty calls whose token is refused at once fetch one more, and each is sent twice (row 23)', async () => {
    await withSession(contract, async (session) => {
      const waiting: Socket[] = []
      const refuseAllAtOnce: replies.Reply = (socket) => {
        waiting.push(socket)
        if (waiting.length === 20) waiting.forEach(invalid())
      }
      session.answerBusiness((index) => (index < 20 ? refuseAllAtOnce : success))
      const calls = await callTwenty(session, contract)
      expect(calls.map(({ verdict }) => verdict.kind)).toEqual(Array(20).fill('done'))
      expect(session.tokenRequests()).toHaveLength(2)
      expect(session.business()).toHaveLength(40)
    })
  })

  test('a refused token is replaced once and the call sent twice in all', async () => {
    await withSession(contract, async (session) => {
      session.answerBusiness((index) => (index === 0 ? invalid() : success))
      expect((await session.call('create', create)).verdict.kind).toBe('done')
      expect([session.tokenRequests().length, session.business().length]).toEqual([2, 2])
    })
  })

  test('a token that is refused again ends the call', async () => {
    await withSession(contract, async (session) => {
      session.answerBusiness(invalid)
      expect((await session.call('create', create)).verdict).toMatchObject({ kind: 'refused', meaning: 'token_invalid' })
      expect([session.tokenRequests().length, session.business().length]).toEqual([2, 2])
    })
  })
}

function testBrokenTokenEndpoint(contract: ProviderContract): void {
  const cases = {
    'answers 503': replies.html(503),
    'answers an HTML page with 200': replies.html(200),
    'answers an empty object': replies.answer(200, '{}'),
    'drops the connection': replies.dropped,
    'resets the connection': replies.reset,
  }
  test.each(Object.entries(cases))('a create is not sent while the token endpoint %s (row 23)', async (_, reply) => {
    await withSession(contract, async (session) => {
      session.answerToken(reply)
      const { verdict } = await session.call('create', contract.create)
      expect(verdict.kind).toBe('not_sent')
      expect(session.business()).toHaveLength(0)
    })
  })
}

function callTwenty(
  session: Session,
  { create }: ProviderContract,
): ReturnType<typeof Promise.all<ReturnType<Session['call']>[]>> {
  return Promise.all(Array.from({ length: 20 }, () => session.call('create', create)))
}

function refusalReply(contract: ProviderContract, wanted: (refusal: Refusal) => boolean): replies.Reply {
  const refusal = contract.connector.manifest.refusals.find(wanted)
  if (refusal === undefined) throw new Error('the manifest of a connector with a token names no such refusal')
  return replies.answer(refusal.status, contract.refusalBody(refusal.status, exampleOf(refusal.code)))
}
