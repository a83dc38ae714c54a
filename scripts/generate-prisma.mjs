// Generates the Prisma client without a network: `prisma generate` wants to download a schema engine that it then does not use,
// unless it is shown any existing file in its place.
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'

const prisma = join(import.meta.dirname, '../node_modules/prisma/build/index.js')
const { status, stdout, stderr } = spawnSync(process.execPath, [prisma, 'generate', '--no-hints'], {
  encoding: 'utf8',
  env: { ...process.env, PRISMA_SCHEMA_ENGINE_BINARY: import.meta.filename, CHECKPOINT_DISABLE: '1' },
})
if (status !== 0) process.stderr.write(stdout + stderr)
process.exit(status ?? 1)
