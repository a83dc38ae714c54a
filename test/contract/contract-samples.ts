import { expect, test } from '@jest/globals'
import type { Called } from '../../src/connectors/call.ts'
import { answer } from '../support/faulty-replies.ts'
import type { Received } from '../support/read-requests.ts'
import { secretsOf } from './contract-inputs.ts'
import { withSession, type Session } from './contract-session.ts'
import type { ProviderContract, Sample } from './provider-contract-fixture.ts'

/** Each documented request leaves as documented, and each documented answer is understood. */
export function testSamples(contract: ProviderContract): void {
  test.each(contract.samples.map((sample) => ({ sample, name: sample.name })))('$name', async ({ sample }) => {
    await withSession(
      contract,
      async (session) => {
        const later = sample.thenAnswer ?? sample.answer
        session.answerBusiness((index) =>
          index === 0 ? answer(sample.answer.status, sample.answer.body) : answer(later.status, later.body),
        )
        const called = await session.call(sample.operation, sample.input)
        expectRequest(session.business()[0], sample)
        expect(called.verdict).toMatchObject(sample.verdict)
        expectOneCreate(session, sample, called)
        expectNoSecret(contract, session, called)
      },
      { settings: sample.settings ?? contract.settings },
    )
  })
}

function expectRequest(received: Received | undefined, { request }: Sample): void {
  if (received === undefined) throw new Error('no request arrived')
  expect({ method: received.method, path: received.path }).toEqual({ method: request.method, path: request.path })
  expect(received.headers).toMatchObject(request.headers ?? {})
  if (request.bodyText !== undefined) expect(received.body).toBe(request.bodyText ?? '')
  if (request.body === null || typeof request.body === 'string') expect(received.body).toBe(request.body ?? '')
  else if (request.body !== undefined) expect(JSON.parse(received.body)).toEqual(request.body)
}

/** A create goes out once, save for one more try after a refused token. */
function expectOneCreate(session: Session, sample: Sample, { verdict }: Called<unknown>): void {
  const retried = verdict.kind === 'refused' && verdict.meaning === 'token_invalid'
  if (sample.operation === 'create') expect(session.business()).toHaveLength(retried ? 2 : 1)
}

function expectNoSecret(contract: ProviderContract, session: Session, { verdict, trace }: Called<unknown>): void {
  const shown = trace.map((one) => ({ ...one, answer: null }))
  const told = 'reason' in verdict ? verdict.reason : ''
  const text = [...session.server.received.map(({ path }) => path), JSON.stringify(shown), told].join('\n')
  const secrets = secretsOf(contract)
  expect(secrets).not.toHaveLength(0)
  for (const secret of secrets) {
    for (const form of [secret, encodeURIComponent(secret), JSON.stringify(secret).slice(1, -1)]) expect(text).not.toContain(form)
  }
  for (const one of trace.filter(({ kind }) => kind === 'token')) expect(one.answer).toBeNull()
}
