import { addMs, dayMs, type Clock } from '../core/time.ts'
import { invoicesAtOnce, rowsAtOnce } from './retention-statements.ts'
import type { RetentionStore } from './retention-store.ts'

/** `unapplied_callbacks`: what a provider told and nobody could apply, in all that time. */
export const erasedKinds = [
  'invoices',
  'callbacks',
  'unapplied_callbacks',
  'provider_answers',
  'webhook_answers',
  'deliveries',
  'idempotency_keys',
] as const
export type ErasedKind = (typeof erasedKinds)[number]

export interface RetentionDependencies {
  retention: RetentionStore
  clock: Clock
  retentionDays: number
  /** Told of each part of what was erased, and how many. */
  onErased: (kind: ErasedKind, count: number) => void
}

/** How long a key is known (contract, "Idempotency"). */
const keyDays = 30

type Counts = Partial<Record<ErasedKind, number>>

/**
 * Erases one portion of each kind of what is older than it may be; answers whether there is more. Any number of instances may do it at once.
 * Throws the first error after all kinds had their turn, so that none waits for another.
 */
export async function eraseWhatIsOld({ retention, clock, retentionDays, onErased }: RetentionDependencies): Promise<boolean> {
  const now = clock.now()
  const old = addMs(now, -retentionDays * dayMs)
  const keysFrom = addMs(now, -keyDays * dayMs)
  const portions: [size: number, erase: () => Promise<Counts>][] = [
    [invoicesAtOnce, async () => ({ invoices: await retention.eraseInvoices(old, now) })],
    [rowsAtOnce, () => eraseCallbacks(retention, old)],
    [rowsAtOnce, async () => ({ provider_answers: await retention.eraseAnswers(old) })],
    [rowsAtOnce, async () => ({ webhook_answers: await retention.eraseWebhookAnswers(old) })],
    [rowsAtOnce, async () => ({ deliveries: await retention.forgetDeliveries(old) })],
    [rowsAtOnce, async () => ({ idempotency_keys: await retention.forgetKeysOfInvoices(keysFrom) })],
    [rowsAtOnce, async () => ({ idempotency_keys: await retention.forgetOtherKeys(keysFrom, now) })],
  ]
  let isMore = false
  const errors: unknown[] = []
  for (const [size, erase] of portions) {
    try {
      isMore = tell(await erase(), onErased) >= size || isMore
    } catch (error) {
      errors.push(error)
    }
  }
  if (errors.length > 0) throw errors[0]
  return isMore
}

async function eraseCallbacks(retention: RetentionStore, old: Date): Promise<Counts> {
  const { applied, neverApplied } = await retention.eraseCallbacks(old)
  return { callbacks: applied, unapplied_callbacks: neverApplied }
}

/** Answers how many there were of all kinds. */
function tell(counts: Counts, onErased: RetentionDependencies['onErased']): number {
  return erasedKinds.reduce((all, kind) => {
    const count = counts[kind] ?? 0
    if (count > 0) onErased(kind, count)
    return all + count
  }, 0)
}
