import { isUtf8 } from 'node:buffer'
import type { Tagih } from '../app.ts'
import type { InvoiceId, MerchantId } from '../core/ids.ts'
import type { Invoice } from '../core/invoice.ts'
import { presentInstant, presentInvoice } from '../core/invoice-wire.ts'
import { presentPayment } from '../core/payment-wire.ts'
import { readInvoice } from '../invoices/read-invoice.ts'

export type Evidence = Awaited<ReturnType<typeof gatherEvidence>>

/**
 * All that is on record about one invoice, in one document that says the same as long as nothing changes. What providers and endpoints said
 * may tell of persons, so it is there only with `bodies`; headers never are, for some prove who calls by a secret.
 */
export async function gatherEvidence(tagih: Tagih, merchantId: MerchantId, id: InvoiceId, bodies: boolean) {
  const invoice = await readInvoice(tagih.invoices, merchantId, id)
  const [payments, events, attempts, exceptions, callbacks, sent] = await Promise.all([
    tagih.invoices.store.readPayments(invoice),
    tagih.reading.events(merchantId, id),
    tagih.reading.attemptEvidence(invoice, bodies),
    tagih.reading.exceptions(merchantId, id),
    tagih.callbacks.callbacks.ofInvoice(merchantId, id, bodies),
    readDeliveries(tagih, invoice, bodies),
  ])
  return {
    merchant_id: merchantId,
    invoice: presentInvoice(invoice),
    idempotency_key: invoice.idempotencyKey,
    change_under_way: presentChange(invoice),
    erased_at: presentInstant(invoice.erasedAt),
    payments: payments.map(presentPayment),
    events,
    attempts: attempts.map(({ operations, ...attempt }) => ({
      ...attempt,
      operations: operations.map(({ answer, ...call }) => ({ ...call, ...(bodies ? { answer: toText(answer) } : {}) })),
    })),
    exceptions,
    callbacks: callbacks.map(({ body, ...callback }) => ({ ...callback, ...(bodies ? { body: toText(body) } : {}) })),
    ...sent,
  }
}

async function readDeliveries({ webhooks }: Tagih, { merchantId, id }: Invoice, bodies: boolean) {
  const deliveries = await webhooks.log.ofInvoice(merchantId, id, bodies)
  const endpoints = [...new Set(deliveries.map((delivery) => delivery.webhook_endpoint_id))]
  return {
    /** As they stand now; an address may have been another one when something was sent. */
    webhook_endpoints: await webhooks.endpoints.readAll(merchantId, endpoints),
    deliveries: deliveries.map(({ attempts, ...delivery }) => ({
      ...delivery,
      attempts: attempts.map(({ answer, ...tried }) => ({ ...tried, ...(bodies ? { answer } : {}) })),
    })),
  }
}

function presentChange({ change }: Invoice) {
  return change === null ? null : { kind: change.kind, until: presentInstant(change.until), wanted: change.wanted }
}

/** The very bytes, as text where they are text. */
function toText(bytes: Buffer | null): { text: string } | { base64: string } | null {
  if (bytes === null) return null
  return isUtf8(bytes) ? { text: bytes.toString() } : { base64: bytes.toString('base64') }
}
