/** What the auditor works with: what the merchant was told, what the API says at the end, and what the providers have. */
export interface History {
  orders: readonly OrderNote[]
  /** By invoice id: each time that the merchant was shown the invoice, in the order of the answers. */
  sightings: ReadonlyMap<string, readonly Sighting[]>
  /** Every invoice that the API lists at the end. */
  invoices: readonly SeenInvoice[]
  /** By invoice id, as the API lists them at the end. */
  events: ReadonlyMap<string, readonly SeenEvent[]>
  /** By invoice id, as the API lists them at the end. */
  payments: ReadonlyMap<string, readonly SeenPayment[]>
  /** Every event of the merchant, as the feed tells them from its first page at the end. */
  feed: readonly FeedEvent[]
  /** The ids of events as a program of the merchant read them, page after page, while things broke. */
  followed: readonly string[]
  /** Every webhook that reached the merchant, in the order of arrival. */
  webhooks: readonly WebhookNote[]
  /** What reached the merchant's endpoint and had no good signature, in words. */
  refusedWebhooks: readonly string[]
  /** What strangers have told the gateways. */
  forgeries: readonly ForgeryNote[]
  /** Every invoice that the four providers have ever made. */
  ledger: readonly LedgerNote[]
  /** What the gateway should have ended, or told, by itself once nothing broke any more, in words. */
  stuck: readonly string[]
  /** Answers that no request of a well-behaved merchant may get, in words. */
  unexpected: readonly string[]
  /** Instances that ended although nobody had ended them, in words. */
  crashes: readonly string[]
  /** How many answers were a 500, and how many errors the campaign itself has thrown into a process. */
  internalErrors: number
  thrown: number
}

/** One thing that the merchant wanted to be paid for: one key, one reference, one invoice for ever. */
export interface OrderNote {
  key: string
  reference: string
  provider: string
  /** As the request said it, in rupiah. */
  amount: string
  /** What the key was answered, in order. */
  answers: KeyAnswer[]
  /** RFC 3339, as the request said it; null leaves it to the gateway. */
  expiresAt: string | null
  /** Another amount that a PATCH asked for, whether or not it was answered. */
  askedAmount: string | null
  /** A cancel was asked for, whatever it was answered. */
  askedCancel: boolean
  /** What was confirmed to the merchant after the create, with a 200. */
  confirmed: { amount?: string; mark?: string; cancelled?: true }
  /** Something may have happened to it after the create: a change was asked for, or the payer was at the provider. */
  isTouched: boolean
}

export interface KeyAnswer {
  status: number
  /** Of the invoice, or of the problem about it; null when it names none. */
  invoiceId: string | null
  /** Of the problem; null for an invoice. */
  code: string | null
  /** Of the request, on one clock for the whole campaign. */
  startedMs: number
  endedMs: number
}

export interface SeenInvoice {
  id: string
  status: string
  version: number
  reference: string
  amount: string
  amountDue: string
  amountPaid: string
  provider: string
  providerInvoiceId: string | null
  exceptions: readonly string[]
  /** What the campaign writes into the metadata. */
  mark: string | null
  /** RFC 3339. */
  createdAt: string
}

export interface Sighting {
  status: string
  version: number
  /** Of the request, on one clock for the whole campaign. */
  startedMs: number
  endedMs: number
  /** A kept answer shows the invoice as it stood when the answer was given first. */
  isReplay: boolean
}

export interface SeenEvent {
  id: string
  sequence: number
  status: string
  version: number
}

export interface LedgerNote {
  provider: string
  id: string
  reference: string
  amount: string
  /** What it takes in all. */
  due: string
  /** Each payment that came in, those that were taken back included. */
  payments: readonly LedgerPaymentNote[]
  status: 'open' | 'blocked' | 'cancelled' | 'paid'
}

export interface LedgerPaymentNote {
  id: string
  amount: string
  isReversed: boolean
}

/** A payment as the API shows it. */
export interface SeenPayment {
  id: string
  /** The provider's own id of it; null while it has told only that money came. */
  name: string | null
  amount: string
  isReversed: boolean
}

export interface FeedEvent {
  id: string
  type: string
  sequence: number
  invoiceId: string
  /** RFC 3339. */
  createdAt: string
  /** Of the invoice as it then stood. */
  status: string
  version: number
  providerInvoiceId: string | null
  amountPaid: string
  expiresAt: string
  exceptions: readonly string[]
  payment: SeenPayment | null
  /** Of all that an endpoint is told of it. */
  digest: string
  /** Of the invoice, as far as anything of it can be seen to change. */
  looks: string
}

export interface WebhookNote {
  /** The header `webhook-id`. */
  id: string
  type: string
  invoiceId: string
  sequence: number
  /** Of the whole message. */
  digest: string
  /** The merchant has it, whether or not its 200 arrived. */
  isTaken: boolean
}

export interface ForgeryNote {
  provider: string
  kind: 'wrong proof' | 'no proof' | 'wrong path'
  /** Null when no answer came. */
  status: number | null
}

export interface Violation {
  /** The promise that was broken, in short. */
  promise: string
  /** Reference, key or id. */
  subject: string
  words: string
}
