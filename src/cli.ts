#!/usr/bin/env node
import { Command } from 'commander'
import { addAccounts } from './cli/accounts.ts'
import { addCallbacks } from './cli/callbacks.ts'
import { addDoctor } from './cli/doctor.ts'
import { addKeys } from './cli/keys.ts'
import { addMerchants } from './cli/merchants.ts'
import { ExpectedFailure } from './cli/with-app.ts'
import { addMigrate } from './cli/migrate.ts'
import { Problem } from './core/problems.ts'
import { ConfigError } from './config.ts'
import { isUnavailable } from './db/pool.ts'
import { serve } from './server.ts'

/** 1: it could not be done, or what was looked at is not good. 2: the command line is not one of ours. */
const usageExitCode = 2

const program = new Command('tagih')
  .description('Payment gateway: run it and look after it.')
  .option('--json', 'print JSON for programs')
  .exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : usageExitCode))
program.command('serve').description('run the gateway').action(serve)
addMigrate(program)
addDoctor(program)
addMerchants(program)
addKeys(program)
addAccounts(program)
addCallbacks(program)

try {
  await program.parseAsync()
} catch (error) {
  process.stderr.write(`${describe(error)}\n`)
  process.exitCode = 1
}

function describe(error: unknown): string {
  if (error instanceof Problem)
    return [error.message, ...(error.extras.errors ?? []).map(({ pointer, detail }) => `  ${pointer}: ${detail}`)].join('\n')
  if (error instanceof ConfigError || error instanceof ExpectedFailure) return error.message
  if (isUnavailable(error)) return 'The database cannot be reached; tagih doctor tells more.'
  return error instanceof Error ? `${error.name}: ${error.message}` : String(error)
}
