import type { Command } from 'commander'
import { z } from 'zod'
import type { JsonObject } from '../core/json.ts'
import { readJson } from '../core/parse-json.ts'
import { invoice as wireInvoice } from '../http/schemas.ts'
import type { Answer } from '../invoices/answer.ts'
import type { CommandContext } from './command-context.ts'
import { exitCodes } from './exit-codes.ts'
import { print, warn } from './with-app.ts'

/** What a person looks at first; the whole is there with `--json`. */
const main = wireInvoice.pick({
  ...{ id: true, status: true, version: true, reference: true, title: true },
  ...{ amount: true, amount_due: true, amount_paid: true, amount_remaining: true },
  ...{ provider: true, provider_account: true, provider_invoice_id: true, payment: true },
  ...{ exceptions: true, failure: true, expires_at: true, created_at: true, updated_at: true, checked_at: true, paid_at: true },
})

/** With `--json` exactly what the API answers. */
export function printInvoice(command: Command, wire: JsonObject): void {
  print(command, wire, toLines(wire))
}

export function toLines(wire: JsonObject): { member: string; value: unknown }[] {
  const { payment, failure, ...rest } = main.parse(wire)
  const shown = {
    ...rest,
    payment_url: payment.url,
    virtual_accounts: payment.virtual_accounts.map(({ number }) => number),
    failure: failure === null ? null : `${failure.code}: ${failure.detail}`,
  }
  return Object.entries(shown).map(([member, value]) => ({ member, value }))
}

/** What a use case answered, in the words of HTTP: 202 says that it is not known whether it was done. */
export function printAnswer(context: CommandContext, command: Command, { status, body }: Answer): void {
  printInvoice(command, invoiceText.parse(readJson(body)))
  if (status !== 202) return
  warn(command, 'The provider’s answer was lost, and whether it was done is not known yet: look again.')
  context.endWith(exitCodes.notKnown)
}

const invoiceText: z.ZodType<JsonObject> = z.record(z.string(), z.json())
