import { expect } from '@jest/globals'
import type { Socket } from 'node:net'
import { guardCalls, type GuardedCalls } from '../../../src/accounts/guard-calls.ts'
import type { PlaceLimits } from '../../../src/accounts/places.ts'
import { openCaller, type Called, type OpenAccount } from '../../../src/connectors/call.ts'
import type { FindInput, Operation, Operations } from '../../../src/connectors/connector.ts'
import type { OperationKind } from '../../../src/connectors/manifest.ts'
import { holdTokens } from '../../../src/connectors/tokens.ts'
import { openTransport } from '../../../src/connectors/transport.ts'
import type { Clock } from '../../../src/core/time.ts'
import { eventually } from '../../support/eventually.ts'
import { answer, dropped } from '../../support/faulty-replies.ts'
import { startFaultyServer, type FaultyServer } from '../../support/faulty-server.ts'
import { sampleInvoice } from '../../support/sample-invoice.ts'
import { sampleConnector } from '../connectors/sample-connector.ts'

export const ok = answer(200, '{"ok":true}')
/** Longer than any test: who waits leaves only when the test says so. */
export const patient = 60_000
export const findInput: FindInput = { invoice: sampleInvoice(), page: 0 }
export const operation: Operation<FindInput, true> = {
  build: () => ({ method: 'GET', path: '/', headers: {}, body: null }),
  read: () => ({ found: true }),
}
/** Accounts have one, and no test here uses it. */
const create: Operations['create'] = {
  build: () => ({ method: 'POST', path: '/', headers: {}, body: '{}' }),
  read: () => ({ absent: true }),
}

export interface Wish {
  /** Default is create. */
  kind?: OperationKind
  /** The account's; default is `a`. */
  key?: string
  sendBy?: Date
}

/** Guarded calls to a real server which answers them, or holds them until the test lets go. */
export interface GuardedAccount {
  server: FaultyServer
  guarded: GuardedCalls
  account(key: string): OpenAccount
  call(wish?: Wish): Promise<Called<true>>
  calls(count: number, wish?: Wish): Promise<Called<true>[]>
  /** From now on requests are read and not answered. */
  hold(): void
  /** Takes out the first of the held connections, or all. */
  take(count?: number): Socket[]
  /** Answers everything that is held. */
  release(): void
  untilReceived(count: number): Promise<void>
  close(): Promise<void>
}

export interface GuardLimits {
  places?: PlaceLimits
  connectionsPerAccount?: number
}

const generous: PlaceLimits = { atOnce: 128, waiting: 256, waitMs: patient }

export async function openGuardedAccount(clock: Clock, limits: GuardLimits): Promise<GuardedAccount> {
  const { places = generous, connectionsPerAccount = 256 } = limits
  const server = await startFaultyServer()
  const transport = openTransport(clock, { timeoutMs: 60_000, answerBytesMax: 65_536, connectionsPerAccount })
  const guarded = guardCalls(openCaller(transport, holdTokens(clock), clock), clock, places)
  const held: Socket[] = []
  const operations: Operations = { origin: server.origin, create }
  const connector = sampleConnector([{ operation: 'any', status: 400, code: 'NO', means: 'refused' }], operations)
  const account = (key: string): OpenAccount => ({ key, connector, operations })
  const call = ({ kind = 'create', key = 'a', sendBy }: Wish = {}) =>
    guarded.caller.call(account(key), kind, operation, findInput, sendBy === undefined ? {} : { sendBy })
  const take = (count = held.length) => held.splice(0, count)
  return {
    ...{ server, guarded, account, call, take },
    calls: (count, wish) => Promise.all(Array.from({ length: count }, () => call(wish))),
    hold() {
      server.answerWith(() => (socket) => void held.push(socket))
    },
    release() {
      for (const socket of take()) ok(socket)
    },
    untilReceived: (count) =>
      eventually(() => {
        expect(server.received).toHaveLength(count)
        return Promise.resolve()
      }),
    async close() {
      await transport.close()
      await server.close()
    },
  }
}

/** Fifty creates are cut: the breaker is open. */
export async function openTheBreaker(one: GuardedAccount): Promise<void> {
  one.server.answerWith(() => dropped)
  await one.calls(50)
  expect(one.guarded.openBreakers()).toEqual(new Map([['sample', 1]]))
}

export const kinds = (called: Called<true>[]): string[] => called.map(({ verdict }) => verdict.kind)
