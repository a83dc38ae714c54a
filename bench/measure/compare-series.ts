/** What a series of creates came to, at the client, at the provider and in the store. */
export interface SeriesEvidence {
  /** Numbers that were answered with 201 and a right body. */
  answered: readonly number[]
  /** Numbers of the creates that reached the provider, in order of arrival. */
  seen: readonly number[]
  /** How many the generator sent, answered or not. */
  sent: number
  wrong: number
  firstWrong: string | null
  lost: number
  /** How many the server has stored as open; null where it stores nothing. */
  stored: number | null
  /** Whether the generator waited for every answer, so that a create without one is a fault too. */
  waitedForAll: boolean
}

/** Every fault of a series, in words; none means that each answer was right and each create reached the provider exactly once. */
export function findFaults({ answered, seen, sent, wrong, firstWrong, lost, stored, waitedForAll }: SeriesEvidence): string[] {
  const provider = new Set(seen)
  const unseen = answered.filter((number) => !provider.has(number))
  const faults: string[] = []
  if (answered.length === 0) faults.push('nothing was answered')
  if (wrong > 0) faults.push(`${wrong} wrong answers, the first: ${firstWrong ?? ''}`)
  if (lost > 0) faults.push(`${lost} requests without an answer`)
  if (new Set(answered).size < answered.length) faults.push('one reference was answered twice')
  if (unseen.length > 0) faults.push(`${unseen.length} creates were answered and the provider did not see them`)
  if (provider.size < seen.length) faults.push(`${seen.length - provider.size} creates reached the provider twice`)
  const told = new Set(answered)
  const untold = seen.filter((number) => !told.has(number)).length
  if (waitedForAll && untold > 0) faults.push(`${untold} creates reached the provider and were not answered with 201`)
  if (provider.size > sent) faults.push('the provider saw more creates than were sent')
  if (stored !== null && stored !== provider.size)
    faults.push(`the provider saw ${provider.size} creates, ${stored} are stored as open`)
  return faults
}
