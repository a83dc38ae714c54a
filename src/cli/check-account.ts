import type { Caller } from '../connectors/call.ts'
import type { Verdict } from '../connectors/outcome.ts'
import type { UsableAccount } from '../routing/choose-account.ts'

export interface AccountCheck {
  provider: string
  account: string
  good: boolean
  finding: string
}

/** Whether a provider takes an account's credentials, by a call that changes nothing there. */
export async function checkAccount(caller: Caller, account: UsableAccount): Promise<AccountCheck> {
  const { token, verify } = account.operations
  const about = { provider: account.provider, account: account.name }
  if (verify !== undefined) return { ...about, ...judge((await caller.call(account, 'verify', verify, null)).verdict) }
  if (token !== undefined) return { ...about, ...judge((await caller.call(account, 'token', token, null)).verdict) }
  return { ...about, good: false, finding: 'this provider has no call that would show it' }
}

function judge(verdict: Verdict<unknown>): Pick<AccountCheck, 'good' | 'finding'> {
  switch (verdict.kind) {
    case 'done':
    case 'next_page':
      return { good: true, finding: 'credentials accepted' }
    case 'not_sent':
      return { good: false, finding: `could not be reached: ${verdict.reason}` }
    case 'unknown':
      return { good: false, finding: `no clear answer (HTTP ${verdict.httpStatus ?? 'none'}): ${verdict.reason}` }
    case 'refused':
      return verdict.meaning === 'absent'
        ? { good: true, finding: 'credentials accepted' }
        : { good: false, finding: `refused (HTTP ${verdict.httpStatus ?? 'none'}, code ${verdict.code ?? 'none'})` }
  }
}
