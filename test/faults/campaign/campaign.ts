import { findViolations } from './auditor.ts'
import { breakEverything, type Suffered } from './break-everything.ts'
import { openClient } from './client.ts'
import type { History } from './history.ts'
import type { CampaignOptions } from './options.ts'
import { seededRandom, type Random } from './random.ts'
import { openReader } from './read-api.ts'
import type { Report } from './report.ts'
import { settle, type Settled } from './settle.ts'
import { setStage, type Stage } from './stage.ts'

/** Two gateways under load while everything around them breaks; then the audit. Cleans up whatever happens. */
export async function runCampaign(options: CampaignOptions): Promise<Report> {
  const startedMs = performance.now()
  const random = seededRandom(options.seed)
  const stage = await setStage(random.fork('stage'))
  let keepLogs = true
  try {
    const suffered = await breakEverything(stage, openClient(stage.urls), random, options)
    const settled = await settleAll(stage, suffered, random, options)
    const history = toHistory(stage, suffered, settled)
    const violations = findViolations(history)
    keepLogs = violations.length > 0
    const seconds = Math.round((performance.now() - startedMs) / 1_000)
    return { ...toReport(options, stage, suffered, settled, history), seconds, violations, logs: keepLogs ? stage.folder : null }
  } catch (error) {
    keepLogs = !options.signal.aborted
    if (keepLogs) options.say(`logs: ${stage.folder}`)
    throw error
  } finally {
    await stage.close(keepLogs)
  }
}

function settleAll(stage: Stage, suffered: Suffered, random: Random, options: CampaignOptions): Promise<Settled> {
  const client = openClient(stage.urls)
  const reader = openReader(client, random.fork('reader'))
  return settle({ stage, suffered, client, reader, random: random.fork('settle'), options })
}

function toHistory({ crashes }: Stage, { notes, broken }: Suffered, settled: Settled): History {
  const { orders, sightings, unexpected, answers } = notes
  const { invoices, events, ledger, drained } = settled
  const internalErrors = Object.entries(answers.toObject()).reduce(
    (sum, [kind, count]) => sum + (kind.endsWith('internal_error') ? count : 0),
    0,
  )
  const { stuck } = drained
  return {
    orders,
    sightings,
    unexpected,
    invoices,
    events,
    ledger,
    crashes,
    stuck,
    internalErrors,
    thrown: broken.of('armed to throw'),
  }
}

function toReport(
  { seed, minutes }: CampaignOptions,
  { ends, doorFaults }: Stage,
  { notes, broken }: Suffered,
  { drained, resolved }: Settled,
  { invoices, ledger, orders }: History,
): Omit<Report, 'seconds' | 'violations' | 'logs'> {
  return {
    ...{ seed, minutes, orders: orders.length, answers: notes.answers.toObject(), broken: broken.toObject() },
    ...{ ended: ends.toObject(), providerFaults: doorFaults.toObject() },
    atProviders: countBy(ledger.map(({ provider, status }) => `${provider} ${status}`)),
    invoices: countBy(invoices.map(({ status }) => status)),
    drain: { seconds: drained.seconds, opened: drained.opened, resolved: resolved.toObject() },
  }
}

function countBy(kinds: readonly string[]): Record<string, number> {
  const counts = new Map<string, number>()
  for (const kind of kinds.toSorted()) counts.set(kind, (counts.get(kind) ?? 0) + 1)
  return Object.fromEntries(counts)
}
