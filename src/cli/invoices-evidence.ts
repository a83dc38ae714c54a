import type { Command } from 'commander'
import { defaultMerchantId } from '../access/merchants.ts'
import { asInvoiceId } from '../core/ids.ts'
import type { CommandContext } from './command-context.ts'
import { gatherEvidence, type Evidence } from './gather-evidence.ts'
import { toLines } from './invoices-show.ts'
import { printParts, withApp } from './with-app.ts'

interface EvidenceOptions {
  merchant: string
  bodies?: boolean
}

/** What an operator prints when the provider says one thing and the merchant another. */
export function addInvoiceEvidence(invoices: Command, context: CommandContext): void {
  invoices
    .command('evidence <id>')
    .description('everything on record about one invoice: money, events, calls, callbacks, exceptions and webhooks')
    .option('--merchant <id>', 'whose invoice', defaultMerchantId)
    .option('--bodies', 'also what providers and webhook endpoints said, which may hold personal data; never their headers')
    .action(async (id: string, { merchant, bodies = false }: EvidenceOptions, command: Command) => {
      const evidence = await withApp(context, async (tagih) =>
        gatherEvidence(tagih, await tagih.merchants.require(merchant, '--merchant'), asInvoiceId(id), bodies),
      )
      printParts(command, evidence, toParts(evidence))
    })
}

/** For people: the same in tables, without what only programs read. */
function toParts(evidence: Evidence) {
  const { attempts, events, deliveries } = evidence
  return {
    Invoice: toLines(evidence.invoice),
    Payments: evidence.payments,
    Events: events.map(({ sequence, type, created_at, id }) => ({ sequence, type, created_at, id })),
    Attempts: attempts.map(({ operations: _, ...attempt }) => attempt),
    Calls: attempts.flatMap(({ operations }) => operations),
    Exceptions: evidence.exceptions,
    Callbacks: evidence.callbacks,
    'Webhook endpoints': evidence.webhook_endpoints,
    Deliveries: deliveries.map(({ attempts: _, invoice_id: __, ...delivery }) => delivery),
    Tries: deliveries.flatMap(({ id, attempts: tries }) => tries.map((tried) => ({ delivery_id: id, ...tried }))),
  }
}
