import type { Socket } from 'node:net'
import { presentProblem, problemContentType } from '../core/problem-wire.ts'
import { Problem, problems } from '../core/problems.ts'

/**
 * Bytes that are no HTTP request, or one that did not come whole in time: there is no route and no reply, so the answer is written
 * by hand and the connection ends with it.
 */
export function answerUnreadable(newRequestId: () => string) {
  return (error: Error & { code: string }, socket: Socket): void => {
    if (error.code !== 'ECONNRESET' && socket.writable) socket.write(toAnswer(error.code, newRequestId()))
    socket.destroySoon()
  }
}

function toAnswer(code: string, requestId: string): string {
  const problem = new Problem('invalid_request', toDetail(code))
  const body = JSON.stringify(presentProblem(problem, requestId))
  const lines = [
    `HTTP/1.1 ${problems[problem.code].status} Bad Request`,
    `content-type: ${problemContentType}`,
    `content-length: ${Buffer.byteLength(body)}`,
    'cache-control: no-store',
    `x-request-id: ${requestId}`,
    'connection: close',
  ]
  return `${lines.join('\r\n')}\r\n\r\n${body}`
}

function toDetail(code: string): string {
  if (code === 'HPE_HEADER_OVERFLOW') return 'The headers are too long.'
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') return 'The request did not come whole in time.'
  return 'This is not an HTTP request; look for control characters in its headers.'
}
