import { join } from 'node:path'
import { freePort } from '../../support/tagih-process.ts'
import { startScratchPostgres, type ScratchPostgres } from '../rig/scratch-postgres.ts'
import { startTcpProxy, type TcpProxy } from '../rig/tcp-proxy.ts'
import type { Closers } from './closers.ts'
import { superviseInstance, type Instance } from './instance.ts'
import { fixedEnvironment } from './launch.ts'
import { openTally, type Tally } from './tally.ts'

/** Two gateways on one database, each with a road of its own to it. */
export interface GatewaySide {
  readonly postgres: ScratchPostgres
  readonly databaseRoads: readonly TcpProxy[]
  readonly instances: readonly Instance[]
  readonly urls: readonly string[]
  /** With which an operator runs the command line beside them. */
  readonly environment: Record<string, string>
  /** How processes ended that nobody had told to. */
  readonly ends: Tally
  readonly crashes: string[]
}

const names = ['instance-1', 'instance-2']

/** @param folder where each instance's log is kept. */
export async function openGatewaySide(
  closers: Closers,
  environment: Record<string, string>,
  folder: string,
): Promise<GatewaySide> {
  const postgres = closers.add(await startScratchPostgres(), (server) => server.stop())
  const database = await postgres.createDatabase()
  const [databaseRoads, instances, urls]: [TcpProxy[], Instance[], string[]] = [[], [], []]
  const [ends, crashes]: [Tally, string[]] = [openTally(), []]
  for (const name of names) {
    const road = closers.add(await startTcpProxy({ host: '127.0.0.1', port: postgres.port }), (one) => one.close())
    const databaseUrl = new URL(database)
    databaseUrl.port = String(road.port)
    const port = await freePort()
    const own = { name, port, logFile: join(folder, `${name}.log`) }
    databaseRoads.push(road)
    urls.push(`http://127.0.0.1:${port}`)
    instances.push(
      closers.add(
        superviseInstance({ ...own, environment: { ...environment, DATABASE_URL: databaseUrl.href }, ends, crashes }),
        (one) => one.stop(),
      ),
    )
  }
  return {
    postgres,
    databaseRoads,
    instances,
    urls,
    environment: { ...environment, ...fixedEnvironment, DATABASE_URL: database },
    ends,
    crashes,
  }
}
