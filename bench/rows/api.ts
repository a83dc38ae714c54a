import { request } from 'undici'
import { apiKey, type Target } from '../servers/servers.ts'

export interface ApiAnswer {
  status: number
  text: string
}

/** One call of the gateway as its merchant makes it. */
export async function callApi(
  gateway: Target,
  method: 'GET' | 'POST' | 'PATCH',
  path: string,
  body?: object,
  key?: string,
): Promise<ApiAnswer> {
  const headers = {
    authorization: `Bearer ${apiKey}`,
    ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    ...(key === undefined ? {} : { 'idempotency-key': key }),
  }
  const answer = await request(`http://127.0.0.1:${gateway.port}${path}`, {
    ...{ method, headers },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  return { status: answer.statusCode, text: await answer.body.text() }
}
