import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { randomBytes } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { exitCodes } from '../../src/cli/exit-codes.ts'
import { createTestDatabase } from '../support/postgres.ts'
import { runCli } from '../support/tagih-process.ts'

// The other tests of commands run them in their own process; these are about what is between a command and the shell.

const encryptionKey = randomBytes(32).toString('base64')

let database: Awaited<ReturnType<typeof createTestDatabase>>
let cwd: string
beforeAll(async () => {
  database = await createTestDatabase()
  cwd = await mkdtemp(join(tmpdir(), 'tagih-command-'))
})
afterAll(async () => {
  await database.drop()
  await rm(cwd, { recursive: true, force: true })
})

const environment = () => ({ DATABASE_URL: database.url, ENCRYPTION_KEY: encryptionKey })

test('a command reads standard input, answers on standard output alone, and ends with 0', async () => {
  const input = JSON.stringify({ credentials: { base_url: 'https://checkout.example', key: 'invented', secret_key: 'invented' } })
  const set = await runCli(['--json', 'accounts', 'set', 'winpay', 'shop'], { cwd, environment: environment(), input })
  expect({ code: set.code, stderr: set.stderr }).toEqual({ code: exitCodes.done, stderr: '' })
  expect(JSON.parse(set.stdout)).toMatchObject({ provider: 'winpay', name: 'shop' })
})

test('one that cannot be carried out, and one that there is not, say why on standard error, and their exit codes differ', async () => {
  const [impossible, unheard] = await Promise.all(
    ['revoke', 'make'].map((word) => runCli(['keys', word, 'key_nobody'], { cwd, environment: environment() })),
  )
  expect(impossible).toEqual({ code: exitCodes.failed, stdout: '', stderr: 'There is no such key.\n' })
  expect(unheard).toMatchObject({ code: exitCodes.usage, stdout: '', stderr: expect.stringContaining("unknown command 'make'") })
})

test('what is wrong in the environment and in the .env file stops it: every fault, by variable and without its value', async () => {
  const folder = await mkdtemp(join(cwd, 'configured-'))
  await writeFile(join(folder, '.env'), 'PORT=canary-a\n')
  const wrong = { ...environment(), PROVIDER_TIMEOUT_MS: 'canary-b' }
  const { code, stdout, stderr } = await runCli(['merchants', 'list'], { cwd: folder, environment: wrong })
  expect({ code, stdout }).toEqual({ code: exitCodes.failed, stdout: '' })
  expect(stderr.match(/^ {2}(\w+):/gm)).toEqual(['  PORT:', '  PROVIDER_TIMEOUT_MS:'])
  expect(stderr).not.toContain('canary')
})
