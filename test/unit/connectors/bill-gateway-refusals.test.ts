import { describe, expect, test } from '@jest/globals'
import { billGateway } from '../../../src/connectors/bill-gateway/index.ts'
import type { OperationKind } from '../../../src/connectors/manifest.ts'
import { classify } from '../../../src/connectors/outcome.ts'
import type { Json } from '../../../src/core/json.ts'

function saidBy(kind: OperationKind, status: number, body: Json) {
  const answer = { status, body: Buffer.from(JSON.stringify(body)) }
  return classify(billGateway, kind, { bytesSent: true, durationMs: 1, answer }, () => ({ found: true }))
}

describe('a refusal', () => {
  test.each<[OperationKind, number, Json, string]>([
    ['create', 401, { message: 'Unauthenticated.' }, 'token_invalid'],
    ['create', 401, { rc: 'ERR_AUTHENTICATION', message: 'x' }, 'token_invalid'],
    ['create', 401, { rc: 'ERR_INVALID_SIGNATURE_HEADER', message: 'x' }, 'bad_credentials'],
    ['create', 403, { rc: 'ERR_FORBIDDEN_ACCESS', message: 'x' }, 'bad_credentials'],
    ['create', 422, { rc: 'ERR_VALIDATION', message: 'x' }, 'not_created'],
    ['create', 422, { rc: 'ERR_UNIQUE_RECORD', message: 'x' }, 'duplicate'],
    ['create', 400, { rc: 'BILLER_INVALID_VA_NUMBER', message: 'x' }, 'not_created'],
    ['token', 401, { error: 'invalid_client', error_description: 'x' }, 'bad_credentials'],
    ['token', 401, { error: 'invalid_client', error_description: 'x', message: 'y' }, 'bad_credentials'],
    ['token', 401, { rc: 'ERR_AUTHENTICATION', message: 'x' }, 'bad_credentials'],
    ['token', 401, { message: 'x' }, 'bad_credentials'],
    ['find', 404, { message: 'x' }, 'absent'],
    ['find', 405, { message: 'x' }, 'absent'],
    ['cancel', 400, { rc: 'BILLER_BILL_ALREADY_PAID', message: 'x' }, 'already_paid'],
    ['cancel', 403, { rc: 'ERR_ACTION_UNAUTHORIZED', message: 'x' }, 'refused'],
  ])('of %s with %d %j is %s', (kind, status, body, meaning) => {
    expect(saidBy(kind, status, body)).toMatchObject({ kind: 'refused', meaning })
  })

  test.each<[OperationKind, number, Json]>([
    ['create', 400, { rc: 'BILLER_SUSPECT_TRANSACTION', message: 'x' }],
    ['create', 200, { rc: 'BILLER_SUSPECT_TRANSACTION', message: 'x' }],
    ['create', 200, { rc: 'ERR_VALIDATION', message: 'x' }],
    ['create', 200, { message: 'no rc' }],
    ['create', 400, { rc: 'ERR_RECORD_CONSTRAINT', message: 'x' }],
    ['create', 404, { rc: 'ERR_ROUTE_NOT_FOUND', message: 'x' }],
    ['create', 422, { message: 'no rc' }],
    ['create', 429, { message: 'Too Many Attempts.' }],
    ['create', 500, { rc: 'ERR_VALIDATION', message: 'x' }],
    ['find_by_reference', 404, { rc: 'ERR_ROUTE_NOT_FOUND', message: 'x' }],
    ['find_by_reference', 404, { message: 'x' }],
  ])('of %s with %d %j proves nothing', (kind, status, body) => {
    expect(saidBy(kind, status, body).kind).toBe('unknown')
  })
})
