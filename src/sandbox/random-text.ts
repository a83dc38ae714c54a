import { randomBytes, randomInt } from 'node:crypto'

const alphanumeric = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'

export function randomDigits(count: number): string {
  return Array.from({ length: count }, () => randomInt(10)).join('')
}

export function randomAlphanumeric(count: number): string {
  return Array.from({ length: count }, () => alphanumeric.charAt(randomInt(alphanumeric.length))).join('')
}

export function randomHex(bytes: number): string {
  return randomBytes(bytes).toString('hex')
}
