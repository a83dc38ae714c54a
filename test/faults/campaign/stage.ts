import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openClosers } from './closers.ts'
import { openGatewaySide, type GatewaySide } from './gateway-side.ts'
import { openNewsSide, type NewsSide } from './news-side.ts'
import { openProviderSide, type ProviderSide } from './provider-side.ts'
import type { Random } from './random.ts'

/** Everything that a campaign plays with. */
export interface Stage extends Omit<ProviderSide, 'environment'>, GatewaySide, NewsSide {
  /** Where the logs of the instances are. */
  readonly folder: string
  /** Aborted when everything ends. */
  readonly closing: AbortSignal
  /** Ends everything, and removes the logs unless they are worth reading. */
  close(keepLogs: boolean): Promise<void>
}

/** With it the lease of an attempt is 10 s. */
const providerTimeoutMs = 1_000

export async function setStage(random: Random): Promise<Stage> {
  const closers = openClosers()
  const folder = await mkdtemp(join(tmpdir(), 'tagih-torture-'))
  const closing = new AbortController()
  const close = async (keepLogs: boolean) => {
    closing.abort()
    await closers.closeAll()
    if (!keepLogs) await rm(folder, { recursive: true, force: true })
  }
  try {
    const providerSide = await openProviderSide(closers, random, providerTimeoutMs)
    const own = {
      PROVIDER_TIMEOUT_MS: String(providerTimeoutMs),
      SHUTDOWN_GRACE_MS: '4000',
      WEBHOOK_ALLOWED_NETWORKS: '127.0.0.0/8',
    }
    const gatewaySide = await openGatewaySide(closers, { ...providerSide.environment, ...own }, folder)
    const newsSide = await openNewsSide(closers, random, providerSide, gatewaySide)
    return { ...providerSide, ...gatewaySide, ...newsSide, folder, close, closing: closing.signal }
  } catch (error) {
    await close(false)
    throw error
  }
}
