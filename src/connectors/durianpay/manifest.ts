import type { Manifest } from '../manifest.ts'

const page = 'https://durianpay.id/docs/api/invoices'
const guide = 'https://docs.durianpay.id/docs/handling-errors-1: a 4xx may be treated as failed'

// DPAY_INTERNAL_ERROR is also seen with HTTP 400 and proves nothing, so known codes are listed and no pattern takes them all.
// A line without a code matches only answers of the documented error shape (see toEnvelope in schema.ts).
const invalid = `${guide}; DPAY_INVALID_REQUEST is a request that was not accepted`
const faulty = `${guide}; the documented validation errors carry no code`
const missing = `${page}: 404 is listed; codes made like DPAY_ORDER_NOT_FOUND; absent from a look-up by its id never makes an invoice failed`

export const manifest = {
  name: 'durianpay',
  title: 'Durianpay Invoices',
  documentation: `${page}/overview`,
  decimals: 2,
  paymentTypes: ['full', 'partial'],
  payableBy: ['url'],
  carries: {
    items: 'kept',
    // Durianpay has no member for it; the payer pays it all the same, because `amount` includes it.
    shipping_amount: 'kept',
    amount_due: 'carried',
    minimum_payment: 'carried',
    title: 'carried',
    description: 'kept',
    notes: 'kept',
    'customer.reference': 'carried',
    'customer.email': 'carried',
    'customer.phone': 'carried',
    'customer.address': 'carried',
    metadata: 'carried',
    image_url: 'kept',
    document_url: 'carried',
    return_url: 'kept',
    starts_at: 'carried',
    expires_at: 'carried',
  },
  updates: ['title', 'amount_due', 'starts_at', 'expires_at', 'document_url', 'payment_type', 'minimum_payment', 'metadata'],
  cancels: true,
  cancelledIsAbsent: false,
  finds: 'invoice_id',
  findsByReference: { authoritative: true },
  refusals: [
    {
      operation: 'any',
      status: 401,
      code: 'DPAY_UNAUTHORIZED_ACCESS',
      means: 'bad_credentials',
      source: 'https://durianpay.id/docs/api/payments/verify: 401',
    },
    { operation: 'any', status: 401, code: null, means: 'bad_credentials', source: `${page}: 401 Unauthorized Access` },
    { operation: 'create', status: 400, code: 'DPAY_INVALID_REQUEST', means: 'not_created', source: invalid },
    { operation: 'create', status: 422, code: 'DPAY_INVALID_REQUEST', means: 'not_created', source: invalid },
    { operation: 'create', status: 400, code: null, means: 'not_created', source: faulty },
    { operation: 'create', status: 422, code: null, means: 'not_created', source: faulty },
    { operation: 'find', status: 404, code: 'DPAY_INV*', means: 'absent', source: missing },
    { operation: 'find', status: 404, code: 'DPAY_ORDER_NOT_FOUND', means: 'absent', source: missing },
    { operation: 'find', status: 404, code: null, means: 'absent', source: missing },
    { operation: 'update', status: 404, code: 'DPAY_INV*', means: 'absent', source: missing },
    { operation: 'update', status: 404, code: 'DPAY_ORDER_NOT_FOUND', means: 'absent', source: missing },
    { operation: 'update', status: 404, code: null, means: 'absent', source: missing },
    { operation: 'cancel', status: 404, code: 'DPAY_INV*', means: 'absent', source: missing },
    { operation: 'cancel', status: 404, code: 'DPAY_ORDER_NOT_FOUND', means: 'absent', source: missing },
    { operation: 'cancel', status: 404, code: null, means: 'absent', source: missing },
    { operation: 'update', status: 400, code: 'DPAY_INVALID_REQUEST', means: 'refused', source: invalid },
    { operation: 'update', status: 422, code: 'DPAY_INVALID_REQUEST', means: 'refused', source: invalid },
    { operation: 'update', status: 400, code: null, means: 'refused', source: faulty },
    { operation: 'update', status: 422, code: null, means: 'refused', source: faulty },
    { operation: 'cancel', status: 400, code: 'DPAY_INVALID_REQUEST', means: 'refused', source: invalid },
    { operation: 'cancel', status: 422, code: 'DPAY_INVALID_REQUEST', means: 'refused', source: invalid },
    { operation: 'cancel', status: 400, code: null, means: 'refused', source: faulty },
    { operation: 'cancel', status: 422, code: null, means: 'refused', source: faulty },
  ],
  echoes: { reference: true, amount: true },
  createAgain: { answer: 'not_known', source: `${page}/fetch: two invoices of the sample list share one invoice_ref_id` },
  processingHorizonMinutes: 15,
  allocatesNumbers: false,
} as const satisfies Manifest
