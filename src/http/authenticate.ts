import type { FastifyRequest } from 'fastify'
import type { ApiKeys, Caller } from '../access/api-keys.ts'
import type { Scope } from '../access/scopes.ts'
import { Problem } from '../core/problems.ts'

const bearer = /^Bearer +(\S+)$/i

const scopesByGate = new WeakMap<object, Scope>()

/** Which scope a hook asks for, if it is one of ours. */
export function scopeOf(hook: object): Scope | null {
  return scopesByGate.get(hook) ?? null
}

/** Finds out who is calling and refuses whoever lacks the scope. A foreign merchant's object is simply not found later. */
export function requireScope(keys: ApiKeys, scope: Scope) {
  const gate = async (request: FastifyRequest): Promise<void> => {
    const startedMs = performance.now()
    const key = bearer.exec(request.headers.authorization ?? '')?.[1]
    const caller = key === undefined ? null : await keys.authenticate(key)
    request.timings.auth += performance.now() - startedMs
    if (caller === null) {
      throw new Problem('unauthenticated', 'Send an API key that is valid: Authorization: Bearer tgh_…', {
        headers: { 'www-authenticate': 'Bearer' },
      })
    }
    request.caller = caller
    if (!caller.scopes.has(scope)) throw new Problem('missing_scope', `The key lacks the scope ${scope}.`)
  }
  scopesByGate.set(gate, scope)
  return gate
}

/** The caller of a request that has passed {@link requireScope}. */
export function callerOf({ caller }: FastifyRequest): Caller {
  if (caller === null) throw new Error('a route without requireScope asks for its caller')
  return caller
}
