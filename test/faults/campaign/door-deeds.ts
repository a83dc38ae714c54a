import type { IncomingMessage, ServerResponse } from 'node:http'
import { setTimeout as pause } from 'node:timers/promises'
import { withOtherAmount, withOtherReference } from './answer-text.ts'
import type { DoorFault } from './door-faults.ts'
import { page, send, type Answer, type Passing } from './http-door.ts'

interface Going {
  passing: Passing
  request: IncomingMessage
  response: ServerResponse
  /** Takes the request to the provider, with what is changed about it. */
  pass: (changed?: Partial<Passing>) => Promise<Answer>
  lateMs: number
  /** Ends what still waits. */
  signal: AbortSignal
}

/** How each fault is done. */
export const letGoWrong: Record<DoorFault, (going: Going) => Promise<void>> = {
  lost_request({ request }) {
    request.socket.resetAndDestroy()
    return Promise.resolve()
  },
  async answer_reset({ request, pass }) {
    await pass()
    request.socket.resetAndDestroy()
  },
  async answer_closed({ request, pass }) {
    await pass()
    request.socket.destroy()
  },
  async half_answer({ response, pass }) {
    const { status, type, body } = await pass()
    response.writeHead(status, { 'content-type': type, 'content-length': body.length })
    response.write(body.subarray(0, body.length / 2), () => response.destroy())
  },
  async half_answer_of_no_length({ response, pass }) {
    const { status, type, body } = await pass()
    response.writeHead(status, { 'content-type': type, connection: 'close' }).end(body.subarray(0, body.length / 2))
  },
  error_500({ response }) {
    send(response, page(500, 'application/json', '{"message":"Server Error"}'))
    return Promise.resolve()
  },
  async html_502({ response, pass }) {
    await pass()
    send(response, page(502, 'text/html', '<html><h1>502 Bad Gateway</h1></html>'))
  },
  async html_200({ response, pass }) {
    await pass()
    send(response, page(200, 'text/html', '<html><h1>Welcome</h1></html>'))
  },
  async late({ request, pass, lateMs, signal }) {
    await pause(lateMs, undefined, { signal })
    await pass()
    request.socket.destroy()
  },
  async twice({ response, pass }) {
    const first = await pass()
    await pass()
    send(response, first)
  },
  async drip({ response, pass }) {
    const { status, type, body } = await pass()
    response.writeHead(status, { 'content-type': type, 'content-length': body.length })
    for (let at = 0; at < body.length && !response.destroyed; at += 1) {
      response.write(body.subarray(at, at + 1))
      await pause(50)
    }
    response.end()
  },
  async wrong_amount({ response, pass }) {
    const answer = await pass()
    send(response, { ...answer, body: Buffer.from(withOtherAmount(answer.body.toString())) })
  },
  async wrong_reference({ response, pass }) {
    const answer = await pass()
    send(response, { ...answer, body: Buffer.from(withOtherReference(answer.body.toString())) })
  },
  async refused_caller({ passing, response, pass }) {
    const headers = { ...passing.headers }
    for (const name of ['authorization', 'x-winpay-key']) if (headers[name] !== undefined) headers[name] = 'Bearer refused'
    send(response, await pass({ headers }))
  },
}
