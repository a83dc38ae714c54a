import { Problem } from '../core/problems.ts'

/** Who may begin: so much work is done at a time that what is begun is answered in time, and whoever comes then is told at once to come again. */
export interface Admission {
  /** Throws `unavailable` when there is no room. */
  check(): void
  /** The same, and holds a place until the work has ended. */
  hold<Result>(work: () => Promise<Result>): Promise<Result>
  /** Gives the place to others while nothing but somebody else's answer is waited for: thousands may wait for providers. Whoever comes back has a place. */
  lend<Result>(wait: () => Promise<Result>): Promise<Result>
}

interface AdmissionOptions {
  places: number
  /** So many may always begin, also while the process is behind: a pause of its own alone refuses nobody. */
  always: number
  /** Whether the process is behind with what it has been told already. */
  isBehind: () => boolean
}

export function openAdmission({ places, always, isBehind }: AdmissionOptions): Admission {
  let held = 0
  const check = () => {
    if (held >= places || (held >= always && isBehind()))
      throw new Problem('unavailable', 'More is asked than can be done now.', { retryAfterSeconds: 1 })
  }
  return {
    check,
    async hold(work) {
      check()
      held += 1
      try {
        return await work()
      } finally {
        held -= 1
      }
    },
    async lend(wait) {
      held -= 1
      try {
        return await wait()
      } finally {
        held += 1
      }
    },
  }
}
