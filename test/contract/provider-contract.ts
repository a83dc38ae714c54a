import { describe, expect, test } from '@jest/globals'
import { canonicalMembers } from '../../src/connectors/manifest.ts'
import { testCallbacks } from './contract-callbacks.ts'
import { testFaults } from './contract-faults.ts'
import { testProofs } from './contract-proofs.ts'
import { openOperations } from './contract-inputs.ts'
import { testRefusals } from './contract-refusals.ts'
import { testSamples } from './contract-samples.ts'
import { operationNamed } from './contract-session.ts'
import { testUnknownStatuses } from './contract-statuses.ts'
import { testTokens } from './contract-tokens.ts'
import type { ProviderContract } from './provider-contract-fixture.ts'

/** What every connector owes, tried through the real caller and transport on real sockets. */
export function describeProviderContract(contract: ProviderContract): void {
  describe(`the contract of ${contract.connector.manifest.name}`, () => {
    describe('the manifest', () => {
      testManifest(contract)
    })
    describe('what the provider documents', () => {
      testSamples(contract)
    })
    describe('what a refusal proves', () => {
      testRefusals(contract)
    })
    describe('a status that nobody knows', () => {
      testUnknownStatuses(contract)
    })
    describe('what can go wrong', () => {
      testFaults(contract)
    })
    const { token, callbacks } = contract
    if (token !== undefined) {
      describe('the access token', () => {
        testTokens(contract)
      })
    }
    if (callbacks === undefined) return
    describe('what a callback says', () => {
      testCallbacks(contract, callbacks)
    })
    describe('whether a callback is believed', () => {
      testProofs(contract, callbacks)
    })
  })
}

function testManifest(contract: ProviderContract): void {
  const { manifest, environment } = contract.connector
  const operations = openOperations(contract)

  test('it says of every canonical member how it fares', () => {
    expect(Object.keys(manifest.carries).sort()).toEqual([...canonicalMembers].sort())
  })

  test('it names a source for every refusal', () => {
    expect(manifest.refusals.filter(({ source }) => source.trim().length < 10)).toEqual([])
  })

  test('it calls no answer a refusal that may come after the provider acted', () => {
    expect(manifest.refusals.filter(({ status }) => status >= 500 || status === 408 || status === 429)).toEqual([])
  })

  test('it promises what the connector has, and nothing else', () => {
    const has = (kind: Parameters<typeof operationNamed>[1]): boolean => operationNamed(operations, kind) !== undefined
    expect(manifest).toMatchObject({ cancels: has('cancel'), name: contract.connector.manifest.name })
    expect([manifest.finds !== null, manifest.findsByReference !== null, manifest.updates !== null]).toEqual([
      has('find'),
      has('find_by_reference'),
      has('update'),
    ])
    expect([manifest.allocatesNumbers, contract.token !== undefined]).toEqual([
      contract.connector.numbers !== undefined,
      has('token'),
    ])
  })

  test('it brings samples of its callbacks if the provider calls', () => {
    expect(contract.callbacks !== undefined).toBe(operations.callbacks !== undefined)
  })

  test('its environment variables carry its name', () => {
    const prefix = `${manifest.name.toUpperCase()}_`
    expect(environment.filter(({ name }) => !name.startsWith(prefix))).toEqual([])
  })
}
