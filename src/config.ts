import { existsSync } from 'node:fs'
import { isIP } from 'node:net'
import { z } from 'zod'
import { connectors } from './connectors/registry.ts'
import type { Connector, EnvironmentVariable } from './connectors/connector.ts'
import { apiKeyPattern } from './access/api-keys.ts'
import { failpointActions, failpoints, type ArmedFailpoint } from './core/failpoints.ts'
import { toFaults } from './core/faults.ts'

/** What the environment says, checked as a whole. The only reader of process.env. */
export interface Config {
  production: boolean
  host: string
  port: number
  /** Null: the embedded PostgreSQL. */
  databaseUrl: string | null
  databasePrepared: boolean
  publicUrl: string
  sandbox: boolean
  bootstrapApiKey: string | null
  /** Null: a key of its own in the data directory, outside production. */
  encryptionKey: Buffer | null
  /** Bootstrap accounts, by provider. */
  accounts: { provider: string; credentials: Record<string, unknown>; settings: Record<string, unknown> }[]
  callbackPathToken: string | null
  providerTimeoutMs: number
  defaultExpiryMinutes: number
  rateLimitPerSecond: number
  /** Networks that are not public and that webhooks may reach all the same. */
  webhookAllowedNetworks: string[]
  trustProxy: string[]
  shutdownGraceMs: number
  retentionDays: number
  logLevel: string
  failpoints: readonly ArmedFailpoint[]
}

/** Every fault at once, naming variables and never their values. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError'
  readonly faults: readonly string[]

  constructor(faults: readonly string[]) {
    super(`The environment is not right:\n${faults.map((fault) => `  ${fault}`).join('\n')}`)
    this.faults = faults
  }
}

const wholeNumber = (min: number, max: number, fallback: number) =>
  z
    .string()
    .regex(/^\d{1,9}$/, 'must be a whole number')
    .transform(Number)
    .pipe(z.number().min(min, `must be at least ${min}`).max(max, `must be at most ${max}`))
    .default(fallback)
const flag = z.enum(['true', 'false'], 'must be true or false').transform((text) => text === 'true')
const networks = z
  .string()
  .transform((text) =>
    text
      .split(',')
      .map((part) => part.trim())
      .filter((part) => part !== ''),
  )
  .refine((parts) => parts.every(isNetwork), 'must be addresses or networks, such as 10.0.0.0/8, separated by commas')
  .default([])

function isNetwork(text: string): boolean {
  const [address = '', bits, ...more] = text.split('/')
  const bitsMax = { 0: -1, 4: 32, 6: 128 }[isIP(address)] ?? -1
  return more.length === 0 && bitsMax > 0 && (bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= bitsMax))
}

const armedFailpoint = z
  .string()
  .regex(/^\w+:\w+(:[1-9]\d{0,6})?$/, 'must be name:action or name:action:passing, separated by commas')
  .transform((text) => {
    const [name, action, passing = '1'] = text.split(':')
    return { name, action, passing: Number(passing) }
  })
  .pipe(z.object({ name: z.enum(failpoints), action: z.enum(failpointActions), passing: z.number() }))

const absoluteUrl = z.string().refine((text) => /^https?:\/\//.test(text) && URL.canParse(text), 'must be an http or https URL')

const variables = z.object({
  NODE_ENV: z.string().optional(),
  HOST: z.string().default('127.0.0.1'),
  PORT: wholeNumber(0, 65_535, 8080),
  DATABASE_URL: z
    .string()
    .refine((text) => /^postgres(ql)?:\/\//.test(text) && URL.canParse(text), 'must be a postgresql:// URL')
    .optional(),
  DATABASE_PREPARED: flag.default(true),
  PUBLIC_URL: absoluteUrl.transform((text) => text.replace(/\/+$/, '')).optional(),
  SANDBOX: flag.optional(),
  BOOTSTRAP_API_KEY: z.string().regex(apiKeyPattern, 'must be tgh_ and 24 to 200 visible characters').optional(),
  ENCRYPTION_KEY: z
    .base64('must be 32 bytes in base64')
    .transform((text) => Buffer.from(text, 'base64'))
    .refine((key) => key.length === 32, 'must be 32 bytes in base64')
    .optional(),
  CALLBACK_PATH_TOKEN: z
    .string()
    .regex(/^[A-Za-z0-9_-]{16,128}$/, 'must be 16 to 128 of A-Z a-z 0-9 _ -')
    .optional(),
  PROVIDER_TIMEOUT_MS: wholeNumber(100, 120_000, 15_000),
  DEFAULT_EXPIRY_MINUTES: wholeNumber(1, 525_600, 1_440),
  RATE_LIMIT_PER_SECOND: wholeNumber(0, 1_000_000, 1_000),
  WEBHOOK_ALLOWED_NETWORKS: networks,
  TRUST_PROXY: networks,
  SHUTDOWN_GRACE_MS: wholeNumber(0, 600_000, 20_000),
  RETENTION_DAYS: wholeNumber(1, 36_500, 400),
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'], 'must be a pino level').default('info'),
  FAILPOINTS: z
    .string()
    .transform((text) => text.split(','))
    .pipe(z.array(armedFailpoint))
    .default([]),
})

/** Every variable that is not a connector's own. */
export const variableNames: readonly string[] = Object.keys(variables.shape)

