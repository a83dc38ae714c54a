import { reversalsOf, storiesOf } from './books.ts'
import type { History, SeenEvent, Sighting, Violation } from './history.ts'

/** The contract's table, written down a second time, without the ways back. */
const mayFollow: Record<string, readonly string[]> = {
  pending: ['unknown', 'open', 'partially_paid', 'paid', 'expired', 'cancelled', 'failed'],
  unknown: ['open', 'partially_paid', 'paid', 'expired', 'cancelled', 'failed'],
  open: ['partially_paid', 'paid', 'expired', 'cancelled'],
  partially_paid: ['paid', 'expired', 'cancelled'],
  paid: [],
  expired: ['paid'],
  cancelled: ['paid'],
  failed: [],
}

/** Where a payment of the invoice was taken back, these follow too. */
const mayFollowReversal: Record<string, readonly string[]> = {
  ...mayFollow,
  partially_paid: ['open', 'paid', 'expired', 'cancelled'],
  paid: ['open', 'partially_paid', 'expired', 'cancelled'],
}

type Table = typeof mayFollow

/** By invoice: the table with the ways back only where the provider has taken money back. */
function tablesOf(history: History): (id: string) => Table {
  const stories = storiesOf(history).filter(({ entry }) => reversalsOf(entry) > 0)
  const reversed = new Set(stories.map(({ invoice }) => invoice.id))
  return (id) => (reversed.has(id) ? mayFollowReversal : mayFollow)
}

const promise = 'statuses only move along the table'

/** I6, as the merchant saw it: sorted by version every step is possible, and nobody is shown an older version after a newer one. */
export function auditSightings(history: History): Violation[] {
  const tableOf = tablesOf(history)
  return [...history.sightings].flatMap(([id, seen]) => [...stepsOf(id, seen, tableOf(id)), ...stepsBack(id, seen)])
}

function stepsOf(id: string, seen: readonly Sighting[], table: Table): Violation[] {
  const sorted = seen.toSorted((left, right) => left.version - right.version)
  return sorted.flatMap((sighting, index): Violation[] => {
    const before = sorted[index - 1]
    if (before === undefined) return []
    const isSame = before.version === sighting.version
    if (isSame ? before.status === sighting.status : canBecome(table, before.status, sighting.status)) return []
    const words = `${before.status} at version ${before.version}, then ${sighting.status} at version ${sighting.version}`
    return [{ promise, subject: id, words }]
  })
}

/** A request that began after another had been answered reads no older state. */
function stepsBack(id: string, seen: readonly Sighting[]): Violation[] {
  const read = seen.filter(({ isReplay }) => !isReplay)
  return read.flatMap((later): Violation[] => {
    const newer = read.find((earlier) => earlier.endedMs < later.startedMs && earlier.version > later.version)
    if (newer === undefined) return []
    return [{ promise, subject: id, words: `version ${later.version} was shown after version ${newer.version}` }]
  })
}

/** By any number of allowed steps. */
function canBecome(table: Table, from: string, to: string): boolean {
  const reached = new Set([from])
  for (const status of reached) for (const next of table[status] ?? []) reached.add(next)
  return reached.has(to)
}

/** The same in the events: without a gap from 1, each step allowed, and the last one is how the invoice stands. */
export function auditEvents(history: History): Violation[] {
  const { invoices, events } = history
  const tableOf = tablesOf(history)
  return invoices.flatMap(({ id, status, version }): Violation[] => {
    const say = (words: string): Violation[] => [{ promise: 'events are gap-free and move along the table', subject: id, words }]
    const told = events.get(id) ?? []
    const sequences = told.map(({ sequence }) => sequence)
    if (sequences.some((sequence, index) => sequence !== index + 1)) return say(`its sequences are ${sequences.join(', ')}`)
    const wrong = told.find((event, index) => !followsOn(tableOf(id), told[index - 1], event))
    if (wrong !== undefined)
      return say(`event ${wrong.sequence} says ${wrong.status} after ${told[wrong.sequence - 2]?.status ?? 'pending'}`)
    const last = told.at(-1)
    if (last === undefined ? status === 'pending' : last.status === status && last.version === version) return []
    return say(`the last says ${last?.status ?? 'nothing'}, and it is ${status} at version ${version}`)
  })
}

function followsOn(table: Table, before: SeenEvent | undefined, event: SeenEvent): boolean {
  const from = before?.status ?? 'pending'
  const isStep = from === event.status || (table[from]?.includes(event.status) ?? false)
  return isStep && event.version > (before?.version ?? 0)
}
