import { expect, test } from '@jest/globals'
import { newSecret, signedHeaders } from '../../../src/webhooks/signing.ts'

// The known answer of the Standard Webhooks specification's own libraries.
const known = {
  secret: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw',
  id: 'msg_p5jXN8AQM9LWM0D4loKWxJek',
  at: new Date(1_614_265_330_000),
  body: '{"test": 2432232314}',
  signature: 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
}

test('a message is signed as Standard Webhooks has it', () => {
  expect(signedHeaders(known.id, known.at, known.body, [known.secret])).toMatchObject({
    'webhook-id': known.id,
    'webhook-timestamp': '1614265330',
    'webhook-signature': known.signature,
  })
})

test('each secret signs', () => {
  const { 'webhook-signature': signatures = '' } = signedHeaders(known.id, known.at, known.body, [newSecret(), known.secret])
  expect(signatures.split(' ')).toHaveLength(2)
  expect(signatures.split(' ')[1]).toBe(known.signature)
})

test('a secret is 32 random bytes', () => {
  const [first, second] = [newSecret(), newSecret()]
  expect(first).not.toBe(second)
  expect(first).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/)
})
