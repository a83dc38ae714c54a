import type { ForgeryNote } from './history.ts'
import { passOn, type Passing } from './http-door.ts'
import type { ProviderName } from './orders.ts'
import type { Random } from './random.ts'

/** Somebody who knows the callback paths, and no secret. */
export interface Forger {
  readonly forgeries: readonly ForgeryNote[]
  /** Tells a gateway that an invoice was paid, well-formed and with one of the proofs that a stranger has. */
  forge(provider: ProviderName, invoice: { id: string; reference: string }, random: Random): Promise<void>
  /** Sends what is forged already, and notes what it was answered. */
  send(provider: ProviderName, kind: ForgeryNote['kind'], url: string, passing: Passing): Promise<void>
}

interface ForgerOptions {
  urls: readonly string[]
  pathOf: (provider: ProviderName) => string
}

/** Where each provider's proof is; Winpay's signature counts where there is one. */
const proofs: Record<ProviderName, string> = {
  ...{ winpay: 'x-winpay-signature', netzme: 'x-callback-token', durianpay: 'x-signature', bill_gateway: 'signature' },
}

export function openForger({ urls, pathOf }: ForgerOptions): Forger {
  const forgeries: ForgeryNote[] = []
  const send: Forger['send'] = async (provider, kind, url, passing) => {
    const answer = await passOn(url, passing).catch(() => null)
    forgeries.push({ provider, kind, status: answer?.status ?? null })
  }
  return {
    forgeries,
    send,
    async forge(provider, invoice, random) {
      const kind = random.pick(['wrong proof', 'no proof', 'wrong path'] as const)
      const path = kind === 'wrong path' ? `${pathOf(provider)}x` : pathOf(provider)
      const body = Buffer.from(JSON.stringify(messages[provider](invoice)))
      const headers = { 'content-type': 'application/json', 'content-length': String(body.length) }
      const plain: Passing = { method: 'POST', path, headers, body }
      await send(provider, kind, random.pick(urls), kind === 'no proof' ? plain : spoilProof(provider, plain))
    },
  }
}

/** The same with a proof that cannot be right. */
export function spoilProof(provider: ProviderName, passing: Passing): Passing {
  const stamps = { 'x-winpay-timestamp': '2026-11-20T12:00:00+07:00', 'x-timestamp': '2026-11-20T12:00:00+07:00' }
  return { ...passing, headers: { ...stamps, ...passing.headers, [proofs[provider]]: 'Zm9yZ2Vk' } }
}

interface Paid {
  id: string
  reference: string
}

const sum = { value: '260000.00', currency: 'IDR' }

/** As the providers would write it, had it been paid. */
const messages: Record<ProviderName, (paid: Paid) => object> = {
  winpay: ({ id, reference }) => ({
    ...{ uuid: `forged-${id}`, created_at: '2026-11-20T12:00:30+07:00', ref: '21125', channel: 'BSI', amount: 260000, fee: 0 },
    ...{ nett_amount: 260000, products: [], invoice: { uuid: id, ref: reference, url: 'https://pay.example/x' } },
  }),
  netzme: ({ id, reference }) => ({
    ...{ amount: sum, feeAmount: { ...sum, value: '0.00' }, netAmount: sum, splitFees: [], isSplitfee: false },
    additionalInfo: { invoiceId: id, paymentTime: '2026-11-20T12:00:30.108+07:00', paymentMethod: 'QRIS' },
    ...{ originalReferenceNo: 'f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0', originalPartnerReferenceNo: reference },
    ...{ transactionStatusDesc: 'Success', latestTransactionStatus: '00' },
  }),
  durianpay: ({ id, reference }) => ({ event: 'invoice.paid', data: { id, invoice_ref_id: reference, status: 'paid' } }),
  bill_gateway: ({ id, reference }) => ({
    event: 'payment.received',
    context: { hash: id, invoice_number: reference, total_amount: 260000, paid_amount: 260000, status: 'paid' },
  }),
}
