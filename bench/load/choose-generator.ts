import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { autocannonGenerator } from './autocannon-generator.ts'
import type { Generator } from './generator.ts'
import { wrkGenerator } from './wrk.ts'

/** wrk where it is installed, for it costs the shared machine least. */
export async function chooseGenerator(wanted: string | undefined): Promise<Generator> {
  if (wanted === 'autocannon') return autocannonGenerator
  const version = await findWrk()
  if (version !== null) return wrkGenerator(version)
  if (wanted === 'wrk') throw new Error('wrk is not installed')
  return autocannonGenerator
}

/** `wrk --version` says it, and ends with 1. */
async function findWrk(): Promise<string | null> {
  const said = await promisify(execFile)('wrk', ['--version']).catch((error: unknown) => error)
  const stdout = typeof said === 'object' && said !== null && 'stdout' in said ? String(said.stdout) : ''
  return /^wrk \S+/.exec(stdout)?.[0] ?? null
}
