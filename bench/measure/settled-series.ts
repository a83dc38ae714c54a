import { setTimeout as pause } from 'node:timers/promises'
import pg from 'pg'
import { z } from 'zod'
import type { Target } from '../servers/servers.ts'

const numbers = z.array(z.number())
const counts = z.tuple([z.object({ stored: z.coerce.number() })])
const betweenLooksMs = 150
const looksMax = 200

/** Numbers of the creates of a series that have reached the provider. */
async function readSeen(provider: Target, series: string): Promise<number[]> {
  const answer = await fetch(`http://127.0.0.1:${provider.port}/bench/seen?series=${series}`)
  return numbers.parse(await answer.json())
}

/**
 * What the generator left behind when it hung up is still finished by the servers: waits until provider and store agree and nothing more
 * comes, or answers what there is after {@link looksMax} looks.
 */
export async function settle(
  provider: Target,
  target: Target,
  series: string,
): Promise<{ seen: number[]; stored: number | null }> {
  const { databaseUrl } = target
  if (databaseUrl === null) return { seen: await untilSteady(() => readSeen(provider, series)), stored: null }
  const client = new pg.Client({ connectionString: databaseUrl })
  await client.connect()
  const table = target.name === 'floor' ? 'floor_invoice' : 'invoices'
  const text = `select count(*) as stored from ${table} where status = 'open' and reference >= $1 and reference < $2`
  try {
    for (let looks = 1; ; looks += 1) {
      const seen = await untilSteady(() => readSeen(provider, series))
      const [{ stored }] = counts.parse((await client.query(text, [`${series}-`, `${series}.`])).rows)
      if (stored === new Set(seen).size || looks === looksMax) return { seen, stored }
    }
  } finally {
    await client.end()
  }
}

async function untilSteady(look: () => Promise<number[]>): Promise<number[]> {
  let before = await look()
  for (;;) {
    await pause(betweenLooksMs)
    const now = await look()
    if (now.length === before.length) return now
    before = now
  }
}
