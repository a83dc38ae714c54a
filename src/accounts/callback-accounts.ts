import type { Connector } from '../connectors/connector.ts'
import type { Seal } from '../core/seal.ts'
import { addMs, dayMs, type Clock } from '../core/time.ts'
import type { PrismaClient } from '../generated/prisma/client.ts'
import type { UsableAccount } from '../routing/choose-account.ts'
import { hashCallbackToken, openStored, type AccountRow } from './stored-account.ts'

/** Whose callbacks come by a path, and with which credentials they may be proved. */
export interface CallbackAccount {
  account: UsableAccount
  /** The same account with the credentials before the present ones; null when they are too old to count. */
  previous: UsableAccount | null
}

export interface CallbackAccounts {
  /** Null when no account has this token; the answer takes the same look-up whether or not there is such a provider. */
  byCallbackToken(provider: string, token: string): Promise<CallbackAccount | null>
  /** Whatever was read is read again. */
  forget(): void
}

/** For how long after a change the provider may still sign with the credentials that went before. */
const overlapMs = dayMs

interface Parts {
  prisma: PrismaClient
  seal: Seal
  clock: Clock
  connectors: readonly Connector[]
  /** How long an instance believes what it has read. */
  believedMs: number
}

type Row = AccountRow & { previousCredentialsSealed: Uint8Array | null; credentialsChangedAt: Date | null }

export function openCallbackAccounts({ prisma, seal, clock, connectors, believedMs }: Parts): CallbackAccounts {
  // Only accounts that there are: guesses of strangers take no room.
  const cache = new Map<string, { row: Row; present: UsableAccount; previous: UsableAccount | null; readAtMs: number }>()

  return {
    async byCallbackToken(provider, token) {
      const hash = hashCallbackToken(provider, token)
      const key = Buffer.from(hash).toString('base64url')
      const nowMs = clock.monotonicMs()
      const cached = cache.get(key)
      if (cached !== undefined && nowMs - cached.readAtMs < believedMs) return toAccount(cached, clock.now())
      cache.delete(key)
      const row = await prisma.providerAccount.findUnique({ where: { callbackTokenHash: hash } })
      const present = row === null ? null : openStored(row, connectors, seal)
      if (row === null || present === null) return null
      const found = { row, present, previous: openPrevious(row, connectors, seal), readAtMs: nowMs }
      cache.set(key, found)
      return toAccount(found, clock.now())
    },
    forget() {
      cache.clear()
    },
  }
}

/** Null also when this release cannot open them any more: they are only a courtesy. */
function openPrevious(row: Row, connectors: readonly Connector[], seal: Seal): UsableAccount | null {
  const { previousCredentialsSealed } = row
  if (previousCredentialsSealed === null) return null
  try {
    return openStored({ ...row, credentialsSealed: previousCredentialsSealed }, connectors, seal)
  } catch {
    return null
  }
}

function toAccount(
  { row, present, previous }: { row: Row; present: UsableAccount; previous: UsableAccount | null },
  now: Date,
): CallbackAccount {
  const { credentialsChangedAt } = row
  const counts = credentialsChangedAt !== null && now < addMs(credentialsChangedAt, overlapMs)
  return { account: present, previous: counts ? previous : null }
}
