import { PrismaPg } from '@prisma/adapter-pg'
import type pg from 'pg'
import { PrismaClient } from '../generated/prisma/client.ts'

/**
 * Prisma on the given pool, which stays the caller's: `$disconnect` does not end it (`disposeExternalPool` is false by default).
 * Its errors are kept minimal: the longer form prints the arguments of the call, which may be personal.
 */
export function openPrisma(pool: pg.Pool): PrismaClient {
  return new PrismaClient({ adapter: new PrismaPg(pool), errorFormat: 'minimal' })
}
