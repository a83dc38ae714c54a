import autocannon from 'autocannon'
import type { CreatedSeries, Counted } from './counted.ts'
import type { CreateLoad, Generator, RepeatLoad } from './generator.ts'
import { createRequest, rightCreate } from './orders.ts'

const timeoutSeconds = 30

/** Where wrk is missing. It makes fewer requests for the same CPU: `direct` shows how many it can. */
export const autocannonGenerator: Generator = { name: 'autocannon', create, repeat }

interface Sent {
  method: 'GET' | 'POST'
  path: string
  headers: Record<string, string>
  body: string
}

interface Answer {
  status: number
  headers: Record<string, string>
  body: string
}

async function create(load: CreateLoad): Promise<CreatedSeries> {
  const { target, series } = load
  const answered: number[] = []
  const { reference, also } = rightCreate(target.name)
  const next = (number: number) => ({ method: 'POST' as const, ...createRequest(target.name, series, digits(number)) })
  const isRight = (number: number, { status, body }: Answer) => {
    const name = `${series}-${digits(number)}`
    const right = status === 201 && [`${reference}${name}"`, `/pay/${name}"`, also].every((part) => body.includes(part))
    if (right) answered.push(number)
    return right
  }
  return { counted: await run(load, next, isRight), answered }
}

function repeat(load: RepeatLoad): Promise<Counted> {
  const { requests, right } = load
  const pick = (number: number) => {
    const request = requests[number % requests.length]
    if (request === undefined) throw new RangeError('there is nothing to send')
    return request
  }
  return run(load, pick, (number, { status, headers, body }) => {
    const hasHeader =
      right.header === null ||
      Object.entries(headers).some(([name, value]) => name.toLowerCase() === right.header && value === 'true')
    return status === right.status && hasHeader && body.includes(`"id":"${pick(number).id}"`)
  })
}

function digits(number: number): string {
  return String(number).padStart(8, '0')
}

async function run(
  { target, connections, seconds }: CreateLoad | RepeatLoad,
  next: (number: number) => Sent,
  isRight: (number: number, answer: Answer) => boolean,
): Promise<Counted> {
  let [sent, answered, wrong] = [0, 0, 0]
  let firstWrong: string | null = null
  const { latency, duration, errors, timeouts } = await autocannon({
    ...{ url: `http://127.0.0.1:${target.port}`, connections, duration: seconds, timeout: timeoutSeconds },
    requests: [
      {
        setupRequest(request, context) {
          sent += 1
          context['number'] = sent
          const { method, path, headers, body } = next(sent)
          return { ...request, method, path, headers, ...(body === '' ? {} : { body }) }
        },
        onResponse(status, body, context, headers) {
          if (isRight(Number(context['number']), { status, headers, body })) answered += 1
          else {
            wrong += 1
            firstWrong ??= `${status} ${body.slice(0, 300)}`
          }
        },
      },
    ],
  })
  const times = { p50: latency.p50, p99: latency.p99, p999: latency.p99_9, max: latency.max }
  return { seconds: duration, sent, answered, wrong, lost: errors + timeouts, ...times, firstWrong }
}
