import type { Command } from 'commander'
import { z } from 'zod'
import { defaultMerchantId } from '../access/merchants.ts'
import { callbackStates, type CallbackState } from '../callbacks/callback.ts'
import { replayCallbacks } from '../callbacks/replay-callbacks.ts'
import { asCallbackId, asMerchantId } from '../core/ids.ts'
import type { CommandContext } from './command-context.ts'
import { ExpectedFailure, print, withApp } from './with-app.ts'

interface Filter {
  merchant: string
  state?: string
  since?: string
}

const shownAtOnce = 100

export function addCallbacks(program: Command, context: CommandContext): void {
  const callbacks = program.command('callbacks').description('what providers have told unasked')
  callbacks
    .command('list')
    .description(`list callbacks, newest first, at most ${shownAtOnce}; never what they said`)
    .option('--merchant <id>', 'whose callbacks', defaultMerchantId)
    .option('--state <state>', callbackStates.join(', '))
    .option('--since <instant>', 'received then or later; RFC 3339, with its offset')
    .action(async ({ merchant, state, since }: Filter, command: Command) => {
      const filter = { merchantId: asMerchantId(merchant), state: readState(state), since: readSince(since) ?? new Date(0) }
      print(command, await withApp(context, (tagih) => tagih.callbacks.callbacks.list(filter, shownAtOnce)))
    })
  callbacks
    .command('replay [ids...]')
    .description('have callbacks run again: these, or all of a state or since a moment; a running gateway takes them at once')
    .option('--merchant <id>', 'whose callbacks', defaultMerchantId)
    .option('--state <state>', callbackStates.join(', '))
    .option('--since <instant>', 'received then or later; RFC 3339, with its offset')
    .action(async (ids: string[], filter: Filter, command: Command) => {
      const replay = readReplay(ids, filter)
      const replayed = await withApp(context, (tagih) => replayCallbacks(tagih.callbacks, replay))
      print(
        command,
        replayed.map((id) => ({ replayed: id })),
      )
    })
}

function readReplay(ids: readonly string[], { merchant, ...filter }: Filter) {
  const merchantId = asMerchantId(merchant)
  const state = readState(filter.state)
  const since = readSince(filter.since)
  const isFiltered = state !== null || since !== null
  if (ids.length > 0 === isFiltered) throw new ExpectedFailure('Name the callbacks, or give --state or --since.')
  return ids.length > 0 ? { merchantId, ids: ids.map(asCallbackId) } : { merchantId, state, since: since ?? new Date(0) }
}

function readState(text: string | undefined): CallbackState | null {
  if (text === undefined) return null
  const parsed = z.enum(callbackStates).safeParse(text)
  if (!parsed.success) throw new ExpectedFailure(`--state takes ${callbackStates.join(', ')}`)
  return parsed.data
}

function readSince(text: string | undefined): Date | null {
  if (text === undefined) return null
  const parsed = z.iso.datetime({ offset: true }).safeParse(text)
  if (!parsed.success) throw new ExpectedFailure('--since takes an RFC 3339 instant with its offset')
  return new Date(parsed.data)
}
