import { createPrivateKey, createPublicKey, generateKeyPairSync } from 'node:crypto'
import { z } from 'zod'
import { openJournal } from '../journal.ts'

/** By which this environment signs its notifications. */
export interface CallbackKey {
  privatePem(): string
  /** As merchants copy it from the dashboard. */
  publicPem(): string
}

/** Shorter than the 2048 bits of the real one, which would take a while to make. */
const modulusLength = 1024

function makePrivatePem(): string {
  return generateKeyPairSync('rsa', { modulusLength }).privateKey.export({ format: 'pem', type: 'pkcs8' }).toString()
}

/** One for all clients, as with the provider; made when it is first needed, and the same after a restart where there is a journal. */
export function openCallbackKey(path: string | null): CallbackKey {
  const journal = openJournal(path, z.object({ privateKey: z.string() }))
  let pem = journal.past[0]?.privateKey
  journal.close()
  const privatePem = (): string => {
    if (pem !== undefined) return pem
    pem = makePrivatePem()
    const made = openJournal(path, z.object({ privateKey: z.string() }))
    made.append({ privateKey: pem })
    made.close()
    return pem
  }
  return {
    privatePem,
    publicPem: () => createPublicKey(createPrivateKey(privatePem())).export({ format: 'pem', type: 'spki' }).toString(),
  }
}
