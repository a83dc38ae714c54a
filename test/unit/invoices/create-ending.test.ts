import { describe, expect, test } from '@jest/globals'
import type { ProviderInvoice } from '../../../src/connectors/connector.ts'
import type { Meaning } from '../../../src/connectors/manifest.ts'
import type { Verdict } from '../../../src/connectors/outcome.ts'
import { noPaymentMeans, type Failure } from '../../../src/core/invoice.ts'
import { fromMinor } from '../../../src/core/money.ts'
import { noNews } from '../../../src/core/news.ts'
import { Problem } from '../../../src/core/problems.ts'
import { answerCreated, answerRejected } from '../../../src/invoices/answer.ts'
import { endingOf, judgeCreate } from '../../../src/invoices/create-ending.ts'
import { sampleInvoice } from '../../support/sample-invoice.ts'

const invoice = sampleInvoice()
const told: ProviderInvoice = {
  providerInvoiceId: 'theirs-1',
  reference: invoice.reference,
  amount: invoice.amount,
  status: 'open',
  amountPaid: null,
  paidAt: null,
  payments: null,
  createdAt: null,
  payment: { ...noPaymentMeans, url: 'https://checkout.example/a' },
  data: {},
}
const done = (changes: Partial<ProviderInvoice> = {}): Verdict<ProviderInvoice> => ({
  kind: 'done',
  result: { ...told, ...changes },
})
const said = { code: 'E1', message: 'Theirs', httpStatus: 401 }
const refusedAs = (meaning: Meaning): Verdict<ProviderInvoice> => ({ kind: 'refused', meaning, ...said })
const unknown: Verdict<ProviderInvoice> = { kind: 'unknown', reason: 'ECONNRESET', code: null, message: null, httpStatus: null }
const end = (verdict: Verdict<ProviderInvoice>) => endingOf(invoice, verdict, 'request-1')

describe('an answer to a create', () => {
  test('about our invoice counts, also when its amount is rounded', () => {
    for (const verdict of [done(), done({ amount: fromMinor(invoice.amount + 50n) })])
      expect(judgeCreate(invoice, verdict)).toBe(verdict)
  })

  test.each([
    ['reference', { reference: 'another' }],
    ['amount', { amount: fromMinor(1n) }],
  ])('with another %s proves nothing', (_, changes) => {
    expect(judgeCreate(invoice, done(changes))).toEqual({
      ...{ kind: 'unknown', reason: 'the answer names another reference or amount' },
      ...{ code: null, message: null, httpStatus: null },
    })
  })

  test('that is no success stays what it is', () => {
    for (const verdict of [refusedAs('duplicate'), unknown]) expect(judgeCreate(invoice, verdict)).toBe(verdict)
  })
})

describe('a create ends', () => {
  test('for good with the invoice when it was made', () => {
    const ending = end(done())
    expect(ending).toMatchObject({ kind: 'final', news: { status: 'open', providerInvoiceId: 'theirs-1', failure: null } })
    const open = sampleInvoice({ status: 'open' })
    expect(ending.kind === 'final' ? ending.answer(open) : null).toEqual(answerCreated(open))
  })

  test.each<[string, Verdict<ProviderInvoice>]>([
    ['its answer is lost', unknown],
    ['there is more to read', { kind: 'next_page' }],
    ['it is refused with a word that says nothing of a create: absent', refusedAs('absent')],
    ['it is refused with a word that says nothing of a create: already_paid', refusedAs('already_paid')],
    ['it is refused with a word that says nothing of a create: refused', refusedAs('refused')],
  ])('open, with the invoice unknown, when %s', (_, verdict) => {
    expect(end(verdict)).toEqual({ kind: 'open', news: { ...noNews, status: 'unknown' } })
  })

  const failed = (failure: Failure) => ({ ...noNews, status: 'failed', failure })

  test('void when nothing was sent: key and reference are free, and it may be tried again in 5 seconds', () => {
    const detail = 'The provider could not be asked; nothing was created.'
    const ending = end({ kind: 'not_sent', reason: 'ECONNREFUSED' })
    expect(ending).toEqual({
      kind: 'void',
      news: failed({ code: 'provider_unavailable', detail, provider_code: null, provider_message: null }),
      problem: new Problem('provider_unavailable', detail),
    })
    expect(ending).toMatchObject({
      problem: { code: 'provider_unavailable', extras: { invoiceId: invoice.id, retryAfterSeconds: 5 } },
    })
  })

  test.each<Meaning>(['bad_credentials', 'token_invalid'])('void when our credentials are refused (%s)', (meaning) => {
    const detail = 'The provider refuses the credentials of this account; nothing was created.'
    const ending = end(refusedAs(meaning))
    expect(ending).toEqual({
      kind: 'void',
      news: failed({ code: 'provider_misconfigured', detail, provider_code: 'E1', provider_message: 'Theirs' }),
      problem: new Problem('provider_misconfigured', detail),
    })
    const provider = { name: 'winpay', code: 'E1', message: 'Theirs', http_status: 401 }
    expect(ending).toMatchObject({ problem: { code: 'provider_misconfigured', extras: { invoiceId: invoice.id, provider } } })
  })

  test.each<[Meaning, string]>([
    ['not_created', 'The provider refused to create this invoice.'],
    ['duplicate', 'The provider refused: as far as it tells, it already has an invoice with this reference or number.'],
  ])('for good with the refusal when the provider says %s', (meaning, detail) => {
    const failure = { code: 'provider_rejected', detail, provider_code: 'E1', provider_message: 'Theirs' }
    const ending = end(refusedAs(meaning))
    expect(ending).toMatchObject({ kind: 'final', news: failed(failure) })
    const after = sampleInvoice({ status: 'failed', failure })
    expect(ending.kind === 'final' ? ending.answer(after) : null).toEqual(answerRejected(after, 401, 'request-1'))
  })
})
