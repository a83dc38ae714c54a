import { expect, test } from '@jest/globals'
import { z } from 'zod'
import { isJsonObject, type Json } from '../../src/core/json.ts'
import { answer } from '../support/faulty-replies.ts'
import { readJson } from './contract-inputs.ts'
import { withSession } from './contract-session.ts'
import type { ProviderContract, Sample } from './provider-contract-fixture.ts'

/** A status that the provider did not have when this was written is never success and never failure. */
export function testUnknownStatuses(contract: ProviderContract): void {
  const samples = contract.samples.filter(tellsAStatus)
  const { finds, findsByReference } = contract.connector.manifest
  test('there is a sample of an invoice with a status if the provider can be asked', () => {
    expect(samples.length > 0).toBe(finds !== null || findsByReference !== null)
  })

  if (samples.length === 0) return
  test.each(samples.map((sample) => ({ sample, name: sample.name })))('a new status is not told: $name', async ({ sample }) => {
    const body = JSON.stringify(withNewStatus(readJson(sample.answer.body)))
    await withSession(
      contract,
      async (session) => {
        const later = sample.thenAnswer ?? { status: sample.answer.status, body }
        session.answerBusiness((index) => (index === 0 ? answer(sample.answer.status, body) : answer(later.status, later.body)))
        const { verdict } = await session.call(sample.operation, sample.input)
        const { result } = done.parse(verdict)
        for (const invoice of [result].flat()) expect(invoice).toMatchObject({ status: null })
      },
      { settings: sample.settings ?? contract.settings },
    )
  })
}

const invoice = z.looseObject({ status: z.string().nullable() })
const done = z.object({ kind: z.literal('done'), result: z.union([invoice, z.array(invoice).min(1)]) })

function tellsAStatus({ operation, answer: { body }, verdict }: Sample): boolean {
  if (operation !== 'find' && operation !== 'find_by_reference') return false
  const told = z.object({ kind: z.literal('done'), result: z.unknown() }).safeParse(verdict)
  return told.success && JSON.stringify(withNewStatus(readJson(body))) !== JSON.stringify(readJson(body))
}

/** Every text whose name ends in "status" becomes one that nobody documents. */
function withNewStatus(value: Json): Json {
  if (Array.isArray(value)) return value.map(withNewStatus)
  if (!isJsonObject(value)) return value
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [
      name,
      /status$/i.test(name) && typeof member === 'string' ? 'NEVER_SEEN' : withNewStatus(member),
    ]),
  )
}
