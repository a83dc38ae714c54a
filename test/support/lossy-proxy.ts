import { createServer, request as forward, type IncomingMessage, type ServerResponse } from 'node:http'

/** What becomes of one request on its way to a provider. `lose_request`: it left the gateway and never arrives. `reset_answer`: lost by an RST. */
export type Fate = 'pass' | 'lose_request' | 'lose_answer' | 'reset_answer'

export interface Passing {
  method: string
  path: string
  body: string
}

/** Stands between the gateway and a provider's server, and loses what the test says. */
export interface LossyProxy {
  origin: string
  /** Every request that came, whatever became of it. */
  passed: Passing[]
  /** From now on; may do something at the provider first, such as paying. */
  decide(fate: (request: Passing) => Fate | Promise<Fate>): void
  /** The provider's answer to a request is passed on once this has resolved. */
  holdAnswers(until: (request: Passing) => Promise<void>): void
  /** Refuses connections until started again, on the same port. */
  stop(): Promise<void>
  start(): Promise<void>
}

export async function startLossyProxy(target: string): Promise<LossyProxy> {
  const passed: Passing[] = []
  let choose: (request: Passing) => Fate | Promise<Fate> = () => 'pass'
  let hold: (request: Passing) => Promise<void> = () => Promise.resolve()
  const server = createServer((request, response) => {
    void readBody(request).then(async (body) => {
      const passing = { method: request.method ?? '', path: request.url ?? '', body }
      passed.push(passing)
      const fate = await choose(passing)
      if (fate === 'lose_request') request.socket.destroy()
      else passOn(target, request, body, response, fate, () => hold(passing))
    })
  })
  const listen = (port: number) =>
    new Promise<number>((resolve) => {
      server.listen(port, '127.0.0.1', () => {
        const address = server.address()
        resolve(typeof address === 'object' && address !== null ? address.port : 0)
      })
    })
  const port = await listen(0)
  return {
    origin: `http://127.0.0.1:${port}`,
    passed,
    decide(fate) {
      choose = fate
    },
    holdAnswers(until) {
      hold = until
    },
    stop() {
      const closed = new Promise<void>((resolve) => {
        server.close(() => {
          resolve()
        })
      })
      server.closeAllConnections()
      return closed
    },
    async start() {
      await listen(port)
    },
  }
}

async function readBody(request: IncomingMessage): Promise<string> {
  request.setEncoding('utf8')
  let body = ''
  for await (const chunk of request) body += String(chunk)
  return body
}

function passOn(
  target: string,
  request: IncomingMessage,
  body: string,
  response: ServerResponse,
  fate: Fate,
  held: () => Promise<void>,
): void {
  const { method, headers } = request
  const onward = forward(new URL(request.url ?? '/', target), { method, headers, agent: false }, (answer) => {
    void readBody(answer).then(async (text) => {
      await held()
      if (fate === 'reset_answer') request.socket.resetAndDestroy()
      else if (fate === 'lose_answer') request.socket.destroy()
      else response.writeHead(answer.statusCode ?? 500, { 'content-type': answer.headers['content-type'] ?? '' }).end(text)
    })
  })
  onward.on('error', () => request.socket.destroy())
  onward.end(body)
}
