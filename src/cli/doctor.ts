import type { Command } from 'commander'
import { defaultMerchantId } from '../access/merchants.ts'
import type { Tagih } from '../app.ts'
import { ConfigError, readConfig, readEnvironment, type Config } from '../config.ts'
import { isUnavailable } from '../db/pool.ts'
import { checkAccount } from './check-account.ts'
import { print, withApp } from './with-app.ts'

interface Finding {
  check: string
  good: boolean
  finding: string
}

/** Configuration, database and credentials, each with what was found; exit code 1 when anything is not good. */
export function addDoctor(program: Command): void {
  program
    .command('doctor')
    .description('check configuration, database and the credentials of every provider account')
    .action(async (_options: object, command: Command) => {
      const findings = await examine()
      print(command, findings)
      if (findings.some(({ good }) => !good)) process.exitCode = 1
    })
}

async function examine(): Promise<Finding[]> {
  let config: Config
  try {
    config = readConfig(readEnvironment())
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    return error.faults.map((fault) => ({ check: 'configuration', good: false, finding: fault }))
  }
  const configuration = { check: 'configuration', good: true, finding: config.production ? 'production' : 'not production' }
  try {
    return [configuration, ...(await withApp((tagih) => examineApp(config, tagih)))]
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    const found = isUnavailable(error)
      ? { check: 'database', finding: 'cannot be reached' }
      : { check: 'database and accounts', finding: why }
    return [configuration, { ...found, good: false }]
  }
}

async function examineApp(config: Config, { accounts, merchants, invoices, readiness }: Tagih): Promise<Finding[]> {
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
  if (findings.length > 0) return [database, ...findings]
  const finding = config.sandbox ? 'none: the simulators of the running server are used' : 'none is configured'
  return [database, { check: 'provider accounts', good: config.sandbox, finding }]
}
