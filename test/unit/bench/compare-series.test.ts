import { describe, expect, test } from '@jest/globals'
import { findFaults, type SeriesEvidence } from '../../../bench/measure/compare-series.ts'

const right: SeriesEvidence = {
  ...{ answered: [1, 2, 3], seen: [2, 1, 3, 4], sent: 4, wrong: 0, firstWrong: null, lost: 0, stored: 4, waitedForAll: false },
}

describe('the bench finds every create that went wrong', () => {
  test('none when each answer was right, and what was cut off at the end is stored all the same', () => {
    expect(findFaults(right)).toEqual([])
    expect(findFaults({ ...right, stored: null })).toEqual([])
  })

  test.each<[string, Partial<SeriesEvidence>]>([
    ['nothing was answered', { answered: [] }],
    ['1 wrong answers, the first: 500 oops', { wrong: 1, firstWrong: '500 oops' }],
    ['1 requests without an answer', { lost: 1 }],
    ['one reference was answered twice', { answered: [1, 1] }],
    ['1 creates were answered and the provider did not see them', { answered: [1, 5] }],
    ['1 creates reached the provider twice', { seen: [1, 2, 3, 4, 4] }],
    ['1 creates reached the provider and were not answered with 201', { waitedForAll: true }],
    ['the provider saw more creates than were sent', { sent: 3 }],
    ['the provider saw 4 creates, 3 are stored as open', { stored: 3 }],
  ])('%s', (fault, change) => {
    expect(findFaults({ ...right, ...change })).toEqual([fault])
  })
})
