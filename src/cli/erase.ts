import type { Command } from 'commander'
import { defaultMerchantId } from '../access/merchants.ts'
import { eraseCustomer } from '../retention/erase-customer.ts'
import type { CommandContext } from './command-context.ts'
import { exitCodes } from './exit-codes.ts'
import { print, withApp } from './with-app.ts'

interface EraseOptions {
  customerReference: string
  merchant: string
}

/** Prints ids and statuses, and nothing of the person. */
export function addErase(program: Command, context: CommandContext): void {
  program
    .command('erase')
    .description('erase the personal data of a customer in all finished invoices; the others are named: run it again later')
    .requiredOption('--customer-reference <reference>', 'your own id of the customer, as customer.reference has it')
    .option('--merchant <id>', 'whose customer', defaultMerchantId)
    .action(async ({ customerReference: reference, merchant }: EraseOptions, command: Command) => {
      const { erased, left } = await withApp(context, async ({ merchants, retention }) =>
        eraseCustomer(retention, { merchantId: await merchants.require(merchant, '--merchant'), reference }),
      )
      const rows = [
        ...erased.map((id) => ({ invoice: id, erased: 'yes', status: null })),
        ...left.map(({ id, status }) => ({ invoice: id, erased: 'not yet', status })),
      ]
      print(command, { erased, left }, rows)
      if (left.length > 0) context.endWith(exitCodes.incomplete)
    })
}
