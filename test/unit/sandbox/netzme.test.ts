import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { createHash, createHmac, createPrivateKey, randomInt, sign } from 'node:crypto'
import { minuteMs } from '../../../src/core/time.ts'
import type { Sandbox } from '../../../src/sandbox/sandbox.ts'
import {
  createTestClock,
  pagesUrl,
  send,
  startTestSandbox,
  textAt,
  without,
  type Answer,
  type TestClock,
} from './test-sandbox.ts'

let clock: TestClock
let sandbox: Sandbox

beforeEach(async () => {
  clock = createTestClock()
  sandbox = await startTestSandbox(clock)
})
afterEach(() => sandbox.close())

function credential(member: string): string {
  return textAt(sandbox.credentials('netzme', 'shop'), member)
}

function askToken(
  timestamp = clock.jakarta(),
  body: object = { grantType: 'client_credentials', additionalInfo: {} },
): Promise<Answer> {
  const key = createPrivateKey({ key: Buffer.from(credential('private_key'), 'base64'), format: 'der', type: 'pkcs1' })
  const signature = sign('RSA-SHA256', Buffer.from(`${credential('client_id')}|${timestamp}`), key).toString('base64')
  return send(`${sandbox.urls.netzme}/api/v1/access-token/b2b`, {
    method: 'POST',
    headers: {
      'Content-Type': 'application/json',
      'X-TIMESTAMP': timestamp,
      'X-CLIENT-KEY': credential('client_id'),
      'X-SIGNATURE': signature,
    },
    body: JSON.stringify(body),
  })
}

function signText(secret: string, method: string, path: string, token: string, body: string, timestamp: string): string {
  const hash = createHash('sha256').update(body).digest('hex')
  return createHmac('sha512', secret).update(`${method}:${path}:${token}:${hash}:${timestamp}`).digest('hex')
}

async function headersFor(path: string, body: string, timestamp = clock.jakarta()): Promise<Record<string, string>> {
  const token = textAt((await askToken()).body, 'accessToken')
  return {
    'Content-Type': 'application/json',
    Authorization: `Bearer ${token}`,
    'X-PARTNER-ID': credential('client_id'),
    'X-EXTERNAL-ID': Array.from({ length: 32 }, () => randomInt(10)).join(''),
    'CHANNEL-ID': credential('channel_id'),
    'X-TIMESTAMP': timestamp,
    'X-SIGNATURE': signText(credential('client_secret'), 'POST', path, token, body, timestamp),
  }
}

async function call(
  path: string,
  body: object | string,
  change: (headers: Record<string, string>) => void = () => undefined,
): Promise<Answer> {
  const text = typeof body === 'string' ? body : JSON.stringify(body)
  const headers = await headersFor(path, text)
  change(headers)
  return send(`${sandbox.urls.netzme}${path}`, { method: 'POST', headers, body: text })
}

function idr(value: string) {
  return { value, currency: 'IDR' }
}

function invoice() {
  return {
    custIdMerchant: credential('merchant_id'),
    partnerReferenceNo: 'testing20210409144959687',
    amount: idr('50000.00'),
    amountDetail: { basicAmount: idr('50000.00'), shippingAmount: idr('0.00') },
    commissionPercentage: 0,
    additionalInfo: { email: 'tester@example.com', phoneNumber: '+6281300000000', fullname: 'Tester 2', imageUrl: '' },
  }
}

function transaction(payMethod: string) {
  const rest = invoice()
  return {
    ...rest,
    additionalInfo: { ...rest.additionalInfo, fullname: 'Tester' },
    payMethod,
    commissionPercentage: '0',
    expireInSecond: '600',
  }
}

function inquire(trxId: string): Promise<Answer> {
  return call('/api-invoice/v2.0/transaction-history-detail', {
    originalPartnerReferenceNo: trxId,
    additionalInfo: { partnerReferenceNo: 'fresh-1' },
  })
}

