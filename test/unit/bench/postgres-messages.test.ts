import { describe, expect, test } from '@jest/globals'
import { readMessages } from '../../../bench/measure/read-messages.ts'

function message(type: string, body: string): Buffer {
  const length = Buffer.alloc(4)
  length.writeUInt32BE(body.length + 4)
  return Buffer.concat([Buffer.from(type), length, Buffer.from(body)])
}

describe('the bench counts what a client sends to PostgreSQL', () => {
  const sent = Buffer.concat([
    message('', 'startup'),
    message('P', 'select 1'),
    message('B', ''),
    message('E', 'E'),
    message('S', ''),
  ])

  test.each([1, 2, 3, 7, sent.length])('in chunks of %d bytes', (size) => {
    const types: string[] = []
    const read = readMessages((type) => types.push(type))
    for (let at = 0; at < sent.length; at += size) read(sent.subarray(at, at + size))
    expect(types).toEqual(['P', 'B', 'E', 'S'])
  })
})
