import { randomBytes, randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Writable } from 'node:stream'
import { pino } from 'pino'
import { openApp, type Tagih } from '../../src/app.ts'
import { readConfig } from '../../src/config.ts'
import { fixedClock, type FixedClock } from './fixed-clock.ts'
import { createTestDatabase } from './postgres.ts'

/** One whole gateway on a database of its own, with the simulators, driven over its HTTP border. */
export interface TestApp {
  tagih: Tagih
  clock: FixedClock
  /** A key of the default merchant with every scope. */
  key: string
  databaseUrl: string
  /** Everything that was logged, as text. */
  log(): string
  /** Sends a request as the default merchant; a JSON body is serialised, a string is sent as it is. */
  send(method: Method, path: string, options?: SendOptions): Promise<Reply>
  close(): Promise<void>
}

type Method = 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE'

interface SendOptions {
  body?: unknown
  /** The Idempotency-Key; POST /invoices gets a new one unless null is given. */
  idempotencyKey?: string | null
  /** The API key; null sends none. */
  key?: string | null
  headers?: Record<string, string>
}

export interface Reply {
  status: number
  headers: Record<string, string | undefined>
  /** The parsed body; null when there is none or it is not JSON. */
  json: Record<string, unknown>
  text: string
}

/** Where the tests' clock stands still. */
export const testNow = new Date('2026-11-20T05:00:00.000Z')

/** `environment` is added to that of the test; giving a provider its variables configures it instead of its simulator. */
export async function openTestApp(environment: Record<string, string> = {}, databaseUrl?: string): Promise<TestApp> {
  const database = databaseUrl === undefined ? await createTestDatabase() : { url: databaseUrl, drop: () => Promise.resolve() }
  const dataDirectory = await mkdtemp(join(tmpdir(), 'tagih-app-'))
  const key = environment['BOOTSTRAP_API_KEY'] ?? `tgh_test_${randomBytes(24).toString('base64url')}`
  const lines: string[] = []
  const sink = new Writable({
    write(chunk: Buffer, _encoding, done) {
      lines.push(chunk.toString())
      done()
    },
  })
  const clock = fixedClock(testNow)
  const config = readConfig({
    PORT: '0',
    DATABASE_URL: database.url,
    BOOTSTRAP_API_KEY: key,
    PUBLIC_URL: 'http://127.0.0.1:8080',
    SANDBOX: 'true',
    RATE_LIMIT_PER_SECOND: '0',
    PROVIDER_TIMEOUT_MS: '2000',
    ...environment,
  })
  const tagih = await openApp({ config, clock, logger: pino({ level: 'trace' }, sink), dataDirectory, purpose: 'serve' })
  return {
    ...{ tagih, clock, key, databaseUrl: database.url, log: () => lines.join('') },
    send: (method, path, options = {}) => send(tagih, key, method, path, options),
    async close() {
      await tagih.close()
      await database.drop()
      await rm(dataDirectory, { recursive: true, force: true })
    },
  }
}

async function send({ http }: Tagih, ownKey: string, method: Method, path: string, options: SendOptions): Promise<Reply> {
  const { body, key = ownKey, headers = {} } = options
  const isCreate = method === 'POST' && path === '/invoices'
  const idempotencyKey = options.idempotencyKey === undefined && isCreate ? randomUUID() : options.idempotencyKey
  const answer = await http.inject({
    method,
    url: path,
    headers: {
      ...(key === null ? {} : { authorization: `Bearer ${key}` }),
      ...(idempotencyKey == null ? {} : { 'idempotency-key': idempotencyKey }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body === undefined ? {} : { payload: typeof body === 'string' ? body : JSON.stringify(body) }),
  })
  const isJson = (answer.headers['content-type'] ?? '').includes('json')
  const replyHeaders = Object.fromEntries(
    Object.entries(answer.headers).map(([name, value]) => [name, value === undefined ? undefined : String(value)]),
  )
  return {
    status: answer.statusCode,
    headers: replyHeaders,
    json: isJson ? answer.json<Record<string, unknown>>() : {},
    text: answer.body,
  }
}

/** A request that every connector takes; override what the test is about. */
export function invoiceRequest(overrides: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    reference: `INV/${randomUUID()}`,
    amount: '260000.00',
    title: 'Order 111130',
    customer: { name: 'Delina Prasetya', email: 'delina@example.com', phone: '082342341' },
    return_url: 'https://shop.example/back',
    ...overrides,
  }
}
