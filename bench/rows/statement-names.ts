import { glob } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'

const source = join(import.meta.dirname, '../../src')
const statement = z.object({ name: z.string(), text: z.string() })

/** The names that the gateway's modules give to the texts of their statements. */
export async function readStatementNames(): Promise<ReadonlyMap<string, string>> {
  const names = new Map<string, string>()
  for await (const path of glob('**/*{statements,store,readiness}.ts', { cwd: source })) {
    const module: unknown = await import(join(source, path))
    for (const value of Object.values(z.record(z.string(), z.unknown()).parse({ ...(module as object) }))) {
      const parsed = statement.safeParse(value)
      if (parsed.success) names.set(parsed.data.text, parsed.data.name)
    }
  }
  return names
}
