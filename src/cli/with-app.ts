import type { Command } from 'commander'
import { pino } from 'pino'
import { openApp, type Tagih } from '../app.ts'
import { readConfig, type Config } from '../config.ts'
import { systemClock } from '../core/time.ts'
import type { CommandContext } from './command-context.ts'
import { toTable } from './to-table.ts'

/** A failure that is an answer: its sentence is printed, and the exit code is 1. */
export class ExpectedFailure extends Error {}

/** Opens what a command needs on the database of the environment, and closes it again. */
export async function withApp<Result>(
  context: CommandContext,
  work: (tagih: Tagih, config: Config) => Promise<Result>,
): Promise<Result> {
  const config = readConfig(context.readEnvironment())
  const logger = pino({ level: 'silent' })
  const tagih = await openApp({ config, clock: systemClock, logger, dataDirectory: context.dataDirectory, purpose: 'command' })
  try {
    return await work(tagih, config)
  } finally {
    await tagih.close()
  }
}

/** A table for people, or with `--json` the same for programs; `rows` is for what people see in another form. */
export function print(command: Command, answer: object | readonly object[], rows: object | readonly object[] = answer): void {
  write(command, isForPrograms(command) ? toJson(answer) : toTable([rows].flat()))
}

/** One page of a list, in the form of the API's lists; people are told how to go on. */
export function printPage(command: Command, page: Page, rows: readonly object[] = page.data): void {
  print(command, page, rows)
  if (!isForPrograms(command) && page.next_cursor !== null) write(command, `There is more: --cursor ${page.next_cursor}`)
}

interface Page {
  data: readonly object[]
  next_cursor: string | null
}

/** A document of several parts: for people a table under each title. */
export function printParts(command: Command, document: object, parts: Readonly<Record<string, readonly object[]>>): void {
  const tables = () => Object.entries(parts).map(([title, rows]) => `${title}\n${toTable(rows)}`)
  write(command, isForPrograms(command) ? toJson(document) : tables().join('\n\n'))
}

/** What a person must know beside the answer; on standard error, so that a program reads nothing but the answer. */
export function warn(command: Command, text: string): void {
  command.configureOutput().writeErr?.(`${text}\n`)
}

function isForPrograms(command: Command): boolean {
  return command.optsWithGlobals<{ json?: boolean }>().json === true
}

function toJson(answer: object): string {
  return JSON.stringify(answer, null, 2)
}

function write(command: Command, text: string): void {
  command.configureOutput().writeOut?.(`${text}\n`)
}
