import { randomBytes } from 'node:crypto'
import { addMs, type Clock } from '../../core/time.ts'

const lifetimeSeconds = 54_000

interface NetzmeToken {
  readonly text: string
  readonly client: string
  readonly expiresAt: Date
}

export interface NetzmeTokens {
  /** The client's one active token, or a new one when it has ended. */
  issue(client: string, clientId: string): NetzmeToken
  find(text: string): NetzmeToken | undefined
}

function encode(part: object): string {
  return Buffer.from(JSON.stringify(part)).toString('base64url')
}

function seconds(instant: Date): number {
  return Math.floor(instant.getTime() / 1000)
}

/** Tokens live in memory: after a restart a client meets "Access Token Invalid" and asks for a new one. */
export function createTokens(clock: Clock): NetzmeTokens {
  const byText = new Map<string, NetzmeToken>()
  const byClient = new Map<string, NetzmeToken>()
  const isActive = (token: NetzmeToken): boolean => token.expiresAt > clock.now()
  return {
    issue: (client, clientId) => {
      const active = byClient.get(client)
      if (active !== undefined && isActive(active)) return active
      if (active !== undefined) byText.delete(active.text)
      const now = clock.now()
      const expiresAt = addMs(now, lifetimeSeconds * 1000)
      const claims = encode({ iss: clientId, iat: seconds(now), exp: seconds(expiresAt) })
      const text = `${encode({ alg: 'HS512', typ: 'JWT' })}.${claims}.${randomBytes(64).toString('base64url')}`
      const token = { text, client, expiresAt }
      byText.set(text, token)
      byClient.set(client, token)
      return token
    },
    find: (text) => {
      const token = byText.get(text)
      return token !== undefined && isActive(token) ? token : undefined
    },
  }
}
