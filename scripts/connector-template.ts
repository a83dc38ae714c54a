/** The names that one provider goes by: `bill_gateway` in the API, `bill-gateway` as a folder, `billGateway` in the code. */
export interface ConnectorNames {
  name: string
  folder: string
  constant: string
}

/** Null when the name is not one: lower-case letters and digits in words joined by `_`. */
export function toNames(name: string): ConnectorNames | null {
  if (!/^[a-z][a-z0-9]*(_[a-z0-9]+)*$/.test(name)) return null
  const constant = name.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase())
  return { name, folder: name.replaceAll('_', '-'), constant }
}

/** A connector that compiles and knows nothing yet: whatever its provider answers is unknown, never success and never failure. */
export function toFiles(names: ConnectorNames): Record<string, string> {
  const folder = `src/connectors/${names.folder}`
  return {
    [`${folder}/README.md`]: readme(names),
    [`${folder}/manifest.ts`]: manifest(names),
    [`${folder}/config.ts`]: config(names),
    [`${folder}/schema.ts`]: schema,
    [`${folder}/signer.ts`]: signer,
    [`${folder}/mapper.ts`]: mapper,
    [`${folder}/index.ts`]: index(names),
    [`test/contract/${names.folder}.fixture.ts`]: fixture(names),
    [`test/contract/${names.folder}.test.ts`]: contractTest(names),
  }
}

const readme = ({ name }: ConnectorNames) => `# ${name}

Documentation: <https://provider.example/docs>

| operation | call             | success |
| --------- | ---------------- | ------- |
| create    | \`POST /invoices\` |         |

## Status

| there         | invoice         |
| ------------- | --------------- |
| anything else | nothing changes |

## Callbacks

Verified by: not known yet. Believed of them: nothing.

## Quirks

- None known yet.
`

const manifest = ({ name }: ConnectorNames) => `import type { Manifest } from '../manifest.ts'

const page = 'https://provider.example/docs'

export const manifest = {
  name: '${name}',
  title: '${name}',
  documentation: page,
  decimals: 0,
  paymentTypes: ['full'],
  payableBy: ['url'],
  // Until the provider's page says how a member is sent, an invoice that carries it is refused.
  carries: {
    items: 'refused',
    shipping_amount: 'refused',
    amount_due: 'refused',
    minimum_payment: 'refused',
    title: 'refused',
    description: 'refused',
    notes: 'refused',
    'customer.reference': 'refused',
    'customer.email': 'kept',
    'customer.phone': 'kept',
    'customer.address': 'refused',
    metadata: 'kept',
    image_url: 'refused',
    document_url: 'refused',
    return_url: 'refused',
    starts_at: 'refused',
    expires_at: 'kept',
  },
  updates: null,
  cancels: false,
  cancelledIsAbsent: false,
  finds: null,
  findsByReference: null,
  // A line for each refusal that proves something, with the place where that is written. What is not here is unknown.
  refusals: [],
  echoes: { reference: false, amount: false },
  createAgain: { answer: 'not_known', source: \`\${page}: not read yet\` },
  processingHorizonMinutes: 15,
  allocatesNumbers: false,
} as const satisfies Manifest
`

const config = ({ name }: ConnectorNames) => `import { z } from 'zod'
import { baseUrl, horizonMinutes } from '../config-parts.ts'
import type { EnvironmentVariable } from '../connector.ts'

export const credentials = z.strictObject({
  base_url: baseUrl({ path: false }),
  secret_key: z.string().min(1),
})

export const settings = z.strictObject({ horizon_minutes: horizonMinutes })

export const options = z.strictObject({})

export const environment = [
  { name: '${name.toUpperCase()}_BASE_URL', into: 'credentials', member: 'base_url', purpose: 'Scheme and host without a path' },
  { name: '${name.toUpperCase()}_SECRET_KEY', into: 'credentials', member: 'secret_key', purpose: 'Secret key; signs every call' },
] as const satisfies readonly EnvironmentVariable[]
`

const schema = `import { z } from 'zod'

/** What a refusal or a success says of itself. */
export const envelope = z.looseObject({ code: z.string(), message: z.string().optional() })
`

