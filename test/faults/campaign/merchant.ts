import { setTimeout as pause } from 'node:timers/promises'
import { followUp } from './after-create.ts'
import type { Noted } from './notes.ts'
import { openOrderBook, type Order } from './orders.ts'
import type { Random } from './random.ts'
import { sayOrder, type Desk } from './say-order.ts'

export interface Merchant {
  /** Every order so far. */
  readonly orders: readonly Order[]
  /** Begins no new errand; resolves when those that were begun have ended. */
  stop(): Promise<void>
}

interface MerchantOptions extends Omit<Desk, 'later'> {
  random: Random
  /** Eight hexadecimal digits that tell this campaign's references from another's. */
  run: string
  ordersPerSecond: number
  /** About how many orders there will be. */
  expected: number
}

/** Errands that run at once at most: a merchant whose programs all wait begins no more. */
const errandsMax = 80
const triesMax = 25

/** The merchant's programs: orders at a steady pace, each with all the stubbornness that the documentation asks for. */
export function openMerchant(options: MerchantOptions): Merchant {
  const { notes, random, run, expected, ordersPerSecond } = options
  const nextOrder = openOrderBook(run, expected)
  const orders: Order[] = []
  const running = new Set<Promise<void>>()
  const timers = new Set<NodeJS.Timeout>()
  let isStopped = false
  const keep = (errand: Promise<void>) => {
    const whole = errand.finally(() => running.delete(whole))
    running.add(whole)
  }
  const later: Desk['later'] = (at, deed) => {
    if (isStopped) return
    const timer = setTimeout(
      () => {
        keep(deed())
      },
      Math.max(0, at.getTime() - Date.now()),
    )
    timers.add(timer)
  }
  const begin = () => {
    if (running.size >= errandsMax) return
    const fate = random.fork(`order ${orders.length}`)
    const order = nextOrder(fate)
    orders.push(order)
    notes.orders.push(order.note)
    keep(runErrand({ ...options, later }, order, fate))
  }
  const timer = setInterval(begin, 1_000 / ordersPerSecond)
  return {
    orders,
    async stop() {
      clearInterval(timer)
      isStopped = true
      for (const one of timers) clearTimeout(one)
      await Promise.all(running)
    },
  }
}

async function runErrand(desk: Desk, order: Order, random: Random): Promise<void> {
  // Now and then two of the merchant's programs say the same order at the same moment, each to another instance.
  const sayers = random.chance(0.15) ? [0, 1] : [undefined]
  const created = await Promise.all(
    sayers.map((instance) => createStubbornly(desk, order, random.fork(`sayer ${instance ?? 'any'}`), instance)),
  )
  const known = created.find((noted) => noted?.invoice != null)
  if (known?.invoice != null) await followUp(desk, order, known.invoice, random)
}

/** Says the order until it is answered for good; null when the merchant gave up. The same key and the same meaning every time. */
async function createStubbornly(desk: Desk, order: Order, random: Random, first?: number): Promise<Noted | null> {
  for (let tries = 0; tries < triesMax && !desk.signal.aborted; tries += 1) {
    const noted = await sayOrder(desk, order, random, tries === 0 ? first : undefined)
    if (noted !== null && isFinal(noted)) return noted
    await pause(random.between(100, 1_500))
  }
  return null
}

/** A merchant is content with a 202 here, and follows it up by reading. */
function isFinal({ status, code }: Noted): boolean {
  return status < 300 || code === 'provider_rejected' || code === 'invalid_request'
}
