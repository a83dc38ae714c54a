import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { minuteMs } from '../../../src/core/time.ts'
import type { Sandbox } from '../../../src/sandbox/sandbox.ts'
import { providers, type Provider } from '../../../src/sandbox/simulator.ts'
import { eventually } from '../../support/eventually.ts'
import { answer, dripping, dropped, silent } from '../../support/faulty-replies.ts'
import { startFaultyServer, type FaultyServer } from '../../support/faulty-server.ts'
import { createAt } from './paying.ts'
import { createTestClock, newDirectory, startTestSandbox, type TestClock } from './test-sandbox.ts'

/** What each provider takes for an acknowledgement. */
const acknowledgements: Record<Provider, string> = {
  winpay: 'ACCEPTED',
  netzme: '{"responseCode":"2000000","responseMessage":"Successful"}',
  durianpay: '',
  bill_gateway: '{"success":true}',
}

let clock: TestClock
let sandbox: Sandbox
let gateway: FaultyServer

beforeEach(async () => {
  clock = createTestClock()
  sandbox = await startTestSandbox(clock)
  gateway = await startFaultyServer()
  sandbox.callbacks.sendTo(register)
})
afterEach(async () => {
  await sandbox.close()
  await gateway.close()
})

/** The client `shop` has registered a URL of another host, which is reached here. */
function register(provider: Provider, client: string) {
  const path = `/callbacks/${provider}/token`
  if (client !== 'shop') return Promise.resolve(null)
  return Promise.resolve({ registered: `https://pay.example${path}`, reachedAt: gateway.origin + path })
}

async function payAt(provider: Provider): Promise<string> {
  const id = await createAt[provider](sandbox, clock)
  sandbox.pay(provider, id)
  await sandbox.callbacks.sendDue()
  return id
}

/** Lets the clock go on a second at a time for as long as said; answers after how many seconds something was sent. */
async function timesOfRepeats(seconds: number): Promise<number[]> {
  const times: number[] = []
  for (let second = 1; second <= seconds; second += 1) {
    const before = gateway.received.length
    clock.advance(1000)
    await sandbox.callbacks.sendDue()
    if (gateway.received.length > before) times.push(second)
  }
  return times
}

function states(): string[] {
  return sandbox.callbacks.list().map(({ state, tries, lastAnswer }) => `${state}, ${tries}, ${lastAnswer ?? '-'}`)
}

test.each(providers)('%s posts JSON to the URL of the client, once, when it is acknowledged', async (provider) => {
  gateway.answerWith(() => answer(200, acknowledgements[provider]))
  await payAt(provider)
  expect(gateway.received).toMatchObject([
    { method: 'POST', path: `/callbacks/${provider}/token`, headers: { 'content-type': 'application/json' } },
  ])
  expect(await timesOfRepeats(120)).toEqual([])
  expect(states()).toEqual(['acknowledged, 1, 200'])
})

describe('without an acknowledgement', () => {
  // Winpay's and Netzme's intervals are not documented: these are the simulators' own.
  test.each([
    ['winpay', [5, 35, 95]],
    ['netzme', [5, 35, 95]],
    ['bill_gateway', [60, 120]],
  ] as const)('%s repeats after %p seconds and then gives up', async (provider, seconds) => {
    gateway.answerWith(() => answer(500, '{}'))
    await payAt(provider)
    expect(await timesOfRepeats(300)).toEqual(seconds)
    expect(states()).toEqual([`given_up, ${seconds.length + 1}, 500`])
  })

  test('durianpay repeats after 2, 5, 10, 90 and 210 minutes, counting', async () => {
    gateway.answerWith(() => answer(503, ''))
    await payAt('durianpay')
    for (const minutes of [2, 5, 10, 90, 210]) {
      const before = gateway.received.length
      clock.advance(minutes * minuteMs - 1)
      await sandbox.callbacks.sendDue()
      expect(gateway.received).toHaveLength(before)
      clock.advance(1)
      await sandbox.callbacks.sendDue()
      expect(gateway.received).toHaveLength(before + 1)
    }
    const counts = gateway.received.map(({ body }) => /"retry_count":(\d+)/.exec(body)?.[1])
    expect(counts).toEqual(['0', '1', '2', '3', '4', '5'])
    expect(states()).toEqual(['given_up, 6, 503'])
  })

  test.each([
    ['winpay', 200, '"ACCEPTED"'],
    ['winpay', 500, 'ACCEPTED'],
    ['netzme', 401, acknowledgements.netzme],
    ['durianpay', 201, ''],
    ['bill_gateway', 200, 'ACCEPTED'],
    ['bill_gateway', 200, '{"success":false}'],
    ['bill_gateway', 500, '{"success":true}'],
  ] as const)('%s does not take %i %p for one', async (provider, status, body) => {
    gateway.answerWith(() => answer(status, body))
    await payAt(provider)
    expect(states()).toEqual([`waiting, 1, ${status}`])
  })

  test('the payment stands all the same, and the same bytes come again', async () => {
    gateway.answerWith((_request, index) => (index === 0 ? dropped : answer(200, 'ACCEPTED')))
    await payAt('winpay')
    expect(sandbox.ledger('winpay')).toMatchObject([{ status: 'paid' }])
    expect(states()).toEqual(['waiting, 1, ECONNRESET'])
    expect(await timesOfRepeats(120)).toEqual([5])
    expect(gateway.received[1]?.body).toBe(gateway.received[0]?.body)
    expect(states()).toEqual(['acknowledged, 2, 200'])
  })

  test.each([
    ['nothing', silent],
    ['half an answer and then byte after byte', dripping(200)],
  ])('because the gateway says %s, it is tried again later', async (_what, reply) => {
    gateway.answerWith(() => reply)
    await payAt('bill_gateway')
    expect(states()).toEqual(['waiting, 1, timeout'])
  })

  test('that is, with nobody listening, the payer notices nothing', async () => {
    await gateway.close()
    await payAt('netzme')
    expect(sandbox.ledger('netzme')).toMatchObject([{ status: 'paid' }])
    expect(states()).toEqual(['waiting, 1, ECONNREFUSED'])
  })
})

