import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto'
import { z } from 'zod'
import type { JsonObject } from '../../core/json.ts'
import { randomAlphanumeric, randomDigits, randomHex } from '../random-text.ts'

export const netzmeKeys = z.object({
  clientId: z.string(),
  clientSecret: z.string(),
  privateKey: z.string(),
  merchantId: z.string(),
  channelId: z.string(),
  callbackToken: z.string(),
})
export type NetzmeKeys = z.infer<typeof netzmeKeys>

/** As Netzme hands them out: a 512-bit PKCS#1 key in base64 without armour, and a secret of 32 hex characters. */
export function newNetzmeKeys(): NetzmeKeys {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 512 })
  return {
    clientId: `SandboxNetzme${randomAlphanumeric(8)}`,
    clientSecret: randomHex(16),
    privateKey: privateKey.export({ format: 'der', type: 'pkcs1' }).toString('base64'),
    merchantId: `M_${randomAlphanumeric(8)}`,
    channelId: randomDigits(5),
    callbackToken: `${randomAlphanumeric(22)}==`,
  }
}

export function publicKeyOf({ privateKey }: NetzmeKeys): KeyObject {
  return createPublicKey(createPrivateKey({ key: Buffer.from(privateKey, 'base64'), format: 'der', type: 'pkcs1' }))
}

export function toCredentials(keys: NetzmeKeys): JsonObject {
  return {
    client_id: keys.clientId,
    client_secret: keys.clientSecret,
    private_key: keys.privateKey,
    merchant_id: keys.merchantId,
    channel_id: keys.channelId,
    callback_token: keys.callbackToken,
  }
}
