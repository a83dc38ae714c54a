import type { Command } from 'commander'
import { migrationsDirectory } from '../app.ts'
import { readConfig } from '../config.ts'
import { migrate } from '../db/migrate.ts'
import type { CommandContext } from './command-context.ts'
import { ExpectedFailure, print } from './with-app.ts'

export function addMigrate(program: Command, context: CommandContext): void {
  program
    .command('migrate')
    .description('bring the database of DATABASE_URL up to date')
    .action(async (_options: object, command: Command) => {
      const { databaseUrl } = readConfig(context.readEnvironment())
      if (databaseUrl === null) throw new ExpectedFailure('Set DATABASE_URL; the embedded database is migrated at every start.')
      const applied = await migrate(databaseUrl, migrationsDirectory)
      print(
        command,
        applied.map((migration) => ({ applied: migration })),
      )
    })
}
