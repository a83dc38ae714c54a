import type { Command } from 'commander'
import { z } from 'zod'
import { defaultMerchantId } from '../access/merchants.ts'
import { scopes } from '../access/scopes.ts'
import { asApiKeyId, asMerchantId } from '../core/ids.ts'
import type { CommandContext } from './command-context.ts'
import { ExpectedFailure, print, withApp } from './with-app.ts'

interface CreateOptions {
  name: string
  merchant: string
  scopes: string
  expires?: string
}

export function addKeys(program: Command, context: CommandContext): void {
  const keys = program.command('keys').description('API keys')
  keys
    .command('create')
    .description('create an API key; it is printed once')
    .requiredOption('--name <name>', 'what the key is for')
    .option('--merchant <id>', 'whose key it is', defaultMerchantId)
    .option('--scopes <list>', 'separated by commas', 'invoices:read,invoices:write')
    .option('--expires <instant>', 'RFC 3339, with its offset')
    .action(async (options: CreateOptions, command: Command) => {
      const wanted = { name: options.name, scopes: readScopes(options.scopes), expiresAt: readExpiry(options.expires) }
      const created = await withApp(context, async (tagih) => {
        const merchantId = await tagih.merchants.require(options.merchant, '--merchant')
        return {
          ...(await tagih.keys.create({ merchantId, ...wanted })),
          merchant_id: merchantId,
          name: wanted.name,
          scopes: wanted.scopes,
        }
      })
      print(command, created)
    })
  keys
    .command('list')
    .description('list API keys, without the keys themselves')
    .option('--merchant <id>', 'of this merchant only')
    .action(async ({ merchant }: { merchant?: string }, command: Command) => {
      print(command, await withApp(context, (tagih) => tagih.keys.list(merchant === undefined ? null : asMerchantId(merchant))))
    })
  keys
    .command('revoke <id>')
    .description('revoke an API key; every instance follows within 10 s')
    .action(async (id: string, _options: object, command: Command) => {
      await withApp(context, (tagih) => tagih.keys.revoke(asApiKeyId(id)))
      print(command, { revoked: id })
    })
}

function readScopes(text: string) {
  const parsed = z
    .array(z.enum(scopes))
    .min(1)
    .safeParse(text.split(',').map((scope) => scope.trim()))
  if (!parsed.success) throw new ExpectedFailure(`--scopes takes ${scopes.join(', ')}`)
  return parsed.data
}

function readExpiry(text: string | undefined): Date | null {
  if (text === undefined) return null
  const parsed = z.iso.datetime({ offset: true }).safeParse(text)
  if (!parsed.success) throw new ExpectedFailure('--expires takes an RFC 3339 instant with its offset')
  return new Date(parsed.data)
}
