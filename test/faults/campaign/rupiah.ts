/** An amount such as `260000` or `260000.00` in sen. Throws when it is none. */
export function sen(amount: string): bigint {
  const [, rupiah, decimals = ''] = /^(\d+)(?:\.(\d{1,2}))?$/.exec(amount) ?? []
  if (rupiah === undefined) throw new RangeError(`${amount} is no amount`)
  return BigInt(rupiah + decimals.padEnd(2, '0'))
}

/** What was paid and not taken back. */
export function sumOf(payments: readonly { amount: string; isReversed: boolean }[]): bigint {
  return payments.reduce((sum, { amount, isReversed }) => (isReversed ? sum : sum + sen(amount)), 0n)
}