describe('the access token', () => {
  test('lasts 54000 seconds, told as text, and is handed back with what is left of it until it ends', async () => {
    const first = await askToken()
    expect(first).toMatchObject({ status: 200, body: { responseCode: '2007300', tokenType: 'Bearer', expiresIn: '54000' } })
    clock.advance(1000 * 1000)
    const second = await askToken()
    expect(second.body).toMatchObject({ expiresIn: '53000', accessToken: textAt(first.body, 'accessToken') })
    clock.advance(53_000 * 1000)
    const third = await askToken()
    expect(textAt(third.body, 'accessToken')).not.toBe(textAt(first.body, 'accessToken'))
  })

  test('is refused for an old timestamp, a wrong grant, and a signature over something else', async () => {
    expect(await askToken(clock.jakarta(-10 * minuteMs))).toMatchObject({ status: 400, body: { responseCode: '4000000' } })
    expect(await askToken(clock.jakarta(), {})).toMatchObject({ status: 400, body: { responseCode: '4007302' } })
    expect(await askToken(clock.jakarta(), { grantType: 'password' })).toMatchObject({
      status: 400,
      body: { responseCode: '4007300' },
    })
    const headers = {
      'Content-Type': 'application/json',
      'X-TIMESTAMP': clock.jakarta(),
      'X-CLIENT-KEY': credential('client_id'),
      'X-SIGNATURE': Buffer.alloc(64).toString('base64'),
    }
    const answer = await send(`${sandbox.urls.netzme}/api/v1/access-token/b2b`, { method: 'POST', headers, body: '{}' })
    expect(answer).toMatchObject({ status: 401, body: { responseCode: '4017300' } })
  })
})

describe('create', () => {
  const path = '/api/v1.0/invoice/create'

  test('answers an invoice id and a page; a repeated reference makes a second invoice, as nothing forbids it', async () => {
    const answer = await call(path, invoice())
    const id = textAt(answer.body, 'additionalInfo', 'invoiceId')
    expect(id).toMatch(/^NETZ-INV-M_/)
    expect(answer).toEqual({
      status: 200,
      body: {
        responseCode: '2000000',
        responseMessage: 'Successful',
        partnerReferenceNo: 'testing20210409144959687',
        paymentUrl: `${pagesUrl}/netzme/${id}`,
        additionalInfo: { invoiceId: id, status: true },
      },
    })
    expect(await call('/api/v2.0/invoice/create', invoice())).toMatchObject({ status: 200 })
    expect(sandbox.ledger('netzme')).toHaveLength(2)
  })

  test('has a transaction to ask for only once the payer has paid', async () => {
    const id = textAt((await call(path, invoice())).body, 'additionalInfo', 'invoiceId')
    expect(await inquire(id)).toMatchObject({ status: 404, body: { responseCode: '4041301' } })
    sandbox.pay('netzme', id)
    const [entry] = sandbox.ledger('netzme')
    const trxId = textAt(entry?.details, 'transaction', 'id')
    expect(await inquire(trxId)).toMatchObject({
      status: 200,
      body: { status: 'SUCCESS', additionalInfo: { invoiceId: id, amountLong: 50000 } },
    })
  })

  test('refuses each missing header, a missing field, and a field of another form', async () => {
    for (const name of ['Authorization', 'X-PARTNER-ID', 'X-EXTERNAL-ID', 'CHANNEL-ID', 'X-TIMESTAMP', 'X-SIGNATURE']) {
      const answer = await call(path, invoice(), (headers) => Reflect.deleteProperty(headers, name))
      expect(answer).toEqual({
        status: 400,
        body: { responseCode: '4000002', responseMessage: `Missing Mandatory Field ${name}` },
      })
    }
    const missing = { responseCode: '4000002', responseMessage: 'Missing Mandatory Field partnerReferenceNo' }
    expect(await call(path, without(invoice(), 'partnerReferenceNo'))).toEqual({ status: 400, body: missing })
    const wrong = { responseCode: '4000001', responseMessage: 'Invalid Field Format amount.value' }
    expect(await call(path, { ...invoice(), amount: idr('50000') })).toEqual({ status: 400, body: wrong })
    expect(await call(path, { ...invoice(), custIdMerchant: 'M_other' })).toMatchObject({
      status: 404,
      body: { responseCode: '4040008' },
    })
  })

  test('refuses a wrong signature, another token, an old timestamp, and an external id that is no number or was used today', async () => {
    const set = (name: string, value: string) => (headers: Record<string, string>) => {
      headers[name] = value
    }
    expect(await call(path, invoice(), set('X-SIGNATURE', '0'.repeat(128)))).toMatchObject({
      status: 401,
      body: { responseCode: '4010000' },
    })
    expect(await call(path, invoice(), set('Authorization', 'Bearer nothing'))).toMatchObject({
      status: 401,
      body: { responseCode: '4010001' },
    })
    expect(await call(path, invoice(), set('X-TIMESTAMP', clock.jakarta(-6 * minuteMs)))).toMatchObject({ status: 400 })
    expect(await call(path, invoice(), set('X-EXTERNAL-ID', 'abc'))).toMatchObject({
      status: 409,
      body: { responseCode: '4090000' },
    })
    expect(await call(path, invoice(), set('X-EXTERNAL-ID', '1'.repeat(37)))).toMatchObject({
      status: 400,
      body: { responseCode: '4000002' },
    })
    expect(await call(path, invoice(), set('X-EXTERNAL-ID', '7'))).toMatchObject({ status: 200 })
    expect(await call(path, invoice(), set('X-EXTERNAL-ID', '7'))).toMatchObject({
      status: 409,
      body: { responseCode: '4090000' },
    })
    clock.advance(24 * 60 * minuteMs)
    expect(await call(path, invoice(), set('X-EXTERNAL-ID', '7'))).toMatchObject({ status: 200 })
  })

  test('refuses a bare number that its minifier rewrites, though the bytes were signed', async () => {
    const body = { ...invoice(), amountLong: 1000 }
    expect(await call(path, body)).toMatchObject({ status: 401, body: { responseCode: '4010000' } })
    expect(await call(path, { ...invoice(), amountLong: '1000', small: 999 })).toMatchObject({ status: 200 })
  })
})

