/** The value below which the share of the sorted values lies, by nearest rank. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((one, other) => one - other)
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? NaN
}

export interface Spread {
  min: number
  median: number
  max: number
}

/** Over runs: the median of an even number is the lower of the middle two, a value that was really measured. */
export function spreadOf(values: readonly number[]): Spread {
  return { min: Math.min(...values), median: percentile(values, 0.5), max: Math.max(...values) }
}

/** Ratios run by run: both of a pair met the same minute of the machine. */
export function ratios(values: readonly number[], floors: readonly number[]): number[] {
  if (values.length !== floors.length) throw new RangeError('each value needs the floor of its own run')
  return values.map((value, index) => value / (floors[index] ?? NaN))
}
