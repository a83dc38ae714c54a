import type { Command } from 'commander'
import { defaultMerchantId } from '../access/merchants.ts'
import type { Tagih } from '../app.ts'
import type { MerchantId } from '../core/ids.ts'
import { deliveryQuery } from '../http/routes/deliveries.ts'
import { replayRequest } from '../http/webhook-schemas.ts'
import type { Delivery } from '../webhooks/delivery-log.ts'
import { readEndpoint, replayEvents, retryDelivery } from '../webhooks/manage-endpoints.ts'
import type { CommandContext } from './command-context.ts'
import { readOptions } from './read-options.ts'
import { ExpectedFailure, print, printPage, withApp } from './with-app.ts'

interface ListOptions {
  merchant: string
  endpoint?: string
  state?: string
  limit?: string
  cursor?: string
}

interface ReplayOptions {
  merchant: string
  delivery?: string
  endpoint?: string
  from?: string
  to?: string
}

export function addWebhooks(program: Command, context: CommandContext): void {
  const webhooks = program.command('webhooks').description('what merchants are told, and how that fares')
  addList(webhooks, context)
  addReplay(webhooks, context)
}

function addList(webhooks: Command, context: CommandContext): void {
  webhooks
    .command('list')
    .description('list webhook endpoints with what waits for them, or what was sent to one of them, newest first')
    .option('--merchant <id>', 'whose endpoints', defaultMerchantId)
    .option('--endpoint <id>', 'list the deliveries of this endpoint')
    .option('--state <state>', 'deliveries in this state: pending, delivered, failed, cancelled')
    .option('--limit <count>', '1 to 100 deliveries, default 20')
    .option('--cursor <cursor>', 'of the page before: go on behind it')
    .action(async ({ merchant, endpoint, ...filter }: ListOptions, command: Command) => {
      if (endpoint !== undefined) {
        await printDeliveries(context, command, { merchant, endpoint, ...filter })
        return
      }
      if (Object.keys(filter).length > 0)
        throw new ExpectedFailure('--state, --limit and --cursor are about deliveries: give --endpoint too.')
      const data = await withApp(context, async (tagih) =>
        listEndpoints(tagih, await tagih.merchants.require(merchant, '--merchant')),
      )
      printPage(
        command,
        { data, next_cursor: null },
        data.map(({ description: _, created_at: __, updated_at: ___, ...row }) => row),
      )
    })
}

async function listEndpoints({ webhooks }: Tagih, merchantId: MerchantId) {
  const [endpoints, waiting] = await Promise.all([webhooks.endpoints.list(merchantId), webhooks.log.countWaiting(merchantId)])
  return endpoints.map((endpoint) => ({ ...endpoint, deliveries_waiting: waiting.get(endpoint.id) ?? 0 }))
}

async function printDeliveries(
  context: CommandContext,
  command: Command,
  { merchant, endpoint, ...filter }: ListOptions & { endpoint: string },
): Promise<void> {
  const { limit, ...query } = readOptions(deliveryQuery, filter)
  const page = await withApp(context, async ({ merchants, webhooks }) => {
    const merchantId = await merchants.require(merchant, '--merchant')
    const { id } = await readEndpoint(webhooks, merchantId, endpoint)
    return webhooks.log.list(merchantId, id, { ...query, limit: Number(limit ?? 20) })
  })
  printPage(command, page, page.data.map(toRow))
}

function toRow({ attempts, ...delivery }: Delivery) {
  const { id, event_type, invoice_id, sequence, state, tries, next_try_at, created_at } = delivery
  const last = attempts.at(-1)
  return {
    ...{ id, event_type, invoice_id, sequence, state, tries, last_status: last?.http_status, last_reason: last?.reason },
    ...{ next_try_at, created_at },
  }
}

function addReplay(webhooks: Command, context: CommandContext): void {
  webhooks
    .command('replay')
    .description('have events sent again by the running gateway: all of a time to one endpoint, or one delivery')
    .option('--merchant <id>', 'whose endpoint', defaultMerchantId)
    .option('--endpoint <id>', 'to this endpoint')
    .option('--from <instant>', 'what happened then or later; RFC 3339, with its offset')
    .option('--to <instant>', 'what happened then or earlier; default now')
    .option('--delivery <id>', 'try this delivery once more')
    .action(async ({ merchant, ...options }: ReplayOptions, command: Command) => {
      const replay = readReplay(options)
      const replayed = await withApp(context, async (tagih) =>
        replay(tagih, await tagih.merchants.require(merchant, '--merchant')),
      )
      print(command, replayed, 'attempts' in replayed ? toRow(replayed) : replayed)
    })
}

type Replay = (tagih: Tagih, merchantId: MerchantId) => Promise<Delivery | { deliveries: number }>

function readReplay({ delivery, endpoint, from, to }: Omit<ReplayOptions, 'merchant'>): Replay {
  const isOfATime = endpoint !== undefined && from !== undefined && delivery === undefined
  const isOfOne = delivery !== undefined && [endpoint, from, to].every((one) => one === undefined)
  if (isOfOne) return ({ webhooks }, merchantId) => retryDelivery(webhooks, merchantId, delivery)
  if (!isOfATime) throw new ExpectedFailure('Give --endpoint and --from, or --delivery alone.')
  const span = readOptions(replayRequest.partial({ to: true }), { from, to })
  return async ({ webhooks }, merchantId) => {
    const until = span.to === undefined ? webhooks.clock.now() : new Date(span.to)
    return { deliveries: await replayEvents(webhooks, merchantId, endpoint, { from: new Date(span.from), to: until }) }
  }
}
