import { createHash, generateKeyPairSync, sign } from 'node:crypto'
import type { IncomingCall } from '../../src/connectors/connector.ts'

/** A provider that signs its notifications, as SNAP has it. */
export interface NotifyingProvider {
  publicKey: string
  /** `hashed` is what it takes for the body. */
  prove(call: Pick<IncomingCall, 'method' | 'path'>, hashed: string | Buffer): Record<string, string>
}

export function makeNotifyingProvider(): NotifyingProvider {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const timestamp = '2025-09-01T14:56:18+07:00'
  return {
    publicKey: publicKey.export({ type: 'spki', format: 'pem' }).toString(),
    prove({ method, path }, hashed) {
      const text = `${method}:${path}:${createHash('sha256').update(hashed).digest('hex')}:${timestamp}`
      const signature = sign('RSA-SHA256', Buffer.from(text), privateKey).toString('base64')
      return { 'x-timestamp': timestamp, 'x-signature': signature }
    },
  }
}
