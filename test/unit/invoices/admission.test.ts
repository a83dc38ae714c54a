import { expect, test } from '@jest/globals'
import { openAdmission } from '../../../src/invoices/admission.ts'
import { fixedClock } from '../../support/fixed-clock.ts'

const unavailable = { code: 'unavailable' }
const calmMs = 1_000

function open({ places = 1, placesUnderPressure = 1 } = {}) {
  const clock = fixedClock(new Date('2026-11-21T10:00:00Z'))
  return { clock, admission: openAdmission({ places, placesUnderPressure, calmMs, clock }) }
}

test('refuses what comes when every place is held, and takes it again once one is free', async () => {
  const { admission } = open()
  const held = Promise.withResolvers<string>()
  const first = admission.hold(() => held.promise)
  expect(() => {
    admission.check()
  }).toThrow(expect.objectContaining(unavailable))
  await expect(admission.hold(() => Promise.resolve('second'))).rejects.toMatchObject(unavailable)
  held.resolve('first')
  await expect(first).resolves.toBe('first')
  await expect(admission.hold(() => Promise.resolve('second'))).resolves.toBe('second')
})

test('a place is free again after work that failed', async () => {
  const { admission } = open()
  await expect(admission.hold(() => Promise.reject(new Error('lost')))).rejects.toThrow('lost')
  await expect(admission.hold(() => Promise.resolve('next'))).resolves.toBe('next')
})

test('whoever waits for a provider lends the place, and is never refused when he comes back', async () => {
  const { admission } = open()
  const [answer, rest] = [Promise.withResolvers<string>(), Promise.withResolvers<string>()]
  const first = admission.hold(async () => (await admission.lend(() => answer.promise)) + (await rest.promise))
  await expect(admission.hold(() => Promise.resolve('second'))).resolves.toBe('second')
  answer.resolve('answered, ')
  await answer.promise
  await Promise.resolve()
  await expect(admission.hold(() => Promise.resolve('third'))).rejects.toMatchObject(unavailable)
  rest.resolve('written')
  await expect(first).resolves.toBe('answered, written')
})

test('from a refusal on only a few may begin, until for a while nobody was refused', async () => {
  const { admission, clock } = open({ places: 3, placesUnderPressure: 1 })
  const held = Promise.withResolvers<string>()
  const three = [1, 2, 3].map(() => admission.hold(() => held.promise))
  await expect(admission.hold(() => Promise.resolve('fourth'))).rejects.toMatchObject(unavailable)
  held.resolve('done')
  await Promise.all(three)
  const next = Promise.withResolvers<string>()
  const first = admission.hold(() => next.promise)
  clock.moveBy(calmMs - 1)
  await expect(admission.hold(() => Promise.resolve('second'))).rejects.toMatchObject(unavailable)
  clock.moveBy(calmMs - 1)
  await expect(admission.hold(() => Promise.resolve('second'))).rejects.toMatchObject(unavailable)
  clock.moveBy(calmMs)
  await expect(admission.hold(() => Promise.resolve('second'))).resolves.toBe('second')
  next.resolve('first')
  await expect(first).resolves.toBe('first')
})
