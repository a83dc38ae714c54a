import { expect, jest, test } from '@jest/globals'
import { setImmediate as nextTurn } from 'node:timers/promises'
import pg from 'pg'
import { gather } from '../../../src/db/gather.ts'

interface Statement {
  items: readonly string[]
  end(results?: string[]): void
  fail(error: Error): void
}

const patienceMs = 50

/** A server that ends each statement when the test says so. */
function openGathered({ lanes = 1, max = 10 }: { lanes?: number; max?: number } = {}) {
  const statements: Statement[] = []
  const send = gather<string, string[], string>({
    ...{ patienceMs, lanes, max },
    keyOf: (item) => item.slice(0, 1),
    prepare: (items) => {
      if (items.includes('bad')) throw new TypeError('nothing can be made of it')
      return [...items]
    },
    run: (_, items) =>
      new Promise((resolve, reject) => {
        const end = (results = items.map((item) => `${item}!`)) => {
          resolve(results)
        }
        statements.push({ items, end, fail: reject })
      }),
  })
  const sent = () => statements.map(({ items }) => items.join(' '))
  const at = (index: number): Statement => {
    const statement = statements[index]
    if (statement === undefined) throw new Error(`there are ${statements.length} statements`)
    return statement
  }
  return { send, sent, at }
}

function refusal(code: string): Error {
  return Object.assign(new pg.DatabaseError('refused', 7, 'error'), { code })
}

test('sends what comes within one turn together and at once, and what comes meanwhile when that has ended', async () => {
  const { send, sent, at } = openGathered({ lanes: 2 })
  const first = [send('a'), send('b')]
  await nextTurn()
  const later = [send('c')]
  await nextTurn()
  later.push(send('d'))
  await nextTurn()
  expect(sent()).toEqual(['a b'])
  at(0).end()
  await expect(Promise.all(first)).resolves.toEqual(['a!', 'b!'])
  await nextTurn()
  expect(sent()).toEqual(['a b', 'c d'])
  at(1).end()
  await expect(Promise.all(later)).resolves.toEqual(['c!', 'd!'])
})

test('waits for none that is slow, while a lane is free', async () => {
  jest.useFakeTimers({ doNotFake: ['setImmediate'] })
  try {
    const { send, sent, at } = openGathered({ lanes: 2 })
    const answers = [send('a')]
    await nextTurn()
    answers.push(send('b'))
    jest.advanceTimersByTime(patienceMs - 1)
    await nextTurn()
    expect(sent()).toEqual(['a'])
    jest.advanceTimersByTime(1)
    await nextTurn()
    answers.push(send('c'))
    jest.advanceTimersByTime(patienceMs)
    await nextTurn()
    expect(sent()).toEqual(['a', 'b'])
    at(0).end()
    await nextTurn()
    await nextTurn()
    expect(sent()).toEqual(['a', 'b', 'c'])
    at(1).end()
    at(2).end()
    await expect(Promise.all(answers)).resolves.toEqual(['a!', 'b!', 'c!'])
  } finally {
    jest.useRealTimers()
  }
})

test('sends no more in one statement than it may, and nothing twice', async () => {
  const { send, sent, at } = openGathered({ max: 2 })
  const answers = Promise.all(['a', 'b', 'c'].map(send))
  await nextTurn()
  expect(sent()).toEqual(['a b'])
  at(0).end()
  await nextTurn()
  await nextTurn()
  expect(sent()).toEqual(['a b', 'c'])
  at(1).end()
  await expect(answers).resolves.toEqual(['a!', 'b!', 'c!'])
})

test('keeps two of the same key out of one statement', async () => {
  const { send, sent, at } = openGathered()
  const answers = Promise.all(['a1', 'a2', 'b1'].map(send))
  await nextTurn()
  expect(sent()).toEqual(['a1 b1'])
  at(0).end()
  await nextTurn()
  await nextTurn()
  expect(sent()).toEqual(['a1 b1', 'a2'])
  at(1).end()
  await expect(answers).resolves.toEqual(['a1!', 'a2!', 'b1!'])
})

test.each(['22P02', '23505', '40P01', '55P03'])(
  'sends each row again by itself after %s, so that only the bad one fails',
  async (code) => {
    const { send, sent, at } = openGathered()
    const answers = Promise.allSettled(['a', 'b', 'c'].map(send))
    await nextTurn()
    at(0).fail(refusal(code))
    await nextTurn()
    expect(sent()).toEqual(['a b c', 'a', 'b', 'c'])
    at(1).end()
    at(2).fail(refusal(code))
    at(3).end()
    const [a, b, c] = await answers
    expect(a).toEqual({ status: 'fulfilled', value: 'a!' })
    expect(b).toMatchObject({ status: 'rejected', reason: { code } })
    expect(c).toEqual({ status: 'fulfilled', value: 'c!' })
  },
)

test('fails alone of what no statement can be made', async () => {
  const { send, sent, at } = openGathered()
  const answers = Promise.allSettled(['a', 'bad', 'c'].map(send))
  await nextTurn()
  expect(sent()).toEqual(['a', 'c'])
  at(0).end()
  at(1).end()
  expect(await answers).toMatchObject([{ value: 'a!' }, { reason: expect.any(TypeError) }, { value: 'c!' }])
})

test.each([refusal('57P01'), refusal('40003'), new Error('Connection terminated unexpectedly')])(
  'sends nothing again when it is not known what became of the statement (%s)',
  async (error) => {
    const { send, sent, at } = openGathered()
    const answers = Promise.allSettled(['a', 'b'].map(send))
    await nextTurn()
    at(0).fail(error)
    expect((await answers).map(({ status }) => status)).toEqual(['rejected', 'rejected'])
    expect(sent()).toEqual(['a b'])
  },
)

test('believes no statement that answers for fewer rows than it was given', async () => {
  const { send, at } = openGathered()
  const answers = Promise.allSettled(['a', 'b'].map(send))
  await nextTurn()
  at(0).end(['a!'])
  expect((await answers).map(({ status }) => status)).toEqual(['rejected', 'rejected'])
})
