import { randomUUID } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { parseArgs } from 'node:util'
import { z } from 'zod'
import { toJakartaTimestamp } from '../../src/core/time.ts'

/**
 * A provider as the Winpay connector knows it, and as light as one can be: it answers each create after `--delay-ms` and remembers
 * which references it has seen. References are `<series>-<number>`; `GET /bench/seen?series=` tells the numbers, in order of arrival.
 */

const options = z.object({ port: z.coerce.number(), 'delay-ms': z.coerce.number() })
const { port, 'delay-ms': delayMs } = options.parse(
  parseArgs({ options: { port: { type: 'string' }, 'delay-ms': { type: 'string' } } }).values,
)
const seen = new Map<string, number[]>()
const payPage = `http://127.0.0.1:${port}/pay/`

function note(reference: string): void {
  const end = reference.lastIndexOf('-')
  const series = reference.slice(0, end)
  const numbers = seen.get(series)
  const number = Number(reference.slice(end + 1))
  if (numbers === undefined) seen.set(series, [number])
  else numbers.push(number)
}

/** The text after `"name":` up to the end of the value, cut out and not parsed: this process must cost as little as it can. */
function cutOut(body: string, name: string, close: string): string {
  const start = body.indexOf(`"${name}":`) + name.length + 3
  return body.slice(start, body.indexOf(close, start + 1) + 1)
}

function answerCreate(body: string, response: ServerResponse): void {
  const reference = cutOut(body, 'ref', '"').slice(1, -1)
  note(reference)
  const data = `{"id":"${randomUUID()}","ref":"${reference}","redirect_url":"${payPage}${reference}","customer":${cutOut(body, 'customer', '}')},"products":${cutOut(body, 'products', ']')}}`
  const text = `{"responseCode":"2010300","responseMessage":"Invoice created","responseDate":"${toJakartaTimestamp(new Date())}","responseData":${data}}`
  const end = () => {
    response.writeHead(201, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) }).end(text)
  }
  if (delayMs === 0) end()
  else setTimeout(end, delayMs)
}

function answer(request: IncomingMessage, response: ServerResponse): void {
  if (request.method === 'POST' && request.url === '/api/create') {
    let body = ''
    request.setEncoding('utf8')
    request.on('data', (chunk: string) => (body += chunk))
    request.on('end', () => {
      answerCreate(body, response)
    })
    return
  }
  const { pathname, searchParams } = new URL(request.url ?? '/', payPage)
  if (pathname === '/bench/seen') response.end(JSON.stringify(seen.get(searchParams.get('series') ?? '') ?? []))
  else response.writeHead(404).end('{"responseCode":"4040300","responseMessage":"Invoice not found","responseData":[]}')
}

createServer({ noDelay: true, keepAliveTimeout: 120_000 }, answer).listen(port, '127.0.0.1', 4_096)
