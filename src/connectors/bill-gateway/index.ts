import type { Invoice } from '../../core/invoice.ts'
import type { Json } from '../../core/json.ts'
import { defineConnector, type Envelope, type Operation, type Operations } from '../connector.ts'
import type { FindInput, Moment, ProviderInvoice, ProviderRequest, Reading, Token } from '../connector.ts'
import { credentials, environment, options, settings, type Account, type Settings } from './config.ts'
import { manifest } from './manifest.ts'
import * as mapper from './mapper.ts'
import * as schema from './schema.ts'
import { authenticate, signWith, toTokenRequest } from './signer.ts'

const billsPath = '/api/v2/gw/bill'

export const billGateway = defineConnector({
  manifest,
  credentials,
  settings,
  environment,
  options,
  envelope: readEnvelope,
  check: mapper.check,
  numbers: {
    wanted: (invoice) => mapper.optionsOf(invoice).va_number ?? null,
    // No zero in front: whoever reads the number as a number would lose it.
    draw: (random) => String(1 + random(9)) + String(random(10 ** 9)).padStart(9, '0'),
    pointer: '/provider_options/bill_gateway/va_number',
  },
  operations({ credentials: account, settings }): Operations {
    const api = signWith(account.api_key, settings)
    const search = (invoice: Invoice, page: number, { token, now }: Moment) =>
      api.get(
        token,
        billsPath,
        mapper.toSearchQuery(invoice, account, page, mapper.toDayQuery(settings.date_style, invoice, now)),
      )
    return {
      origin: account.base_url,
      token: { build: () => toTokenRequest(account, settings.token_format), read: (body) => ({ found: readToken(body) }) },
      create: {
        build: (input, { token }) => api.post(token, billsPath, mapper.toRequest(input, account)),
        read: (body, input) => ({ found: mapper.fromCreated(body, input, account) }),
      },
      find: findInTwoWays(account, settings, search),
      findByReference: {
        build: ({ invoice, page }, moment) => search(invoice, page + 1, moment),
        read: (body, { invoice }, soFar) => mapper.fromPage(body, ['invoice_number', invoice.reference], invoice, account, soFar),
      },
      payments: {
        build: ({ invoice }, { token }) =>
          api.get(token, `${pathOf(invoice)}/payment`, [['institution_code', account.institution_code]]),
        read: (body) => ({ found: mapper.fromPayments(body) }),
      },
      cancel: {
        build: ({ invoice }, { token }) => api.delete(token, pathOf(invoice)),
        read: (body, { invoice }) => ({ found: mapper.fromAnswer(body, invoice, account) }),
      },
      // The token shows that the OAuth client is good; only a signed call shows that of the API key.
      verify: {
        build: (_, { token }) => api.get(token, billsPath, mapper.toListQuery(account, 1)),
        read: readAnyList,
      },
      callbacks: {
        authenticate: (call) => authenticate(account.api_key, call),
        read: mapper.fromCallback,
        accepted: { status: 200, contentType: 'application/json', body: '{"success":true}' },
        refused: {
          status: 401,
          contentType: 'application/json',
          body: '{"rc":"BILLER_AUTHENTICATION","message":"failed authentication"}',
        },
      },
    }
  },
})

type Search = (invoice: Invoice, page: number, moment: Moment) => ProviderRequest

/** By its hash, whose path is inferred; where that finds nothing, page by page of the documented list. */
function findInTwoWays(account: Account, settings: Settings, search: Search): Operation<FindInput, ProviderInvoice> {
  const api = signWith(account.api_key, settings)
  const listBegins = settings.bill_lookup === 'hash' ? 1 : 0
  return {
    ways: () => listBegins + 1,
    build: ({ invoice, page }, moment) =>
      page < listBegins
        ? api.get(moment.token, pathOf(invoice), [['institution_code', account.institution_code]])
        : search(invoice, page - listBegins + 1, moment),
    read(body, { invoice, page }) {
      if (page < listBegins) return { found: mapper.fromAnswer(body, invoice, account) }
      const reading = mapper.fromPage(body, ['hash', invoice.providerInvoiceId], invoice, account)
      if ('absent' in reading) return reading
      // A hash is one bill's alone: no further page is needed.
      const [bill] = 'found' in reading ? reading.found : (reading.soFar ?? [])
      return bill === undefined ? { nextPage: true } : { found: bill }
    },
  }
}

function pathOf(invoice: Invoice): string {
  return `${billsPath}/${encodeURIComponent(invoice.providerInvoiceId ?? '')}`
}

/** `rc` of the API, or the `error` of its token endpoint, which answers a token without any envelope. */
function readEnvelope(body: Json): Envelope {
  const parsed = schema.envelope.safeParse(body)
  if (!parsed.success) return { code: null, message: null, success: false }
  const { rc, error, message, error_description, access_token } = parsed.data
  const code = rc ?? error ?? null
  const success = code === 'SUCCESS' || (code === null && access_token !== undefined)
  return { code, message: message ?? error_description ?? null, success }
}

function readToken(body: Json): Token {
  const { access_token, expires_in } = schema.token.parse(body)
  return { value: access_token, expiresInSeconds: expires_in }
}

function readAnyList(body: Json): Reading<true> {
  schema.list.parse(body)
  return { found: true }
}
