// The merchant's side of webhooks, to look at: takes them, verifies each by the package that any receiver may use, and prints it.
// WEBHOOK_SECRET is the `whsec_…` that the endpoint was made with; PORT is where it listens, 8099 unless told otherwise.
import { createServer, type IncomingMessage } from 'node:http'
import { Webhook, WebhookVerificationError } from 'standardwebhooks'
import { z } from 'zod'

const { WEBHOOK_SECRET: secret, PORT: port = '8099' } = process.env

const message = z.object({
  type: z.string(),
  data: z.object({
    sequence: z.number().nullable(),
    invoice: z.object({ id: z.string(), status: z.string(), amount_paid: z.string() }).nullable(),
  }),
})

function say(text: string): void {
  process.stdout.write(`${text}\n`)
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(Buffer.from(z.instanceof(Uint8Array).parse(chunk)))
  return Buffer.concat(chunks).toString()
}

/** What it says in one line, or why it is not believed. */
function read(verifier: Webhook, { headers }: IncomingMessage, body: string): { status: number; line: string } {
  const own = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]))
  try {
    const { type, data } = message.parse(verifier.verify(body, own))
    const { invoice, sequence } = data
    const about =
      invoice === null ? 'a test' : `${invoice.id} #${String(sequence)} ${invoice.status}, paid ${invoice.amount_paid}`
    return { status: 204, line: `${type}  ${about}  (${String(own['webhook-id'])})` }
  } catch (error) {
    if (error instanceof WebhookVerificationError) return { status: 401, line: `refused: ${error.message}` }
    return { status: 400, line: 'refused: the message is not as documented' }
  }
}

if (secret === undefined || secret === '') {
  process.stderr.write('Set WEBHOOK_SECRET to the secret of the endpoint: whsec_…\n')
  process.exit(1)
}
const verifier = new Webhook(secret)
const server = createServer((request, response) => {
  void readBody(request).then((body) => {
    const { status, line } = read(verifier, request, body)
    say(line)
    response.writeHead(status).end()
  })
})
server.listen(Number(port), '127.0.0.1', () => {
  const address = server.address()
  const at = typeof address === 'object' && address !== null ? address.port : port
  say(`Listening for webhooks on http://127.0.0.1:${at}`)
})
