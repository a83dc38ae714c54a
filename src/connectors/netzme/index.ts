import type { JsonObject } from '../../core/json.ts'
import { defineConnector, type Callbacks, type Moment, type Operations, type ProviderRequest } from '../connector.ts'
import { check, credentials, environment, options, optionsOf, settings, type Account, type Settings } from './config.ts'
import { manifest } from './manifest.ts'
import {
  fromCallback,
  fromCreateAnswer,
  fromInquiryAnswer,
  toCounted,
  toCreateRequest,
  toInquiryKeys,
  toInquiryRequest,
  toTransactionRequest,
} from './mapper.ts'
import * as schema from './schema.ts'
import { authenticate, openSigner } from './signer.ts'

export const netzme = defineConnector({
  manifest,
  credentials,
  settings,
  environment,
  options,
  check,

  envelope: schema.toEnvelope,

  operations({
    credentials: account,
    settings: { token_version, api_version, inquiry_version, inquiry_keys, shipping },
  }): Operations {
    const signer = openSigner(account)
    const merchantId = account.merchant_id

    function post(path: string, content: JsonObject, moment: Moment): ProviderRequest {
      const request = { method: 'POST', path, body: JSON.stringify(content) } as const
      return { ...request, headers: signer.sign(request, moment) }
    }

    return {
      origin: account.base_url,
      token: {
        build: (_, { now }) => ({
          method: 'POST',
          path: `/api/${token_version}/access-token/b2b`,
          headers: signer.signTokenRequest(now),
          body: JSON.stringify({ grantType: 'client_credentials', additionalInfo: {} }),
        }),
        read(body) {
          const { accessToken, expiresIn } = schema.token.parse(body)
          return { found: { value: accessToken, expiresInSeconds: expiresIn } }
        },
      },
      create: {
        build({ invoice }, moment) {
          const { pay_method, api_version: version = api_version } = optionsOf(invoice)
          return pay_method === undefined
            ? post(`/api/${version}/invoice/create`, toCreateRequest(merchantId, invoice, shipping), moment)
            : post(
                `/api/${version}/invoice/create-transaction`,
                toTransactionRequest(merchantId, invoice, shipping, pay_method, moment.now),
                moment,
              )
        },
        read: (body, { invoice }) => ({ found: fromCreateAnswer(body, invoice, shipping) }),
      },
      find: {
        ways: ({ invoice }) => toInquiryKeys(invoice, inquiry_keys).length,
        build({ invoice, page }, moment) {
          const key = toInquiryKeys(invoice, inquiry_keys)[page]
          if (key === undefined) throw new RangeError('nothing is known by which Netzme could be asked for this invoice')
          const path = `/api-invoice/${inquiry_version}/transaction-history-detail`
          return post(path, toInquiryRequest(key, moment.externalId), moment)
        },
        read: (body, { invoice }) => ({ found: fromInquiryAnswer(body, invoice, shipping) }),
      },
      callbacks: openCallbacks(account, shipping),
    }
  },
})

function openCallbacks(account: Account, shipping: Settings['shipping']): Callbacks {
  return {
    authenticate: (call) => authenticate(account, call),
    read: fromCallback,
    counted: (payment, invoice) => toCounted(payment, invoice, shipping),
    accepted: {
      status: 200,
      contentType: 'application/json',
      body: '{"responseCode":"2000000","responseMessage":"Successful"}',
    },
    refused: {
      status: 401,
      contentType: 'application/json',
      body: '{"responseCode":"4010000","responseMessage":"Unauthorized"}',
    },
  }
}
