import { expect } from '@jest/globals'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { z } from 'zod'
import { runCli, type Finished } from './tagih-process.ts'

/** The command line as an operator uses it, on the database of a running gateway. */
export interface Commands {
  run(...args: string[]): Promise<Finished>
  /** The answer for programs of a command that did what it was asked. */
  json(...args: string[]): Promise<Record<string, unknown>>
  /** What a command for people says; it did what it was asked. */
  table(...args: string[]): Promise<string>
  /** What a command says that could not do what it was asked: on standard error alone, and without a trace of the stack. */
  failure(...args: string[]): Promise<string>
  close(): Promise<void>
}

export async function openCommands(environment: Record<string, string>): Promise<Commands> {
  const cwd = await mkdtemp(join(tmpdir(), 'tagih-cli-'))
  const run = (...args: string[]) => runCli(args, { cwd, environment })
  const done = async (...args: string[]) => {
    const { code, stdout, stderr } = await run(...args)
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    return stdout
  }
  return {
    run,
    json: async (...args) => z.record(z.string(), z.unknown()).parse(JSON.parse(await done(...args, '--json'))),
    table: done,
    async failure(...args) {
      const { code, stdout, stderr } = await run(...args)
      expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
      expect(stderr).not.toMatch(/^ +at /m)
      return stderr
    },
    close: () => rm(cwd, { recursive: true, force: true }),
  }
}
