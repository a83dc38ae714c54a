import type { Manifest, Refusal } from '../manifest.ts'

const page = 'https://ipg-switching.apidog.io'

/** The provider's own page. */
const documented = `documented, ${page}: response codes (listed for calls in the other direction)`
/** What the provider's team uses in a sibling application with the same envelope, seen in its public code; that it holds here is inferred. */
const sibling = 'public code of the provider’s team, same envelope; that this API uses it is inferred'
const oauth = 'RFC 6749, 5.2; the provider’s page lists a 401 of the token endpoint without its body'

function refusal(operation: Refusal['operation'], status: number, code: string | null, means: Refusal['means'], source: string) {
  return { operation, status, code, means, source }
}

/**
 * The first line that fits decides. Only what names a check before creating counts as `not_created`; BILLER_SUSPECT_TRANSACTION, every
 * 5xx and every code that is not here prove nothing.
 */
const refusals = [
  refusal('token', 401, 'invalid_client', 'bad_credentials', oauth),
  refusal('token', 400, 'invalid_client', 'bad_credentials', oauth),
  refusal('token', 400, 'invalid_request', 'bad_credentials', oauth),
  refusal('token', 400, 'invalid_scope', 'bad_credentials', oauth),
  refusal('token', 400, 'unauthorized_client', 'bad_credentials', oauth),
  refusal('token', 400, 'unsupported_grant_type', 'bad_credentials', oauth),
  refusal('token', 401, 'ERR_AUTHENTICATION', 'bad_credentials', sibling),
  refusal('token', 401, null, 'bad_credentials', `documented, ${page}: access token, 401; its body is not published`),
  refusal('cancel', 403, 'ERR_ACTION_UNAUTHORIZED', 'refused', `${sibling}; a policy of this bill, not of the account`),

  refusal('any', 401, 'ERR_MISSING_SIGNATURE_HEADER', 'bad_credentials', sibling),
  refusal('any', 401, 'ERR_INVALID_SIGNATURE_HEADER', 'bad_credentials', sibling),
  refusal('any', 401, 'ERR_INVALID_IP_ADDRESS', 'bad_credentials', sibling),
  refusal('any', 401, 'ERR_AUTHENTICATION', 'token_invalid', `${sibling}; Laravel’s name for a bearer token that is not valid`),
  refusal('any', 401, null, 'token_invalid', 'inferred: Laravel Passport’s {"message":"Unauthenticated."}, before any handler'),
  refusal('any', 403, 'ERR_FORBIDDEN_ACCESS', 'bad_credentials', sibling),
  refusal('any', 403, 'ERR_ACTION_UNAUTHORIZED', 'bad_credentials', sibling),
  refusal('any', 400, 'BILLER_AUTHENTICATION', 'bad_credentials', documented),
  refusal('any', 401, 'BILLER_AUTHENTICATION', 'bad_credentials', documented),

  refusal('create', 422, 'ERR_VALIDATION', 'not_created', `${sibling}; a validation comes before the handler`),
  refusal('create', 422, 'ERR_UNIQUE_RECORD', 'duplicate', sibling),
  refusal('create', 400, 'BILLER_INVALID_TRANSACTION', 'not_created', `${documented}: missing or invalid parameters`),
  refusal('create', 400, 'BILLER_INVALID_TRANSACTION_AMOUNT', 'not_created', `${documented}: amount out of bounds`),
  refusal('create', 400, 'BILLER_BILL_INVALID_AMOUNT', 'not_created', `${documented}: amount out of bounds`),
  refusal('create', 400, 'BILLER_INVALID_VA_NUMBER', 'not_created', `${documented}: invalid VA number`),

  // The path of a bill is inferred: when it is another, the list is asked next.
  refusal('find', 400, 'BILLER_BILL_NOT_FOUND', 'absent', documented),
  refusal('find', 404, 'BILLER_BILL_NOT_FOUND', 'absent', documented),
  refusal('find', 404, 'ERR_ROUTE_NOT_FOUND', 'absent', sibling),
  refusal('find', 404, 'ERR_INVALID_OPERATION', 'absent', sibling),
  refusal('find', 404, null, 'absent', 'inferred: Laravel’s bare message'),
  refusal('find', 405, null, 'absent', 'inferred: Laravel’s bare message, where the path knows DELETE alone'),
  refusal('find', 422, 'ERR_ENTITY_NOT_FOUND', 'absent', sibling),

  refusal('cancel', 400, 'BILLER_BILL_NOT_FOUND', 'absent', documented),
  refusal('cancel', 404, 'BILLER_BILL_NOT_FOUND', 'absent', documented),
  refusal('cancel', 422, 'ERR_ENTITY_NOT_FOUND', 'absent', sibling),
  refusal('cancel', 400, 'BILLER_BILL_ALREADY_PAID', 'already_paid', documented),
  refusal('cancel', 400, 'ERR_INVALID_ACTION', 'refused', sibling),
  refusal('cancel', 422, 'ERR_VALIDATION', 'refused', sibling),
] as const satisfies readonly Refusal[]

export const manifest = {
  name: 'bill_gateway',
  title: 'Islamic Payment Gateway, bill gateway',
  documentation: page,
  decimals: 0,
  paymentTypes: ['full', 'partial', 'open'],
  payableBy: ['virtual_account'],
  carries: {
    items: 'carried',
    shipping_amount: 'carried',
    amount_due: 'refused',
    minimum_payment: 'refused',
    title: 'carried',
    description: 'carried',
    notes: 'carried',
    'customer.reference': 'kept',
    'customer.email': 'carried',
    'customer.phone': 'carried',
    'customer.address': 'carried',
    metadata: 'kept',
    image_url: 'kept',
    document_url: 'kept',
    return_url: 'kept',
    starts_at: 'refused',
    expires_at: 'carried',
  },
  updates: null,
  cancels: true,
  cancelledIsAbsent: false,
  finds: 'invoice_id',
  /**
   * The list is documented to search invoice_number; it is read until a page is empty and compared exactly. A page that fails, or a list
   * that does not end, is unknown and never absent.
   */
  findsByReference: { authoritative: true },
  refusals,
  echoes: { reference: true, amount: true },
  createAgain: { answer: 'not_known', source: 'not published; only va_number is called unique' },
  processingHorizonMinutes: 15,
  allocatesNumbers: true,
} as const satisfies Manifest
