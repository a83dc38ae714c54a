import { asMerchantId, newMerchantId, type MerchantId } from '../core/ids.ts'
import { presentInstant } from '../core/invoice-wire.ts'
import { Problem } from '../core/problems.ts'
import type { Clock } from '../core/time.ts'
import type { PrismaClient } from '../generated/prisma/client.ts'

/** The merchant that a fresh deployment starts with, and to whom the provider accounts of the environment belong. */
export const defaultMerchantId: MerchantId = asMerchantId('mer_default')

export interface Merchants {
  create(name: string): Promise<ReturnType<typeof presentMerchant>>
  list(): Promise<ReturnType<typeof presentMerchant>[]>
  /** Throws `invalid_request` with this pointer when there is no such merchant. */
  require(id: string, pointer: string): Promise<MerchantId>
}

export function openMerchants(prisma: PrismaClient, clock: Clock): Merchants {
  return {
    async create(name) {
      return presentMerchant(await prisma.merchant.create({ data: { id: newMerchantId(), name, createdAt: clock.now() } }))
    },
    async list() {
      return (await prisma.merchant.findMany({ orderBy: { createdAt: 'desc' } })).map(presentMerchant)
    },
    async require(id, pointer) {
      if ((await prisma.merchant.count({ where: { id } })) === 1) return asMerchantId(id)
      throw new Problem('invalid_request', 'There is no such merchant.', {
        errors: [{ pointer, detail: 'There is no such merchant.' }],
      })
    },
  }
}

function presentMerchant(row: { id: string; name: string; createdAt: Date }) {
  return { id: row.id, name: row.name, created_at: presentInstant(row.createdAt) }
}
