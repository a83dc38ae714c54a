import { outsideTimings, timed } from '../core/timings.ts'
import { isOfOneRow } from './postgres-errors.ts'

export interface GatherOptions<Item, Prepared, Result> {
  /** What the statement says for them. Sends nothing, so that one item of which nothing can be made fails alone. */
  prepare: (items: readonly Item[]) => Prepared
  /** One statement for all of them, which does all or nothing; answers a result for each, in their order. */
  run: (items: readonly Item[], prepared: Prepared) => Promise<Result[]>
  /** After so long a statement is slow, perhaps because it waits for a lock, and the next one leaves without its end. */
  patienceMs: number
  /** Statements under way at once at most, slow ones included. */
  lanes: number
  /** Items in one statement at most. */
  max: number
  /** Items with the same key never share a statement. */
  keyOf: (item: Item) => string
}

interface Waiting<Item, Result> {
  item: Item
  resolve: (result: Result) => void
  reject: (error: unknown) => void
}

/**
 * Gathers what concurrent requests want of one statement into one round trip and one commit. Nobody waits for a statement to fill: what has come
 * within one turn of the event loop leaves at once, unless one is under way: then it leaves when that has ended or is slow. An error that a single row can cause sends each of them again by itself,
 * side by side, so that it reaches its own request only.
 */
export function gather<Item, Prepared, Result>(options: GatherOptions<Item, Prepared, Result>): (item: Item) => Promise<Result> {
  const { prepare, run, patienceMs, lanes } = options
  let waiting: Waiting<Item, Result>[] = []
  let underWay = 0
  let slow = 0
  let isPlanned = false

  function plan(): void {
    if (isPlanned || waiting.length === 0 || underWay > slow || underWay >= lanes) return
    isPlanned = true
    outsideTimings(() => setImmediate(leave))
  }

  function leave(): void {
    isPlanned = false
    const { batch, left } = takeBatch(waiting, options)
    waiting = left
    underWay += 1
    let isSlow = false
    const patience = setTimeout(() => {
      isSlow = true
      slow += 1
      plan()
    }, patienceMs)
    void runAll(batch).finally(() => {
      clearTimeout(patience)
      underWay -= 1
      if (isSlow) slow -= 1
      plan()
    })
  }

  async function runAll(batch: readonly Waiting<Item, Result>[]): Promise<void> {
    let isSent = false
    try {
      const items = batch.map(({ item }) => item)
      const prepared = prepare(items)
      isSent = true
      const results = await run(items, prepared)
      if (results.length !== batch.length) throw new Error('a gathered statement answered for other rows than it was given')
      results.forEach((result, index) => batch[index]?.resolve(result))
    } catch (error) {
      // Not awaited: the one that waits for a lock keeps its lane from nobody.
      if (batch.length > 1 && (!isSent || isOfOneRow(error))) for (const one of batch) void runAll([one])
      else for (const { reject } of batch) reject(error)
    }
  }

  return (item) =>
    timed(
      'db',
      () =>
        new Promise((resolve, reject) => {
          waiting.push({ item, resolve, reject })
          plan()
        }),
    )
}

/** As many as may share a statement, and those that have to wait for another. */
function takeBatch<Item, Result>(
  waiting: readonly Waiting<Item, Result>[],
  { max, keyOf }: { max: number; keyOf: (item: Item) => string },
): { batch: Waiting<Item, Result>[]; left: Waiting<Item, Result>[] } {
  const batch = new Map<string, Waiting<Item, Result>>()
  const left: Waiting<Item, Result>[] = []
  for (const one of waiting) {
    const key = keyOf(one.item)
    if (batch.size < max && !batch.has(key)) batch.set(key, one)
    else left.push(one)
  }
  return { batch: [...batch.values()], left }
}
