import type { MerchantId } from '../core/ids.ts'
import type { Seal } from '../core/seal.ts'
import type { Database, Statement } from '../db/statement.ts'
import { sealPlaces } from './idempotency.ts'
import { answeringEvent, fromKeyRow, keyColumns, type KeyRow, type KnownKey } from './known-key.ts'

/** Keys of requests other than the create of an invoice, and what every key was answered. */
export interface IdempotencyStore {
  read(merchantId: MerchantId, key: string): Promise<KnownKey | null>
  /** Takes a key for a request that creates no invoice; also one whose owner died. False when somebody else has it. */
  claim(claim: {
    merchantId: MerchantId
    key: string
    route: string
    fingerprint: Buffer
    now: Date
    lockedUntil: Date
  }): Promise<boolean>
  /** Keeps the answer that is replayed from now on; false when one is kept already, which stays. */
  answer(merchantId: MerchantId, key: string, answer: { status: number; body: string }): Promise<boolean>
  /** Takes a key from its owner, who from then on cannot give it back; false when it is locked by nobody, or gone. */
  release(merchantId: MerchantId, key: string): Promise<boolean>
  /** Gives a key back: nothing is stored for the request. */
  free(merchantId: MerchantId, key: string): Promise<void>
}

const read: Statement = {
  name: 'read-key',
  text: `select ${keyColumns} from idempotency_keys key left join ${answeringEvent} where key.merchant_id = $1 and key.key = $2`,
}

const claim: Statement = {
  name: 'claim-key',
  text: `
insert into idempotency_keys (merchant_id, key, route, fingerprint, locked_until, created_at) values ($1, $2, $3, $4, $5, $6)
on conflict (merchant_id, key) do update set locked_until = excluded.locked_until
where idempotency_keys.invoice_id is null and idempotency_keys.status is null and idempotency_keys.locked_until <= $6
  and idempotency_keys.route = excluded.route and idempotency_keys.fingerprint = excluded.fingerprint
returning key`,
}

const answer: Statement = {
  name: 'answer-key',
  text: 'update idempotency_keys set locked_until = null, status = $3, body_sealed = $4 where merchant_id = $1 and key = $2 and status is null and answer_sequence is null returning key',
}

const release: Statement = {
  name: 'release-key',
  text: 'update idempotency_keys set locked_until = null where merchant_id = $1 and key = $2 and locked_until is not null returning key',
}

const free: Statement = {
  name: 'free-key',
  text: 'delete from idempotency_keys where merchant_id = $1 and key = $2 and status is null and invoice_id is null',
}

export function openIdempotencyStore(database: Database, seal: Seal): IdempotencyStore {
  return {
    async read(merchantId, key) {
      const [row] = await database.run<KeyRow>(read, [merchantId, key])
      return row === undefined ? null : fromKeyRow(seal, { merchantId, key }, row)
    },
    async claim({ merchantId, key, route, fingerprint, now, lockedUntil }) {
      const rows = await database.run(claim, [merchantId, key, route, fingerprint, lockedUntil, now])
      return rows.length === 1
    },
    async answer(merchantId, key, { status, body }) {
      const sealed = seal.seal(sealPlaces.key(merchantId, key), body)
      return (await database.run(answer, [merchantId, key, status, sealed])).length === 1
    },
    async release(merchantId, key) {
      return (await database.run(release, [merchantId, key])).length === 1
    },
    async free(merchantId, key) {
      await database.run(free, [merchantId, key])
    },
  }
}
