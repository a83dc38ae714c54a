import type { FeedEvent, History, Violation } from './history.ts'

/** An event never appears behind one that was already served, and within an invoice each has its turn. */
export function auditFeed({ feed, followed, events }: History): Violation[] {
  const say = (subject: string, words: string): Violation => ({ promise: 'the feed leaves nothing out', subject, words })
  const ids = feed.map(({ id }) => id)
  const at = Math.max(ids.length, followed.length) === 0 ? -1 : ids.findIndex((id, index) => followed[index] !== id)
  const differs = at !== -1 || ids.length !== followed.length
  const placed = Map.groupBy(feed, ({ invoiceId }) => invoiceId)
  const subjects = new Set([...placed.keys(), ...events.keys()])
  return [
    ...(new Set(ids).size === ids.length ? [] : [say('feed', 'an event is in it twice')]),
    ...(differs ? [say('feed', wordsOfDifference(ids, followed, at))] : []),
    ...[...subjects].flatMap((id) => {
      const own = placed.get(id) ?? []
      const listed = events.get(id) ?? []
      const isInTurn = own.every(({ sequence }, index) => sequence === index + 1)
      const isListed = own.length === listed.length && own.every((event, index) => event.id === listed[index]?.id)
      return [
        ...(isInTurn ? [] : [say(id, `its sequences are ${own.map(({ sequence }) => sequence).join(', ')}`)]),
        ...(isListed ? [] : [say(id, `the feed has ${own.length} events of it, and it lists ${listed.length}`)]),
      ]
    }),
  ]
}

function wordsOfDifference(ids: readonly string[], followed: readonly string[], at: number): string {
  if (at === -1) return `it has ${ids.length} events, and whoever followed it has read ${followed.length}`
  return `at place ${at} it has ${ids[at] ?? 'nothing'}, and whoever followed it has read ${followed[at] ?? 'nothing'}`
}

/** Each event of the feed reaches the endpoint at least once, word for word and under one id; and nothing else does. */
export function auditWebhooks({ feed, webhooks, refusedWebhooks }: History): Violation[] {
  const say = (subject: string, words: string): Violation => ({ promise: 'webhooks tell what the feed tells', subject, words })
  const placed = new Map(feed.map((event) => [event.id, event]))
  const taken = new Set(webhooks.filter(({ isTaken }) => isTaken).map(({ id }) => id))
  return [
    ...refusedWebhooks.map((words) => say('endpoint', words)),
    ...feed.filter(({ id }) => !taken.has(id)).map(({ id, type, invoiceId }) => say(invoiceId, `${type} ${id} never arrived`)),
    ...webhooks
      .filter((one) => !isSame(placed.get(one.id), one))
      .map(({ id, type, invoiceId }) => say(invoiceId, `${type} ${id} is not what the feed says`)),
  ]
}

function isSame(event: FeedEvent | undefined, webhook: History['webhooks'][number]): boolean {
  return (
    event !== undefined &&
    event.type === webhook.type &&
    event.invoiceId === webhook.invoiceId &&
    event.sequence === webhook.sequence &&
    event.digest === webhook.digest
  )
}
