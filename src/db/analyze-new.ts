import type { Database, Statement } from './statement.ts'

/** From so many rows on a plan must not be one that was made for an empty table. */
const rowsMin = 200

const neverAnalyzed: Statement = {
  name: 'tables-never-analyzed',
  text: `
select quote_ident(schemaname) || '.' || quote_ident(relname) as name from pg_stat_user_tables
where schemaname = current_schema() and n_live_tup >= ${rowsMin} and last_analyze is null and last_autoanalyze is null`,
}

/**
 * Plans are kept for a connection, and on an empty table all indexes look alike: one that reads every invoice of a merchant then serves for as long as nobody
 * counts. PostgreSQL counts once a minute at best; in the first minute of a busy deployment that is too late.
 */
export async function analyzeNewTables(database: Database): Promise<void> {
  for (const { name } of await database.run<{ name: string }>(neverAnalyzed, [])) await database.query(`analyze ${name}`, [])
}
