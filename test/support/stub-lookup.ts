import type { LookupFunction } from 'node:net'

/** A DNS whose answers the test gives: one list of addresses for each question, and the last for all that follow. */
export interface StubLookup {
  lookup: LookupFunction
  asked: string[]
}

export function stubLookup(...answers: string[][]): StubLookup {
  const asked: string[] = []
  return {
    asked,
    lookup(hostname, _options, done) {
      asked.push(hostname)
      const addresses = answers[Math.min(asked.length, answers.length) - 1] ?? []
      done(
        null,
        addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
      )
    },
  }
}
