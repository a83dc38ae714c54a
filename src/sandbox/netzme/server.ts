import { randomUUID } from 'node:crypto'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { z } from 'zod'
import { parseJson } from '../../core/parse-json.ts'
import { openClients } from '../clients.ts'
import { Ledger } from '../ledger.ts'
import { bodyOf, createProviderServer } from '../provider-server.ts'
import { randomDigits } from '../random-text.ts'
import { journalPath, toNews, type Simulator, type SimulatorOptions } from '../simulator.ts'
import { authenticateCall, authenticateTokenRequest, type NetzmeGate } from './authenticate.ts'
import { createManner, toCallback } from './callback.ts'
import { createExternalIds } from './external-ids.ts'
import { chooseMethod, netzmeDetails, toOpenInvoice, toTransactionInvoice, type NetzmeInvoice } from './invoice.ts'
import { netzmeKeys, newNetzmeKeys, toCredentials } from './keys.ts'
import { presentCreated, presentHistory, presentTransaction, qrOf } from './present.ts'
import { refuse } from './refuse.ts'
import { createInvoice, createTransaction, inquiry, payMethods, readRequest, totalOf } from './request.ts'
import { createTokens } from './tokens.ts'

type NetzmeLedger = Ledger<NetzmeInvoice['details']>

const grant = z.object({ grantType: z.string().optional() })

function answerToken(request: FastifyRequest, gate: NetzmeGate) {
  const caller = authenticateTokenRequest(request, gate)
  const parsed = parseJson(bodyOf(request))
  const body = grant.safeParse('value' in parsed ? parsed.value : null)
  if (!body.success) throw refuse(400, '00', '00', 'Bad Request')
  if (body.data.grantType === undefined) throw refuse(400, '73', '02', 'Missing Mandatory Field grantType')
  if (body.data.grantType !== 'client_credentials') throw refuse(400, '73', '00', 'Bad Request grantType')
  const token = gate.tokens.issue(caller.client, caller.keys.clientId)
  const seconds = Math.ceil((token.expiresAt.getTime() - gate.clock.now().getTime()) / 1000)
  return {
    responseCode: '2007300',
    responseMessage: 'Successful',
    accessToken: token.text,
    tokenType: 'Bearer',
    expiresIn: String(seconds),
    additionalInfo: {},
  }
}

function addInvoiceRoutes(
  server: FastifyInstance,
  version: 'v1.0' | 'v2.0',
  gate: NetzmeGate,
  ledger: NetzmeLedger,
  pagesUrl: string,
): void {
  server.post(`/api/${version}/invoice/create`, (request) => {
    const call = authenticateCall(request, '00', gate)
    const body = readRequest(createInvoice, call.body, '00')
    return presentCreated(ledger.put(toOpenInvoice(body, call, totalOf(body, call, '00'), gate.clock.now())), pagesUrl)
  })
  server.post(`/api/${version}/invoice/create-transaction`, (request) => {
    const call = authenticateCall(request, '47', gate)
    const body = readRequest(createTransaction, call.body, '47')
    return presentTransaction(ledger.put(toTransactionInvoice(body, call, totalOf(body, call, '47'), gate.clock.now())), pagesUrl)
  })
  server.post(`/api-invoice/${version}/transaction-history-detail`, (request) => {
    const call = authenticateCall(request, '13', gate)
    const { originalPartnerReferenceNo } = readRequest(inquiry, call.body, '13')
    const [invoice] = ledger.find(call.client, originalPartnerReferenceNo)
    if (invoice === undefined) throw refuse(404, '13', '01', 'Transaction Not Found')
    return presentHistory(invoice, pagesUrl, gate.clock.now())
  })
}

function createApi(gate: NetzmeGate, ledger: NetzmeLedger, pagesUrl: string): FastifyInstance {
  const server = createProviderServer({
    unknownRoute: () => refuse(404, '00', '00', 'Not Found'),
    failure: () => refuse(500, '00', '00', 'General Error'),
  })
  for (const version of ['v1', 'v2']) server.post(`/api/${version}/access-token/b2b`, (request) => answerToken(request, gate))
  addInvoiceRoutes(server, 'v1.0', gate, ledger, pagesUrl)
  addInvoiceRoutes(server, 'v2.0', gate, ledger, pagesUrl)
  return server
}

/** Paying chooses the method too, where the payer had not done so. */
function payInvoice(ledger: NetzmeLedger, id: string, amount: string | null, wanted: string | undefined, now: Date): void {
  const invoice = ledger.get(id)
  const method = invoice?.details.methods.find((each) => each === wanted) ?? invoice?.details.methods[0] ?? 'QRIS'
  if (invoice?.status === 'open' && invoice.details.transaction === null) ledger.put(chooseMethod(invoice, method, now))
  ledger.pay(id, { amount, channel: method }, now)
}

/** Netzme's Toko Netzme vSNAP API. */
export function createNetzme(options: SimulatorOptions): Simulator {
  const { clock, pagesUrl } = options
  const clients = openClients({
    path: journalPath(options, 'netzme-clients'),
    keys: netzmeKeys,
    newKeys: newNetzmeKeys,
    loginOf: ({ clientId }) => clientId,
  })
  const ledger = new Ledger({
    path: journalPath(options, 'netzme'),
    details: netzmeDetails,
    keysOf: ({ details }) => (details.transaction === null ? [] : [details.transaction.id]),
    newPayment: () => ({ id: randomUUID(), reference: randomDigits(12) }),
    onMoney: (movement) => {
      options.announce(toNews(movement, toCallback(movement)))
    },
  })
  return {
    server: createApi({ clock, clients, tokens: createTokens(clock), externalIds: createExternalIds(clock) }, ledger, pagesUrl),
    basePath: '',
    settings: {},
    credentialsOf: (client) => toCredentials(clients.open(client).keys),
    entries: () => ledger.all(),
    checkout: (id) => {
      const entry = ledger.get(id)
      if (entry === undefined) return null
      const { methods, virtualAccounts, description, fullName } = entry.details
      const [first = payMethods[0], ...others] = methods
      return {
        entry,
        title: description,
        customer: fullName,
        virtualAccounts,
        qrImage: qrOf(entry),
        channels: [first, ...others],
        returnUrl: null,
      }
    },
    pay: (id, { amount = null, channel }) => {
      payInvoice(ledger, id, amount, channel, clock.now())
    },
    callbacks: createManner(clients),
    close: () => {
      ledger.close()
      clients.close()
    },
  }
}
