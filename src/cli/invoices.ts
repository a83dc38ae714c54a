import type { Command } from 'commander'
import { defaultMerchantId } from '../access/merchants.ts'
import type { Invoice } from '../core/invoice.ts'
import { asInvoiceId } from '../core/ids.ts'
import { presentInvoice } from '../core/invoice-wire.ts'
import { toAmount } from '../core/money.ts'
import { invoiceQuery, toInvoiceFilter } from '../http/routes/list-invoices.ts'
import { readInvoice } from '../invoices/read-invoice.ts'
import type { CommandContext } from './command-context.ts'
import { addInvoiceChanges } from './invoices-change.ts'
import { addInvoiceEvidence } from './invoices-evidence.ts'
import { addInvoiceResolve } from './invoices-resolve.ts'
import { printInvoice } from './invoices-show.ts'
import { readOptions } from './read-options.ts'
import { printPage, withApp } from './with-app.ts'

interface ListOptions {
  merchant: string
  status: string[]
  provider?: string
  reference?: string
  exception?: string
  createdFrom?: string
  createdTo?: string
  limit?: string
  cursor?: string
}

export function addInvoices(program: Command, context: CommandContext): void {
  const invoices = program.command('invoices').description('invoices, and what a person does about them')
  addGet(invoices, context)
  addList(invoices, context)
  addInvoiceChanges(invoices, context)
  addInvoiceResolve(invoices, context)
  addInvoiceEvidence(invoices, context)
}

function addGet(invoices: Command, context: CommandContext): void {
  invoices
    .command('get <id>')
    .description('show an invoice as it is recorded; no provider is asked')
    .option('--merchant <id>', 'whose invoice', defaultMerchantId)
    .action(async (id: string, { merchant }: { merchant: string }, command: Command) => {
      const invoice = await withApp(context, async (tagih) => {
        const merchantId = await tagih.merchants.require(merchant, '--merchant')
        return readInvoice(tagih.invoices, merchantId, asInvoiceId(id))
      })
      printInvoice(command, presentInvoice(invoice))
    })
}

function addList(invoices: Command, context: CommandContext): void {
  invoices
    .command('list')
    .description('list invoices, newest first')
    .option('--merchant <id>', 'whose invoices', defaultMerchantId)
    .option('--status <status>', 'in this status; may be repeated', addTo, [])
    .option('--provider <name>', 'at this provider')
    .option('--reference <reference>', 'of this reference, whole')
    .option('--exception <code>', 'that carry this exception')
    .option('--created-from <instant>', 'created then or later; RFC 3339, with its offset')
    .option('--created-to <instant>', 'created then or earlier')
    .option('--limit <count>', '1 to 100, default 20')
    .option('--cursor <cursor>', 'of the page before: go on behind it')
    .action(async ({ merchant, createdFrom, createdTo, ...filter }: ListOptions, command: Command) => {
      const query = readOptions(invoiceQuery, { ...filter, created_from: createdFrom, created_to: createdTo })
      const page = await withApp(context, async (tagih) =>
        tagih.reading.list(await tagih.merchants.require(merchant, '--merchant'), toInvoiceFilter(query)),
      )
      printPage(command, { ...page, data: page.data.map(presentInvoice) }, page.data.map(toRow))
    })
}

function addTo(status: string, before: string[]): string[] {
  return [...before, status]
}

function toRow(invoice: Invoice) {
  const { id, reference, status, provider, exceptions } = invoice
  return {
    ...{ id, reference, status, amount: toAmount(invoice.amount), amount_paid: toAmount(invoice.amountPaid) },
    ...{ provider, exceptions, created_at: invoice.createdAt.toISOString() },
  }
}
