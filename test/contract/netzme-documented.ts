import type { CreateInput } from '../../src/connectors/connector.ts'
import type { Invoice } from '../../src/core/invoice.ts'
import { parseAmount, zero, type Money } from '../../src/core/money.ts'
import { addMs } from '../../src/core/time.ts'
import { sampleInvoice } from '../support/sample-invoice.ts'
import type { Sample } from './provider-contract-fixture.ts'

/** The clock of the documented token request. */
export const now = new Date('2022-08-10T00:00:00+07:00')
export const clientId = 'TokoNetmeClientId'
export const clientSecret = '0123456789abcdef0123456789abcdef'
export const accessToken = 'eyJhbGciOiJIUzUxMiIsInR5cCI6IkpXVCJ9.e30.invented-for-tests'

export const reference = 'testing20210409144959687'
export const invoiceId = 'NETZ-INV-M_TB1NMLig36136158886034181yS5'
export const transactionInvoiceId = 'NETZ-INV-M_TB1NMLig1666834498914aKh'
export const trxId = 'db451a92-b18f-4bdc-9410-f5482d62d95f'
export const rupiah = (value: string) => ({ value, currency: 'IDR' })

export function money(text: string): Money {
  return parseAmount(text) ?? zero
}

/** What the documented create requests say. */
export function documentedInvoice(overrides: Partial<Invoice> = {}): Invoice {
  const base = sampleInvoice({ amount: money('50000.00') })
  return {
    ...base,
    provider: 'netzme',
    reference,
    items: [],
    title: 'kept, for there is a description',
    description: 'description',
    notes: 'desc',
    customer: { ...base.customer, name: 'Tester', email: 'testabc@gmail.com', phone: '+62813293333333' },
    returnUrl: null,
    expiresAt: addMs(now, 600_000),
    createdAt: now,
    updatedAt: now,
    ...overrides,
  }
}

export function withOptions(netzme: Invoice['providerOptions'][string], overrides: Partial<Invoice> = {}): CreateInput {
  return { invoice: documentedInvoice({ ...overrides, providerOptions: { netzme } }), number: null }
}

export const plainCreate: CreateInput = { invoice: documentedInvoice(), number: null }

/** The documented answer of create. */
export const createdAnswer = {
  responseCode: '2000000',
  responseMessage: 'Successful',
  partnerReferenceNo: reference,
  additionalInfo: { invoiceId, status: true },
}
export function ok(body: object): Sample['answer'] {
  return { status: 200, body: JSON.stringify(body) }
}
