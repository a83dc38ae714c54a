import type { z } from 'zod'
import type { Invoice, PaymentMeans } from '../core/invoice.ts'
import type { Json, JsonObject } from '../core/json.ts'
import type { Money } from '../core/money.ts'
import type { ToldPayment } from '../core/payment.ts'
import type { Fault } from '../core/problems.ts'
import type { Manifest } from './manifest.ts'

/** One outgoing HTTP call, signed. `body` is the very text that was signed and that is sent; null sends none. */
export interface ProviderRequest {
  method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  /** Path and query, percent-encoded, beginning with `/`. The account's base path is part of it. */
  path: string
  headers: Record<string, string>
  body: string | null
}

/** What a request may depend on beyond its input. */
export interface Moment {
  now: Date
  /** The account's access token; empty for connectors without one. */
  token: string
  /** Digits, new for every call. */
  externalId: string
}

/** An invoice as a provider tells of it. Null is always "not told". */
export interface ProviderInvoice {
  providerInvoiceId: string
  reference: string | null
  /** The invoice's total. */
  amount: Money | null
  status: 'open' | 'partially_paid' | 'paid' | 'expired' | 'cancelled' | null
  amountPaid: Money | null
  paidAt: Date | null
  /** Each by the provider's rule of identity; null when this answer does not list them. */
  payments: ToldPayment[] | null
  createdAt: Date | null
  /** Null when this answer does not speak of it; what was known stays. */
  payment: PaymentMeans | null
  /** Everything that has no canonical place, under the provider's own names. */
  data: JsonObject
}

/** One sum that a provider reports as paid for an invoice. */
export interface ProviderPayment extends ToldPayment {
  /** All that was told of it, under the provider's own names. */
  data: JsonObject
}

export interface CreateInput {
  invoice: Invoice
  /** The number that the gateway allocated for this invoice; null where the provider needs none. */
  number: string | null
}

export interface FindInput {
  invoice: Invoice
  /** Which page of a list, or which of several ways of asking, from 0. */
  page: number
}

export interface UpdateInput {
  /** As it shall be. */
  invoice: Invoice
  /** The members that differ, in the words of the manifest. */
  changed: readonly string[]
}

/** What an answer of success says: the thing, that there is none, or that the next page must be read. */
export type Reading<Result> = { found: Result } | { absent: true } | { nextPage: true; soFar?: Result }

/**
 * One operation of a provider as two pure functions. `read` sees only answers of 2xx with a JSON body; it throws (zod or UnreadableAnswer)
 * when the answer is not what the provider documents, and then the outcome is unknown.
 */
export interface Operation<Input, Result> {
  build(input: Input, moment: Moment): ProviderRequest
  /** `soFar` is what the pages before this one gathered. */
  read(body: Json, input: Input, soFar?: Result): Reading<Result>
  /** In how many ways it can be asked (default 1); each is taken when the one before found nothing. 0: it cannot be asked now. */
  ways?(input: Input): number
}

export interface Token {
  value: string
  expiresInSeconds: number
}

/** One call of a provider to us, as it came. */
export interface IncomingCall {
  method: string
  /** Path and query of our endpoint, as the provider called it. */
  path: string
  /** Names in small letters; a repeated header is refused before. */
  headers: Readonly<Record<string, string>>
  /** The very bytes: signatures are over these. */
  body: Buffer
}

/**
 * `verified`: only the provider could have made it. `unsigned`: nothing proves what it says, so the provider is asked before it is believed.
 * `forged`: a proof is wrong, or one that it must have is missing.
 */
export type Authenticity = 'verified' | 'unsigned' | 'forged'

/** What a callback says, as far as it can be believed. Null is "not told". */
export interface CallbackNews {
  /** By these the invoice is found: the provider's id first, then our reference. */
  providerInvoiceId: string | null
  reference: string | null
  /** The provider's own id of this message; where it has none, the hash of the bytes takes its place. */
  eventId: string | null
  /** Money that a verified callback tells by itself; empty where the provider must be asked. */
  payments: readonly CallbackPayment[]
}

/** One sum that a callback tells of, under the provider's own id. */
export interface CallbackPayment {
  id: string
  /** What the payer paid, with a fee that the payer bore. */
  amount: Money
  fee: Money | null
  netAmount: Money | null
  channel: string | null
  paidAt: Date | null
  reversed: boolean
}

