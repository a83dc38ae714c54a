import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { locateBinaries } from '../../src/db/embedded-binaries.ts'

export async function readPostgresVersion(): Promise<string> {
  const { stdout } = await promisify(execFile)(join(await locateBinaries(), 'bin/postgres'), ['--version'])
  return stdout.trim()
}
