import { Command, CommanderError } from 'commander'
import { serve } from '../server.ts'
import { addAccounts } from './accounts.ts'
import { addCallbacks } from './callbacks.ts'
import type { CommandContext } from './command-context.ts'
import { describeFailure } from './describe-failure.ts'
import { addDoctor } from './doctor.ts'
import { addErase } from './erase.ts'
import { exitCodes, type ExitCode } from './exit-codes.ts'
import { addInvoices } from './invoices.ts'
import { addKeys } from './keys.ts'
import { addMerchants } from './merchants.ts'
import { addMigrate } from './migrate.ts'
import { addWebhooks } from './webhooks.ts'

/** Those of a process, or those that a test makes up. */
export interface Surroundings extends Omit<CommandContext, 'endWith'> {
  writeOut(text: string): void
  writeError(text: string): void
}

/** Does what a command line says, given without the name of the program; never throws, and leaves nothing open but a gateway that serves. */
export async function runCommand(args: readonly string[], surroundings: Surroundings): Promise<ExitCode> {
  let code: ExitCode = exitCodes.done
  const endWith = (wanted: ExitCode) => {
    code = wanted
  }
  try {
    await buildProgram(surroundings, endWith).parseAsync(args, { from: 'user' })
    return code
  } catch (error) {
    // Its words have been written: an answer to --help, or what is wrong with the command line.
    if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.done : exitCodes.usage
    surroundings.writeError(`${describeFailure(error)}\n`)
    return exitCodes.failed
  }
}

function buildProgram(surroundings: Surroundings, endWith: CommandContext['endWith']): Command {
  const context: CommandContext = { ...surroundings, endWith }
  const program = new Command('tagih')
    .description('Payment gateway: run it and look after it.')
    .option('--json', 'print JSON for programs')
    .exitOverride()
    .configureOutput({
      writeOut: (text) => {
        surroundings.writeOut(text)
      },
      writeErr: (text) => {
        surroundings.writeError(text)
      },
    })
  program.command('serve').description('run the gateway').action(serve)
  addMigrate(program, context)
  addDoctor(program, context)
  addMerchants(program, context)
  addKeys(program, context)
  addAccounts(program, context)
  addInvoices(program, context)
  addCallbacks(program, context)
  addWebhooks(program, context)
  addErase(program, context)
  return program
}
