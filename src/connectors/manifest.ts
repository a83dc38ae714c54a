import type { PaymentType } from '../core/invoice.ts'

/**
 * How a member of the canonical request fares at a provider:
 * `required` it cannot do without; `carried` it is told; `kept` it stays with the gateway; `refused` it cannot express and must not lose.
 */
export type Carriage = 'required' | 'carried' | 'kept' | 'refused'

export const canonicalMembers = [
  'items',
  'shipping_amount',
  'amount_due',
  'minimum_payment',
  'title',
  'description',
  'notes',
  'customer.reference',
  'customer.email',
  'customer.phone',
  'customer.address',
  'metadata',
  'image_url',
  'document_url',
  'return_url',
  'starts_at',
  'expires_at',
] as const
export type CanonicalMember = (typeof canonicalMembers)[number]

export const operationKinds = ['token', 'create', 'find', 'find_by_reference', 'payments', 'update', 'cancel', 'verify'] as const
export type OperationKind = (typeof operationKinds)[number]

/** What a well-formed refusal proves. A refusal that no line of the table names proves nothing: the outcome is unknown. */
export type Meaning =
  /** Create: it will not create this. */
  | 'not_created'
  /** Create: the reference or number already exists there. */
  | 'duplicate'
  /** It refuses our credentials before it looks at anything else. */
  | 'bad_credentials'
  /** The token is not valid: one new token, one more try. */
  | 'token_invalid'
  /** It does not know this invoice. */
  | 'absent'
  /** Update, cancel: the invoice is paid. */
  | 'already_paid'
  /** Update, cancel: it will not do this. */
  | 'refused'

export interface Refusal {
  operation: OperationKind | 'any'
  /** HTTP status. */
  status: number
  /** The provider's own code, or every code of that status. A `prefix…` ends in `*`. Null: an answer that carries no code. */
  code: string | null
  means: Meaning
  /** Where this is written: the provider's page, or why it may be believed. */
  source: string
}

/** What is true of a provider, as data. Nothing here is a guess that could call an unknown outcome failed. */
export interface Manifest {
  name: string
  title: string
  documentation: string
  /** Decimals of an amount on the wire. */
  decimals: 0 | 2
  paymentTypes: readonly PaymentType[]
  payableBy: readonly ('url' | 'virtual_account' | 'qr')[]
  carries: Readonly<Record<CanonicalMember, Carriage>>
  /** Members that an update can change there; null: it has no update. */
  updates: readonly (CanonicalMember | 'amount' | 'customer.name' | 'payment_type')[] | null
  cancels: boolean
  /** Whether a cancelled invoice is not found any more, rather than found with a status that says so. */
  cancelledIsAbsent: boolean
  /** By which of its ids an invoice can be asked for; null: not at all. */
  finds: 'invoice_id' | 'transaction_id' | null
  /** Whether our reference finds it, and whether not finding it counts as a proof once the horizon has passed; null: it cannot be asked. */
  findsByReference: { authoritative: boolean } | null
  refusals: readonly Refusal[]
  /** What the answer to a create repeats, so that it can be compared. */
  echoes: { reference: boolean; amount: boolean }
  /** What happens when the same reference is created twice, and where that is written. */
  createAgain: { answer: 'refused' | 'not_known'; source: string }
  /** How long a create may still appear after it was sent. */
  processingHorizonMinutes: number
  /** True when the gateway allocates the payable number (see Connector.numbers). */
  allocatesNumbers: boolean
  /**
   * What stays of `provider_data` and of its own `provider_options` when an invoice's personal data is erased, because money that comes late
   * could not be found or read without it; nothing of a person. Absent: nothing stays.
   */
  remembers?: { data: readonly string[]; options: readonly string[] }
}