describe('create-transaction', () => {
  const path = '/api/v1.0/invoice/create-transaction'

  test('gives three virtual accounts for a bank transfer and one for BCA', async () => {
    const transfer = await call(path, transaction('BANK_TRANSFER'))
    expect(transfer).toMatchObject({
      status: 200,
      body: {
        responseCode: '2004700',
        payMethod: 'BANK_TRANSFER',
        paymentUrl: expect.stringContaining(`${pagesUrl}/netzme/NETZ-INV-`),
        additionalInfo: {
          expiredTs: '2026-11-24T17:17:05.000+07:00',
          virtualAccountData: [{ bankCode: 'MANDIRI' }, { bankCode: 'BNI' }, { bankCode: 'PERMATA' }],
          status: true,
        },
      },
    })
    const bca = await call(path, transaction('BCA'))
    expect(bca.body).toMatchObject({ additionalInfo: { virtualAccountData: [{ bankCode: 'BCA' }] } })
    expect(bca.body).not.toHaveProperty('paymentUrl')
  })

  test('gives a PNG for QRIS and a page for a wallet', async () => {
    const qris = await call(path, { ...transaction('QRIS'), feeType: 'on_buyer' })
    expect(textAt(qris.body, 'additionalInfo', 'qrImage')).toMatch(/^data:image\/png;base64,iVBORw0KGgo/)
    expect(qris.body).toMatchObject({
      additionalInfo: { terminalId: 'A01', feeAmount: idr('350.00'), totalAmount: idr('50350.00') },
    })
    expect((await call(path, transaction('DANA'))).body).toMatchObject({ paymentUrl: expect.any(String) })
  })

  test('is INIT, SUCCESS when paid, CLOSED when its time is over', async () => {
    const first = await call(path, transaction('BCA'))
    const second = await call(path, transaction('BCA'))
    const trxId = textAt(first.body, 'additionalInfo', 'trxId')
    expect((await inquire(trxId)).body).toMatchObject({ responseCode: '2001300', referenceNo: trxId, status: 'INIT' })
    sandbox.pay('netzme', textAt(first.body, 'additionalInfo', 'id'))
    clock.advance(11 * minuteMs)
    expect((await inquire(trxId)).body).toMatchObject({ status: 'SUCCESS', amount: idr('50000.00') })
    expect((await inquire(textAt(second.body, 'additionalInfo', 'trxId'))).body).toMatchObject({ status: 'CLOSED' })
  })

  test('wants a known method, an alphabetic name, and seconds as text', async () => {
    expect(await call(path, transaction('CASH'))).toMatchObject({ status: 400, body: { responseCode: '4004701' } })
    expect(await call(path, { ...transaction('BCA'), expireInSecond: 600 })).toMatchObject({
      status: 400,
      body: { responseCode: '4004701' },
    })
    expect(await call(path, { ...transaction('BCA'), additionalInfo: { fullname: 'Tester 2' } })).toMatchObject({ status: 400 })
    expect(await call(path, without(transaction('BCA'), 'payMethod'))).toMatchObject({
      status: 400,
      body: { responseMessage: 'Missing Mandatory Field payMethod' },
    })
  })
})

test('the signer of these tests makes the published symmetric signature', () => {
  const body =
    '{"partnerReferenceNo":"2020102900000000000001","amount":{"value":"12345678.00","currency":"IDR"},"feeAmount":{"value":"12345678.00","currency":"IDR"},"merchantId":"00007100010926","terminalId":"213141251124","validityPeriod":"2009-07-03T12:08:56-07:00"}'
  const signature = signText(
    'myclientsecret',
    'POST',
    '/v1.0/qr/qr-mpm-generate',
    'myaccesstoken',
    body,
    '2024-03-05T10:37:16.196Z',
  )
  expect(signature).toBe(
    'c26cd3ef28e0d52c710acc4db0580247d4985e264619b71e17a7d5f317bdeec00c1f167eece101308066bdbe928fa19c92c1a9de2bfbec38a89a049b7124f75d',
  )
})
