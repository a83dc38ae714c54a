import type { Command } from 'commander'
import { pino } from 'pino'
import { openApp, type Tagih } from '../app.ts'
import { readConfig, readEnvironment } from '../config.ts'
import { systemClock } from '../core/time.ts'
import { dataDirectory } from '../server.ts'
import { toTable } from './to-table.ts'

/** A failure that is an answer: its sentence is printed, and the exit code is 1. */
export class ExpectedFailure extends Error {}

/** Opens what a command needs on the database of the environment, and closes it again. */
export async function withApp<Result>(work: (tagih: Tagih) => Promise<Result>): Promise<Result> {
  const config = readConfig(readEnvironment())
  const logger = pino({ level: 'silent' })
  const tagih = await openApp({ config, clock: systemClock, logger, dataDirectory, purpose: 'command' })
  try {
    return await work(tagih)
  } finally {
    await tagih.close()
  }
}

/** A table for people, or with `--json` the same for programs. */
export function print(command: Command, rows: object | readonly object[]): void {
  const { json } = command.optsWithGlobals<{ json?: boolean }>()
  process.stdout.write(`${json === true ? JSON.stringify(rows, null, 2) : toTable([rows].flat())}\n`)
}
