import { createServer } from 'node:http'

export type Answered = Record<string, unknown>

/** Stands between the gateway and a provider's server, and changes what the provider answers as the test says. */
export interface RewritingProxy {
  origin: string
  /** From now on; null passes the answer on as it is. */
  rewrite(change: (path: string, answer: Answered) => Answered | null): void
  close(): Promise<void>
}

export async function startRewritingProxy(target: string): Promise<RewritingProxy> {
  let change: (path: string, answer: Answered) => Answered | null = () => null
  const server = createServer((request, response) => {
    const path = request.url ?? '/'
    const forward = async (): Promise<void> => {
      const chunks: Buffer[] = []
      for await (const chunk of request) if (chunk instanceof Buffer) chunks.push(chunk)
      const answer = await fetch(new URL(path, target), {
        method: request.method ?? 'GET',
        headers: Object.entries(request.headers).flatMap(([name, value]): [string, string][] =>
          typeof value !== 'string' || hopByHop.has(name) ? [] : [[name, value]],
        ),
        ...(chunks.length === 0 ? {} : { body: Buffer.concat(chunks) }),
      })
      const text = await answer.text()
      const changed = change(path, toObject(text))
      const type = answer.headers.get('content-type') ?? 'application/json'
      response.writeHead(answer.status, { 'content-type': type }).end(changed === null ? text : JSON.stringify(changed))
    }
    forward().catch(() => request.socket.destroy())
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the proxy has no port')
  return {
    origin: `http://127.0.0.1:${address.port}`,
    rewrite(wanted) {
      change = wanted
    },
    async close() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

const hopByHop = new Set(['host', 'connection', 'content-length', 'transfer-encoding', 'keep-alive'])

function toObject(text: string): Answered {
  const value: unknown = JSON.parse(text)
  return typeof value === 'object' && value !== null ? { ...value } : {}
}
