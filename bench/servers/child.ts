import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, openSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { setTimeout as pause } from 'node:timers/promises'

export interface Child {
  readonly pid: number
  /** SIGTERM; resolves when it has ended. */
  stop(): Promise<void>
}

interface Command {
  args: readonly string[]
  /** The whole environment but PATH. */
  environment?: Record<string, string>
  cwd: string
  logFile: string
  /** An address that answers once the process can serve. */
  readyUrl: string
}

const startMs = 30_000
const betweenLooksMs = 50

/** A Node process of its own, whose output goes to a file: a pipe would have to be read by the process that measures. */
export async function startChild({ args, environment = {}, cwd, logFile, readyUrl }: Command): Promise<Child> {
  const output = openSync(logFile, 'a')
  const env = { PATH: process.env['PATH'] ?? '', ...environment }
  const child = spawn(process.execPath, args, { cwd, env, stdio: ['ignore', output, output] })
  closeSync(output)
  const { pid } = child
  if (pid === undefined) throw new Error(`could not start ${args.join(' ')}`)
  await untilReady(child, readyUrl).catch(async (error: unknown) => {
    child.kill('SIGKILL')
    throw new Error(`${args.join(' ')} did not start:\n${await readFile(logFile, 'utf8')}`, { cause: error })
  })
  return {
    pid,
    async stop() {
      if (!isRunning(child)) return
      child.kill('SIGTERM')
      await once(child, 'exit')
    },
  }
}

function isRunning(child: ChildProcess): boolean {
  return child.exitCode === null && child.signalCode === null
}

async function untilReady(child: ChildProcess, url: string): Promise<void> {
  const startedMs = performance.now()
  while (performance.now() - startedMs < startMs) {
    if (!isRunning(child)) throw new Error('it ended')
    const status = await fetch(url).then(
      (answer) => answer.status,
      () => 0,
    )
    // The floor has no address but its one; that it says 404 shows that it listens.
    if (status === 200 || status === 404) return
    await pause(betweenLooksMs)
  }
  throw new Error('it was not ready in time')
}
