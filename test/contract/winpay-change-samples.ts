import { fromMinor } from '../../src/core/money.ts'
import type { Sample } from './provider-contract-fixture.ts'
import { created, documentedInvoice, found, headers, knownInvoice, providerId, refusal } from './winpay-documented.ts'

const update = {
  method: 'PUT',
  path: `/api/update/${providerId}`,
  headers,
  bodyText:
    '{"customer":{"name":"Delina Prasetya","email":"delina@example.com","phone":"082342861666"},' +
    '"invoice":{"ref":"invoice-0000001","products":[{"name":"Keripik Singkong","qty":6,"price":20000},{"name":"Jasa Kirim","qty":1,"price":5000}]},' +
    '"back_url":"https://merchant.example/finish"}',
}
const changed = { invoice: knownInvoice, changed: ['items', 'amount'] }
const updated = { ...created, responseCode: '2000300', responseMessage: 'Invoice Updated' }

const updateSamples: Sample[] = [
  {
    name: 'update sends the body of create without its interval, and reads the answer of the guide',
    operation: 'update',
    input: changed,
    request: update,
    answer: { status: 200, body: JSON.stringify(updated) },
    verdict: { kind: 'done', result: { providerInvoiceId: providerId, status: null, amount: fromMinor(125_000_00n) } },
  },
  {
    name: 'update reads the answer of the API reference, which has a status and says Invoice Found',
    operation: 'update',
    input: changed,
    request: update,
    answer: { status: 200, body: JSON.stringify({ ...found, responseData: { ...updated.responseData, status: 'UNPAID' } }) },
    verdict: { kind: 'done', result: { status: 'open' } },
  },
  {
    name: 'a 400 to an update is a refusal of the update',
    operation: 'update',
    input: changed,
    request: update,
    answer: { status: 400, body: refusal('4000399', 'Invoice already paid') },
    verdict: { kind: 'refused', meaning: 'refused' },
  },
]

const deleted = { status: 200, body: refusal('2000300', 'Invoice has been deleted') }

const cancelSamples: Sample[] = [
  {
    name: 'cancel deletes by id and reads an answer whose responseData is empty',
    operation: 'cancel',
    input: { invoice: knownInvoice, page: 0 },
    request: { method: 'DELETE', path: `/api/delete/${providerId}`, headers, body: null },
    answer: deleted,
    verdict: { kind: 'done', result: null },
  },
  {
    name: 'cancel deletes by reference what has no id yet',
    operation: 'cancel',
    input: { invoice: { ...documentedInvoice, reference: 'INV/1' }, page: 0 },
    request: { method: 'DELETE', path: '/api/deleteByRef/INV%2F1', headers, body: null },
    answer: deleted,
    verdict: { kind: 'done', result: null },
  },
  {
    name: 'a paid invoice cannot be cancelled',
    operation: 'cancel',
    input: { invoice: knownInvoice, page: 0 },
    request: { method: 'DELETE', path: `/api/delete/${providerId}`, headers, body: null },
    answer: { status: 400, body: refusal('4000302', 'Failed to delete: Invoice already paid') },
    verdict: { kind: 'refused', meaning: 'already_paid' },
  },
]

export const changeSamples: Sample[] = [...updateSamples, ...cancelSamples]
