import { createHmac } from 'node:crypto'
import type { FastifyRequest } from 'fastify'
import { fromTimestamp, minuteMs, type Clock } from '../../core/time.ts'
import type { Client, Clients } from '../clients.ts'
import { headerOf, isJson } from '../provider-server.ts'
import type { WinpayAnswers } from './answer.ts'

export interface WinpayKeys {
  key: string
  secretKey: string
}

const toleranceMs = 5 * minuteMs

function isRecent(timestamp: string, clock: Clock): boolean {
  if (!/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\+07:00$/.test(timestamp)) return false
  const instant = fromTimestamp(timestamp)
  return instant !== null && Math.abs(clock.now().getTime() - instant.getTime()) <= toleranceMs
}

/** Who is calling. The provider wants the content type even where there is no body, and signs nothing but the timestamp. */
export function authenticate(
  request: FastifyRequest,
  clients: Clients<WinpayKeys>,
  clock: Clock,
  answers: WinpayAnswers,
): Client<WinpayKeys> {
  if (!isJson(request)) throw answers.invalid(['The content-type header must be application/json.'])
  const timestamp = headerOf(request, 'x-winpay-timestamp')
  const caller = clients.byLogin(headerOf(request, 'x-winpay-key') ?? '')
  if (timestamp === null || caller === undefined || !isRecent(timestamp, clock)) throw answers.unauthorized()
  const expected = createHmac('sha256', caller.keys.secretKey).update(timestamp).digest('hex')
  if (headerOf(request, 'x-winpay-signature') !== expected) throw answers.unauthorized()
  return caller
}
