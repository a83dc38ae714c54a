import type {
  Authenticity,
  CallbackAnswer,
  CallbackNews,
  Connector,
  CreateInput,
  FindInput,
  IncomingCall,
  UpdateInput,
} from '../../src/connectors/connector.ts'
import type { OperationKind } from '../../src/connectors/manifest.ts'
import type { JsonObject } from '../../src/core/json.ts'

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
  /** For connectors whose provider calls. */
  callbacks?: CallbackContract
}

export interface CallbackContract {
  /** Every callback that the provider documents, and those that were captured. */
  samples: readonly CallbackSample[]
  /** Every way in which a callback may show where it comes from. */
  proofs: readonly CallbackProof[]
  accepted: CallbackAnswer
  refused: CallbackAnswer
}

export interface CallbackSample {
  /** A guarantee in plain words. */
  name: string
  body: JsonObject
  /** Null: it is about something else than invoices. */
  news: CallbackNews | null
  /** The members, with dots, without which it cannot be read. */
  needs: readonly string[]
}

export interface CallbackProof {
  name: string
  /** What the account has beyond or in place of the contract's credentials and settings. */
  credentials?: object
  settings?: object
  /** The same for another account of the provider. */
  anotherAccount: object
  /** What is sent; the proof is made as the provider makes it, without code of the connector. */
  body: Buffer
  prove(call: Omit<IncomingCall, 'headers'>): Record<string, string>
  /** What of the call the proof is about; something else of it cannot be told from the original. */
  covers: readonly ('method' | 'path' | 'body')[]
  /** Headers whose text may be written in more than one way. */
  inBase64?: readonly string[]
  right: Authenticity
  /** Without any header of the proof. */
  bare: Authenticity
  /** Without this one; `forged` where it is not named. */
  without?: Record<string, Authenticity>
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
