/** Values by key, of which only so many are kept. */
export interface RecentlyUsed<Value> {
  /** The value of this key, made now if there is none. */
  get(key: string, make: () => Value): Value
  values(): Iterable<Value>
}

/** Beyond `max` the value that was not asked for for longest is forgotten, and told to `forget`. */
export function keepRecentlyUsed<Value extends object>(
  max: number,
  forget: (value: Value) => void = () => undefined,
): RecentlyUsed<Value> {
  // A Map gives its keys in the order in which they were set: the first is the one to forget.
  const kept = new Map<string, Value>()
  return {
    get(key, make) {
      const value = kept.get(key) ?? make()
      kept.delete(key)
      kept.set(key, value)
      const [oldest] = kept
      if (kept.size > max && oldest !== undefined) {
        kept.delete(oldest[0])
        forget(oldest[1])
      }
      return value
    },
    values: () => kept.values(),
  }
}
