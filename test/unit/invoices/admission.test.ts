import { expect, test } from '@jest/globals'
import { openAdmission } from '../../../src/invoices/admission.ts'

const unavailable = { code: 'unavailable' }
const onePlace = { places: 1, always: 1, isBehind: () => false }

test('refuses what comes when every place is held, and takes it again once one is free', async () => {
  const admission = openAdmission(onePlace)
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
  const admission = openAdmission(onePlace)
  await expect(admission.hold(() => Promise.reject(new Error('lost')))).rejects.toThrow('lost')
  await expect(admission.hold(() => Promise.resolve('next'))).resolves.toBe('next')
})

test('whoever waits for a provider lends the place, and is never refused when he comes back', async () => {
  const admission = openAdmission(onePlace)
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

test('while the process is behind only a few may begin, and all again when it has caught up', async () => {
  let isBehind = true
  const admission = openAdmission({ places: 2, always: 1, isBehind: () => isBehind })
  const held = Promise.withResolvers<string>()
  const first = admission.hold(() => held.promise)
  await expect(admission.hold(() => Promise.resolve('second'))).rejects.toMatchObject(unavailable)
  isBehind = false
  await expect(admission.hold(() => Promise.resolve('second'))).resolves.toBe('second')
  held.resolve('first')
  await expect(first).resolves.toBe('first')
})