export type Environment = Record<string, string | undefined>

/** The environment of this process, with a `.env` file in the working directory behind it. */
export function readEnvironment(): Environment {
  if (existsSync('.env')) process.loadEnvFile('.env')
  return process.env
}

/** Throws a {@link ConfigError} with every fault. An empty variable counts as absent. */
export function readConfig(environment: Environment): Config {
  const present = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== undefined && value !== ''))
  const parsed = variables.safeParse(present)
  const accounts = connectors.map((connector) => readAccount(connector, present))
  const faults = [
    ...(parsed.success ? [] : toFaults(parsed.error).map(({ pointer, detail }) => `${pointer.slice(1)}: ${detail}`)),
    ...accounts.flatMap((account) => account.faults),
  ]
  if (!parsed.success) throw new ConfigError(faults)
  const configured = accounts.flatMap(({ account }) => (account === null ? [] : [account]))
  const values = parsed.data
  const production = values.NODE_ENV === 'production'
  faults.push(...productionFaults(production, values))
  if (faults.length > 0) throw new ConfigError(faults)
  return {
    production,
    host: values.HOST,
    port: values.PORT,
    databaseUrl: values.DATABASE_URL ?? null,
    databasePrepared: values.DATABASE_PREPARED,
    publicUrl: values.PUBLIC_URL ?? `http://${values.HOST.includes(':') ? `[${values.HOST}]` : values.HOST}:${values.PORT}`,
    sandbox: values.SANDBOX ?? (!production && configured.length === 0),
    bootstrapApiKey: values.BOOTSTRAP_API_KEY ?? null,
    encryptionKey: values.ENCRYPTION_KEY ?? null,
    accounts: configured,
    callbackPathToken: values.CALLBACK_PATH_TOKEN ?? null,
    providerTimeoutMs: values.PROVIDER_TIMEOUT_MS,
    defaultExpiryMinutes: values.DEFAULT_EXPIRY_MINUTES,
    rateLimitPerSecond: values.RATE_LIMIT_PER_SECOND,
    webhookAllowedNetworks: values.WEBHOOK_ALLOWED_NETWORKS,
    trustProxy: values.TRUST_PROXY,
    shutdownGraceMs: values.SHUTDOWN_GRACE_MS,
    retentionDays: values.RETENTION_DAYS,
    logLevel: values.LOG_LEVEL,
    failpoints: values.FAILPOINTS,
  }
}

function productionFaults(production: boolean, values: z.infer<typeof variables>): string[] {
  if (!production) return []
  return [
    ...(values.DATABASE_URL === undefined
      ? ['DATABASE_URL: is required in production; the embedded PostgreSQL is for trying things out.']
      : []),
    ...(values.ENCRYPTION_KEY === undefined
      ? ['ENCRYPTION_KEY: is required in production; make one with: openssl rand -base64 32']
      : []),
    ...(values.SANDBOX === true ? ['SANDBOX: is refused in production; simulated providers take no money.'] : []),
    ...(values.FAILPOINTS.length > 0 ? ['FAILPOINTS: is refused in production; it lets the process die on purpose.'] : []),
  ]
}

type ReadAccount = { account: Config['accounts'][number] | null; faults: string[] }

/** A provider is configured as soon as one of its credentials is given; then all that it needs must be. */
function readAccount(connector: Connector, environment: Record<string, string | undefined>): ReadAccount {
  const { name } = connector.manifest
  const settingsVariable = `${name.toUpperCase()}_SETTINGS`
  const settings = readJsonObject(environment[settingsVariable])
  if (settings === null) return { account: null, faults: [`${settingsVariable}: It must be a JSON object.`] }
  const given = connector.environment.filter((variable) => environment[variable.name] !== undefined)
  if (!given.some(({ into }) => into === 'credentials')) return { account: null, faults: [] }
  const read = (into: EnvironmentVariable['into']) =>
    Object.fromEntries(
      given.filter((variable) => variable.into === into).map((variable) => [variable.member, readValue(variable, environment)]),
    )
  const account = { provider: name, credentials: read('credentials'), settings: { ...settings, ...read('settings') } }
  return { account, faults: [...faultsIn(connector, 'credentials', account), ...faultsIn(connector, 'settings', account)] }
}

function faultsIn(connector: Connector, part: 'credentials' | 'settings', account: Config['accounts'][number]): string[] {
  const parsed = connector[part].safeParse(account[part])
  if (parsed.success) return []
  return parsed.error.issues.map((issue) => {
    const member = String(issue.path[0] ?? (issue.code === 'unrecognized_keys' ? issue.keys.join(', ') : ''))
    const variable = connector.environment.find((candidate) => candidate.into === part && candidate.member === member)
    return `${variable?.name ?? `${connector.manifest.name.toUpperCase()}_SETTINGS (${member})`}: ${issue.code === 'unrecognized_keys' ? 'there is no such setting' : issue.message}`
  })
}

function readValue({ name, list: isList }: EnvironmentVariable, environment: Record<string, string | undefined>): unknown {
  const text = environment[name] ?? ''
  return isList === true ? text.split(',').map((part) => part.trim()) : text
}

function readJsonObject(text: string | undefined): Record<string, unknown> | null {
  if (text === undefined) return {}
  try {
    return z.record(z.string(), z.unknown()).parse(JSON.parse(text))
  } catch {
    return null
  }
}
