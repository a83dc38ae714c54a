import { expect, test } from '@jest/globals'
import { operationKinds, type OperationKind, type Refusal } from '../../src/connectors/manifest.ts'
import { answer } from '../support/faulty-replies.ts'
import { callable, operationsOf } from './contract-inputs.ts'
import { withSession, type Session } from './contract-session.ts'
import type { ProviderContract } from './provider-contract-fixture.ts'

/** Each line of the manifest's table means what it says, for the operation that it names. */
export function testRefusals(contract: ProviderContract): void {
  const { refusals } = contract.connector.manifest
  test.each(refusals.map((refusal) => ({ refusal, ...refusal })))(
    '$operation refused with $status $code means $means (row 17)',
    async ({ refusal }) => {
      const kinds = operationsUnder(contract, refusal)
      expect(kinds).not.toHaveLength(0)
      for (const kind of kinds) await expectMeaning(contract, kind, refusal)
    },
  )

  test('a refusal of one operation says nothing about another', async () => {
    for (const kind of operationKinds.filter((one) => operationsOf(contract).includes(one))) {
      const foreign = refusals.filter(({ operation }) => operation !== 'any' && operation !== kind)
      for (const refusal of foreign.filter(({ status }) => !speaksOf(refusals, kind, status))) {
        await refuse(contract, kind, refusal, async (session, input) => {
          expect((await session.call(kind, input)).verdict).toMatchObject({ kind: 'unknown' })
        })
      }
    }
  })
}

/** `any` is tried on each operation for which no line of its own speaks of that status. */
function operationsUnder(contract: ProviderContract, { operation, status }: Refusal): OperationKind[] {
  const { refusals } = contract.connector.manifest
  const kinds = operationsOf(contract)
  if (operation !== 'any') return kinds.filter((kind) => kind === operation)
  return kinds.filter((kind) => !refusals.some((other) => other.operation === kind && other.status === status))
}

function speaksOf(refusals: readonly Refusal[], kind: OperationKind, status: number): boolean {
  return refusals.some((refusal) => (refusal.operation === kind || refusal.operation === 'any') && refusal.status === status)
}

async function expectMeaning(contract: ProviderContract, kind: OperationKind, refusal: Refusal): Promise<void> {
  const { means: meaning, status: httpStatus } = refusal
  await refuse(contract, kind, refusal, async (session, input) => {
    const { verdict } = await session.call(kind, input)
    expect({ kind, verdict }).toMatchObject({ kind, verdict: { kind: 'refused', meaning, httpStatus } })
    const calls = kind === 'token' ? session.tokenRequests() : session.business()
    if (kind === 'create') expect(calls).toHaveLength(meaning === 'token_invalid' ? 2 : 1)
  })
}

type Use = (session: Session, input: ReturnType<typeof callable>['input']) => Promise<void>

async function refuse(contract: ProviderContract, kind: OperationKind, refusal: Refusal, use: Use): Promise<void> {
  const { status } = refusal
  const reply = answer(status, contract.refusalBody(status, exampleOf(refusal.code)))
  const { input, settings } = callable(contract, kind)
  await withSession(
    contract,
    async (session) => {
      if (kind === 'token') session.answerToken(reply)
      else session.answerBusiness(() => reply)
      await use(session, input)
    },
    { settings },
  )
}

/** A code that the pattern covers: SNAP and Winpay codes have seven digits. */
export function exampleOf(pattern: string | null): string | null {
  if (pattern?.endsWith('*') !== true) return pattern
  const prefix = pattern.slice(0, -1)
  return /^\d+$/.test(prefix) ? prefix.padEnd(7, '9') : `${prefix}EXAMPLE`
}
