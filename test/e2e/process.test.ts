import { randomUUID, randomBytes } from 'node:crypto'
import { request, type IncomingMessage } from 'node:http'
import { mkdtemp, rm } from 'node:fs/promises'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals'
import { z } from 'zod'
import { startDatabaseProxy } from '../support/database-proxy.ts'
import { eventually } from '../support/eventually.ts'
import { answer } from '../support/faulty-replies.ts'
import { startFaultyServer } from '../support/faulty-server.ts'
import { createTestDatabase } from '../support/postgres.ts'
import { freePort, start, type Finished, type Running } from '../support/tagih-process.ts'
import { invoiceRequest } from '../support/test-app.ts'
import { winpayCreated } from '../support/winpay-wire.ts'

// Each test starts real processes, some of them with a database server of their own.
jest.setTimeout(60_000)

const apiKey = `tgh_test_${randomUUID()}`
const printedKey = /Your API key, shown this once: {2}(tgh_\S+)/

let database: Awaited<ReturnType<typeof createTestDatabase>>
let cwd: string
/** What a test leaves behind, also one that fails. */
const running = new Set<Running>()
const doors = new Set<{ close(): Promise<void> }>()
beforeEach(async () => {
  database = await createTestDatabase()
  cwd = await mkdtemp(join(tmpdir(), 'tagih-process-'))
})
afterEach(async () => {
  for (const one of running) one.child.kill('SIGKILL')
  await Promise.all([...running].map(({ ended }) => ended))
  await Promise.all([...doors].map((door) => door.close()))
  running.clear()
  doors.clear()
  await database.drop()
  await rm(cwd, { recursive: true, force: true })
})

interface Answer {
  status: number
  headers: IncomingMessage['headers']
  json: Record<string, unknown>
}

/** A request on a connection of its own, by which a header of the connection can be seen. */
function ask(port: number, method: string, path: string, options: { key?: string; body?: unknown } = {}): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const headers = {
      authorization: `Bearer ${options.key ?? apiKey}`,
      ...(options.body === undefined ? {} : { 'content-type': 'application/json', 'idempotency-key': randomUUID() }),
    }
    const sent = request({ host: '127.0.0.1', port, method, path, headers, agent: false }, (reply) => {
      let text = ''
      reply.setEncoding('utf8')
      reply.on('data', (chunk: string) => (text += chunk))
      reply.on('error', reject)
      reply.on('end', () => {
        const json = z
          .record(z.string(), z.unknown())
          .catch({})
          .parse(text === '' ? {} : JSON.parse(text))
        resolve({ status: reply.statusCode ?? 0, headers: reply.headers, json })
      })
    })
    sent.on('error', reject)
    sent.end(options.body === undefined ? undefined : JSON.stringify(options.body))
  })
}

async function serve(environment: Record<string, string>): Promise<{ process: Running; port: number }> {
  const port = Number(environment['PORT'] ?? (await freePort()))
  const process = start('server.ts', [], { cwd, environment: { PORT: String(port), ...environment } })
  running.add(process)
  return { process, port }
}

async function serveReady(environment: Record<string, string>): Promise<{ process: Running; port: number }> {
  const served = await serve(environment)
  await eventually(async () => {
    expect(served.process.said().stderr).toContain('Tagih listens on')
    expect((await ask(served.port, 'GET', '/readyz')).status).toBe(200)
  })
  return served
}

const shared = () => ({
  DATABASE_URL: database.url,
  BOOTSTRAP_API_KEY: apiKey,
  ENCRYPTION_KEY: randomBytes(32).toString('base64'),
})

function stop({ child, ended }: Running, signal: NodeJS.Signals = 'SIGTERM'): Promise<Finished> {
  child.kill(signal)
  return ended
}

describe('a first start with nothing but a folder', () => {
  test('prints a key once that works; what was made survives kill -9; the next start prints none', async () => {
    const first = await serveReady({})
    const key = printedKey.exec(first.process.said().stderr)?.[1] ?? ''
    const created = await ask(first.port, 'POST', '/invoices', { key, body: invoiceRequest() })
    expect(created).toMatchObject({ status: 201, json: { status: 'open' } })
    const killed = await stop(first.process, 'SIGKILL')
    expect(killed.stderr.match(new RegExp(printedKey, 'g'))).toHaveLength(1)
    expect(killed.stdout).not.toContain(key)

    const second = await serveReady({})
    const path = `/invoices/${String(created.json['id'])}`
    expect((await ask(second.port, 'GET', path, { key })).json).toEqual(created.json)
    expect((await ask(second.port, 'POST', `${path}/refresh`, { key })).json).toMatchObject({ status: 'open' })
    const { code, stderr } = await stop(second.process)
    expect({ code, printed: printedKey.test(stderr) }).toEqual({ code: 0, printed: false })
  })
})

