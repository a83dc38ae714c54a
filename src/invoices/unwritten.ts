import type { Clock } from '../core/time.ts'

/** Something that this process alone knows and that the database would not take. */
export interface Unwritten {
  /** Tries to write it once. False: not yet. */
  write(): Promise<boolean>
  /** After it somebody else acts for this work, and finds out in another way. */
  until: Date
}

/**
 * What providers answered, and what is known never to have been sent, while the database is away: kept in memory and written as soon as it is
 * back. A process that dies meanwhile loses it, and recovery then asks the provider. Nothing is kept beyond the lease of its attempt: from then on
 * a write could only be refused by its epoch.
 */
export interface UnwrittenResults {
  keep(unwritten: Unwritten): void
  /** Tries each once; answers how many are left. */
  writeAll(): Promise<number>
}

export function holdUnwritten(clock: Clock): UnwrittenResults {
  const held = new Set<Unwritten>()

  async function tryOne(one: Unwritten): Promise<void> {
    try {
      if (one.until < clock.now() || (await one.write())) held.delete(one)
    } catch (error) {
      // What the database refuses for its own sake it will refuse again.
      held.delete(one)
      throw error
    }
  }

  return {
    keep(unwritten) {
      held.add(unwritten)
    },
    async writeAll() {
      // One at a time: a database that has just come back is not to be met by everything at once.
      for (const one of [...held]) await tryOne(one)
      return held.size
    },
  }
}
