import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { sealWith } from '../../../src/core/seal.ts'

const key = Buffer.alloc(32, 7)
const vault = sealWith(key)

describe('what is sealed', () => {
  test('opens again in its place, text and bytes alike', () => {
    fc.assert(
      fc.property(fc.string(), fc.uint8Array(), (place, bytes) => {
        expect(vault.open(place, vault.seal(place, bytes)).equals(bytes)).toBe(true)
      }),
    )
    expect(vault.open('row/1', vault.seal('row/1', 'Rp 260.000 – dibayar')).toString()).toBe('Rp 260.000 – dibayar')
  })

  test('does not open in another place, nor with another key', () => {
    const sealed = vault.seal('row/1', 'secret')
    expect(() => vault.open('row/2', sealed)).toThrow()
    expect(() => sealWith(Buffer.alloc(32, 8)).open('row/1', sealed)).toThrow()
  })

  test('does not open when any byte of it was changed or is missing', () => {
    const sealed = vault.seal('row/1', 'secret')
    for (const [index, byte] of sealed.entries()) {
      const changed = Buffer.from(sealed)
      changed[index] = byte ^ 1
      expect(() => vault.open('row/1', changed)).toThrow()
    }
    expect(() => vault.open('row/1', sealed.subarray(0, -1))).toThrow()
  })

  test('is 28 bytes longer than the text, and never the same twice', () => {
    expect(vault.seal('row/1', 'secret')).toHaveLength(12 + 16 + 6)
    const many = Array.from({ length: 100 }, () => vault.seal('row/1', 'secret').toString('hex'))
    expect(new Set(many.map((text) => text.slice(0, 24))).size).toBe(100)
  })

  test('is read in the layout in which rows are kept: nonce, tag, ciphertext', () => {
    // Made by another implementation: the key is the bytes 0 to 31, the nonce the bytes 0 to 11, and the place is additional data.
    const kept = Buffer.from('000102030405060708090a0ba4cba9551bfcbe3782910ceb60a4649a3467b569a091', 'hex')
    const known = sealWith(Buffer.from(Array.from({ length: 32 }, (_, index) => index)))
    expect(known.open('row/1', kept).toString()).toBe('secret')
  })
})
