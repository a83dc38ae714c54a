import { expect } from '@jest/globals'
import { setTimeout as pause } from 'node:timers/promises'
import { providers } from '../../../src/sandbox/simulator.ts'
import { eventually } from '../../support/eventually.ts'
import { isRetriable, newOrder, send, type Order } from './merchant.ts'

/** Merchants that order without end, each the next invoice once the one before was answered. */
export interface Load {
  /** Every order so far, the unanswered ones included. */
  readonly orders: readonly Order[]
  /** Ends when nobody waits any more: what was begun is sent again with its key until it is answered. */
  stop(): Promise<readonly Order[]>
}

const betweenOrdersMs = 15
const beforeRetryMs = 60

/** @param pick the instance for the next request. */
export function startLoad(pick: () => string, merchants = 6): Load {
  const orders: Order[] = []
  let stopped = false
  const work = async () => {
    while (!stopped) {
      const order = newOrder(providers[orders.length % providers.length] ?? 'winpay')
      orders.push(order)
      while (isRetriable(await send(order, pick()))) await pause(beforeRetryMs)
      await pause(betweenOrdersMs)
    }
  }
  const working = Promise.all(Array.from({ length: merchants }, work))
  return {
    orders,
    async stop() {
      stopped = true
      await working
      return orders
    },
  }
}

/** Until as many more orders have got their invoice. */
export async function untilMoreAreAnswered({ orders }: Load, more: number): Promise<void> {
  const before = answered(orders)
  await eventually(async () => {
    await Promise.resolve()
    expect(answered(orders)).toBeGreaterThanOrEqual(before + more)
  })
}

function answered(orders: readonly Order[]): number {
  return orders.filter(({ answers }) => answers.some(({ status }) => status < 300)).length
}
