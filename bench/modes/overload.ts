import type { Generator } from '../load/generator.ts'
import { measureCreates } from '../measure/creates.ts'
import { measureFixedRate } from '../measure/fixed-rates.ts'
import type { Options } from '../options.ts'
import type { Bar, Findings } from '../report/findings.ts'
import { spreadOf } from '../report/spread.ts'
import { figure, toTable } from '../report/table.ts'
import { setStage } from '../stage.ts'
import { onStage, warmUp } from './comparison.ts'

const times = 2
/** As many clients that wait for their answers as the gateway takes without refusing one. */
const connections = 256
/** How much longer an accepted create may take than one at capacity, by the p99. */
const p99Within = 1.5
const secondsMin = 10

/** What the gateway takes from clients that wait for it, and then twice as much from clients that do not. */
export async function runOverload(options: Options, generator: Generator, say: (text: string) => void): Promise<Findings> {
  return onStage(await setStage({ generator, delayMs: options.delayMs, nodeFlags: options.nodeFlags }), async (stage) => {
    await warmUp(stage, options)
    const name = 'gateway'
    const seconds = Math.max(secondsMin, options.seconds)
    const atCapacity = []
    for (let run = 0; run < 3; run += 1)
      atCapacity.push(await measureCreates(stage, { name, connections, seconds: options.seconds }))
    const capacity = spreadOf(atCapacity.map(({ perSecond }) => perSecond)).median
    const p99 = spreadOf(atCapacity.map((one) => one.p99)).median
    say(`capacity: ${figure(capacity)} creates/s, p99 ${figure(p99)} ms`)
    const over = await measureFixedRate(stage, { name, perSecond: Math.round(capacity * times), seconds, mayShed: true })
    const after = await measureCreates(stage, { name, connections, seconds: options.seconds })
    const rows = [
      [`at capacity, ${connections} connections`, figure(capacity), figure(capacity), '0', figure(p99), '-'],
      [
        ...[`${times} times as much`, figure(over.perSecond), figure(over.acceptedPerSecond), figure(over.shedPerSecond)],
        ...[figure(over.p99), over.shedP99 === null ? '-' : figure(over.shedP99)],
      ],
      ['at capacity, afterwards', figure(after.perSecond), figure(after.perSecond), '0', figure(after.p99), '-'],
    ]
    const head = ['load', 'offered/s', 'accepted/s', 'shed/s', 'p99 ms of the accepted', 'p99 ms of the shed']
    const bars: Bar[] = [
      {
        ...{
          what: `p99 of what is accepted of ${times} times the capacity`,
          wanted: `within ${p99Within} of the p99 at capacity`,
        },
        ...{ measured: `${figure(over.p99 / p99)} times`, met: over.p99 <= p99 * p99Within },
      },
      {
        ...{
          what: 'too much is shed with 429 or 503',
          wanted: 'every other answer a right 201, the provider asked for those alone',
        },
        ...{
          measured: `${figure(over.shedPerSecond)}/s shed, ${over.faults.length} faults`,
          met: over.faults.length === 0 && over.shedPerSecond > 0,
        },
      },
    ]
    const faults = [...atCapacity, over, after].flatMap((one) => one.faults)
    return { sections: [{ title: 'Overload', text: toTable(head, rows) }], bars, faults, raw: { atCapacity, over, after } }
  })
}
