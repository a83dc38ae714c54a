import type { Connector, CreateInput, FindInput, UpdateInput } from '../../src/connectors/connector.ts'
import type { OperationKind } from '../../src/connectors/manifest.ts'

/** What one connector's contract test brings to the shared suite (provider-contract.ts). */
export interface ProviderContract {
  connector: Connector
  /** Invented credentials whose base URL is the test's own server. */
  credentials(origin: string): unknown
  settings: unknown
  /** The fixed instant of every request. */
  now: Date
  /** Path of the token endpoint and what it answers, for connectors with a token. */
  token?: { path: string; answer: { status: number; body: string } }
  /** Every request and answer that the provider documents, field by field. */
  samples: readonly Sample[]
  /** The input with which generic faults are tried on `create`. */
  create: CreateInput
  /** A create's answer of success, to be cut short by the suite. */
  created: { status: number; body: string }
  /** A refusal of this HTTP status in the provider's own shape; `code` null means without a code. */
  refusalBody(status: number, code: string | null): string
}

export interface Sample {
  /** A guarantee in plain words. */
  name: string
  operation: Exclude<OperationKind, 'token' | 'verify'>
  input: CreateInput | FindInput | UpdateInput
  /** Account settings other than the contract's. */
  settings?: unknown
  /** What must arrive. `body` is the exact text, or the JSON value, or null for none; headers are lower case, each must be equal. */
  request: { method: string; path: string; headers?: Record<string, string>; body?: unknown; bodyText?: string | null }
  answer: { status: number; body: string }
  /** What answers the requests after the first, such as the last page of a list; default is the same again. */
  thenAnswer?: { status: number; body: string }
  /** What must be understood: matched with toMatchObject against the verdict of call(). */
  verdict: Record<string, unknown>
}