/** How we answer a callback. */
export interface CallbackAnswer {
  status: number
  contentType: string
  body: string
}

/** What a provider tells us unasked, for one set of credentials; pure, like the operations. */
export interface Callbacks {
  authenticate(call: IncomingCall): Authenticity
  /** Null: it is about something else than invoices. Throws (zod or UnreadableAnswer) when it is not what the provider documents. */
  read(body: Json): CallbackNews | null
  /** A payment as it counts towards its invoice, where the payer may bear a fee on top; absent where it counts as it is told. */
  counted?(payment: CallbackPayment, invoice: Invoice): CallbackPayment
  /** The provider's own words for "we have it", and for "we do not believe you". */
  accepted: CallbackAnswer
  refused: CallbackAnswer
}

/** Everything one account can do. An operation that the provider lacks is absent. */
export interface Operations {
  /** Scheme, host and port, without a path. */
  origin: string
  token?: Operation<null, Token>
  create: Operation<CreateInput, ProviderInvoice>
  find?: Operation<FindInput, ProviderInvoice>
  findByReference?: Operation<FindInput, ProviderInvoice[]>
  /** Each payment of an invoice; absent where the invoice itself tells, or nobody does. */
  payments?: Operation<FindInput, ProviderPayment[]>
  update?: Operation<UpdateInput, ProviderInvoice>
  cancel?: Operation<FindInput, ProviderInvoice | null>
  /** A call that changes nothing and shows whether the credentials are good; absent where the token shows it. */
  verify?: Operation<null, true>
  /** Absent where the provider never calls. */
  callbacks?: Callbacks
}

/** How payable numbers are chosen, for providers where we choose them. */
export interface Numbers {
  /** The number that the caller asks for, if any. */
  wanted(invoice: Invoice): string | null
  /** A number made from random bytes. */
  draw(random: (below: number) => number): string
  pointer: string
}

/** One variable of the environment and the member of the account that it fills. */
export interface EnvironmentVariable {
  name: string
  into: 'credentials' | 'settings'
  member: string
  /** Values separated by commas. */
  list?: true
  purpose: string
}

/** What a refusal or a success says of itself, wherever the provider puts it. */
export interface Envelope {
  code: string | null
  message: string | null
  /** False when a 2xx answer carries a code or flag that is not one of success. */
  success: boolean
  /** The answer has none of the documented shapes: a refusal that is known by having no code is not seen in it. */
  undocumented?: true
}

/** Settings that every connector has. */
interface CommonSettings {
  /** How long a create may still appear after it was sent, in minutes. */
  horizon_minutes: number
}

interface Definition<Credentials extends z.ZodType, Settings extends z.ZodType<CommonSettings>> {
  manifest: Manifest
  credentials: Credentials
  settings: Settings
  environment: readonly EnvironmentVariable[]
  /** `provider_options.<name>`. */
  options: z.ZodObject
  envelope(body: Json): Envelope
  /** What this provider cannot do without or cannot express, beyond what the manifest says. */
  check(invoice: Invoice): { requires: Fault[]; cannotCarry: Fault[] }
  numbers?: Numbers
  operations: (account: { credentials: z.infer<Credentials>; settings: z.infer<Settings> }) => Operations
}

/** A connector with its account types closed over: the rest of the gateway sees no provider's own types. */
export interface Connector extends Omit<Definition<z.ZodType, z.ZodType<CommonSettings>>, 'operations'> {
  /** Throws a ZodError when credentials or settings are not what the connector's schemas ask for. */
  open(account: { credentials: unknown; settings: unknown }): Operations
  /** How long a create may still appear at this account's provider after it was sent, in minutes. */
  horizonMinutes(settings: unknown): number
}

export function defineConnector<Credentials extends z.ZodType, Settings extends z.ZodType<CommonSettings>>(
  definition: Definition<Credentials, Settings>,
): Connector {
  const { operations, ...rest } = definition
  return {
    ...rest,
    horizonMinutes: (settings) => definition.settings.parse(settings).horizon_minutes,
    open: (account) =>
      operations({
        credentials: definition.credentials.parse(account.credentials),
        settings: definition.settings.parse(account.settings),
      }),
  }
}

/** The answer is not what the provider documents; the outcome of the call is unknown. */
export class UnreadableAnswer extends Error {
  override readonly name = 'UnreadableAnswer'
}
