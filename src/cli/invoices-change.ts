import type { Command } from 'commander'
import { defaultMerchantId } from '../access/merchants.ts'
import { asInvoiceId } from '../core/ids.ts'
import { presentInvoice } from '../core/invoice-wire.ts'
import { cancelInvoice } from '../invoices/cancel-invoice.ts'
import { refreshInvoice } from '../invoices/refresh-invoice.ts'
import { atProvider } from './at-provider.ts'
import type { CommandContext } from './command-context.ts'
import { printAnswer, printInvoice } from './invoices-show.ts'
import { withApp } from './with-app.ts'

interface CancelOptions {
  merchant: string
  keepPayments?: boolean
}

/** What asks the provider or tells it something. */
export function addInvoiceChanges(invoices: Command, context: CommandContext): void {
  addRefresh(invoices, context)
  addCancel(invoices, context)
}

function addRefresh(invoices: Command, context: CommandContext): void {
  invoices
    .command('refresh <id>')
    .description('ask the provider how an invoice stands, and write it')
    .option('--merchant <id>', 'whose invoice', defaultMerchantId)
    .action(async (id: string, { merchant }: { merchant: string }, command: Command) => {
      const invoice = await withApp(context, async (tagih, config) => {
        const merchantId = await tagih.merchants.require(merchant, '--merchant')
        const named = { merchantId, id: asInvoiceId(id) }
        return atProvider(tagih, config, named, () => refreshInvoice(tagih.invoices, merchantId, named.id))
      })
      printInvoice(command, presentInvoice(invoice))
    })
}

function addCancel(invoices: Command, context: CommandContext): void {
  invoices
    .command('cancel <id>')
    .description('withdraw an invoice at its provider; exit code 3 while it is not known whether that was done')
    .option('--merchant <id>', 'whose invoice', defaultMerchantId)
    .option('--keep-payments', 'although part of it was paid; what was paid stays recorded')
    .action(async (id: string, { merchant, keepPayments = false }: CancelOptions, command: Command) => {
      const answer = await withApp(context, async (tagih, config) => {
        const merchantId = await tagih.merchants.require(merchant, '--merchant')
        const named = { merchantId, id: asInvoiceId(id) }
        return atProvider(tagih, config, named, () => cancelInvoice(tagih.invoices, { ...named, keepPayments }))
      })
      printAnswer(context, command, answer)
    })
}
