import { tmpdir } from 'node:os'
import { setTimeout as pause } from 'node:timers/promises'
import { z } from 'zod'
import { runCli } from '../../support/tagih-process.ts'
import { noteLedger } from './collect.ts'
import type { LedgerNote } from './history.ts'
import { passOn } from './http-door.ts'
import { providerNames } from './orders.ts'
import { forEach, type ApiReader } from './read-api.ts'
import { sen, sumOf } from './rupiah.ts'
import type { Stage } from './stage.ts'
import { openTally, type Tally } from './tally.ts'

const tries = 40
const betweenTriesMs = 500

/**
 * What was paid and is not known here is asked for, as the schedule of looks would in the course of the day. Of the rest, Netzme's invoices
 * without a fixed method, nobody but Netzme can tell: a person has the callback sent once more, and as the last resort has what was kept run
 * again. Counts the paid invoices by how they came to be known.
 */
export async function settleMoney(stage: Stage, reader: ApiReader): Promise<Tally> {
  const known = openTally()
  stage.providers.callbacks.pause()
  const paid = readLedger(stage).filter(({ payments }) => payments.length > 0)
  let unheard = await findUnheard(reader, paid)
  known.add('by a callback or a look, while things broke or soon after', paid.length - unheard.length)
  const next = async (how: string, deed: (entry: LedgerNote, invoiceId: string) => Promise<void>) => {
    await forEach(unheard, ({ entry, invoiceId }) => deed(entry, invoiceId))
    const before = unheard.length
    for (let count = 0; count < tries && unheard.length > 0; count += 1) {
      if (count > 0) await pause(betweenTriesMs)
      unheard = await findUnheard(reader, paid)
      if (how === byAsking) break
    }
    known.add(how, before - unheard.length)
  }
  await next(byAsking, async (_, id) => {
    await reader.send({ method: 'POST', path: `/invoices/${id}/refresh` })
  })
  await next('by a callback that a person had sent once more', (entry) => sendAgain(stage, entry))
  if (unheard.length > 0) {
    await replayCallbacks(stage)
    await next('by a callback that a person had run again', () => Promise.resolve())
  }
  return known
}

const byAsking = 'by asking the provider'

export function readLedger({ providers }: Pick<Stage, 'providers'>): LedgerNote[] {
  return providerNames.flatMap((provider) => noteLedger(provider, providers.ledger(provider)))
}

interface Unheard {
  entry: LedgerNote
  invoiceId: string
}

/** Entries whose money the API does not show, as far as it shows the invoice. */
async function findUnheard(reader: ApiReader, paid: readonly LedgerNote[]): Promise<Unheard[]> {
  const invoices = new Map((await reader.list()).map((invoice) => [`${invoice.provider} ${invoice.reference}`, invoice]))
  return paid.flatMap((entry): Unheard[] => {
    const invoice = invoices.get(`${entry.provider} ${entry.reference}`)
    const isHeard = invoice === undefined || sen(invoice.amountPaid) === sumOf(entry.payments)
    return isHeard ? [] : [{ entry, invoiceId: invoice.id }]
  })
}

/** As Netzme's own people do when they are asked to: with the proof, past everything that goes wrong. */
async function sendAgain({ providers, urls, callbackPath }: Stage, { provider, id }: LedgerNote): Promise<void> {
  if (provider !== 'netzme') return
  const kept = providers.callbacks.list().filter(({ invoiceId }) => invoiceId === id)
  const { callback_token: token } = z.object({ callback_token: z.string() }).parse(providers.credentials('netzme'))
  for (const callback of kept) {
    const body = Buffer.from(JSON.stringify(callback.body))
    const headers = { 'content-type': 'application/json', 'content-length': String(body.length), 'x-callback-token': token }
    await passOn(urls[0] ?? '', { method: 'POST', path: callbackPath('netzme'), headers, body })
  }
}

/** The operator's own command, with the environment of a gateway. */
async function replayCallbacks({ environment }: Stage): Promise<void> {
  for (const state of ['received', 'quarantined', 'ignored', 'failed'])
    await runCli(['callbacks', 'replay', '--state', state], { environment, cwd: tmpdir() })
}
