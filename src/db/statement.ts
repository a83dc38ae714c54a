import type pg from 'pg'
import { timed } from '../core/timings.ts'
import { isRolledBack } from './postgres-errors.ts'

/** Whatever runs a statement: the pool, or one client inside a transaction. */
export type Queryable = Pick<pg.Pool, 'query'>

/** A statement with a name is parsed and planned once per connection. */
export interface Statement {
  name: string
  text: string
}

export interface Database {
  /** Runs one statement; named unless the deployment cannot have that (an old PgBouncer in transaction mode). */
  run<Row extends pg.QueryResultRow>(statement: Statement, values: unknown[]): Promise<Row[]>
  /** For statements whose text depends on the request; never named. */
  query<Row extends pg.QueryResultRow>(text: string, values: unknown[]): Promise<Row[]>
}

export function openDatabase(queryable: Queryable, prepared: boolean): Database {
  return {
    async run<Row extends pg.QueryResultRow>({ name, text }: Statement, values: unknown[]) {
      const { rows } = await timed('db', () => again(() => queryable.query<Row>({ text, values, ...(prepared ? { name } : {}) })))
      return rows
    },
    async query<Row extends pg.QueryResultRow>(text: string, values: unknown[]) {
      const { rows } = await timed('db', () => queryable.query<Row>(text, values))
      return rows
    },
  }
}

const triesMax = 3

/** A statement that lost a deadlock was undone as a whole, so it may be sent again. */
async function again<Result>(send: () => Promise<Result>): Promise<Result> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await send()
    } catch (error) {
      if (tries === triesMax || !isRolledBack(error)) throw error
    }
  }
}
