import { Worker } from 'node:worker_threads'
import { Pool } from 'undici'
import { percentile } from '../report/spread.ts'
import { fixedRateJob, type FixedRateResult } from './fixed-rate-job.ts'
import { createRequest, rightCreate } from './orders.ts'

/**
 * Creates at a fixed rate, whatever the answers: a process of its own. A latency counts from the moment at which a request should have been
 * sent, so that a slow answer cannot hide those that had to wait behind it. The job is its argument, the result its output, both JSON.
 */

const connectionsMax = 2_000
/** While connections are made and code is compiled; what is sent then is checked and not timed. */
const warmUpShare = 0.15
const answerMs = 30_000

async function run(): Promise<FixedRateResult> {
  const { target, port, apiKey, series, perSecond, seconds, mayShed } = fixedRateJob.parse(JSON.parse(process.argv[2] ?? ''))
  const pool = new Pool(`http://127.0.0.1:${port}`, {
    ...{ connections: connectionsMax, pipelining: 1, headersTimeout: answerMs, bodyTimeout: answerMs },
  })
  const count = Math.round(perSecond * seconds)
  const { reference, also } = rightCreate(target)
  const result = { wrong: 0, firstWrong: null as string | null, lost: 0, answered: [] as number[] }
  const [accepted, shed]: [number[], number[]] = [[], []]
  let shedAll = 0

  async function send(number: number, dueMs: number): Promise<void> {
    const digits = String(number).padStart(8, '0')
    const { path, headers, body } = createRequest(target, series, digits, apiKey)
    try {
      const answer = await pool.request({ method: 'POST', path, headers, body })
      const text = await answer.body.text()
      const ms = nowMs() - dueMs
      const isTimed = number > count * warmUpShare
      const name = `${series}-${digits}`
      const isRight = [`${reference}${name}"`, `/pay/${name}"`, also].every((part) => text.includes(part))
      if (answer.statusCode === 201 && isRight) {
        result.answered.push(number)
        if (isTimed) accepted.push(ms)
      } else if (mayShed && (answer.statusCode === 429 || answer.statusCode === 503)) {
        shedAll += 1
        if (isTimed) shed.push(ms)
      } else {
        result.wrong += 1
        result.firstWrong ??= `${answer.statusCode} ${text.slice(0, 300)}`
      }
    } catch {
      result.lost += 1
    }
  }

  if (mayShed) await openConnections(pool)
  const startMs = nowMs() + 200
  const underWay: Promise<void>[] = []
  const ticker = new Worker(new URL('ticker.ts', import.meta.url), { workerData: { startMs, everyMs: 1_000 / perSecond, count } })
  await new Promise((resolve) => {
    ticker.on('message', (number: number) => {
      underWay.push(send(number, startMs + (number - 1) * (1_000 / perSecond)))
      if (number === count) resolve(null)
    })
  })
  await Promise.all(underWay)
  await pool.close()
  const at = (values: number[], share: number) => (values.length === 0 ? null : percentile(values, share))
  const times = { p50: at(accepted, 0.5), p99: at(accepted, 0.99), p999: at(accepted, 0.999), max: at(accepted, 1) }
  return { seconds, sent: count, shed: shedAll, ...result, ...times, shedP99: at(shed, 0.99) }
}

/**
 * Whoever sends too much has his connections already, as a load balancer has: Node takes one new connection in each turn of its loop, so that of
 * two thousand that come while it is busy the last would wait for seconds unread, and that is not the time of a request.
 */
async function openConnections(pool: Pool): Promise<void> {
  const open = async () => (await pool.request({ method: 'GET', path: '/healthz' })).body.dump()
  await Promise.all(Array.from({ length: connectionsMax }, open))
}

function nowMs(): number {
  return Number(process.hrtime.bigint()) / 1e6
}

process.stdout.write(JSON.stringify(await run()))
