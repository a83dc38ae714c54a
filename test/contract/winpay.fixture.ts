import { winpay } from '../../src/connectors/winpay/index.ts'
import { winpayCallbacks } from './winpay-callbacks.ts'
import { created, createInput, now } from './winpay-documented.ts'
import { changeSamples } from './winpay-change-samples.ts'
import { createSamples } from './winpay-create-samples.ts'
import { findSamples } from './winpay-find-samples.ts'
import type { ProviderContract } from './provider-contract-fixture.ts'

export const winpayContract: ProviderContract = {
  connector: winpay,
  credentials: (origin) => ({ base_url: origin, key: 'an-invented-key', secret_key: 'test-secret-key' }),
  settings: {},
  now,
  callbacks: winpayCallbacks,
  samples: [...createSamples, ...findSamples, ...changeSamples],
  create: createInput,
  created: { status: 201, body: JSON.stringify(created) },
  refusalBody: (status, code) =>
    JSON.stringify(
      code === null
        ? { message: `HTTP ${status}` }
        : { responseCode: code, responseMessage: 'Refused', responseDate: '2026-11-24T17:07:05+07:00', responseData: [] },
    ),
}
