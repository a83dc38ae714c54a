import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import type { Authenticity, Callbacks, IncomingCall } from '../../src/connectors/connector.ts'
import { isSameJson } from '../../src/core/json.ts'
import { parseStrictJson } from '../../src/core/parse-json.ts'
import type { CallbackContract, CallbackProof, ProviderContract } from './provider-contract-fixture.ts'

/** What came from the provider is believed as far as its proof goes; whatever was made or changed by others is not. */
export function testProofs(contract: ProviderContract, { proofs }: CallbackContract): void {
  describe.each(proofs)('by $name', (proof) => {
    const call = callOf(proof)
    const authenticate = (changed: Partial<IncomingCall>): Authenticity =>
      open(contract, proof).authenticate({ ...call, ...changed })

    test(`a right one is ${proof.right}`, () => {
      expect(authenticate({})).toBe(proof.right)
    })

    test(`one without any proof is ${proof.bare}`, () => {
      expect(authenticate({ headers: { 'content-type': 'application/json' } })).toBe(proof.bare)
    })

    test.each(Object.keys(proof.prove(call)))('one without %s is not a right one (row 43)', (name) => {
      const headers = Object.fromEntries(Object.entries(call.headers).filter(([given]) => given !== name))
      expect(authenticate({ headers })).toBe(proof.without?.[name] ?? 'forged')
    })

    test('one that another account would believe is forged here (row 43)', () => {
      const other = open(contract, { ...proof, credentials: { ...proof.credentials, ...proof.anotherAccount } })
      expect(other.authenticate(call)).toBe('forged')
    })

    testChangedProof(proof, authenticate)
    testChangedCall(proof, authenticate)
  })
}

type Authenticate = (changed: Partial<IncomingCall>) => Authenticity

function testChangedProof(proof: CallbackProof, authenticate: Authenticate): void {
  const call = callOf(proof)

  test.each(Object.entries(proof.prove(call)))('any changed character of %s is forged (row 43)', (name, right) => {
    fc.assert(
      fc.property(fc.nat(right.length - 1), visible, (at, character) => {
        const given = right.slice(0, at) + character + right.slice(at + 1)
        if (isSameText(proof, name, given, right)) return
        expect(authenticate({ headers: { ...call.headers, [name]: given } })).toBe('forged')
      }),
    )
  })

  test.each(Object.entries(proof.prove(call)))('%s of any other length is forged (row 43)', (name, right) => {
    fc.assert(
      fc.property(fc.array(visible, { maxLength: 600 }), fc.nat(right.length), (characters, kept) => {
        const given = right.slice(0, kept) + characters.join('')
        if (isSameText(proof, name, given, right)) return
        expect(authenticate({ headers: { ...call.headers, [name]: given } })).toBe('forged')
      }),
    )
  })

  test('no headers that somebody makes up are believed (row 43)', () => {
    const names = fc.constantFrom(...Object.keys(proof.prove(call)), 'authorization', 'x-callback-token', 'signature')
    fc.assert(
      fc.property(fc.dictionary(names, fc.string()), (headers) => {
        expect([proof.bare, 'forged']).toContain(authenticate({ headers }))
      }),
    )
  })
}

function testChangedCall(proof: CallbackProof, authenticate: Authenticate): void {
  const { covers } = proof

  if (covers.includes('body')) {
    test('one that says anything else, by a single byte, is forged (row 43)', () => {
      fc.assert(
        fc.property(fc.nat(proof.body.length - 1), fc.integer({ min: 0, max: 255 }), changes, (at, byte, change) => {
          const body = change(proof.body, at, byte)
          if (saysTheSame(body, proof.body)) return
          expect(authenticate({ body })).toBe('forged')
        }),
        { numRuns: 1_000 },
      )
    })
  }
  if (covers.includes('path')) {
    test('one that was meant for another endpoint is forged (row 43)', () => {
      expect(authenticate({ path: '/callbacks/provider/of-another' })).toBe('forged')
      expect(authenticate({ path: `${path}?more` })).toBe('forged')
    })
  }
  if (covers.includes('method')) {
    test('one that was signed for another method is forged (row 43)', () => {
      expect(authenticate({ method: 'PUT' })).toBe('forged')
    })
  }
}

const path = '/callbacks/provider/a-path-token'

const visible = fc.integer({ min: 0x21, max: 0x7e }).map((code) => String.fromCharCode(code))

const changes = fc.constantFrom(
  (body: Buffer, at: number, byte: number) => Buffer.concat([body.subarray(0, at), Buffer.of(byte), body.subarray(at + 1)]),
  (body: Buffer, at: number, byte: number) => Buffer.concat([body.subarray(0, at), Buffer.of(byte), body.subarray(at)]),
  (body: Buffer, at: number) => Buffer.concat([body.subarray(0, at), body.subarray(at + 1)]),
)

function callOf(proof: CallbackProof): IncomingCall {
  const call = { method: 'POST', path, body: proof.body }
  return { ...call, headers: { 'content-type': 'application/json', ...proof.prove(call) } }
}

function open(contract: ProviderContract, proof: CallbackProof): Callbacks {
  const { callbacks } = contract.connector.open({
    credentials: merged(contract.credentials('http://127.0.0.1:1'), proof.credentials),
    settings: merged(contract.settings, proof.settings),
  })
  if (callbacks === undefined) throw new Error('the connector knows no callbacks')
  return callbacks
}

function merged(common: unknown, own: object = {}): object {
  return { ...(typeof common === 'object' ? common : {}), ...own }
}

/** White space between tokens and the way a character is escaped say nothing. */
function saysTheSame(left: Buffer, right: Buffer): boolean {
  const [one, other] = [parseStrictJson(left), parseStrictJson(right)]
  return 'value' in one && 'value' in other && isSameJson(one.value, other.value)
}

function isSameText({ inBase64 = [] }: CallbackProof, name: string, given: string, right: string): boolean {
  if (!inBase64.includes(name)) return given === right
  return Buffer.from(given, 'base64').equals(Buffer.from(right, 'base64'))
}
