import { addressMembers, type Address, type Invoice, type InvoiceDetails, type PaymentMeans } from './invoice.ts'
import type { Json, JsonObject } from './json.ts'
import { minus, max, toAmount, zero, type Money } from './money.ts'

/** The public form of an invoice (contract, "Invoice"): what the API answers, what events carry and what is replayed. */
export function presentInvoice(invoice: Invoice): JsonObject {
  const { amountDue, amountPaid } = invoice
  return {
    id: invoice.id,
    object: 'invoice',
    status: invoice.status,
    version: invoice.version,
    reference: invoice.reference,
    currency: invoice.currency,
    amount: toAmount(invoice.amount),
    amount_due: toAmount(amountDue),
    amount_paid: toAmount(amountPaid),
    amount_remaining: toAmount(max(minus(amountDue, amountPaid), zero)),
    provider: invoice.provider,
    provider_account: invoice.providerAccount,
    provider_invoice_id: invoice.providerInvoiceId,
    payment: presentPaymentMeans(invoice.payment),
    ...presentDetails(invoice),
    starts_at: presentInstant(invoice.startsAt),
    expires_at: presentInstant(invoice.expiresAt),
    exceptions: invoice.exceptions,
    failure: invoice.failure === null ? null : { ...invoice.failure },
    provider_data: invoice.providerData,
    created_at: presentInstant(invoice.createdAt),
    updated_at: presentInstant(invoice.updatedAt),
    checked_at: presentInstant(invoice.checkedAt),
    paid_at: presentInstant(invoice.paidAt),
  }
}

const texts = new WeakMap<Invoice, string>()

/** {@link presentInvoice} as JSON, made once for each invoice as it stands: its answer, its event and its replay are the same text. */
export function invoiceText(invoice: Invoice): string {
  const known = texts.get(invoice)
  if (known !== undefined) return known
  const text = JSON.stringify(presentInvoice(invoice))
  texts.set(invoice, text)
  return text
}

/** What the merchant said, in the public form; also how it is stored. */
export function presentDetails(details: InvoiceDetails): JsonObject {
  return {
    payment_type: details.paymentType,
    minimum_payment: presentMoney(details.minimumPayment),
    title: details.title,
    description: details.description,
    notes: details.notes,
    customer: { ...details.customer, address: presentAddress(details.customer.address) },
    items: details.items.map(({ name, quantity, unitPrice }) => ({ name, quantity, unit_price: toAmount(unitPrice) })),
    shipping_amount: presentMoney(details.shippingAmount),
    return_url: details.returnUrl,
    image_url: details.imageUrl,
    document_url: details.documentUrl,
    metadata: details.metadata,
    provider_options: details.providerOptions,
  }
}

export function presentPaymentMeans({ url, urlExpiresAt, virtualAccounts, qr }: PaymentMeans): JsonObject {
  return {
    url,
    url_expires_at: presentInstant(urlExpiresAt),
    virtual_accounts: virtualAccounts.map(({ number, prefix, bank }) => ({ number, prefix, bank })),
    qr: qr === null ? null : { ...qr },
  }
}

function presentAddress(address: Address): JsonObject {
  return Object.fromEntries(addressMembers.map((member) => [member, address[member]]))
}

function presentMoney(money: Money | null): Json {
  return money === null ? null : toAmount(money)
}

export function presentInstant(instant: Date | null): string | null {
  return instant === null ? null : instant.toISOString()
}
