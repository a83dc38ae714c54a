import { createHmac } from 'node:crypto'
import type { FastifyRequest } from 'fastify'
import type { JsonObject } from '../../core/json.ts'
import { parseJson } from '../../core/parse-json.ts'
import type { Client } from '../clients.ts'
import { bodyOf, headerOf, isJson } from '../provider-server.ts'
import type { GatewayAnswers } from './answer.ts'
import type { GatewayKeys } from './keys.ts'
import { toLaravelInput, toPhpJson } from './php-json.ts'
import { readPhpQuery } from './query.ts'
import type { GatewayTokens } from './tokens.ts'

/** A call whose signature is good; `body` is what came, before anything was trimmed. */
export interface GatewayCall extends Client<GatewayKeys> {
  body: JsonObject
  query: JsonObject
}

function readBody(request: FastifyRequest): { body: JsonObject; text: string } | null {
  const bytes = bodyOf(request)
  if (bytes.length === 0) return { body: {}, text: '' }
  const parsed = parseJson(bytes)
  if ('fault' in parsed || typeof parsed.value !== 'object' || parsed.value === null || Array.isArray(parsed.value)) return null
  return { body: parsed.value, text: parsed.text }
}

/**
 * The text that must be signed: the server encodes what it parsed. Where a body says anything, the bytes that came must be that very
 * text too, because it is not known which of the two the provider hashes. Nothing at all, or `{}`, is `[]`.
 */
function textToSign({ body, text }: { body: JsonObject; text: string }, query: JsonObject): string | null {
  const encoded = toPhpJson(toLaravelInput({ ...body, ...query }))
  return Object.keys(body).length === 0 || encoded === text ? encoded : null
}

export function authenticate(request: FastifyRequest, tokens: GatewayTokens, answers: GatewayAnswers): GatewayCall {
  const accepts = headerOf(request, 'accept') ?? ''
  if (!accepts.includes('application/json')) throw answers.refuse(400, 'ERR_INVALID_ACTION', 'Accept must be application/json.')
  const caller = tokens.callerOf(request)
  if (caller === undefined) throw answers.unauthenticated()
  if (bodyOf(request).length > 0 && !isJson(request))
    throw answers.refuse(400, 'ERR_INVALID_ACTION', 'Content-Type must be application/json.')
  const signature = headerOf(request, 'signature')
  if (signature === null) throw answers.missingSignature()
  const read = readBody(request)
  const query = readPhpQuery(request.raw.url ?? '')
  const text = read === null ? null : textToSign(read, query)
  if (read === null || text === null) throw answers.wrongSignature()
  if (signature !== createHmac('sha256', caller.keys.apiKey).update(text).digest('hex')) throw answers.wrongSignature()
  return { ...caller, body: read.body, query }
}