test('a client without a URL is sent nothing', async () => {
  sandbox.callbacks.sendTo(() => Promise.resolve(null))
  await payAt('winpay')
  expect(states()).toEqual(['nowhere, 0, -'])
})

describe('a test can have callbacks', () => {
  test('held back and sent later', async () => {
    gateway.answerWith(() => answer(200, 'ACCEPTED'))
    sandbox.callbacks.pause()
    await payAt('winpay')
    expect(gateway.received).toEqual([])
    sandbox.callbacks.resume()
    await sandbox.callbacks.sendDue()
    expect(states()).toEqual(['acknowledged, 1, 200'])
  })

  test('lost for ever', async () => {
    gateway.answerWith(() => answer(200, 'ACCEPTED'))
    sandbox.callbacks.lose(1)
    await payAt('winpay')
    expect(await timesOfRepeats(120)).toEqual([])
    await payAt('durianpay')
    expect(gateway.received).toHaveLength(1)
    expect(states()).toEqual(['lost, 0, -', 'acknowledged, 1, 200'])
  })

  test('repeated for nothing', async () => {
    gateway.answerWith(() => answer(200, '{"success":true}'))
    sandbox.callbacks.repeat(1)
    await payAt('bill_gateway')
    expect(gateway.received).toHaveLength(2)
    expect(gateway.received[1]?.body).toBe(gateway.received[0]?.body)
    expect(states()).toEqual(['acknowledged, 2, 200'])
  })
})

test('each payment of an invoice has its own callback, which says how things stood then', async () => {
  gateway.answerWith(() => answer(200, ''))
  const id = await createAt.durianpay(sandbox, clock)
  sandbox.callbacks.pause()
  sandbox.pay('durianpay', id, '20000')
  sandbox.pay('durianpay', id)
  sandbox.callbacks.resume()
  await sandbox.callbacks.sendDue()
  const told = gateway.received.map(({ body }) => JSON.parse(body) as unknown)
  expect(told).toMatchObject([
    { event: 'invoice.transaction', data: { id, remaining_amount: '30000', transactions: [{}] } },
    { event: 'invoice.paid', data: { id, remaining_amount: '0', transactions: [{}, {}] } },
  ])
})

test('many payments at once are all told of', async () => {
  gateway.answerWith(() => answer(200, ''))
  const id = await createAt.durianpay(sandbox, clock)
  for (let part = 0; part < 50; part += 1) sandbox.pay('durianpay', id, '1000')
  await sandbox.callbacks.sendDue()
  expect(states()).toEqual(Array.from({ length: 50 }, () => 'acknowledged, 1, 200'))
})

test('one that is under way when the simulators stop counts as not sent, and is sent after the restart', async () => {
  gateway.answerWith(() => silent)
  const directory = newDirectory()
  await sandbox.close()
  sandbox = await startTestSandbox(clock, directory)
  sandbox.callbacks.sendTo(register)
  sandbox.pay('winpay', await createAt.winpay(sandbox, clock))
  await eventually(async () => {
    await Promise.resolve()
    expect(gateway.received).toHaveLength(1)
  })
  await sandbox.close()
  gateway.answerWith(() => answer(200, 'ACCEPTED'))
  sandbox = await startTestSandbox(clock, directory)
  expect(states()).toEqual(['waiting, 0, -'])
  sandbox.callbacks.sendTo(register)
  await sandbox.callbacks.sendDue()
  expect(states()).toEqual(['acknowledged, 1, 200'])
})

test('what was still to be sent is sent after a restart', async () => {
  gateway.answerWith(() => dropped)
  const directory = newDirectory()
  await sandbox.close()
  sandbox = await startTestSandbox(clock, directory)
  sandbox.callbacks.sendTo(register)
  await payAt('winpay')
  await sandbox.close()
  gateway.answerWith(() => answer(200, 'ACCEPTED'))
  sandbox = await startTestSandbox(clock, directory)
  sandbox.callbacks.sendTo(register)
  expect(await timesOfRepeats(120)).toEqual([5])
  expect(states()).toEqual(['acknowledged, 2, 200'])
})
