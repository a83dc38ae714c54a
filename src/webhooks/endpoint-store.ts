import { z } from 'zod'
import { newWebhookSecretId, type MerchantId, type WebhookEndpointId } from '../core/ids.ts'
import { presentInstant } from '../core/invoice-wire.ts'
import type { Seal } from '../core/seal.ts'
import type { Database, Statement } from '../db/statement.ts'
import * as sql from './endpoint-statements.ts'
import { sealPlaces } from './seal-places.ts'

/** An endpoint as the API shows it; never with a secret. */
export type Endpoint = ReturnType<typeof presentEndpoint>

export interface NewEndpoint {
  merchantId: MerchantId
  id: WebhookEndpointId
  url: string
  events: readonly string[]
  description: string | null
  enabled: boolean
  secret: string
}

/** Absent leaves a member as it is. */
export interface EndpointChange {
  url?: string | undefined
  events?: readonly string[] | undefined
  description?: string | null | undefined
  enabled?: boolean | undefined
}

/** Null always means that the merchant has no such endpoint. */
export interface EndpointStore {
  create(endpoint: NewEndpoint, now: Date): Promise<Endpoint>
  list(merchantId: MerchantId): Promise<Endpoint[]>
  read(merchantId: MerchantId, id: string): Promise<Endpoint | null>
  /** As they stand now, deleted ones too, oldest first. */
  readAll(merchantId: MerchantId, ids: readonly string[]): Promise<(Endpoint & { deleted_at: string | null })[]>
  update(merchantId: MerchantId, id: string, change: EndpointChange, now: Date): Promise<Endpoint | null>
  delete(merchantId: MerchantId, id: string, now: Date): Promise<boolean>
  /** The new secret signs at once; the one before it until `oldSignsUntil`. */
  rotate(
    merchantId: MerchantId,
    id: string,
    rotation: { secret: string; now: Date; oldSignsUntil: Date },
  ): Promise<Endpoint | null>
  /** The secrets that sign now, the newest first. */
  secrets(merchantId: MerchantId, id: string, now: Date): Promise<string[]>
}

const row = z.object({
  id: z.string(),
  url: z.string(),
  events: z.array(z.string()),
  description: z.string().nullable(),
  enabled: z.boolean(),
  disabled_reason: z.enum(['gone', 'failing']).nullable(),
  failing_since: z.date().nullable(),
  created_at: z.date(),
  updated_at: z.date(),
})

const deleted = z.object({ deleted_at: z.date().nullable() })

const sealedSecret = z.object({ id: z.string(), secret_sealed: z.instanceof(Uint8Array) })

export function openEndpointStore(database: Database, seal: Seal): EndpointStore {
  const one = async (statement: Statement, values: unknown[]) => {
    const [raw] = await database.run(statement, values)
    return raw === undefined ? null : presentEndpoint(raw)
  }
  return {
    async create({ merchantId, id, url, events, description, enabled, secret }, now) {
      const secretId = newWebhookSecretId()
      const sealed = seal.seal(sealPlaces.secret(merchantId, id, secretId), secret)
      const values = [merchantId, id, url, events, description, enabled, now, secretId, sealed]
      const created = await one(sql.createEndpoint, values)
      if (created === null) throw new Error('an endpoint was not inserted')
      return created
    },
    async list(merchantId) {
      return (await database.run(sql.listEndpoints, [merchantId])).map(presentEndpoint)
    },
    read: (merchantId, id) => one(sql.readEndpoint, [merchantId, id]),
    async readAll(merchantId, ids) {
      const rows = await database.run(sql.readEndpoints, [merchantId, ids])
      return rows.map((raw) => ({ ...presentEndpoint(raw), deleted_at: presentInstant(deleted.parse(raw).deleted_at) }))
    },
    update(merchantId, id, { url, events, description, enabled }, now) {
      const values = [url ?? null, events ?? null, description ?? null, enabled ?? null, now, description !== undefined]
      return one(sql.updateEndpoint, [merchantId, id, ...values])
    },
    async delete(merchantId, id, now) {
      return (await database.run(sql.deleteEndpoint, [merchantId, id, now])).length === 1
    },
    rotate(merchantId, id, { secret, now, oldSignsUntil }) {
      const secretId = newWebhookSecretId()
      const sealed = seal.seal(sealPlaces.secret(merchantId, id, secretId), secret)
      return one(sql.rotateSecret, [merchantId, id, secretId, sealed, now, oldSignsUntil])
    },
    async secrets(merchantId, id, now) {
      const rows = await database.run(sql.activeSecrets, [merchantId, id, now])
      return rows.map((raw) => {
        const { id: secretId, secret_sealed } = sealedSecret.parse(raw)
        return seal.open(sealPlaces.secret(merchantId, id, secretId), secret_sealed).toString()
      })
    },
  }
}

function presentEndpoint(raw: unknown) {
  const { failing_since, created_at, updated_at, ...rest } = row.parse(raw)
  return {
    ...rest,
    failing_since: presentInstant(failing_since),
    created_at: presentInstant(created_at),
    updated_at: presentInstant(updated_at),
  }
}
