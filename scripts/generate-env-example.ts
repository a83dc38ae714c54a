// Writes .env.example: every variable with a line of purpose. A variable that config.ts reads and nobody described is an error.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { variableNames } from '../src/config.ts'
import type { Connector } from '../src/connectors/connector.ts'
import { connectors } from '../src/connectors/registry.ts'

const purposes: Readonly<Record<string, string>> = {
  NODE_ENV: 'production refuses what is for trying things out: the embedded database, the sandbox, a key made by itself',
  HOST: 'Address to listen on; default 127.0.0.1 (the container: 0.0.0.0)',
  PORT: 'Port to listen on; default 8080. The simulated providers take the four ports after it',
  DATABASE_URL: 'postgresql://… of a PostgreSQL 15 to 18; empty: an embedded one in .data/postgres, not in production',
  DATABASE_PREPARED: 'false turns named statements off, for a PgBouncer older than 1.21 in transaction mode; default true',
  PUBLIC_URL: 'How providers and payers reach this gateway; default http://HOST:PORT',
  SANDBOX:
    'true: four simulated providers serve whoever has no credentials; default true when no provider is configured, refused in production',
  BOOTSTRAP_API_KEY: 'tgh_ and 24 or more visible characters: a key with all scopes for the default merchant',
  ENCRYPTION_KEY:
    '32 bytes in base64 that seal what the database must not show (openssl rand -base64 32); required in production',
  CALLBACK_PATH_TOKEN:
    'Fixed secret part of the callback paths of the accounts below, 16 to 128 of A-Z a-z 0-9 _ -; random otherwise',
  PROVIDER_TIMEOUT_MS: 'Total deadline of one call to a provider; default 15000',
  DEFAULT_EXPIRY_MINUTES: 'Life of an invoice that names no expires_at; default 1440',
  RATE_LIMIT_PER_SECOND: 'Requests per second and API key; default 1000, 0 is off',
  WEBHOOK_ALLOWED_NETWORKS:
    'Private or loopback networks (CIDR, separated by commas) that webhooks may reach, over http too; default none',
  TRUST_PROXY: 'Addresses or networks, separated by commas, whose X-Forwarded-For counts; default none',
  SHUTDOWN_GRACE_MS: 'How long a stopping process may finish its work; default 20000',
  RETENTION_DAYS:
    'After how many days raw callbacks, bodies of calls and personal data of finished invoices are erased; default 400. Money facts stay',
  LOG_LEVEL: 'fatal, error, warn, info, debug, trace or silent; default info',
  FAILPOINTS: 'Only for tests of what a crash leaves behind: name:action:passing, separated by commas; refused in production',
}

const heading = `# Written by \`npm run generate\`. Copy it to .env, which is read from the working directory; an empty variable counts as absent.
# A wrong or missing one stops the start with a list of all faults.`

function describeGateway(): string {
  const forgotten = variableNames.filter((name) => purposes[name] === undefined)
  const unread = Object.keys(purposes).filter((name) => !variableNames.includes(name))
  if (forgotten.length + unread.length > 0) throw new Error(`Describe ${forgotten.join(', ')}; remove ${unread.join(', ')}`)
  return variableNames.map((name) => `# ${purposes[name] ?? ''}.\n${name}=`).join('\n\n')
}

const described = z.object({ properties: z.record(z.string(), z.looseObject({ description: z.string() })) })

function describeConnector({ manifest, environment, settings }: Connector): string {
  const { properties } = described.parse(z.toJSONSchema(settings, { io: 'input' }))
  const defaults = z.record(z.string(), z.json()).parse(settings.parse({}))
  const own = environment.map(({ name, purpose }) => `# ${purpose}.\n${name}=`)
  const members = Object.entries(properties).map(
    ([member, { description }]) => `#   ${member} (default ${JSON.stringify(defaults[member])}): ${description}.`,
  )
  const set = [`# Settings of that account, a JSON object:`, ...members, `${manifest.name.toUpperCase()}_SETTINGS=`].join('\n')
  const title = `# --- ${manifest.title}: the account \`default\` of the default merchant. See ${manifest.documentation}`
  return [title, ...own, set].join('\n\n')
}

writeFileSync(
  join(import.meta.dirname, '../.env.example'),
  `${[heading, describeGateway(), ...connectors.map(describeConnector)].join('\n\n')}\n`,
)
