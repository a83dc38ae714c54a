import { createSocket } from 'node:dgram'
import { once } from 'node:events'

/** A DNS server on loopback (RFC 1035), for what a resolver itself does. */
export interface StubDns {
  /** `address:port`, as resolvers take it. */
  server: string
  asked: string[]
  close(): Promise<void>
}

/** The addresses of a name by type; a name that is not listed does not exist, and one that is `silent` is never answered. */
export type Zone = Record<string, { A?: number[][]; AAAA?: number[][] } | 'silent'>

const types = { 1: 'A', 28: 'AAAA' } as const
const noSuchName = 3

export async function startStubDns(zone: Zone): Promise<StubDns> {
  const asked: string[] = []
  const socket = createSocket('udp4')
  socket.on('message', (query, from) => {
    const { name, end } = readName(query)
    const type = query.readUInt16BE(end)
    const known = type === 1 || type === 28 ? types[type] : null
    asked.push(`${name} ${known ?? type}`)
    const entry = zone[name.toLowerCase()]
    if (entry === 'silent') return
    const addresses = entry === undefined || known === null ? [] : (entry[known] ?? [])
    socket.send(answer(query, end + 4, type, addresses, entry === undefined ? noSuchName : 0), from.port, from.address)
  })
  socket.bind(0, '127.0.0.1')
  await once(socket, 'listening')
  return {
    server: `127.0.0.1:${socket.address().port}`,
    asked,
    close: () => new Promise((resolve) => void socket.close(resolve)),
  }
}

function readName(query: Buffer): { name: string; end: number } {
  const labels: string[] = []
  let at = 12
  for (let length = query.readUInt8(at); length > 0; length = query.readUInt8(at)) {
    labels.push(query.toString('latin1', at + 1, at + 1 + length))
    at += 1 + length
  }
  return { name: labels.join('.'), end: at + 1 }
}

function answer(query: Buffer, questionEnd: number, type: number, addresses: number[][], code: number): Buffer {
  const head = Buffer.alloc(12)
  query.copy(head, 0, 0, 2)
  head.writeUInt16BE(0x8180 | code, 2)
  head.writeUInt16BE(1, 4)
  head.writeUInt16BE(addresses.length, 6)
  const records = addresses.map((address) => Buffer.from([0xc0, 12, 0, type, 0, 1, 0, 0, 0, 60, 0, address.length, ...address]))
  return Buffer.concat([head, query.subarray(12, questionEnd), ...records])
}
