import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startScratchPostgres } from '../test/faults/rig/scratch-postgres.ts'
import { inventDatabaseName, runAsAdmin } from '../test/support/postgres.ts'
import type { Generator } from './load/generator.ts'
import { startWireCounter, type WireCounter } from './measure/wire-counter.ts'
import { postmasterPid } from './measure/postmaster.ts'
import { startFloor, startGateway, startProvider, type Target, type TargetName } from './servers/servers.ts'

type Counters = Readonly<Record<'floor' | 'gateway', WireCounter>>

/** Everything that one comparison needs, each a process of its own on this machine. */
export interface Stage {
  readonly directory: string
  readonly generator: Generator
  readonly provider: Target
  readonly targets: Readonly<Record<TargetName, Target>>
  /** Null: nothing stands between the servers and PostgreSQL. */
  readonly counters: Counters | null
  readonly postgres: { readonly pid: number; readonly url: string }
  stop(): Promise<void>
}

export interface StageOptions {
  generator: Generator
  delayMs: number
  /** Flags of Node for the gateway. */
  nodeFlags?: readonly string[]
  /** Doors that count between the servers and PostgreSQL; they cost time. */
  isCounted?: boolean
}

/** A fresh PostgreSQL with its own defaults (fsync and synchronous commit on), a provider, the floor and the gateway. */
export async function setStage({ generator, delayMs, nodeFlags = [], isCounted = false }: StageOptions): Promise<Stage> {
  const closers: (() => Promise<void>)[] = []
  const stop = async () => {
    for (const close of closers.splice(0).reverse()) await close()
  }
  try {
    const directory = await mkdtemp(join(tmpdir(), 'tagih-bench-'))
    closers.push(() => rm(directory, { recursive: true, force: true }))
    const postgres = await startScratchPostgres()
    closers.push(() => postgres.stop())
    const provider = await startProvider(directory, delayMs)
    closers.push(() => provider.stop())
    const counters = isCounted ? await openCounters(postgres.port, closers) : null
    const floorDatabase = inventDatabaseName('floor')
    await runAsAdmin(postgres.url(), `create database ${floorDatabase} template template0`)
    const start = async (name: 'floor' | 'gateway', databaseUrl: string): Promise<Target> => {
      const behind = { directory, databaseUrl: through(databaseUrl, counters?.[name]), providerPort: provider.port }
      const target = await (name === 'floor' ? startFloor(behind) : startGateway({ ...behind, nodeFlags }))
      closers.push(() => target.stop())
      return { ...target, databaseUrl }
    }
    const floor = await start('floor', postgres.url(floorDatabase))
    const gateway = await start('gateway', await postgres.createDatabase())
    const server = { pid: await postmasterPid(postgres.url()), url: postgres.url() }
    return { directory, generator, provider, targets: { direct: provider, floor, gateway }, counters, postgres: server, stop }
  } catch (error) {
    await stop()
    throw error
  }
}

async function openCounters(port: number, closers: (() => Promise<void>)[]): Promise<Counters> {
  const [floor, gateway] = [await startWireCounter(port), await startWireCounter(port)]
  for (const counter of [floor, gateway]) closers.push(() => counter.close())
  return { floor, gateway }
}

function through(databaseUrl: string, counter: WireCounter | undefined): string {
  const url = new URL(databaseUrl)
  if (counter !== undefined) url.port = String(counter.port)
  return url.href
}