describe('a start that cannot be', () => {
  test('on a taken port: one sentence, and the first goes on', async () => {
    const first = await serveReady(shared())
    const second = await serve({ ...shared(), PORT: String(first.port) })
    const { code, stderr } = await second.process.ended
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: `Port ${first.port} on 127.0.0.1 is taken, perhaps by another Tagih; set PORT to a free one.\n`,
    })
    expect((await ask(first.port, 'GET', '/readyz')).status).toBe(200)
  })

  test('with a wrong environment: every fault, by variable and without its value', async () => {
    const wrong = {
      ...{ PORT: 'canary-a', DATABASE_URL: 'mysql://canary-b', SANDBOX: 'canary-c', BOOTSTRAP_API_KEY: 'canary-d' },
      ...{
        ENCRYPTION_KEY: 'canary-e',
        DURIANPAY_BASE_URL: 'canary-f',
        NETZME_CLIENT_ID: 'canary-g',
        WINPAY_SETTINGS: 'canary-h',
      },
    }
    const { process } = await serve(wrong)
    const { code, stdout, stderr } = await process.ended
    expect(code).toBe(1)
    for (const variable of ['PORT', 'DATABASE_URL', 'SANDBOX', 'BOOTSTRAP_API_KEY', 'ENCRYPTION_KEY', 'WINPAY_SETTINGS'])
      expect(stderr).toMatch(new RegExp(`^ {2}${variable}: `, 'm'))
    expect(stderr).toMatch(/^ {2}NETZME_CLIENT_SECRET: /m)
    expect(stdout + stderr).not.toContain('canary')
  })

  test('in production without a database and a key of its own, or with simulated providers', async () => {
    const { process } = await serve({ NODE_ENV: 'production', SANDBOX: 'true' })
    const { code, stderr } = await process.ended
    expect(code).toBe(1)
    expect(stderr.match(/^ {2}(\w+):/gm)).toEqual(['  DATABASE_URL:', '  ENCRYPTION_KEY:', '  SANDBOX:'])
  })

  test('without its database: one sentence, without the password', async () => {
    const { process } = await serve({ ...shared(), DATABASE_URL: 'postgresql://user:canary@127.0.0.1:1/none' })
    const { code, stderr } = await process.ended
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: 'Tagih could not start: the database cannot be reached (ECONNREFUSED).\n',
    })
  })
})

describe('SIGTERM', () => {
  test('unready first, then what is in flight ends well, then exit 0; half a request does not hold it up', async () => {
    const winpay = await startFaultyServer()
    doors.add(winpay)
    let release = (): void => undefined
    winpay.answerWith((received) => (socket) => {
      release = () => {
        answer(201, winpayCreated(received))(socket)
      }
    })
    const account = { WINPAY_BASE_URL: winpay.origin, WINPAY_KEY: 'invented', WINPAY_SECRET_KEY: 'invented' }
    const { process, port } = await serveReady({ ...shared(), ...account })
    const inFlight = ask(port, 'POST', '/invoices', { body: invoiceRequest({ provider: 'winpay' }) })
    const half = connect(port, '127.0.0.1')
    half.on('error', () => undefined)
    half.write('POST /invoices HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{')
    await eventually(async () => {
      await Promise.resolve()
      expect(winpay.received).toHaveLength(1)
    })
    process.child.kill('SIGTERM')
    await eventually(async () => {
      expect(await ask(port, 'GET', '/readyz')).toMatchObject({ status: 503, headers: { connection: 'close' } })
    })
    await eventually(() => expect(ask(port, 'GET', '/healthz')).rejects.toThrow('ECONNREFUSED'))
    release()
    expect(await inFlight).toMatchObject({ status: 201, headers: { connection: 'close' }, json: { status: 'open' } })
    expect((await process.ended).code).toBe(0)
    half.destroy()
  })

  test('what does not end within the grace is left, and the exit code says so', async () => {
    const winpay = await startFaultyServer()
    doors.add(winpay)
    winpay.answerWith(() => () => undefined)
    const account = { WINPAY_BASE_URL: winpay.origin, WINPAY_KEY: 'invented', WINPAY_SECRET_KEY: 'invented' }
    const { process, port } = await serveReady({ ...shared(), ...account, SHUTDOWN_GRACE_MS: '400' })
    const inFlight = ask(port, 'POST', '/invoices', { body: invoiceRequest({ provider: 'winpay' }) }).catch(() => null)
    await eventually(async () => {
      await Promise.resolve()
      expect(winpay.received).toHaveLength(1)
    })
    expect((await stop(process)).code).toBe(1)
    await inFlight
  })
})

describe('the database goes away', () => {
  test('503 with Retry-After and unready; it comes back, and so does the gateway, without a restart', async () => {
    const proxy = await startDatabaseProxy(database.url)
    doors.add(proxy)
    const { process, port } = await serveReady({ ...shared(), DATABASE_URL: proxy.url })
    expect((await ask(port, 'GET', '/invoices')).status).toBe(200)
    proxy.closeAt('')
    await eventually(async () => {
      expect((await ask(port, 'GET', '/readyz')).status).toBe(503)
    })
    const body = invoiceRequest()
    for (const [method, path, options] of [
      ['GET', '/invoices', {}],
      ['POST', '/invoices', { body }],
      ['GET', '/invoices', { key: `tgh_test_${randomUUID()}` }],
    ] as const) {
      const { status, headers, json } = await ask(port, method, path, options)
      expect({ status, code: json['code'] }).toEqual({ status: 503, code: 'unavailable' })
      expect(headers['retry-after']).toMatch(/^[1-9]\d*$/)
    }
    expect((await ask(port, 'GET', '/healthz')).status).toBe(200)
    proxy.open()
    await eventually(async () => {
      expect((await ask(port, 'GET', '/readyz')).status).toBe(200)
    })
    expect((await ask(port, 'POST', '/invoices', { body })).status).toBe(201)
    expect((await stop(process)).code).toBe(0)
  })
})
