import type { AttemptId } from '../core/ids.ts'
import type { JsonObject } from '../core/json.ts'
import type { Outcome } from '../connectors/outcome.ts'

/** Why a provider was or was not chosen, for operators. */
export interface Candidate {
  provider: string
  provider_account: string
  chosen: boolean
  reason: string
}

/** How much longer an owner is waited for than it may act: its clock may differ from ours, and its timers may be late. */
export const leaseMarginMs = 5_000

/** One try to create the invoice at one provider, as it is committed before the first byte leaves. */
export interface NewAttempt {
  id: AttemptId
  candidates: Candidate[]
  /** The payable number that was allocated, where the provider has us choose it. */
  number: string | null
  epoch: number
  /** After it the create is not sent any more. */
  sendDeadline: Date
  /** Until it nobody else acts for this attempt. */
  leaseUntil: Date
}

/** What came of an attempt; written only while its epoch is still the writer's. */
export interface AttemptResult {
  id: AttemptId
  epoch: number
  outcome: Outcome
  providerCode: string | null
  providerMessage: string | null
  finishedAt: Date
  /** When the provider should be asked what became of it; null once that is known. */
  nextCheckAt: Date | null
  notFound: number
  /** What ended an outcome that the call itself left unknown. */
  resolution: JsonObject | null
}
