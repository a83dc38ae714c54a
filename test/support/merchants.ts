import { expect } from '@jest/globals'
import type { TestApp } from './test-app.ts'

/** Another merchant, by its API key. */
export async function addMerchant(app: TestApp, scopes = ['invoices:read', 'invoices:write', 'ops']): Promise<string> {
  const merchant = await app.send('POST', '/merchants', { body: { name: 'Another shop' } })
  const body = { merchant_id: merchant.json['id'], name: 'test', scopes }
  const { status, json } = await app.send('POST', '/api-keys', { body })
  expect(status).toBe(201)
  return String(json['key'])
}
