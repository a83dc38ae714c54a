import { expect, test } from '@jest/globals'
import fc from 'fast-check'
import { z } from 'zod'
import { UnreadableAnswer, type CallbackNews, type Callbacks } from '../../src/connectors/connector.ts'
import { isJsonObject, without, type Json, type JsonObject } from '../../src/core/json.ts'
import { parseJson } from '../../src/core/parse-json.ts'
import { openOperations, readJson } from './contract-inputs.ts'
import type { CallbackContract, ProviderContract } from './provider-contract-fixture.ts'

/** Each documented callback is understood, and what is none is told from it. */
export function testCallbacks(contract: ProviderContract, { samples, accepted, refused }: CallbackContract): void {
  const callbacks = openCallbacks(contract)

  test.each(samples)('$name', ({ body, news }) => {
    expect(callbacks.read(body)).toEqual(news)
  })

  test.each(samples)('members that nobody knew are passed over: $name', ({ body, news }) => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const added = readJson(JSON.stringify(value))
        expect(callbacks.read(withMemberEverywhere(body, added))).toEqual(news)
      }),
    )
  })

  const needs = samples.flatMap(({ name, body, needs }) => needs.map((member) => ({ name, body, member })))
  test.each(needs)('without $member it cannot be read: $name', ({ body, member }) => {
    const rest = withoutMember(body, member.split('.'))
    expect(rest).not.toEqual(body)
    expect(tryToRead(callbacks, rest)).toBe('unreadable')
  })

  test.each(samples)('one that was cut short anywhere cannot be read: $name', ({ body }) => {
    const bytes = Buffer.from(JSON.stringify(body))
    for (let length = 0; length < bytes.length; length += 1) {
      const parsed = parseJson(bytes.subarray(0, length))
      expect('fault' in parsed ? 'unreadable' : tryToRead(callbacks, parsed.value)).toBe('unreadable')
    }
  })

  test('JSON of any other kind is read as a callback or called unreadable, and breaks nothing', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        tryToRead(callbacks, readJson(JSON.stringify(value)))
      }),
    )
    expect(tryToRead(callbacks, {})).toBe('unreadable')
    expect(tryToRead(callbacks, [])).toBe('unreadable')
    expect(tryToRead(callbacks, null)).toBe('unreadable')
  })

  test('it is answered in the provider’s own words', () => {
    expect(callbacks).toMatchObject({ accepted, refused })
    expect([accepted.status, refused.status]).toEqual([200, 401])
  })
}

function openCallbacks(contract: ProviderContract): Callbacks {
  const { callbacks } = openOperations(contract)
  if (callbacks === undefined) throw new Error('the connector knows no callbacks')
  return callbacks
}

/** Any other error than the two that mean "not what the provider documents" is thrown on. */
function tryToRead(callbacks: Callbacks, body: Json): CallbackNews | null | 'unreadable' {
  try {
    return callbacks.read(body)
  } catch (error) {
    if (error instanceof UnreadableAnswer || error instanceof z.ZodError) return 'unreadable'
    throw error
  }
}

function withMemberEverywhere(value: Json, added: Json): Json {
  if (Array.isArray(value)) return value.map((entry) => withMemberEverywhere(entry, added))
  if (!isJsonObject(value)) return value
  const members = Object.entries(value).map(([name, member]): [string, Json] => [name, withMemberEverywhere(member, added)])
  return { aMemberOfTomorrow: added, ...Object.fromEntries(members) }
}

function withoutMember(object: JsonObject, [name = '', ...inner]: readonly string[]): JsonObject {
  const member = object[name]
  if (inner.length === 0) return without(object, [name])
  return isJsonObject(member) ? { ...object, [name]: withoutMember(member, inner) } : object
}
