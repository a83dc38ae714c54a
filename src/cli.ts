#!/usr/bin/env node
import { Command } from 'commander'
import { addAccounts } from './cli/accounts.ts'
import { addCallbacks } from './cli/callbacks.ts'
import { addDoctor } from './cli/doctor.ts'
import { addErase } from './cli/erase.ts'
import { exitCodes } from './cli/exit-codes.ts'
import { addInvoices } from './cli/invoices.ts'
import { addKeys } from './cli/keys.ts'
import { addMerchants } from './cli/merchants.ts'
import { ExpectedFailure } from './cli/with-app.ts'
import { addMigrate } from './cli/migrate.ts'
import { printable } from './cli/to-table.ts'
import { addWebhooks } from './cli/webhooks.ts'
import { Problem } from './core/problems.ts'
import { ConfigError } from './config.ts'
import { isUnavailable } from './db/pool.ts'
import { serve } from './server.ts'

const program = new Command('tagih')
  .description('Payment gateway: run it and look after it.')
  .option('--json', 'print JSON for programs')
  .exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : exitCodes.usage))
program.command('serve').description('run the gateway').action(serve)
addMigrate(program)
addDoctor(program)
addMerchants(program)
addKeys(program)
addAccounts(program)
addInvoices(program)
addCallbacks(program)
addWebhooks(program)
addErase(program)

try {
  await program.parseAsync()
} catch (error) {
  process.stderr.write(`${describe(error)}\n`)
  process.exitCode = exitCodes.failed
}

function describe(error: unknown): string {
  if (error instanceof Problem) return describeProblem(error)
  if (error instanceof ConfigError || error instanceof ExpectedFailure) return error.message
  if (isUnavailable(error)) return 'The database cannot be reached; tagih doctor tells more.'
  return error instanceof Error ? `${error.name}: ${error.message}` : String(error)
}

function describeProblem({ message, extras: { errors = [], provider } }: Problem): string {
  const faults = errors.map(({ pointer, detail }) => `  ${pointer}: ${detail}`)
  if (provider === undefined) return [message, ...faults].join('\n')
  const { name, http_status, code, message: word } = provider
  const said = `  ${name} said: HTTP ${http_status ?? 'none'}, code ${code ?? 'none'}, ${word ?? 'nothing more'}`
  return [message, ...faults, printable(said)].join('\n')
}
