import { findViolations } from './auditor.ts'
import { breakEverything, type Suffered } from './break-everything.ts'
import { openClient } from './client.ts'
import type { History } from './history.ts'
import type { CampaignOptions } from './options.ts'
import { seededRandom, type Random } from './random.ts'
import { openReader } from './read-api.ts'
import type { Report } from './report.ts'
import { countBy, reportNews } from './report-news.ts'
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

function toHistory({ crashes, listener, forger }: Stage, { notes, broken, follower }: Suffered, settled: Settled): History {
  const { orders, sightings, unexpected, answers } = notes
  const { invoices, events, payments, feed, ledger, drained, deliveries } = settled
  const internalErrors = Object.entries(answers.toObject()).reduce(
    (sum, [kind, count]) => sum + (kind.endsWith('internal_error') ? count : 0),
    0,
  )
  return {
    ...{ orders, sightings, unexpected, invoices, events, payments, feed, ledger, crashes, internalErrors },
    ...{ followed: follower.followed, webhooks: listener.received, refusedWebhooks: listener.refused },
    ...{ forgeries: forger.forgeries, stuck: [...drained.stuck, ...deliveries.stuck], thrown: broken.of('armed to throw') },
  }
}

function toReport(
  { seed, minutes }: CampaignOptions,
  stage: Stage,
  { notes, broken }: Suffered,
  settled: Settled,
  history: History,
): Omit<Report, 'seconds' | 'violations' | 'logs'> {
  const { ends, doorFaults } = stage
  const { drained, resolved } = settled
  const { invoices, ledger, orders } = history
  return {
    ...{ seed, minutes, orders: orders.length, answers: notes.answers.toObject(), broken: broken.toObject() },
    ...{ ended: ends.toObject(), providerFaults: doorFaults.toObject() },
    atProviders: countBy(ledger.map(({ provider, status }) => `${provider} ${status}`)),
    invoices: countBy(invoices.map(({ status }) => status)),
    news: reportNews(stage, settled, history),
    drain: { seconds: drained.seconds, opened: drained.opened, resolved: resolved.toObject() },
  }
}
