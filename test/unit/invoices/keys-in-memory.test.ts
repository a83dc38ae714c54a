import { describe } from '@jest/globals'
import { newMerchantId } from '../../../src/core/ids.ts'
import { testIdempotencyStore } from '../../support/idempotency-store-guarantees.ts'
import { openKeysInMemory } from '../../support/keys-in-memory.ts'

describe('keys in memory, with which other tests stand in for the database', () => {
  testIdempotencyStore(() => ({ keys: openKeysInMemory(), merchants: [newMerchantId(), newMerchantId()] }))
})
