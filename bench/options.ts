import { parseArgs } from 'node:util'

export const usage = `npm run bench -- [--quick] [--runs N] [--seconds N] [--only creates --connections N] [--generator wrk|autocannon]
                [--rows N | --soak-minutes N | --overload | --instances] [--profile FOLDER] [--name WORDS]

Without a mode: direct, floor and gateway in turn, in one run; about a quarter of an hour.
  --quick          one short run of everything, two minutes: says whether it works, not how fast it is
  --runs N         how often each measurement is repeated (default 5)
  --seconds N      how long each takes (default 3)
  --only creates   creates alone, at --connections N (default 64)
  --generator G    wrk where it is installed, else autocannon
  --delay-ms N     with --only creates: how long the provider takes (default 0)
  --rows N         list, find, replay, create and the jobs with 10 thousand and with N invoices, and every plan
  --soak-minutes N memory under a steady load for so long
  --overload       twice of what the gateway can take
  --instances      two instances on one database beside one
  --profile FOLDER a CPU profile of the gateway, written there when it ends
  --name WORDS     goes into the names of the files in bench/results
Exit code: 0, also when a bar is missed; 1 when an answer was wrong or missing, a create did not reach the provider or a plan reads a whole
big table; 2 when the benchmark itself failed.`

export type Mode = 'comparison' | 'creates' | 'rows' | 'soak' | 'overload' | 'instances'

export interface Options {
  mode: Mode
  quick: boolean
  runs: number
  seconds: number
  connections: number
  delayMs: number
  rows: number
  soakMinutes: number
  generator: string | undefined
  /** Flags of Node for the gateway. */
  nodeFlags: readonly string[]
  name: string
}

/** Null: somebody wants to read the usage. Throws a RangeError in words for a number that is none. */
export function readOptions(args: readonly string[]): Options | null {
  const { values } = parseArgs({
    args: [...args],
    options: {
      ...{ quick: { type: 'boolean', default: false }, help: { type: 'boolean', default: false } },
      ...{ runs: { type: 'string' }, seconds: { type: 'string' }, connections: { type: 'string', default: '64' } },
      ...{ only: { type: 'string' }, generator: { type: 'string' }, 'delay-ms': { type: 'string', default: '0' } },
      ...{ rows: { type: 'string' }, 'soak-minutes': { type: 'string' }, overload: { type: 'boolean', default: false } },
      ...{ instances: { type: 'boolean', default: false } },
      ...{ profile: { type: 'string' }, name: { type: 'string' } },
    },
  })
  if (values.help) return null
  if (values.only !== undefined && values.only !== 'creates') throw new RangeError('--only knows creates alone')
  const mode = chooseMode(values)
  return {
    ...{ mode, quick: values.quick, generator: values.generator },
    runs: readNumber('runs', values.runs ?? (values.quick ? '1' : '5'), 100),
    seconds: readNumber('seconds', values.seconds ?? (values.quick ? '2' : '3'), 3_600),
    connections: readNumber('connections', values.connections, 2_000),
    delayMs: values['delay-ms'] === '0' ? 0 : readNumber('delay-ms', values['delay-ms'], 60_000),
    rows: readNumber('rows', values.rows ?? '10000', 100_000_000),
    soakMinutes: readNumber('soak-minutes', values['soak-minutes'] ?? '60', 10_000),
    nodeFlags: values.profile === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${values.profile}`],
    name: values.name ?? (values.quick ? `${mode}-quick` : mode),
  }
}

interface Chosen {
  rows?: string | undefined
  'soak-minutes'?: string | undefined
  overload: boolean
  instances: boolean
  only?: string | undefined
}

function chooseMode({ rows, 'soak-minutes': soak, overload, instances, only }: Chosen): Mode {
  if (rows !== undefined) return 'rows'
  if (soak !== undefined) return 'soak'
  if (overload) return 'overload'
  if (instances) return 'instances'
  return only === undefined ? 'comparison' : 'creates'
}

function readNumber(name: string, text: string, max: number): number {
  const number = Number(text)
  if (!(number > 0 && number <= max)) throw new RangeError(`--${name} must be a number above 0, at most ${max}`)
  return number
}
