import type { FastifyRequest } from 'fastify'
import type { Clients } from '../clients.ts'
import { headerOf, isJson } from '../provider-server.ts'
import { refuseInvalid, refuseUnauthorized } from './refuse.ts'

export interface DurianpayKeys {
  serverKey: string
}

/** Whose call it is: basic authentication with the server key as user name and no password. */
export function authenticate(request: FastifyRequest, clients: Clients<DurianpayKeys>): string {
  const encoded = /^Basic ([A-Za-z0-9+/]+={0,2})$/.exec(headerOf(request, 'authorization') ?? '')?.[1] ?? ''
  const [, serverKey] = /^([^:]+):$/.exec(Buffer.from(encoded, 'base64').toString('utf8')) ?? []
  const caller = serverKey === undefined ? undefined : clients.byLogin(serverKey)
  if (caller === undefined) throw refuseUnauthorized()
  const hasBody = request.method === 'POST' || request.method === 'PUT'
  if (hasBody && !isJson(request)) throw refuseInvalid('invalid content type')
  return caller.client
}
