import { levels, rates, slowLevel, slowMs, type Measured } from '../modes/comparison.ts'
import type { CreatesMeasured } from '../measure/creates.ts'
import type { FixedRateMeasured } from '../measure/fixed-rates.ts'
import { readKinds, readTitles } from '../measure/reads.ts'
import type { Options } from '../options.ts'
import { targetNames, type TargetName } from '../servers/servers.ts'
import type { Section } from './findings.ts'
import { ratios, spreadOf } from './spread.ts'
import { figure, toTable } from './table.ts'

/** Median, and in brackets the least and the most over runs. */
export function spreadText(values: readonly number[]): string {
  const { min, median, max } = spreadOf(values)
  return values.length === 1 ? figure(median) : `${figure(median)} (${figure(min)} to ${figure(max)})`
}

function median(values: readonly number[]): string {
  return figure(spreadOf(values).median)
}

function ofTarget<One extends { target: TargetName }>(all: readonly One[], name: TargetName): One[] {
  return all.filter(({ target }) => target === name)
}

export function createsAt(all: readonly CreatesMeasured[], connections: number, name: TargetName): CreatesMeasured[] {
  return ofTarget(all, name).filter((one) => one.connections === connections)
}

const createsHead = [
  ...[
    'connections',
    'server',
    'creates/s',
    'gateway / floor',
    'p50 ms',
    'p99 ms',
    'p99.9 ms',
    'CPU ms each',
    'PostgreSQL CPU ms each',
  ],
]

function createsRows(all: readonly CreatesMeasured[], connections: number): string[][] {
  const rate = (name: TargetName) => createsAt(all, connections, name).map(({ perSecond }) => perSecond)
  return targetNames.map((name) => {
    const own = createsAt(all, connections, name)
    const pick = (read: (one: CreatesMeasured) => number) => median(own.map(read))
    return [
      ...[
        String(connections),
        name,
        spreadText(rate(name)),
        name === 'gateway' ? spreadText(ratios(rate(name), rate('floor'))) : '',
      ],
      ...[pick(({ p50 }) => p50), pick(({ p99 }) => p99), pick(({ p999 }) => p999)],
      ...[pick(({ cpuMs }) => cpuMs), name === 'direct' ? '' : pick(({ postgresCpuMs }) => postgresCpuMs)],
    ]
  })
}

/** What a server adds over `direct`, run by run. */
export function addedAt(
  all: readonly FixedRateMeasured[],
  perSecond: number,
  { name, read }: { name: TargetName; read: (one: FixedRateMeasured) => number },
): number[] {
  const at = (target: TargetName) => ofTarget(all, target).filter((one) => one.perSecond === perSecond)
  const direct = at('direct').map(read)
  return at(name).map((one, run) => read(one) - (direct[run] ?? NaN))
}

function fixedRows(all: readonly FixedRateMeasured[], perSecond: number): string[][] {
  return targetNames.map((name) => {
    const own = ofTarget(all, name).filter((one) => one.perSecond === perSecond)
    const added = (read: (one: FixedRateMeasured) => number) =>
      name === 'direct' ? '' : spreadText(addedAt(all, perSecond, { name, read }))
    return [
      ...[String(perSecond), name, median(own.map(({ p50 }) => p50)), added(({ p50 }) => p50)],
      ...[median(own.map(({ p99 }) => p99)), added(({ p99 }) => p99), median(own.map(({ p999 }) => p999))],
    ]
  })
}

export function createsSection(all: readonly CreatesMeasured[], { connections, delayMs }: Options): Section {
  return { title: `Creates, provider at ${delayMs} ms`, text: toTable(createsHead, createsRows(all, connections)) }
}

const fixedHead = ['creates/s', 'server', 'p50 ms', 'p50 added', 'p99 ms', 'p99 added', 'p99.9 ms']

export function comparisonSections(measured: Measured): Section[] {
  const { creates, fixed, slowCreates, slowFixed, reads, perInvoice, memory } = measured
  const readRows = readKinds.map((kind) => {
    const own = reads.filter((one) => one.kind === kind)
    const rate = spreadText(own.map(({ perSecond }) => perSecond))
    return [readTitles[kind], rate, median(own.map(({ p50 }) => p50)), median(own.map(({ p99 }) => p99))]
  })
  const wireRows = perInvoice.map((one) => [
    ...[one.target, String(one.connections), figure(one.statements), figure(one.roundTrips), figure(one.walBytes)],
  ])
  const memoryRows = memory.map(({ target, idleMb, peakMb }) => [target, figure(idleMb), figure(peakMb)])
  return [
    {
      title: 'Creates, provider at 0 ms',
      text: toTable(
        createsHead,
        levels.flatMap((level) => createsRows(creates, level)),
      ),
    },
    {
      title: 'Added latency at a fixed rate, provider at 0 ms',
      text: toTable(
        fixedHead,
        rates.flatMap((rate) => fixedRows(fixed, rate)),
      ),
    },
    {
      title: `The same with a provider that takes ${slowMs} ms`,
      text: [
        ...[toTable(createsHead, createsRows(slowCreates, slowLevel)), ''],
        toTable(
          fixedHead,
          rates.flatMap((rate) => fixedRows(slowFixed, rate)),
        ),
      ].join('\n'),
    },
    { title: 'Reads of the gateway, 64 connections', text: toTable(['what', 'per second', 'p50 ms', 'p99 ms'], readRows) },
    {
      title: 'PostgreSQL per invoice, background jobs included',
      text: toTable(['server', 'connections', 'statements', 'round trips', 'WAL bytes'], wireRows),
    },
    { title: 'Memory (RSS, MB)', text: toTable(['server', 'idle', 'peak'], memoryRows) },
  ]
}
