import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { runAsAdmin } from '../../support/postgres.ts'
import { startScratchPostgres, type ScratchPostgres } from './scratch-postgres.ts'

/** A PostgreSQL whose disk can be filled up and emptied again. */
export interface SmallDisk {
  postgres: ScratchPostgres
  fill(databaseUrl: string): Promise<void>
  empty(databaseUrl: string): Promise<void>
  stop(): Promise<void>
}

const run = promisify(execFile)
const diskMegabytes = 192

/** On a file system of its own where this user may mount one; elsewhere the server itself raises the error of a full disk. */
export async function startOnSmallDisk(): Promise<SmallDisk> {
  const directory = await mkdtemp(join(tmpdir(), 'tagih-disk-'))
  const isMounted = await run('mount', ['-t', 'tmpfs', '-o', `size=${diskMegabytes}m`, 'tagih-test', directory]).then(
    () => true,
    () => false,
  )
  const postgres = await startScratchPostgres(isMounted ? { directory: join(directory, 'postgres') } : {})
  const stop = async () => {
    await postgres.stop()
    if (isMounted) await run('umount', [directory])
    await rm(directory, { recursive: true, force: true })
  }
  return { postgres, stop, ...(isMounted ? realDisk(directory) : refusingServer) }
}

function refuseAllBut(code: string): (error: unknown) => void {
  return (error) => {
    const isThat = typeof error === 'object' && error !== null && 'code' in error && error.code === code
    if (!isThat) throw error
  }
}

function realDisk(directory: string): Pick<SmallDisk, 'fill' | 'empty'> {
  const ballast = join(directory, 'ballast')
  return {
    async fill() {
      // Others write at the same time, so it is filled until no more goes in.
      await writeFile(ballast, Buffer.alloc(diskMegabytes * 2 ** 20)).catch(refuseAllBut('ENOSPC'))
    },
    empty: () => rm(ballast),
  }
}

const raise = `create function refuse_for_want_of_space() returns trigger language plpgsql as $$
begin
  raise exception 'could not extend file: No space left on device' using errcode = '53100';
end $$`

const refusingServer: Pick<SmallDisk, 'fill' | 'empty'> = {
  async fill(databaseUrl) {
    await runAsAdmin(databaseUrl, raise)
    for (const table of ['invoices', 'attempts', 'idempotency_keys', 'operations', 'events'])
      await runAsAdmin(
        databaseUrl,
        `create trigger full_disk before insert or update on ${table} for each row execute function refuse_for_want_of_space()`,
      )
  },
  empty: (databaseUrl) => runAsAdmin(databaseUrl, 'drop function refuse_for_want_of_space() cascade'),
}
