import pg from 'pg'

/** Asks the database directly, past the gateway. */
export interface RowReader {
  rows(text: string, values?: unknown[]): Promise<Record<string, unknown>[]>
  /** How many rows each table has that a request for an invoice could write. */
  counts(): Promise<Record<string, unknown>>
  close(): Promise<void>
}

const tables = ['invoices', 'idempotency_keys', 'attempts', 'operations', 'events', 'va_numbers'] as const

export async function openRowReader(databaseUrl: string): Promise<RowReader> {
  const client = new pg.Client({ connectionString: databaseUrl, application_name: 'test' })
  client.on('error', () => undefined)
  await client.connect()
  const rows = async (text: string, values: unknown[] = []) => (await client.query<Record<string, unknown>>(text, values)).rows
  return {
    rows,
    async counts() {
      const [row = {}] = await rows(
        `select ${tables.map((table) => `(select count(*)::int from ${table}) as ${table}`).join(', ')}`,
      )
      return row
    },
    close: () => client.end(),
  }
}
