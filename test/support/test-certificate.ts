import { generateKeyPairSync, sign } from 'node:crypto'

export interface TestCertificate {
  key: string
  cert: string
}

function der(tag: number, ...parts: Buffer[]): Buffer {
  const content = Buffer.concat(parts)
  const length = content.length < 128 ? [content.length] : [0x82, content.length >> 8, content.length & 255]
  return Buffer.concat([Buffer.from([tag, ...length]), content])
}

const sequence = (...parts: Buffer[]): Buffer => der(0x30, ...parts)
const objectId = (hex: string): Buffer => der(0x06, Buffer.from(hex, 'hex'))
const text = (tag: number, value: string): Buffer => der(tag, Buffer.from(value, 'ascii'))
const bits = (content: Buffer): Buffer => der(0x03, Buffer.from([0]), content)

const commonName = objectId('550403')
const subjectAlternativeName = objectId('551d11')
const ecdsaWithSha256 = sequence(objectId('2a8648ce3d040302'))

/** A certificate for one DNS name that signs itself (RFC 5280), with a key made for this run. */
export function certificateFor(name: string): TestCertificate {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const named = sequence(der(0x31, sequence(commonName, text(0x0c, name))))
  const validity = sequence(text(0x17, '200101000000Z'), text(0x17, '491231235959Z'))
  const names = sequence(subjectAlternativeName, der(0x04, sequence(text(0x82, name))))
  const toSign = sequence(
    der(0xa0, der(0x02, Buffer.from([2]))),
    der(0x02, Buffer.from([1])),
    ecdsaWithSha256,
    named,
    validity,
    named,
    publicKey.export({ type: 'spki', format: 'der' }),
    der(0xa3, sequence(names)),
  )
  const certificate = sequence(toSign, ecdsaWithSha256, bits(sign('sha256', toSign, privateKey)))
  return {
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    cert: `-----BEGIN CERTIFICATE-----\n${certificate.toString('base64')}\n-----END CERTIFICATE-----\n`,
  }
}
