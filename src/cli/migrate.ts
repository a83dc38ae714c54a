import type { Command } from 'commander'
import { migrationsDirectory } from '../app.ts'
import { readConfig, readEnvironment } from '../config.ts'
import { migrate } from '../db/migrate.ts'
import { ExpectedFailure } from './with-app.ts'

export function addMigrate(program: Command): void {
  program
    .command('migrate')
    .description('bring the database of DATABASE_URL up to date')
    .action(async () => {
      const { databaseUrl } = readConfig(readEnvironment())
      if (databaseUrl === null) throw new ExpectedFailure('Set DATABASE_URL; the embedded database is migrated at every start.')
      const applied = await migrate(databaseUrl, migrationsDirectory)
      process.stdout.write(
        applied.length === 0 ? 'Nothing to do: every migration has been applied.\n' : `Applied: ${applied.join(', ')}\n`,
      )
    })
}
