import { once } from 'node:events'
import { IncomingMessage, request } from 'node:http'
import { text } from 'node:stream/consumers'
import { z } from 'zod'
import type { CallbackAnswer, CallbackText } from './simulator.ts'

/** Sends it over a connection of its own. Throws when there is no whole answer in time, or when `signal` ends it. */
export async function postCallback(
  url: string,
  { headers, body }: CallbackText,
  timeoutMs: number,
  signal: AbortSignal,
): Promise<CallbackAnswer> {
  const bytes = Buffer.from(body)
  const deadline = AbortSignal.timeout(timeoutMs)
  const sent = request(url, {
    method: 'POST',
    headers: { ...headers, 'Content-Length': bytes.length },
    agent: false,
    signal: AbortSignal.any([signal, deadline]),
  })
  // Once the answer has begun, reading it fails too, and tells.
  sent.on('error', () => undefined)
  sent.end(bytes)
  try {
    const [answer] = z.tuple([z.instanceof(IncomingMessage)]).parse(await once(sent, 'response'))
    return { status: answer.statusCode ?? 0, body: await text(answer) }
  } catch (error) {
    deadline.throwIfAborted()
    throw error
  }
}
