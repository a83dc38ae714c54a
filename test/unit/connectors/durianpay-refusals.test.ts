import { describe, expect, test } from '@jest/globals'
import { durianpay } from '../../../src/connectors/durianpay/index.ts'
import type { OperationKind } from '../../../src/connectors/manifest.ts'
import { classify, toOutcome } from '../../../src/connectors/outcome.ts'

function answered(operation: OperationKind, status: number, body: string) {
  const sent = { bytesSent: true, durationMs: 1, answer: { status, body: Buffer.from(body) } } as const
  return classify(durianpay, operation, sent, () => ({ found: null }))
}

describe('a refusal', () => {
  test.each([
    [400, { error: 'e', error_code: 'DPAY_INTERNAL_ERROR' }],
    [422, { error: 'e', error_code: 'DPAY_SOMETHING_NEW' }],
    [400, { error: 'e', response_code: '0007' }],
    [400, { message: 'request already submitted' }],
    [404, { error: 'e' }],
    [409, { error: 'e', error_code: 'DPAY_INVALID_REQUEST' }],
    [429, { error: 'e', error_code: 'DPAY_INVALID_REQUEST' }],
    [500, { error: 'e', error_code: 'DPAY_INVALID_REQUEST' }],
    [401, { message: 'Unauthorized' }],
    [200, { error_code: 'DPAY_INVALID_REQUEST' }],
  ])('of create with %i %j proves nothing', (status, body) => {
    expect(toOutcome(answered('create', status, JSON.stringify(body)))).toBe('UNKNOWN')
  })

  test.each([
    [400, { error: 'e', error_code: 'DPAY_INVALID_REQUEST' }],
    [422, { error: { description: 'e' }, errors: [] }],
    [401, { error: 'e', error_code: 'DPAY_UNAUTHORIZED_ACCESS' }],
  ])('of create with %i %j proves that nothing was created', (status, body) => {
    expect(toOutcome(answered('create', status, JSON.stringify(body)))).toBe('REJECTED')
  })

  test('by something in front of the provider is not the provider’s', () => {
    expect(answered('find', 404, '{"message":"no Route matched with those values"}').kind).toBe('unknown')
    expect(answered('find', 404, '404 page not found').kind).toBe('unknown')
  })

  test('is quoted with the sentence and the fields that it names', () => {
    const body = {
      error: { message: 'm', description: 'd' },
      errors: [{ field: 'mobile', message: 'missing' }, { message: 'more' }],
    }
    expect(durianpay.envelope(body)).toEqual({ code: null, message: 'm; mobile: missing; more', success: true })
  })

  test('inside data beside a success outside it is no success', () => {
    expect(durianpay.envelope({ data: { response_code: '0005' }, response_code: '0000' })).toMatchObject({
      code: '0005',
      success: false,
    })
  })
})
