import { comparedAt, type Measured } from '../modes/comparison.ts'
import { addedAt, createsAt, spreadText } from './comparison-tables.ts'
import type { Bar } from './findings.ts'
import { ratios, spreadOf } from './spread.ts'
import { figure } from './table.ts'

const rssMaxMb = 200
const rowsBars: readonly Bar[] = [
  {
    ...{ what: 'list by reference with 5 million invoices', wanted: 'within 1.5 of 10 thousand' },
    ...{ measured: 'see npm run bench -- --rows 5000000', met: null },
  },
  {
    what: 'no statement without an index',
    wanted: 'no whole big table read',
    measured: 'see npm run bench -- --rows 5000000',
    met: null,
  },
]

export function comparisonBars({ creates, fixed, slowFixed, reads, memory }: Measured): Bar[] {
  const rate = (name: 'floor' | 'gateway') => createsAt(creates, comparedAt, name).map(({ perSecond }) => perSecond)
  const speed = ratios(rate('gateway'), rate('floor'))
  const replay = ratios(
    reads.filter(({ kind }) => kind === 'replay').map(({ perSecond }) => perSecond),
    rate('floor'),
  )
  const peak = memory.find(({ target }) => target === 'gateway')?.peakMb ?? NaN
  const speedBar = (what: string, least: number): Bar => ({
    ...{ what, wanted: `at least ${least.toFixed(1)} of the floor`, measured: `measured ${spreadText(speed)}` },
    met: spreadOf(speed).median >= least,
  })
  return [
    speedBar(`creates/s at ${comparedAt} connections`, 1),
    speedBar('the same, stretch', 1.5),
    addedBar('p50 added over direct at 100 creates/s', fixed),
    addedBar('the same with the provider at 200 ms', slowFixed),
    {
      ...{ what: 'replays of a key per second', wanted: `at least 2 times the creates of the floor` },
      ...{ measured: `measured ${spreadText(replay)}`, met: spreadOf(replay).median >= 2 },
    },
    { what: 'RSS under load', wanted: `below ${rssMaxMb} MB`, measured: `peak ${figure(peak)} MB`, met: peak < rssMaxMb },
    ...rowsBars,
  ]
}

/** By the p50; the p99 is shown beside it. */
function addedBar(what: string, fixed: Measured['fixed']): Bar {
  const added = (name: 'floor' | 'gateway', read: 'p50' | 'p99') => addedAt(fixed, 100, { name, read: (one) => one[read] })
  const p50 = ratios(added('gateway', 'p50'), added('floor', 'p50'))
  const p99 = ratios(added('gateway', 'p99'), added('floor', 'p99'))
  return {
    ...{ what, wanted: 'at most 1.5 times what the floor adds' },
    measured: `measured ${spreadText(p50)} (p99: ${spreadText(p99)})`,
    met: spreadOf(p50).median <= 1.5,
  }
}
