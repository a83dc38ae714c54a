import type { Command } from 'commander'
import type { CommandContext } from './command-context.ts'
import { print, withApp } from './with-app.ts'

export function addMerchants(program: Command, context: CommandContext): void {
  const merchants = program.command('merchants').description('merchants of this deployment')
  merchants
    .command('create')
    .description('create a merchant')
    .requiredOption('--name <name>', 'what people call it')
    .action(async ({ name }: { name: string }, command: Command) => {
      print(command, await withApp(context, (tagih) => tagih.merchants.create(name)))
    })
  merchants
    .command('list')
    .description('list merchants')
    .action(async (_options: object, command: Command) => {
      print(command, await withApp(context, (tagih) => tagih.merchants.list()))
    })
}
