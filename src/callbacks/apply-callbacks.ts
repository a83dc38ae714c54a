import type { Clock } from '../core/time.ts'
import { addMs } from '../core/time.ts'
import { isUnavailable } from '../db/pool.ts'
import { flagBecauseOfCallback } from '../invoices/hear-of-invoice.ts'
import { applyCallback, type ApplyingDependencies, type Try } from './apply-callback.ts'
import type { CallbackState, DueCallback, TriedCallback } from './callback.ts'
import type { CallbackStore } from './callback-store.ts'
import { nextTryAt, type Obstacle } from './try-schedule.ts'

/** `waiting`: it is tried again. */
export const callbackResults = ['applied', 'waiting', 'quarantined', 'ignored', 'failed'] as const
export type CallbackResult = (typeof callbackResults)[number]

export interface CallbackDependencies extends ApplyingDependencies {
  callbacks: CallbackStore
  clock: Clock
  /** Told of each try and what it came to. */
  onTried(provider: string, result: CallbackResult): void
}

const batchMax = 20

/**
 * Applies what is due of one provider's callbacks. Each is taken by one instance. Answers how many were taken; throws the first error after
 * all have been tried, and what failed is due again when its lease is over.
 */
export async function applyCallbacks(dependencies: CallbackDependencies, provider: string): Promise<number> {
  const { callbacks, clock, invoices } = dependencies
  const now = clock.now()
  // Longer than asking takes, with a token before each call: one that is at it is not overtaken.
  const due = await callbacks.take(provider, now, addMs(now, 10 * invoices.providerTimeoutMs), batchMax)
  const tries = await Promise.allSettled(due.map((callback) => tryOne(dependencies, callback)))
  const failed = tries.find((one) => one.status === 'rejected')
  if (failed !== undefined) throw failed.reason
  return due.length
}

async function tryOne(dependencies: CallbackDependencies, callback: DueCallback): Promise<void> {
  const { callbacks, clock } = dependencies
  const tried = toTried(callback, await carryOut(dependencies, callback), clock.now())
  await callbacks.leave(callback, tried.written, clock.now())
  dependencies.onTried(callback.provider, tried.result)
}

async function carryOut(dependencies: CallbackDependencies, callback: DueCallback): Promise<Try> {
  const done = await applyCallback(dependencies, callback).catch((error: unknown): Try => {
    if (isUnavailable(error)) throw error
    // What nobody expected is a bug of ours; it may be mended while this waits.
    const word = error instanceof Error ? error.name : 'an error'
    return { kind: 'obstacle', obstacle: 'no_answer', invoice: null, word }
  })
  const isOver =
    done.kind === 'obstacle' &&
    done.obstacle !== 'no_effect' &&
    scheduleOf(callback, done.obstacle, dependencies.clock.now()).nextTryAt === null
  if (isOver && done.invoice !== null)
    await flagBecauseOfCallback(dependencies.invoices, done.invoice, { found: 'callback', word: done.word })
  return done
}

function toTried(callback: DueCallback, done: Try, now: Date): { result: CallbackResult; written: TriedCallback } {
  const { tries, triedSince } = callback
  const ended = { nextTryAt: null, tries, triedSince }
  switch (done.kind) {
    case 'applied':
      return { result: 'applied', written: { ...ended, state: 'applied', invoiceId: done.invoice.id, error: null } }
    case 'unrelated':
      return { result: 'applied', written: { ...ended, state: 'applied', invoiceId: null, error: 'about no invoice' } }
    case 'hopeless':
      return { result: 'failed', written: { ...ended, state: 'failed', invoiceId: done.invoice.id, error: done.word } }
    case 'obstacle': {
      const schedule = scheduleOf(callback, done.obstacle, now)
      const state = stateOf(done.obstacle, schedule.nextTryAt === null)
      const written = { ...schedule, state, invoiceId: done.invoice?.id ?? null, error: done.word }
      return { result: state === 'received' ? 'waiting' : state, written }
    }
  }
}

/** Each kind of obstacle has its own patience: one that has just been matched is not given up because it was unknown for a month. */
function scheduleOf(
  callback: DueCallback,
  obstacle: Obstacle,
  now: Date,
): Pick<TriedCallback, 'tries' | 'triedSince' | 'nextTryAt'> {
  const isOfSameKind = (callback.state === 'quarantined') === (obstacle === 'no_invoice')
  const { tries, triedSince } = isOfSameKind || callback.tries === 1 ? callback : { tries: 1, triedSince: now }
  return { tries, triedSince, nextTryAt: nextTryAt(obstacle, tries, triedSince, now) }
}

function stateOf(obstacle: Obstacle, isOver: boolean): CallbackState {
  if (obstacle === 'no_invoice') return isOver ? 'ignored' : 'quarantined'
  if (!isOver) return 'received'
  return obstacle === 'no_effect' ? 'applied' : 'failed'
}
