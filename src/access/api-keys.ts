import { hash, randomBytes } from 'node:crypto'
import { z } from 'zod'
import { asApiKeyId, asMerchantId, newApiKeyId, type ApiKeyId, type MerchantId } from '../core/ids.ts'
import { presentInstant } from '../core/invoice-wire.ts'
import { Problem } from '../core/problems.ts'
import type { Clock } from '../core/time.ts'
import type { PrismaClient } from '../generated/prisma/client.ts'
import { scopes, type Scope } from './scopes.ts'

/** Whoever sends a request. */
export interface Caller {
  merchantId: MerchantId
  keyId: ApiKeyId
  keyName: string
  scopes: ReadonlySet<Scope>
}

export const apiKeyPattern = /^tgh_[!-~]{24,200}$/

/** 256 random bits behind a prefix that secret scanners can look for. */
function newApiKey(): string {
  return `tgh_${randomBytes(32).toString('base64url')}`
}

export function hashApiKey(key: string): Buffer {
  return hash('sha256', key, 'buffer')
}

const hintLength = 9

export interface NewApiKey {
  merchantId: MerchantId
  name: string
  scopes: readonly Scope[]
  expiresAt: Date | null
}

export interface ApiKeys {
  /** The key itself is in the answer and nowhere else. */
  create(wanted: NewApiKey, key?: string): Promise<{ id: ApiKeyId; key: string }>
  list(merchantId: MerchantId | null): Promise<ReturnType<typeof presentApiKey>[]>
  /** Works on every instance within the time that callers are cached. */
  revoke(id: ApiKeyId): Promise<void>
  /** Null when nobody has this key, or it is revoked or expired. */
  authenticate(key: string): Promise<Caller | null>
}

/** How long an instance believes what it has read of a key; revocation is promised within 10 s. */
const believedMs = 5_000
const cachedMax = 10_000

/** Nobody's when there is no such key, or it was revoked. */
interface KnownKey {
  caller: Caller | null
  expiresAt: Date | null
}

const storedScopes = z.array(z.enum(scopes))

export function openApiKeys(prisma: PrismaClient, clock: Clock): ApiKeys {
  const cache = new Map<string, { known: Promise<KnownKey>; readAtMs: number }>()

  /** One reads for all who ask at the same time. */
  function lookUp(hashed: Buffer): Promise<KnownKey> {
    const place = hashed.toString('base64')
    const nowMs = clock.monotonicMs()
    const cached = cache.get(place)
    if (cached !== undefined && nowMs - cached.readAtMs < believedMs) return cached.known
    const known = readKey(prisma, hashed)
    if (cache.size >= cachedMax) cache.clear()
    cache.set(place, { known, readAtMs: nowMs })
    known.catch(() => cache.delete(place))
    return known
  }

  return {
    async create(wanted, key = newApiKey()) {
      const id = newApiKeyId()
      const hint = `${key.slice(0, hintLength)}…`
      const { merchantId, name, expiresAt } = wanted
      const row = {
        merchantId,
        id,
        name,
        hash: new Uint8Array(hashApiKey(key)),
        hint,
        scopes: [...wanted.scopes],
        createdAt: clock.now(),
        expiresAt,
      }
      await prisma.apiKey.create({ data: row })
      return { id, key }
    },

    async list(merchantId) {
      const rows = await prisma.apiKey.findMany({
        where: merchantId === null ? {} : { merchantId },
        orderBy: { createdAt: 'desc' },
      })
      return rows.map(presentApiKey)
    },

    async revoke(id) {
      const { count } = await prisma.apiKey.updateMany({ where: { id, revokedAt: null }, data: { revokedAt: clock.now() } })
      if (count === 0 && (await prisma.apiKey.count({ where: { id } })) === 0)
        throw new Problem('not_found', 'There is no such key.')
      cache.clear()
    },

    async authenticate(key) {
      if (!apiKeyPattern.test(key)) return null
      const known = await lookUp(hashApiKey(key))
      return known.expiresAt !== null && known.expiresAt <= clock.now() ? null : known.caller
    },
  }
}

async function readKey(prisma: PrismaClient, hash: Buffer): Promise<KnownKey> {
  const row = await prisma.apiKey.findUnique({ where: { hash: new Uint8Array(hash) } })
  if (row === null || row.revokedAt !== null) return { caller: null, expiresAt: null }
  const caller: Caller = {
    merchantId: asMerchantId(row.merchantId),
    keyId: asApiKeyId(row.id),
    keyName: row.name,
    scopes: new Set(storedScopes.parse(row.scopes)),
  }
  return { caller, expiresAt: row.expiresAt }
}

interface ApiKeyRow {
  id: string
  merchantId: string
  name: string
  hint: string
  scopes: string[]
  createdAt: Date
  expiresAt: Date | null
  revokedAt: Date | null
}

export function presentApiKey(row: ApiKeyRow) {
  return {
    id: row.id,
    merchant_id: row.merchantId,
    name: row.name,
    hint: row.hint,
    scopes: storedScopes.parse(row.scopes),
    created_at: presentInstant(row.createdAt),
    expires_at: presentInstant(row.expiresAt),
    revoked_at: presentInstant(row.revokedAt),
  }
}
