import { createServer, request as forward, type IncomingMessage, type ServerResponse } from 'node:http'
import { letGoWrong, send, type Answer, type Passing } from './door-deeds.ts'
import { chooseFault, kindOf } from './door-faults.ts'
import type { Random } from './random.ts'
import type { Tally } from './tally.ts'

/** Stands before a simulated provider and lets go wrong what its seed says. */
export interface ProviderDoor {
  readonly port: number
  /** In which share of all requests something goes wrong, from now on. */
  setShare(share: number): void
  /** Resolves when nothing is on its way any more, however late. */
  idle(): Promise<void>
  close(): Promise<void>
}

interface DoorOptions {
  provider: string
  /** The simulator's base URL. */
  target: string
  random: Random
  /** How long the gateway waits for an answer. */
  deadlineMs: number
  tally: Tally
}

/** What comes this late comes well within the minute for which the gateway must expect it. */
const latestMs = 40_000

export async function openDoor({ provider, target, random, deadlineMs, tally }: DoorOptions): Promise<ProviderDoor> {
  let share = 0
  const closing = new AbortController()
  const underWay = new Set<Promise<void>>()
  const take = async (request: IncomingMessage, response: ServerResponse) => {
    const passing = await readPassing(request)
    const fault = random.chance(share) ? chooseFault(random, kindOf(passing.method, passing.path), provider) : null
    const pass = (changed: Partial<Passing> = {}) => passOn(target, { ...passing, ...changed })
    if (fault === null) {
      send(response, await pass())
      return
    }
    tally.add(fault)
    const lateMs = deadlineMs + random.between(200, random.chance(0.5) ? 3_000 : latestMs)
    await letGoWrong[fault]({ passing, request, response, pass, lateMs, signal: closing.signal })
  }
  const server = createServer((request, response) => {
    const taken = take(request, response)
      .catch(() => void request.socket.destroy())
      .finally(() => underWay.delete(taken))
    underWay.add(taken)
  })
  const port = await new Promise<number>((resolve, reject) => {
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      if (address === null || typeof address === 'string') reject(new Error('the door has no port'))
      else resolve(address.port)
    })
  })
  return {
    port,
    setShare: (next) => void (share = next),
    async idle() {
      await Promise.all(underWay)
    },
    async close() {
      closing.abort()
      const closed = new Promise((resolve) => server.close(resolve))
      server.closeAllConnections()
      await closed
    },
  }
}

async function readPassing(request: IncomingMessage): Promise<Passing> {
  const { method = '', url: path = '', headers } = request
  return { method, path, headers, body: await readAll(request) }
}

async function readAll(message: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of message) if (Buffer.isBuffer(chunk)) chunks.push(chunk)
  return Buffer.concat(chunks)
}

function passOn(target: string, { method, path, headers, body }: Passing): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const onward = forward(new URL(path, target), { method, headers, agent: false }, (answer) => {
      const type = answer.headers['content-type'] ?? ''
      readAll(answer).then((read) => {
        resolve({ status: answer.statusCode ?? 500, type, body: read })
      }, reject)
    })
    onward.on('error', reject)
    onward.end(body)
  })
}
