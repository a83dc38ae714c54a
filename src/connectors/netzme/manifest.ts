import type { Manifest, Meaning, OperationKind, Refusal } from '../manifest.ts'

const documentation = 'https://apidocs-vsnap.netzme.id'
const standard = 'SNAP (https://apidevportal.aspi-indonesia.or.id), response codes'

/** The two digits in the middle of a response code: create, list, inquiry, create-transaction, token. */
const services = ['00', '12', '13', '47', '73']

/** One SNAP case for whichever service names itself in the code. */
function snapCase(operation: OperationKind | 'any', status: number, digits: string, means: Meaning, source: string): Refusal[] {
  return services.map((service) => ({ operation, status, code: `${status}${service}${digits}`, means, source }))
}

export const manifest: Manifest = {
  name: 'netzme',
  title: 'Netzme vSNAP',
  documentation,
  decimals: 2,
  paymentTypes: ['full'],
  payableBy: ['url', 'virtual_account', 'qr'],
  carries: {
    // Only where pay_method is CREDIT_CARD they are sent too, as item_details and address.
    items: 'kept',
    'customer.address': 'kept',
    shipping_amount: 'carried',
    amount_due: 'refused',
    minimum_payment: 'refused',
    title: 'carried',
    description: 'carried',
    notes: 'carried',
    'customer.reference': 'kept',
    'customer.email': 'carried',
    'customer.phone': 'carried',
    metadata: 'kept',
    image_url: 'carried',
    document_url: 'kept',
    return_url: 'kept',
    starts_at: 'refused',
    // create-transaction is told (expireInSecond); create, the default, has no such member.
    expires_at: 'kept',
  },
  updates: null,
  cancels: false,
  cancelledIsAbsent: false,
  finds: 'transaction_id',
  findsByReference: null,
  refusals: [
    // A token request creates nothing, so that any 401 may be believed.
    { operation: 'token', status: 401, code: '401*', means: 'bad_credentials', source: `${documentation}: authentication` },
    // Elsewhere only the full codes of authentication: a bare "401" could be passed on from behind Netzme, after it created.
    ...snapCase('any', 401, '01', 'token_invalid', `${standard}: Invalid Token, checked before anything is processed`),
    ...snapCase('any', 401, '03', 'token_invalid', `${standard}: Token Not Found, checked before anything is processed`),
    ...snapCase('any', 401, '00', 'bad_credentials', `${standard}: Unauthorized (client, secret, signature), checked likewise`),
    ...snapCase(
      'any',
      404,
      '08',
      'bad_credentials',
      `${standard}: Invalid Merchant, and the merchant id is part of the credentials`,
    ),
    ...snapCase('create', 400, '01', 'not_created', `${standard}: Invalid Field Format`),
    ...snapCase('create', 400, '02', 'not_created', `${standard}: Invalid Mandatory Field`),
    ...snapCase('create', 409, '01', 'duplicate', `${standard}: Duplicate partnerReferenceNo`),
    ...snapCase('find', 404, '01', 'absent', `${standard}: Transaction Not Found`),
    { operation: 'find', status: 404, code: '404', means: 'absent', source: 'The same in a code of three digits' },
  ],
  echoes: { reference: true, amount: false },
  createAgain: { answer: 'not_known', source: `${documentation}: create-invoice does not say` },
  processingHorizonMinutes: 15,
  allocatesNumbers: false,
  remembers: { data: ['trxId', 'feeType'], options: ['fee_type'] },
}