const signer = `import type { Authenticity } from '../connector.ts'
import { hmacHex } from '../signing.ts'

/** The headers of every call. */
export function sign(secretKey: string, body: string): Record<string, string> {
  return {
    accept: 'application/json',
    'content-type': 'application/json',
    'x-signature': hmacHex('sha256', secretKey, body),
  }
}

/** No callback is believed until somebody has read how this provider proves that it calls. */
export function authenticate(): Authenticity {
  return 'forged'
}
`

const mapper = `import type { Invoice } from '../../core/invoice.ts'
import type { Json, JsonObject } from '../../core/json.ts'
import { toWholeRupiah } from '../../core/money.ts'
import type { Fault } from '../../core/problems.ts'
import { UnreadableAnswer, type CallbackNews, type ProviderInvoice } from '../connector.ts'

/** What the provider cannot do without or cannot express, beyond what the manifest says. */
export function check(): { requires: Fault[]; cannotCarry: Fault[] } {
  return { requires: [], cannotCarry: [] }
}

export function toCreateRequest(invoice: Invoice): JsonObject {
  return { reference: invoice.reference, amount: toWholeRupiah(invoice.amount) }
}

/** Throws for every answer, so that every answer is unknown, until somebody has read what an answer means. */
export function fromAnswer(body: Json): ProviderInvoice {
  throw new UnreadableAnswer(\`nobody has written yet what this answer means (\${typeof body})\`)
}

/** Where the provider never calls, this goes, and so does \`callbacks\` in index.ts. */
export function fromCallback(body: Json): CallbackNews {
  throw new UnreadableAnswer(\`nobody has written yet what this callback means (\${typeof body})\`)
}
`

const index = ({ constant }: ConnectorNames) => `import { defineConnector, type Operations } from '../connector.ts'
import { credentials, environment, options, settings } from './config.ts'
import { manifest } from './manifest.ts'
import { check, fromAnswer, fromCallback, toCreateRequest } from './mapper.ts'
import * as schema from './schema.ts'
import { authenticate, sign } from './signer.ts'

export const ${constant} = defineConnector({
  manifest,
  credentials,
  settings,
  environment,
  options,
  check,

  envelope(body) {
    const { data } = schema.envelope.safeParse(body)
    return { code: data?.code ?? null, message: data?.message ?? null, success: data?.code === 'OK' }
  },

  operations({ credentials: { base_url, secret_key } }): Operations {
    return {
      origin: base_url,
      create: {
        build: ({ invoice }) => {
          const body = JSON.stringify(toCreateRequest(invoice))
          return { method: 'POST', path: '/invoices', headers: sign(secret_key, body), body }
        },
        read: (body) => ({ found: fromAnswer(body) }),
      },
      callbacks: {
        authenticate,
        read: fromCallback,
        accepted: { status: 200, contentType: 'application/json', body: '{}' },
        refused: { status: 401, contentType: 'application/json', body: '{}' },
      },
    }
  },
})
`

const fixture = ({ folder, constant }: ConnectorNames) => `import { ${constant} } from '../../src/connectors/${folder}/index.ts'
import { sampleInvoice } from '../support/sample-invoice.ts'
import type { ProviderContract } from './provider-contract-fixture.ts'

const create = { invoice: sampleInvoice(), number: null }
const created = { status: 201, body: JSON.stringify({ code: 'OK' }) }

export const ${constant}Contract: ProviderContract = {
  connector: ${constant},
  credentials: (origin) => ({ base_url: origin, secret_key: 'an-invented-secret-key' }),
  settings: {},
  now: new Date('2026-11-20T05:00:00.000Z'),
  samples: [
    {
      name: 'an answer that nobody has read yet is unknown',
      operation: 'create',
      input: create,
      request: { method: 'POST', path: '/invoices', body: { reference: 'INV/1/2026', amount: 260000 } },
      answer: created,
      verdict: { kind: 'unknown' },
    },
  ],
  create,
  created,
  refusalBody: (status, code) => JSON.stringify(code === null ? { message: \`HTTP \${status}\` } : { code, message: 'Refused' }),
}
`

const contractTest = ({ folder, constant }: ConnectorNames) => `import { describeProviderContract } from './provider-contract.ts'
import { ${constant}Contract } from './${folder}.fixture.ts'

describeProviderContract(${constant}Contract)
`
