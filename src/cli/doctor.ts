import type { Command } from 'commander'
import { defaultMerchantId } from '../access/merchants.ts'
import type { Tagih } from '../app.ts'
import { ConfigError, readConfig, type Config } from '../config.ts'
import { isUnavailable } from '../db/pool.ts'
import { checkAccount } from './check-account.ts'
import type { CommandContext } from './command-context.ts'
import { exitCodes } from './exit-codes.ts'
import { print, withApp } from './with-app.ts'

interface Finding {
  check: string
  good: boolean
  finding: string
}

/** So many invoices of each merchant are held against their events, unless all shall be. */
const auditedMax = 1_000
/** One fault of a kind is seldom alone; so many show which kind it is. */
const shownMax = 20

/** Configuration, database, events and credentials, each with what was found; exit code 1 when anything is not good. */
export function addDoctor(program: Command, context: CommandContext): void {
  program
    .command('doctor')
    .description(
      'check configuration, database, that invoices and their events agree, and the credentials of every provider account',
    )
    .option('--all', `hold all invoices against their events, not the newest ${auditedMax} of each merchant`)
    .action(async ({ all }: { all?: true }, command: Command) => {
      const findings = await examine(context, all === true ? Infinity : auditedMax)
      print(command, findings)
      if (findings.some(({ good }) => !good)) context.endWith(exitCodes.failed)
    })
}

async function examine(context: CommandContext, audited: number): Promise<Finding[]> {
  let config: Config
  try {
    config = readConfig(context.readEnvironment())
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    return error.faults.map((fault) => ({ check: 'configuration', good: false, finding: fault }))
  }
  const configuration = { check: 'configuration', good: true, finding: config.production ? 'production' : 'not production' }
  try {
    return [configuration, ...(await withApp(context, (tagih) => examineApp(config, tagih, audited)))]
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    const found = isUnavailable(error)
      ? { check: 'database', finding: 'cannot be reached' }
      : { check: 'database and accounts', finding: why }
    return [configuration, { ...found, good: false }]
  }
}

async function examineApp(config: Config, tagih: Tagih, audited: number): Promise<Finding[]> {
  const { accounts, merchants, invoices, readiness } = tagih
  const ready = await readiness.isReady()
  const where = config.databaseUrl === null ? 'embedded' : 'DATABASE_URL'
  const database = {
    check: 'database',
    good: ready,
    finding: ready ? `${where}: reachable and migrated` : `${where}: not usable`,
  }
  const listed = await Promise.all(
    (await merchants.list()).map(async ({ id }) => accounts.usable(await merchants.require(id, ''))),
  )
  const checks = await Promise.all(
    listed.flat().map(async (account) => ({ account, found: await checkAccount(invoices.caller, account) })),
  )
  const findings = checks.map(({ account, found }) => ({
    check: `${found.provider}/${found.account}${account.merchantId === defaultMerchantId ? '' : ` of ${account.merchantId}`}`,
    good: found.good,
    finding: found.finding,
  }))
  const stored = [database, ...(await examineEvents(tagih, audited))]
  if (findings.length > 0) return [...stored, ...findings]
  const finding = config.sandbox ? 'none: the simulators of the running server are used' : 'none is configured'
  return [...stored, { check: 'provider accounts', good: config.sandbox, finding }]
}

/** No change lacks its event, and no event lacks its change. */
async function examineEvents({ merchants, reading }: Tagih, audited: number): Promise<Finding[]> {
  const faults: Finding[] = []
  const seen = { invoices: 0, events: 0 }
  for (const { id } of await merchants.list()) {
    const found = await reading.auditEvents(await merchants.require(id, ''), audited)
    seen.invoices += found.invoices
    seen.events += found.events
    faults.push(...found.faults.map(({ invoiceId, fault }) => ({ check: `events of ${invoiceId}`, good: false, finding: fault })))
  }
  const summary = `${seen.invoices} invoices and their ${seen.events} events: ${faults.length} differences`
  return [{ check: 'events', good: faults.length === 0, finding: summary }, ...faults.slice(0, shownMax)]
}
