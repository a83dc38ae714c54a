import { spawn, type ChildProcess } from 'node:child_process'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const ownSource = join(import.meta.dirname, '../../src')
/** Half of what a start costs is reading the code anew: the processes share what Node has made of it. */
const compileCache = join(tmpdir(), 'tagih-test-compile-cache')

export interface ProcessOptions {
  /** The whole environment but PATH and Node's compile cache: nothing of the test's own is passed on. */
  environment: Record<string, string>
  cwd: string
  /** What it reads from standard input. */
  input?: string
  /** Another release's `src` than this checkout's. */
  source?: string | undefined
}

export interface Finished {
  code: number | null
  stdout: string
  stderr: string
}

/** A process of the gateway as an operator starts it. */
export interface Running {
  child: ChildProcess
  /** What it has said so far. */
  said(): { stdout: string; stderr: string }
  /** Resolves when it has ended. */
  ended: Promise<Finished>
}

export function start(
  script: 'server.ts' | 'cli.ts',
  args: readonly string[],
  { environment, cwd, input, source = ownSource }: ProcessOptions,
): Running {
  const env = { PATH: process.env['PATH'] ?? '', NODE_COMPILE_CACHE: compileCache, ...environment }
  const child = spawn(process.execPath, [join(source, script), ...args], { cwd, env })
  const said = { stdout: '', stderr: '' }
  child.stdout.on('data', (chunk: Buffer) => {
    said.stdout += chunk.toString()
  })
  child.stderr.on('data', (chunk: Buffer) => {
    said.stderr += chunk.toString()
  })
  child.stdin.end(input ?? '')
  const ended = new Promise<Finished>((resolve) => {
    child.on('close', (code) => {
      resolve({ code, ...said })
    })
  })
  return { child, said: () => ({ ...said }), ended }
}

export function runCli(args: readonly string[], options: ProcessOptions): Promise<Finished> {
  return start('cli.ts', args, options).ended
}

/** A port that was free a moment ago. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer()
    probe.on('error', reject)
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address()
      probe.close(() => {
        if (address === null || typeof address === 'string') reject(new Error('no port'))
        else resolve(address.port)
      })
    })
  })
}
