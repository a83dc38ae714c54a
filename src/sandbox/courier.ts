import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import type { Clock } from '../core/time.ts'
import { afterTry, callbackRecord, type Callback, type Tried } from './callback.ts'
import { openJournal, type Journal } from './journal.ts'
import { postCallback } from './post-callback.ts'
import type { CallbackManner, MoneyNews, Provider } from './simulator.ts'

/** Where a client has its callbacks sent to. */
export interface CallbackAddress {
  /** As it is registered at the provider; its path is what is signed. */
  registered: string
  /** Where that is reached from this process, over http. */
  reachedAt: string
}

/** Null: this client has registered no URL. */
export type FindAddress = (provider: Provider, client: string) => Promise<CallbackAddress | null>

/** The callbacks of all simulators, as the application and tests use them. Until it is told where to send, everything waits. */
export interface Callbacks {
  sendTo(findAddress: FindAddress): void
  /** Nothing more is sent until `resume`; what is under way still ends. */
  pause(): void
  resume(): void
  /** The next so many callbacks never leave the provider, nor do their repeats. */
  lose(count: number): void
  /** The next so many are sent once more although they were acknowledged. */
  repeat(count: number): void
  /** Sends all that is due by the clock, and resolves when that and whatever was under way has been answered. */
  sendDue(): Promise<void>
  /** Every callback, oldest first. */
  list(): readonly Callback[]
}

interface CourierOptions {
  clock: Clock
  /** Where callbacks are journalled, so that the next process goes on with them; null keeps them in memory. */
  path: string | null
  mannerOf: (provider: Provider) => CallbackManner
}

const betweenLooksMs = 250
const atOnceMax = 16

const failure = z.object({ name: z.string(), code: z.string().optional().catch(undefined) })

function failureOf(error: unknown): string {
  const { name, code } = failure.catch({ name: 'failed' }).parse(error)
  return name === 'TimeoutError' ? 'timeout' : (code ?? name)
}

/** Sends what simulators tell of money, and repeats it in each provider's manner until it is acknowledged. */
export class Courier implements Callbacks {
  readonly #options: CourierOptions
  readonly #journal: Journal<Callback>
  readonly #all = new Map<string, Callback>()
  readonly #waiting = new Map<string, Callback>()
  readonly #underWay = new Map<string, Promise<void>>()
  readonly #closing = new AbortController()
  #findAddress: FindAddress | null = null
  #looking: NodeJS.Timeout | undefined
  #isPaused = false
  #toLose = 0
  #toRepeat = 0

  constructor(options: CourierOptions) {
    this.#options = options
    this.#journal = openJournal(options.path, callbackRecord)
    for (const callback of this.#journal.past) this.#remember(callback)
  }

  /** Never throws and never waits: a provider takes the money whether or not it can tell of it. */
  announce(provider: Provider, news: MoneyNews): void {
    const state = this.#toLose > 0 ? 'lost' : 'waiting'
    const wanted = this.#toRepeat > 0 && state === 'waiting' ? 2 : 1
    if (state === 'lost') this.#toLose -= 1
    if (wanted === 2) this.#toRepeat -= 1
    const nextAt = this.#options.clock.now().toISOString()
    this.#keep({ id: randomUUID(), provider, ...news, state, tries: 0, wanted, nextAt, lastAnswer: null })
    this.#begin()
  }

  sendTo(findAddress: FindAddress): void {
    this.#findAddress = findAddress
    this.#looking ??= setInterval(() => {
      this.#begin()
    }, betweenLooksMs).unref()
    this.#begin()
  }

  pause(): void {
    this.#isPaused = true
  }

  resume(): void {
    this.#isPaused = false
    this.#begin()
  }

  lose(count: number): void {
    this.#toLose += count
  }

  repeat(count: number): void {
    this.#toRepeat += count
  }

  async sendDue(): Promise<void> {
    this.#begin()
    while (this.#underWay.size > 0) await Promise.all(this.#underWay.values())
  }

  list(): readonly Callback[] {
    return [...this.#all.values()]
  }

  /** What was under way counts as not sent: the next process sends it again. */
  async close(): Promise<void> {
    clearInterval(this.#looking)
    this.#closing.abort()
    await Promise.all(this.#underWay.values())
    this.#journal.close()
  }

  /** Begins to send what is due, as far as there is room. */
  #begin(): void {
    const findAddress = this.#findAddress
    if (findAddress === null || this.#isPaused || this.#closing.signal.aborted) return
    const now = this.#options.clock.now().toISOString()
    for (const callback of this.#waiting.values()) {
      if (this.#underWay.size >= atOnceMax) return
      if (callback.nextAt <= now && !this.#underWay.has(callback.id))
        this.#underWay.set(callback.id, this.#send(callback, findAddress))
    }
  }

  async #send(callback: Callback, findAddress: FindAddress): Promise<void> {
    const { clock, mannerOf } = this.#options
    const manner = mannerOf(callback.provider)
    const tried = await this.#try(callback, findAddress, manner)
    this.#underWay.delete(callback.id)
    if (this.#closing.signal.aborted) return
    this.#keep(afterTry(callback, tried, manner, clock.now()))
    this.#begin()
  }

  async #try(callback: Callback, findAddress: FindAddress, manner: CallbackManner): Promise<Tried> {
    const { provider, client, body, tries: repeat } = callback
    try {
      const address = await findAddress(provider, client)
      if (address === null) return { unregistered: true }
      const path = new URL(address.registered).pathname
      const text = manner.write(client, body, { now: this.#options.clock.now(), path, repeat })
      return { answer: await postCallback(address.reachedAt, text, manner.timeoutMs, this.#closing.signal) }
    } catch (error) {
      return { failure: failureOf(error) }
    }
  }

  #keep(callback: Callback): void {
    this.#journal.append(callback)
    this.#remember(callback)
  }

  #remember(callback: Callback): void {
    this.#all.set(callback.id, callback)
    if (callback.state === 'waiting') this.#waiting.set(callback.id, callback)
    else this.#waiting.delete(callback.id)
  }
}
