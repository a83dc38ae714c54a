import { describe, expect, test } from '@jest/globals'
import type { Token } from '../../../src/connectors/connector.ts'
import type { Verdict } from '../../../src/connectors/outcome.ts'
import { holdTokens } from '../../../src/connectors/tokens.ts'
import { fixedClock } from '../../support/fixed-clock.ts'

const now = new Date('2026-11-24T10:07:05Z')
const done = (value: string, expiresInSeconds = 100): Verdict<Token> => ({ kind: 'done', result: { value, expiresInSeconds } })

/** Answers token-1, token-2 … and counts. */
function issuer(expiresInSeconds = 100): { fetch: () => Promise<Verdict<Token>>; issued: () => number } {
  let count = 0
  return {
    fetch: () => {
      count += 1
      return Promise.resolve(done(`token-${count}`, expiresInSeconds))
    },
    issued: () => count,
  }
}

describe('tokens', () => {
  test('one fetch serves all who ask while it runs and all who ask after it', async () => {
    const { fetch, issued } = issuer()
    const tokens = holdTokens(fixedClock(now))
    const asked = await Promise.all(Array.from({ length: 20 }, () => tokens.get('a', fetch)))
    expect(asked).toEqual(Array(20).fill({ kind: 'done', result: 'token-1' }))
    expect(await tokens.get('a', fetch)).toEqual({ kind: 'done', result: 'token-1' })
    expect(issued()).toBe(1)
  })

  test('a token is renewed before its life is over, counted from before it was fetched', async () => {
    const clock = fixedClock(now)
    const tokens = holdTokens(clock)
    const slow = (): Promise<Verdict<Token>> => {
      clock.moveBy(10_000)
      return Promise.resolve(done('slow'))
    }
    const { fetch, issued } = issuer()
    await tokens.get('a', slow)
    clock.moveBy(59_999)
    expect(await tokens.get('a', fetch)).toEqual({ kind: 'done', result: 'slow' })
    expect(issued()).toBe(0)
    clock.moveBy(15_001)
    expect(await tokens.get('a', fetch)).toEqual({ kind: 'done', result: 'token-1' })
    expect(issued()).toBe(1)
  })

  test('the next token is fetched while the old one still serves, by one of all who ask', async () => {
    const clock = fixedClock(now)
    const tokens = holdTokens(clock)
    const { fetch, issued } = issuer()
    await tokens.get('a', fetch)
    clock.moveBy(70_000)
    const served = await Promise.all(Array.from({ length: 20 }, () => tokens.get('a', fetch)))
    expect(served).toEqual(Array(20).fill({ kind: 'done', result: 'token-1' }))
    expect(issued()).toBe(2)
    expect(await tokens.get('a', fetch)).toEqual({ kind: 'done', result: 'token-2' })
  })

  test('a token that cannot be renewed yet serves on until its time, and is tried for no more than once a second', async () => {
    const clock = fixedClock(now)
    const tokens = holdTokens(clock)
    const { fetch } = issuer()
    await tokens.get('a', fetch)
    clock.moveBy(70_000)
    let tries = 0
    const fail = (): Promise<Verdict<Token>> => {
      tries += 1
      return Promise.reject(new Error('away'))
    }
    for (let ms = 0; ms < 3_000; ms += 100) {
      expect(await tokens.get('a', fail)).toEqual({ kind: 'done', result: 'token-1' })
      clock.moveBy(100)
    }
    expect(tries).toBe(3)
    clock.moveBy(12_000)
    await expect(tokens.get('a', fail)).rejects.toThrow('away')
  })

  test('setting the wall clock neither ages nor revives a token', async () => {
    const clock = fixedClock(now)
    const tokens = holdTokens(clock)
    const { fetch, issued } = issuer()
    await tokens.get('a', fetch)
    clock.setTo(new Date('2030-01-01T00:00:00Z'))
    await tokens.get('a', fetch)
    expect(issued()).toBe(1)
    clock.moveBy(100_000)
    clock.setTo(now)
    await tokens.get('a', fetch)
    expect(issued()).toBe(2)
  })

  test('a token whose life is over on arrival serves its caller and nobody after', async () => {
    const tokens = holdTokens(fixedClock(now))
    const { fetch, issued } = issuer(0)
    expect(await tokens.get('a', fetch)).toEqual({ kind: 'done', result: 'token-1' })
    await tokens.get('a', fetch)
    expect(issued()).toBe(2)
  })

  test('accounts do not share tokens', async () => {
    const tokens = holdTokens(fixedClock(now))
    const { fetch } = issuer()
    expect(await tokens.get('a', fetch)).toEqual({ kind: 'done', result: 'token-1' })
    expect(await tokens.get('b', fetch)).toEqual({ kind: 'done', result: 'token-2' })
  })

  test('a fetch that fails is told to all who waited and is not remembered', async () => {
    const tokens = holdTokens(fixedClock(now))
    const failure: Verdict<Token> = { kind: 'not_sent', reason: 'ECONNREFUSED' }
    const fail = (): Promise<Verdict<Token>> => Promise.resolve(failure)
    expect(await Promise.all([tokens.get('a', fail), tokens.get('a', fail)])).toEqual([failure, failure])
    expect(await tokens.get('a', issuer().fetch)).toEqual({ kind: 'done', result: 'token-1' })
  })

  test('a fetch that throws leaves the next one free to try', async () => {
    const tokens = holdTokens(fixedClock(now))
    await expect(tokens.get('a', () => Promise.reject(new Error('a bug')))).rejects.toThrow('a bug')
    expect(await tokens.get('a', issuer().fetch)).toEqual({ kind: 'done', result: 'token-1' })
  })

  test('dropping forgets the token that was refused and not the newer one', async () => {
    const tokens = holdTokens(fixedClock(now))
    const { fetch, issued } = issuer()
    await tokens.get('a', fetch)
    tokens.drop('a', 'token-1')
    expect(await tokens.get('a', fetch)).toEqual({ kind: 'done', result: 'token-2' })
    tokens.drop('a', 'token-1')
    expect(await tokens.get('a', fetch)).toEqual({ kind: 'done', result: 'token-2' })
    expect(issued()).toBe(2)
  })
})
