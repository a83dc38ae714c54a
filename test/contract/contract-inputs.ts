import type { Json } from '../../src/core/json.ts'
import { parseJson } from '../../src/core/parse-json.ts'
import type { Operations } from '../../src/connectors/connector.ts'
import { operationKinds, type OperationKind } from '../../src/connectors/manifest.ts'
import { operationNamed, type Input } from './contract-session.ts'
import type { ProviderContract } from './provider-contract-fixture.ts'

/** Something that the operation can be called with, and the settings under which it can. */
interface Callable {
  kind: OperationKind
  input: Input | null
  settings: unknown
}

export function openOperations(contract: ProviderContract): Operations {
  const { connector, settings } = contract
  return connector.open({ credentials: contract.credentials('http://127.0.0.1:1'), settings })
}

/** Every operation that the connector has. */
export function operationsOf(contract: ProviderContract): OperationKind[] {
  const operations = openOperations(contract)
  return operationKinds.filter((kind) => operationNamed(operations, kind) !== undefined)
}

/** The input of the first sample of that operation, or one made from the create's. */
export function callable(contract: ProviderContract, kind: OperationKind): Callable {
  const { create, samples, settings } = contract
  if (kind === 'token' || kind === 'verify') return { kind, input: null, settings }
  if (kind === 'create') return { kind, input: create, settings }
  const sample = samples.find(({ operation }) => operation === kind)
  if (sample !== undefined) return { kind, input: sample.input, settings: sample.settings ?? settings }
  const invoice = { ...create.invoice, providerInvoiceId: 'an-id' }
  return { kind, input: kind === 'update' ? { invoice, changed: [] } : { invoice, page: 0 }, settings }
}

export function readJson(text: string): Json {
  const parsed = parseJson(Buffer.from(text))
  if ('fault' in parsed) throw new Error(`${parsed.fault} ${text.slice(0, 100)}`)
  return parsed.value
}

/** Every credential that must stay out of paths and traces: whatever is called a key, a secret or a token and is not public. */
export function secretsOf(contract: ProviderContract): string[] {
  const credentials = contract.credentials('http://127.0.0.1:1')
  if (typeof credentials !== 'object' || credentials === null) return []
  return Object.entries(credentials).flatMap(([name, value]: [string, unknown]) =>
    /key|secret|token/.test(name) && !name.includes('public') && typeof value === 'string' ? [value] : [],
  )
}
