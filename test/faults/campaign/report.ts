import type { Violation } from './history.ts'
import type { NewsReport } from './report-news.ts'

/** What a campaign did, and what came of it. */
export interface Report {
  seed: string
  minutes: number
  seconds: number
  orders: number
  /** Answers by route, status and code. */
  answers: Record<string, number>
  /** What was broken: processes, database, roads. */
  broken: Record<string, number>
  /** How processes ended that nobody had told to. */
  ended: Record<string, number>
  /** What went wrong between the gateway and the providers. */
  providerFaults: Record<string, number>
  /** Invoices at the providers at the end, by provider. */
  atProviders: Record<string, number>
  /** The invoices at the end, by status. */
  invoices: Record<string, number>
  news: NewsReport
  drain: { seconds: number; opened: Record<string, number>; resolved: Record<string, number> }
  violations: readonly Violation[]
  /** Where the logs of the instances are; null when they were not kept. */
  logs: string | null
}

export function writeReport(report: Report): string {
  const { seed, minutes, seconds, orders, drain, news, violations, logs } = report
  const requests = sum(report.answers)
  return [
    `seed ${seed}: faults for ${minutes} min, ${seconds} s in all`,
    `${orders} orders, ${requests} requests`,
    ...table('answers', report.answers),
    ...table('broken', report.broken),
    ...table('processes that died of a failpoint, or could not start', report.ended),
    ...table('faults at the providers’ doors', report.providerFaults),
    ...table('at the providers', report.atProviders),
    ...table('invoices', report.invoices),
    ...table('money at the providers', news.money),
    ...table('callbacks, as the providers know of them', news.callbacks),
    ...table('faults at the door for callbacks', news.callbackFaults),
    ...table('forged callbacks', news.forgeries),
    ...table('paid invoices, by how they came to be known', news.known),
    ...table('events', news.events),
    ...table('webhooks', news.webhooks),
    ...table('faults at the merchant’s endpoint', news.listenerFaults),
    ...table('open when the faults stopped', drain.opened),
    ...table(`ended, the gateway’s own within ${drain.seconds} s`, drain.resolved),
    `violations: ${violations.length}`,
    ...violations.slice(0, violationsShown).map(({ promise, subject, words }) => `  ${promise} | ${subject} | ${words}`),
    ...(violations.length > violationsShown ? [`  and ${violations.length - violationsShown} more`] : []),
    ...(logs === null ? [] : [`logs: ${logs}`]),
    ...(violations.length === 0 ? [] : [`again: npm run torture -- --minutes ${minutes} --seed ${seed}`]),
  ].join('\n')
}

const violationsShown = 50

function table(title: string, counts: Record<string, number>): string[] {
  return [`${title}: ${sum(counts)}`, ...Object.entries(counts).map(([kind, count]) => `  ${String(count).padStart(7)}  ${kind}`)]
}

function sum(counts: Record<string, number>): number {
  return Object.values(counts).reduce((total, count) => total + count, 0)
}
