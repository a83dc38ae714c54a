import { readFileSync } from 'node:fs'
import type { Command } from 'commander'
import { defaultMerchantId } from '../access/merchants.ts'
import { asMerchantId } from '../core/ids.ts'
import { checkAccount } from './check-account.ts'
import type { CommandContext } from './command-context.ts'
import { exitCodes } from './exit-codes.ts'
import { ExpectedFailure, print, withApp } from './with-app.ts'

interface SetOptions {
  merchant: string
  file: string
}

export function addAccounts(program: Command, context: CommandContext): void {
  const accounts = program.command('accounts').description('provider accounts')
  accounts
    .command('set <provider> <name>')
    .description('create or replace a provider account from JSON: { "credentials": {…}, "settings": {…} }')
    .option('--merchant <id>', 'whose account it is', defaultMerchantId)
    .option('--file <path>', 'where the JSON is; - is standard input, so that no secret is in the command line', '-')
    .action(async (provider: string, name: string, { merchant, file }: SetOptions, command: Command) => {
      const { credentials, settings } = readAccount(context, file)
      const put = await withApp(context, async (tagih) => {
        const merchantId = await tagih.merchants.require(merchant, '--merchant')
        return tagih.accounts.put({ merchantId, provider, name, credentials, settings })
      })
      print(command, put.account)
    })
  accounts
    .command('list')
    .description('list provider accounts, without credentials')
    .option('--merchant <id>', 'whose accounts', defaultMerchantId)
    .action(async ({ merchant }: { merchant: string }, command: Command) => {
      print(command, await withApp(context, (tagih) => tagih.accounts.list(asMerchantId(merchant))))
    })
  accounts
    .command('verify')
    .description('ask each provider, by a call that changes nothing, whether it takes the credentials')
    .option('--merchant <id>', 'whose accounts', defaultMerchantId)
    .action(async ({ merchant }: { merchant: string }, command: Command) => {
      const checks = await withApp(context, async ({ accounts: directory, invoices }) => {
        const usable = await directory.usable(asMerchantId(merchant))
        return Promise.all(usable.map((account) => checkAccount(invoices.caller, account)))
      })
      print(command, checks)
      if (checks.some(({ good }) => !good)) context.endWith(exitCodes.failed)
    })
}

function readAccount(context: CommandContext, file: string): { credentials: unknown; settings: unknown } {
  let parsed: unknown
  try {
    parsed = JSON.parse(file === '-' ? context.readInput() : readFileSync(file, 'utf8'))
  } catch {
    throw new ExpectedFailure('The account could not be read: give JSON such as { "credentials": {…}, "settings": {…} }')
  }
  if (typeof parsed !== 'object' || parsed === null || !('credentials' in parsed))
    throw new ExpectedFailure('The account has no "credentials".')
  return { credentials: parsed.credentials, settings: 'settings' in parsed ? parsed.settings : {} }
}
