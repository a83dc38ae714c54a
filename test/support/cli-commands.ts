import { expect } from '@jest/globals'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { z } from 'zod'
import { runCommand } from '../../src/cli/run-command.ts'
import type { Finished } from './tagih-process.ts'

/** The command line as an operator uses it, on the database of a running gateway; in the process of the test, where it takes no start. */
export interface Commands {
  run(...args: string[]): Promise<Finished>
  runWith(given: Given, ...args: string[]): Promise<Finished>
  /** The answer for programs of a command that did what it was asked. */
  json(...args: string[]): Promise<Record<string, unknown>>
  /** What a command for people says; it did what it was asked. */
  table(...args: string[]): Promise<string>
  /** What a command says that could not do what it was asked: on standard error alone, and without a trace of the stack. */
  failure(...args: string[]): Promise<string>
  close(): Promise<void>
}

/** What is not as it is for the other commands. */
interface Given {
  /** Variables that go before those of all commands. */
  environment?: Record<string, string>
  /** What is read from standard input. */
  input?: string
}

export async function openCommands(environment: Record<string, string>): Promise<Commands> {
  const dataDirectory = await mkdtemp(join(tmpdir(), 'tagih-cli-'))
  const runWith = async ({ environment: own, input = '' }: Given, ...args: string[]) => {
    const said = { stdout: '', stderr: '' }
    const code = await runCommand(args, {
      dataDirectory,
      readEnvironment: () => ({ ...environment, ...own }),
      readInput: () => input,
      writeOut(text) {
        said.stdout += text
      },
      writeError(text) {
        said.stderr += text
      },
    })
    return { code, ...said }
  }
  const run = (...args: string[]) => runWith({}, ...args)
  const done = async (...args: string[]) => {
    const { code, stdout, stderr } = await run(...args)
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    return stdout
  }
  return {
    run,
    runWith,
    json: async (...args) => z.record(z.string(), z.unknown()).parse(JSON.parse(await done(...args, '--json'))),
    table: done,
    async failure(...args) {
      const { code, stdout, stderr } = await run(...args)
      expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
      expect(stderr).not.toMatch(/^ +at /m)
      return stderr
    },
    close: () => rm(dataDirectory, { recursive: true, force: true }),
  }
}
