/** Counts what happened, by kind. */
export interface Tally {
  add(kind: string, count?: number): void
  of(kind: string): number
  total(): number
  /** By kind, in the order of the alphabet. */
  toObject(): Record<string, number>
}

export function openTally(): Tally {
  const counts = new Map<string, number>()
  return {
    add: (kind, count = 1) => void counts.set(kind, (counts.get(kind) ?? 0) + count),
    of: (kind) => counts.get(kind) ?? 0,
    total: () => [...counts.values()].reduce((sum, count) => sum + count, 0),
    toObject: () => Object.fromEntries([...counts].toSorted(([left], [right]) => left.localeCompare(right))),
  }
}
