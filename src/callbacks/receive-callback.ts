import { createHash } from 'node:crypto'
import type { CallbackAccount, CallbackAccounts } from '../accounts/callback-accounts.ts'
import type { Authenticity, CallbackAnswer, IncomingCall } from '../connectors/connector.ts'
import { failpoint } from '../core/failpoints.ts'
import { newCallbackId } from '../core/ids.ts'
import { Problem } from '../core/problems.ts'
import type { Clock } from '../core/time.ts'
import type { Bell } from './bell.ts'
import type { CallbackStore } from './callback-store.ts'

/** `repeated`: the very same had come before. */
export const callbackVerdicts = ['verified', 'unsigned', 'forged', 'repeated'] as const
export type CallbackVerdict = (typeof callbackVerdicts)[number]

export interface IntakeDependencies {
  accounts: Pick<CallbackAccounts, 'byCallbackToken'>
  callbacks: Pick<CallbackStore, 'keep'>
  clock: Clock
  bell: Bell
  /** What a proxy in front takes off a path before it is ours, such as `/pay`; empty where it is as providers call it. */
  publicPath: string
  onReceived(provider: string, verdict: CallbackVerdict): void
}

export interface Incoming {
  provider: string
  /** The secret part of the path. */
  pathToken: string
  call: IncomingCall
}

/**
 * Proves who calls, keeps what was said, and only then answers, in the provider's own words. What is forged leaves nothing behind. Nothing is
 * done about it here: that comes after the answer. Throws `not_found` for a path that is nobody's, and what the database throws when it is away.
 */
export async function receiveCallback(dependencies: IntakeDependencies, incoming: Incoming): Promise<CallbackAnswer> {
  const { accounts, callbacks: store, clock, bell } = dependencies
  const call = { ...incoming.call, path: dependencies.publicPath + incoming.call.path }
  const found = await accounts.byCallbackToken(incoming.provider, incoming.pathToken)
  const callbacks = found?.account.operations.callbacks
  if (found === null || callbacks === undefined) throw new Problem('not_found', 'There is nothing at this path.')
  const { merchantId, provider, name: providerAccount } = found.account
  const authenticity = authenticate(found, call)
  if (authenticity === 'forged') {
    dependencies.onReceived(provider, 'forged')
    return callbacks.refused
  }
  const { headers, body } = call
  const isNew = await store.keep({
    ...{ merchantId, id: newCallbackId(), provider, providerAccount, authenticity, headers, body },
    ...{ dedupe: toDedupe(authenticity, body), receivedAt: clock.now() },
  })
  failpoint('callback_stored')
  dependencies.onReceived(provider, isNew ? authenticity : 'repeated')
  if (isNew) bell.ring()
  return callbacks.accepted
}

/** The present credentials decide, unless those before them prove it: a provider goes on signing with them for a while. */
function authenticate({ account, previous }: CallbackAccount, call: IncomingCall): Authenticity {
  const present = account.operations.callbacks?.authenticate(call) ?? 'forged'
  if (present === 'verified' || previous === null) return present
  return previous.operations.callbacks?.authenticate(call) === 'verified' ? 'verified' : present
}

/**
 * The very same message is one that says the same in the same bytes: the provider's id of it is among them. What nobody signed never stands
 * in for what was signed.
 */
function toDedupe(authenticity: Authenticity, body: Buffer): Buffer {
  return createHash('sha256').update(`${authenticity}\n`).update(body).digest()
}
