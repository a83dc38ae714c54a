import { generateKeyPairSync } from 'node:crypto'
import { netzme } from '../../src/connectors/netzme/index.ts'
import { netzmeCallbacks } from './netzme-callbacks.ts'
import { createSamples } from './netzme-create-samples.ts'
import { accessToken, clientId, clientSecret, createdAnswer, now, ok, plainCreate } from './netzme-documented.ts'
import { inquirySamples, refusalSamples } from './netzme-inquiry-samples.ts'
import type { ProviderContract } from './provider-contract-fixture.ts'

/** As Netzme issues them: 512 bits, PKCS#1, base64 without armour. */
const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 512 })
const privateKeyText = privateKey.export({ type: 'pkcs1', format: 'der' }).toString('base64')

export const netzmeContract: ProviderContract = {
  connector: netzme,
  credentials: (origin) => ({
    base_url: origin,
    client_id: clientId,
    client_secret: clientSecret,
    private_key: privateKeyText,
    merchant_id: 'M_TB1NMLig',
    channel_id: '95221',
    callback_token: 'invented-callback-token==',
  }),
  settings: {},
  now,
  token: {
    path: '/api/v1/access-token/b2b',
    answer: ok({
      responseCode: '2007300',
      responseMessage: 'Successful',
      accessToken,
      tokenType: 'Bearer',
      expiresIn: '54000',
      additionalInfo: {},
    }),
  },
  callbacks: netzmeCallbacks,
  samples: [...createSamples, ...inquirySamples, ...refusalSamples],
  create: plainCreate,
  created: ok(createdAnswer),
  refusalBody: (status, code) =>
    JSON.stringify({ ...(code === null ? {} : { responseCode: code }), responseMessage: `Refused with ${status}` }),
}
