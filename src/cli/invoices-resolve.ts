import type { Command } from 'commander'
import { z } from 'zod'
import { defaultMerchantId } from '../access/merchants.ts'
import { asInvoiceId, type InvoiceId, type MerchantId } from '../core/ids.ts'
import { exceptionCodes } from '../core/invoice.ts'
import { exceptionNote } from '../http/routes/resolve-exception.ts'
import { resolution } from '../http/routes/resolve-invoice.ts'
import type { Answer } from '../invoices/answer.ts'
import type { InvoiceDependencies } from '../invoices/dependencies.ts'
import { resolveException } from '../invoices/resolve-exception.ts'
import { resolveInvoice } from '../invoices/resolve-invoice.ts'
import { atProvider } from './at-provider.ts'
import type { CommandContext } from './command-context.ts'
import { printAnswer } from './invoices-show.ts'
import { readOptions } from './read-options.ts'
import { ExpectedFailure, withApp } from './with-app.ts'

interface ResolveOptions {
  merchant: string
  by: string
  created?: string
  notCreated?: boolean
  exception?: string
  note?: string
}

type Resolve = (invoices: InvoiceDependencies, merchantId: MerchantId, id: InvoiceId) => Promise<Answer>

/** What a person decides is on record with who and why, as it is with the name of an API key. */
export function addInvoiceResolve(invoices: Command, context: CommandContext): void {
  invoices
    .command('resolve <id>')
    .description('decide what nobody could prove: whether an unknown invoice was created, or that an exception was looked at')
    .option('--merchant <id>', 'whose invoice', defaultMerchantId)
    .requiredOption('--by <name>', 'who decides, for the record')
    .option('--created <provider_invoice_id>', 'the unknown invoice was created, and this is its id at the provider')
    .option('--not-created', 'the unknown invoice was not created; frees its reference; needs --note')
    .option('--exception <code>', 'takes this exception off the list; needs --note')
    .option('--note <text>', 'what was found, for whoever looks at it later')
    .action(async (id: string, { merchant, ...options }: ResolveOptions, command: Command) => {
      const resolve = readDecision(options)
      const answer = await withApp(context, async (tagih, config) => {
        const named = { merchantId: await tagih.merchants.require(merchant, '--merchant'), id: asInvoiceId(id) }
        return atProvider(tagih, config, named, () => resolve(tagih.invoices, named.merchantId, named.id))
      })
      printAnswer(context, command, answer)
    })
}

const decider = z.object({ by: z.string().regex(/^(?=.*\S)\P{C}{1,100}$/u, 'must be 1 to 100 visible characters') })
const exception = exceptionNote.extend({ exception: z.enum(exceptionCodes) })

function readDecision({ by: name, created, notCreated, exception: code, note }: Omit<ResolveOptions, 'merchant'>): Resolve {
  if ([created, notCreated, code].filter((one) => one !== undefined).length !== 1)
    throw new ExpectedFailure('Give one of --created, --not-created and --exception.')
  if ((created === undefined) !== (note !== undefined))
    throw new ExpectedFailure('--note belongs to --not-created and to --exception, which cannot do without it.')
  const { by: who } = readOptions(decider, { by: name })
  const by = `${who} (command line)`
  if (code !== undefined) {
    const settled = readOptions(exception, { exception: code, note })
    return (invoices, merchantId, id) =>
      resolveException(invoices, { merchantId, id, code: settled.exception, note: settled.note, by })
  }
  const given = created === undefined ? { outcome: 'not_created', note } : { outcome: 'created', provider_invoice_id: created }
  const decided = readOptions(resolution, given, { provider_invoice_id: '--created' })
  return (invoices, merchantId, id) => resolveInvoice(invoices, { merchantId, id, resolution: decided, by })
}
