import { appendFile } from 'node:fs/promises'
import { setTimeout as pause } from 'node:timers/promises'
import { launch, type Launched } from './launch.ts'
import type { Tally } from './tally.ts'

/** One gateway that is started again whenever it has ended, as a supervisor on a server does. */
export interface Instance {
  /** The process now; null while it is down or starting. */
  present(): Launched | null
  /** Ends the process and starts it again with this failpoint armed, such as `after_claim:kill:3`; null arms none. Nothing while it is down. */
  restart(signal: 'SIGKILL' | 'SIGTERM', failpoint: string | null): void
  isArmed(): boolean
  /** Ends it for good. */
  stop(): Promise<void>
}

interface InstanceOptions {
  name: string
  port: number
  environment: Record<string, string>
  logFile: string
  /** Counts how processes ended that nobody had told to. */
  ends: Tally
  /** Ends that nobody wanted, in words. */
  crashes: string[]
}

const betweenStartsMs = 300

export function superviseInstance(options: InstanceOptions): Instance {
  let present: Launched | null = null
  /** Of the next process, and of the present one. */
  let next: string | null = null
  let armed: string | null = null
  let stopping = false
  let wasTold = false
  const isStopping = () => stopping
  const isToldToEnd = () => wasTold || stopping
  const runOnce = async () => {
    wasTold = false
    const failpoint = next
    next = null
    const launched = await launch({ ...options.environment, FAILPOINTS: failpoint ?? '' }, options.port)
    present = launched
    armed = failpoint
    if (isStopping()) launched.signal('SIGKILL')
    const end = await launched.ended
    present = null
    armed = null
    await appendFile(options.logFile, launched.log())
    if (!isToldToEnd()) noteEnd(options, failpoint, end, launched.log())
  }
  const keepRunning = async () => {
    while (!isStopping()) {
      await runOnce()
      if (!isToldToEnd()) await pause(betweenStartsMs)
    }
  }
  const running = keepRunning()
  return {
    present: () => present,
    isArmed: () => armed !== null,
    restart(signal, failpoint) {
      if (present === null) return
      next = failpoint
      wasTold = true
      present.signal(signal)
    },
    async stop() {
      stopping = true
      present?.signal('SIGKILL')
      await running
    },
  }
}

type End = Awaited<Launched['ended']>

/** It ended although nobody had told it to: of its failpoint, because the database was away when it started, or of a fault of its own. */
function noteEnd({ name, ends, crashes }: InstanceOptions, failpoint: string | null, { code, signal }: End, log: string): void {
  const [point = '', action = ''] = failpoint?.split(':') ?? []
  const isOfFailpoint = action === 'kill' ? signal === 'SIGKILL' : action === 'throw' && code === 1
  if (isOfFailpoint) ends.add(`${action} at ${point}`)
  else if (log.includes('could not start: the database cannot be reached')) ends.add('no database at the start')
  else crashes.push(`${name} ended by itself (code ${code ?? 'none'}, signal ${signal ?? 'none'}): ${log.slice(-2_000)}`)
}
