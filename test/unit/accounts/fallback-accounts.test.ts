import { expect, test } from '@jest/globals'
import { openFallbackAccounts } from '../../../src/accounts/fallback-accounts.ts'
import { asMerchantId } from '../../../src/core/ids.ts'

const merchant = asMerchantId('mer_01k9s7m3e8f1qv0c2d4h6j8n0p')
const open = (key: Buffer) => openFallbackAccounts(key, () => null)
const accounts = open(Buffer.alloc(32, 7))
const token = accounts.callbackToken(merchant, 'winpay')

test('a callback path names its merchant, at every start and in every process with the same key', () => {
  expect(open(Buffer.alloc(32, 7)).callbackToken(merchant, 'winpay')).toBe(token)
  expect(accounts.merchantOf('winpay', token)).toBe(merchant)
})

test('a path of another provider, merchant or key is nobody’s, and neither is a changed one', () => {
  const [, , proof = ''] = token.split('.')
  expect(accounts.merchantOf('netzme', token)).toBeNull()
  expect(open(Buffer.alloc(32, 8)).merchantOf('winpay', token)).toBeNull()
  for (const wrong of [
    `sbx.mer_default.${proof}`,
    `sbx.${merchant}.${proof.slice(1)}`,
    `sbx.${merchant}.${'A'.repeat(43)}`,
    `sbx.${merchant}.`,
    `sbx.${merchant}.é${proof.slice(1)}`,
    `${token} `,
    proof,
    '',
  ])
    expect(accounts.merchantOf('winpay', wrong)).toBeNull()
})
