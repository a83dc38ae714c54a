import { z } from 'zod'
import { verifyRsaSha256 } from './signing.ts'

const loopbackHosts = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/

/** A provider's base URL: https, or http for loopback only; without credentials, query or fragment; no trailing slash inside. */
export function baseUrl({ path }: { path: boolean }) {
  return z.string().transform((text, context) => {
    const url = URL.parse(text)
    const fault = url === null ? 'must be an absolute URL' : faultOf(url, path)
    if (url === null || fault !== null) {
      context.addIssue({ code: 'custom', message: fault ?? 'must be an absolute URL' })
      return z.NEVER
    }
    return url.origin + url.pathname.replace(/\/+$/, '')
  })
}

function faultOf(url: URL, path: boolean): string | null {
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && loopbackHosts.test(url.hostname))) {
    return 'must begin with https:// (http:// is for loopback only)'
  }
  if (url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '')
    return 'must be without user, query and fragment'
  if (!path && url.pathname !== '/') return 'must be without a path'
  return null
}

export const horizonMinutes = z
  .int()
  .min(1)
  .max(1440)
  .default(15)
  .describe('How long a create may still appear at the provider after it was sent; before that, not finding it proves nothing')

/** A key as an environment file holds it: line breaks may be written as `\n`. */
export const keyText = z.string().transform((text) => text.replaceAll('\\n', '\n'))

/** A provider's RSA public key, as PEM. */
export const publicKey = keyText
  .transform(toPublicPem)
  .refine(canVerify, { error: 'must be an RSA public key, with or without armour' })

function toPublicPem(text: string): string {
  return text.includes('-----BEGIN') ? text : `-----BEGIN PUBLIC KEY-----\n${text}\n-----END PUBLIC KEY-----\n`
}

/** A key that cannot be read throws; a signature that is wrong is only false. */
function canVerify(publicKeyPem: string): boolean {
  try {
    verifyRsaSha256(publicKeyPem, '', '')
    return true
  } catch {
    return false
  }
}
