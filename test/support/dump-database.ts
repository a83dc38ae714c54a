import { openRowReader } from './read-rows.ts'

/** Every row of every table as text; bytes are there in hexadecimal. */
export async function dumpDatabase(databaseUrl: string): Promise<string> {
  const reader = await openRowReader(databaseUrl)
  try {
    const tables = await reader.rows(`select quote_ident(tablename) as name from pg_tables where schemaname = 'public'`)
    const lines: string[] = []
    for (const { name } of tables) {
      const rows = await reader.rows(`select to_jsonb(entry)::text as row from ${String(name)} entry`)
      lines.push(...rows.map(({ row }) => String(row)))
    }
    return lines.join('\n')
  } finally {
    await reader.close()
  }
}

/** Whether a text is there, as itself or as bytes in hexadecimal or base64. */
export function holds(dump: string, text: string): boolean {
  const bytes = Buffer.from(text)
  return [text, bytes.toString('hex'), bytes.toString('base64').replace(/=+$/, '')].some((form) => dump.includes(form))
}
