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
 *
 * Answers what does a pass. A table is tried once: a role that does not own it never may, and what takes too long is left to the server.
 */
export function openAnalyzer(database: Database): () => Promise<void> {
  const tried = new Set<string>()
  return async () => {
    const tables = await database.run<{ name: string }>(neverAnalyzed, [])
    for (const { name } of tables.filter((table) => !tried.has(table.name))) {
      tried.add(name)
      await database.query(`analyze ${name}`, [])
    }
  }
}
