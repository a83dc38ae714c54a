import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import type { ProviderInvoice, Reading } from '../../../src/connectors/connector.ts'
import type { Meaning } from '../../../src/connectors/manifest.ts'
import { classify, compareEcho, toOutcome, type Verdict } from '../../../src/connectors/outcome.ts'
import type { Sent } from '../../../src/connectors/transport.ts'
import { fromMinor } from '../../../src/core/money.ts'
import { noPaymentMeans } from '../../../src/core/invoice.ts'
import { sampleInvoice } from '../../support/sample-invoice.ts'
import { sampleConnector } from './sample-connector.ts'

const connector = sampleConnector([
  { operation: 'create', status: 400, code: 'E1', means: 'not_created' },
  { operation: 'create', status: 400, code: 'E*', means: 'duplicate' },
  { operation: 'any', status: 401, code: null, means: 'bad_credentials' },
  { operation: 'find', status: 404, code: 'GONE', means: 'absent' },
])

const answered = (status: number, body: string | Buffer): Sent => ({
  bytesSent: true,
  durationMs: 1,
  answer: { status, body: Buffer.from(body) },
})
const readNothing = (): Reading<string> => ({ found: 'read' })
const verdictOf = (sent: Sent, kind: 'create' | 'find' = 'create', read = readNothing): Verdict<string> =>
  classify(connector, kind, sent, read)

describe('what a call proves', () => {
  test('without an answer, nothing left is not sent and anything else is unknown', () => {
    const lost = { durationMs: 1, answer: null, failure: 'ECONNRESET' }
    expect(verdictOf({ ...lost, bytesSent: false })).toEqual({ kind: 'not_sent', reason: 'ECONNRESET' })
    expect(verdictOf({ ...lost, bytesSent: true })).toMatchObject({ kind: 'unknown', reason: 'ECONNRESET' })
  })

  test.each([
    ['the first line that fits', 400, '{"code":"E1"}', 'not_created'],
    ['a prefix', 400, '{"code":"E2"}', 'duplicate'],
    ['a line for any operation, without a code', 401, '{"message":"no"}', 'bad_credentials'],
  ])('a refusal means what the table says by %s', (_, status, body, meaning) => {
    expect(verdictOf(answered(status, body))).toMatchObject({ kind: 'refused', meaning, httpStatus: status })
  })

  test.each([
    ['its status is another', 422, '{"code":"E1"}'],
    ['its code is not in the table', 400, '{"code":"X1"}'],
    ['it has no code where the table names one', 400, '{}'],
    ['it has a code where the table names none', 401, '{"code":"E1"}'],
    ['its line is for another operation', 404, '{"code":"GONE"}'],
    ['it is not JSON', 400, '<code>E1</code>'],
    ['it is not UTF-8', 400, Buffer.from('{"code":"E1","message":"\xff"}', 'latin1')],
    ['it holds a NUL, which the database cannot keep', 400, String.raw`{"code":"E1","message":"a\u0000"}`],
    ['it holds half a surrogate pair', 400, String.raw`{"code":"E1","deep":[{"\ud800":1}]}`],
  ])('a refusal proves nothing when %s', (_, status, body) => {
    expect(verdictOf(answered(status, body))).toMatchObject({ kind: 'unknown', httpStatus: status })
  })

  test('no answer outside 2xx is ever a success, and none of 2xx without the flag of success', () => {
    fc.assert(
      fc.property(fc.integer({ min: 100, max: 599 }), fc.boolean(), (status, ok) => {
        const { kind } = verdictOf(answered(status, JSON.stringify({ ok })))
        expect(kind === 'done').toBe(ok && status >= 200 && status <= 299)
      }),
    )
  })

  test('what a success says is found, absent or on the next page', () => {
    const success = answered(200, '{"ok":true}')
    expect(verdictOf(success)).toEqual({ kind: 'done', result: 'read' })
    expect(verdictOf(success, 'find', () => ({ absent: true }))).toMatchObject({ kind: 'refused', meaning: 'absent' })
    expect(verdictOf(success, 'find', () => ({ nextPage: true }))).toEqual({ kind: 'next_page' })
  })

  test('a success that cannot be read is unknown and says why', () => {
    const read = (): Reading<string> => {
      throw new Error('no id')
    }
    const verdict = verdictOf(answered(200, '{"ok":true,"code":"OK"}'), 'create', read)
    expect(verdict).toMatchObject({ kind: 'unknown', code: 'OK' })
    expect(verdict).toHaveProperty('reason', expect.stringContaining('no id'))
  })
})

describe('the class of a create', () => {
  const said = { code: null, message: null, httpStatus: 400 }
  const classes: [Meaning, string][] = [
    ['not_created', 'REJECTED'],
    ['bad_credentials', 'REJECTED'],
    ['token_invalid', 'REJECTED'],
    ['duplicate', 'DUPLICATE'],
    ['absent', 'UNKNOWN'],
    ['already_paid', 'UNKNOWN'],
    ['refused', 'UNKNOWN'],
  ]
  test.each(classes)('a refusal that means %s is %s', (meaning, outcome) => {
    expect(toOutcome({ kind: 'refused', meaning, ...said })).toBe(outcome)
  })

  test('only an answer is CREATED, only nothing sent is NOT_SENT, and the rest is UNKNOWN', () => {
    expect(toOutcome({ kind: 'done', result: null })).toBe('CREATED')
    expect(toOutcome({ kind: 'not_sent', reason: '' })).toBe('NOT_SENT')
    expect(toOutcome({ kind: 'unknown', reason: '', ...said })).toBe('UNKNOWN')
    expect(toOutcome({ kind: 'next_page' })).toBe('UNKNOWN')
  })
})

describe('whether an answer speaks of our invoice', () => {
  const invoice = sampleInvoice({ amount: fromMinor(100_00n), reference: 'OURS' })
  const told = (changes: Partial<ProviderInvoice>): ProviderInvoice => ({
    providerInvoiceId: 'id',
    reference: 'OURS',
    amount: fromMinor(100_00n),
    status: 'open',
    amountPaid: null,
    paidAt: null,
    payments: null,
    createdAt: null,
    payment: noPaymentMeans,
    data: {},
    ...changes,
  })

  test.each([
    ['the same reference and amount', {}, 'same'],
    ['nothing told', { reference: null, amount: null }, 'same'],
    ['99 sen less', { amount: fromMinor(99_01n) }, 'rounded'],
    ['99 sen more', { amount: fromMinor(100_99n) }, 'rounded'],
    ['a rupiah less', { amount: fromMinor(99_00n) }, 'other'],
    ['a rupiah more', { amount: fromMinor(101_00n) }, 'other'],
    ['another reference', { reference: 'THEIRS' }, 'other'],
    ['our reference in other letters', { reference: 'ours' }, 'other'],
  ])('%s', (_, changes, expected) => {
    expect(compareEcho(invoice, told(changes))).toBe(expected)
  })
})
