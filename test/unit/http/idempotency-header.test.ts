import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { once } from 'node:events'
import { createServer, request, type Server } from 'node:http'
import { Problem } from '../../../src/core/problems.ts'
import { idempotencyKeyOf, requiredIdempotencyKeyOf } from '../../../src/http/idempotency-header.ts'

/** What was read of the last request, or what was thrown instead. */
const read: { optional: unknown; required: unknown } = { optional: undefined, required: undefined }
let server: Server

function outcomeOf(work: () => string | null): unknown {
  try {
    return work()
  } catch (error) {
    return error
  }
}

beforeAll(async () => {
  server = createServer((raw, response) => {
    read.optional = outcomeOf(() => idempotencyKeyOf({ raw }))
    read.required = outcomeOf(() => requiredIdempotencyKeyOf({ raw }))
    response.end()
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
})
afterAll(async () => {
  server.close()
  await once(server, 'close')
})

/** Names and values in turn, as they go over the wire. */
async function sendHeaders(headers: string[]): Promise<void> {
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the server does not listen')
  const sent = request({ port: address.port, agent: false, headers: ['Host', 'localhost', ...headers] })
  sent.end()
  await once(sent, 'close')
}

describe('the Idempotency-Key of a request', () => {
  test.each(['Idempotency-Key', 'idempotency-key', 'IDEMPOTENCY-KEY'])('is read from %s', async (name) => {
    await sendHeaders(['X-First', 'one', name, 'key-1', 'X-Last', 'two'])
    expect(read).toEqual({ optional: 'key-1', required: 'key-1' })
  })

  test('is never the value of another header, nor a value that is called like it', async () => {
    await sendHeaders(['X-Idempotency-Key', 'a', 'X-Name', 'idempotency-key', 'X-After', 'b'])
    expect(read.optional).toBeNull()
    expect(read.required).toEqual(
      new Problem('idempotency_key_missing', 'Send an Idempotency-Key, new for each invoice and the same for each retry of it.'),
    )
    expect(read.required).toMatchObject({ code: 'idempotency_key_missing' })
  })

  test('that is repeated is refused, with the same value too', async () => {
    await sendHeaders(['Idempotency-Key', 'a', 'X-Between', 'x', 'idempotency-key', 'a'])
    expect([read.optional, read.required]).toMatchObject([
      { code: 'idempotency_key_invalid' },
      { code: 'idempotency_key_invalid' },
    ])
  })
})
