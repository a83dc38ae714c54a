import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { start } from '../../support/tagih-process.ts'
import { apiKey } from '../rig/gateway.ts'

/** One process of the gateway. */
export interface Launched {
  signal(signal: NodeJS.Signals): void
  /** How it ended: its exit code, or the signal that killed it. */
  ended: Promise<{ code: number | null; signal: NodeJS.Signals | null }>
  /** Everything that it has written so far. */
  log(): string
}

const betweenLooksMs = 50

/** What every process of the gateway has in common, its command line too. */
export const fixedEnvironment = {
  ...{ BOOTSTRAP_API_KEY: apiKey, ENCRYPTION_KEY: Buffer.alloc(32, 7).toString('base64') },
  ...{ SANDBOX: 'false', LOG_LEVEL: 'info', RATE_LIMIT_PER_SECOND: '0' },
}

/**
 * Starts a server; resolves when it answers or has ended. Unlike the rig it does not ask for readiness: while things break, a gateway that is
 * alive and not ready is what there is to be tortured.
 */
export async function launch(environment: Record<string, string>, port: number): Promise<Launched> {
  const cwd = await mkdtemp(join(tmpdir(), 'tagih-gateway-'))
  const running = start('server.ts', [], { cwd, environment: { ...environment, ...fixedEnvironment, PORT: String(port) } })
  const { child } = running
  const isOver = () => child.exitCode !== null || child.signalCode !== null
  const gone = running.ended.then(async ({ code }) => {
    await rm(cwd, { recursive: true, force: true })
    return { code, signal: child.signalCode }
  })
  while (!isOver() && !(await answers(port))) await pause(betweenLooksMs)
  return {
    ended: gone,
    signal: (signal) => void child.kill(signal),
    log: () => Object.values(running.said()).join(''),
  }
}

async function answers(port: number): Promise<boolean> {
  const answer = await fetch(`http://127.0.0.1:${port}/healthz`, { signal: AbortSignal.timeout(1_000) }).catch(() => null)
  return answer?.status === 200
}
