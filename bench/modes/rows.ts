import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startScratchPostgres } from '../../test/faults/rig/scratch-postgres.ts'
import type { Options } from '../options.ts'
import { rowsFindings } from '../report/rows-report.ts'
import type { Findings } from '../report/findings.ts'
import { judgePlans, type JudgedStatement } from '../rows/judge-plans.ts'
import { collectPlans, openLoadedDatabase, readBigTables } from '../rows/loaded-database.ts'
import { readStatementNames } from '../rows/statement-names.ts'
import { timeCalls } from '../rows/time-calls.ts'
import { fewRows } from '../rows/rows-measured.ts'
import { startProvider } from '../servers/servers.ts'

/** A table with as many rows is not to be read whole. */
const bigTableRows = 5_000

/** Both databases in one PostgreSQL, so that calls can be timed by turns. */
export async function runRows({ rows: many }: Options, say: (text: string) => void): Promise<Findings> {
  const directory = await mkdtemp(join(tmpdir(), 'tagih-bench-'))
  // A load of millions would do nothing but write checkpoints with the default.
  const postgres = await startScratchPostgres({ directory, settings: { max_wal_size: '8GB' } })
  const provider = await startProvider(directory, 0)
  try {
    const place = { postgres, provider, directory, say }
    const databases = [await openLoadedDatabase(place, fewRows), await openLoadedDatabase(place, many)]
    say('timing calls')
    const loaded = await Promise.all(
      databases.map(async (database) => ({ rows: database.rows, gateway: await database.start() })),
    )
    const { times, faults } = await timeCalls(loaded)
    for (const { gateway } of loaded) await gateway.stop()
    say('collecting plans')
    const names = await readStatementNames()
    const judged: JudgedStatement[][] = []
    const unanswered: string[] = []
    for (const database of databases) {
      const { plans, faults: found } = await collectPlans(database, join(directory, 'cluster/server.log'))
      unanswered.push(...found)
      judged.push(judgePlans(plans, names, await readBigTables(database.url, bigTableRows)))
    }
    return rowsFindings({ many, times, few: judged[0] ?? [], statements: judged[1] ?? [], unanswered, faults })
  } finally {
    await provider.stop()
    await postgres.stop()
    await rm(directory, { recursive: true, force: true })
  }
}
