import { readFile } from 'node:fs/promises'
import pg from 'pg'
import { z } from 'zod'

const rowsSchema = z.tuple([z.object({ pid: z.number() })])

/** The process that all of PostgreSQL's are children of. */
export async function postmasterPid(url: string): Promise<number> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    const [{ pid }] = rowsSchema.parse((await client.query('select pg_backend_pid() as pid')).rows)
    return Number(/^PPid:\s+(\d+)$/m.exec(await readFile(`/proc/${pid}/status`, 'utf8'))?.[1])
  } finally {
    await client.end()
  }
}
