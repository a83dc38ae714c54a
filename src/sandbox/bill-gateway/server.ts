import { randomUUID } from 'node:crypto'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { z } from 'zod'
import type { Clock } from '../../core/time.ts'
import { openClients } from '../clients.ts'
import { Ledger } from '../ledger.ts'
import { createProviderServer } from '../provider-server.ts'
import { randomDigits } from '../random-text.ts'
import { journalPath, toNews, type Simulator, type SimulatorOptions } from '../simulator.ts'
import { createAnswers, type GatewayAnswers } from './answer.ts'
import { authenticate, type GatewayCall } from './authenticate.ts'
import { billDetails, fullNumbersOf, isUnfinished, presentBill, presentPayments, toBill, type Bill } from './bill.ts'
import { createManner, toCallback } from './callback.ts'
import { gatewayKeys, newGatewayKeys, toCredentials } from './keys.ts'
import { listBills, listPayments, type BillLedger } from './list.ts'
import { readBill, readListQuery } from './request.ts'
import { createTokens, type GatewayTokens } from './tokens.ts'

interface Api {
  ledger: BillLedger
  tokens: GatewayTokens
  answers: GatewayAnswers
  clock: Clock
}

const byHash = z.object({ hash: z.string() })

function vaKey(vaNumber: string): string {
  return `va ${vaNumber}`
}

function invoiceKey(invoiceNumber: string): string {
  return `invoice ${invoiceNumber}`
}

function createBill({ ledger, answers, clock }: Api, call: GatewayCall): Bill {
  const request = readBill(call, answers)
  const now = clock.now()
  const keys = [vaKey(request.va_number), ...(request.invoice_number === undefined ? [] : [invoiceKey(request.invoice_number)])]
  const holders = keys.flatMap((key) => ledger.find(call.client, key))
  if (holders.some((bill) => isUnfinished(bill, now))) {
    throw answers.refuse(422, 'ERR_UNIQUE_RECORD', 'The va_number or invoice_number has already been taken.')
  }
  return ledger.put(toBill(request, call.client, now))
}

function findBill({ ledger, answers }: Api, call: GatewayCall, request: FastifyRequest): Bill {
  const bill = ledger.ofClient(call.client, byHash.parse(request.params).hash)
  if (bill === undefined) throw answers.notFound()
  return bill
}

/** Revoking what is partly paid is not documented; here it is void, and keeps its payments. */
function revokeBill({ ledger, answers }: Api, bill: Bill): Bill {
  if (bill.status === 'paid') throw answers.refuse(400, 'BILLER_BILL_ALREADY_PAID', 'Bill already paid.')
  return ledger.put({ ...bill, status: 'cancelled' })
}

function createServer(api: Api): FastifyInstance {
  const { ledger, tokens, answers, clock } = api
  const server = createProviderServer({ unknownRoute: answers.unknownRoute, failure: answers.failure })
  const identify = (request: FastifyRequest): GatewayCall => authenticate(request, tokens, answers)
  /** The institution is mandatory wherever there is a query. */
  const identifyReader = (request: FastifyRequest): GatewayCall => {
    const call = identify(request)
    readListQuery(call, answers)
    return call
  }
  server.post('/oauth/token', (request) => tokens.issue(request))
  server.post('/api/v2/gw/bill', (request) => answers.success(presentBill(createBill(api, identify(request)), clock.now())))
  server.get('/api/v2/gw/bill', (request) => {
    const call = identify(request)
    const query = readListQuery(call, answers)
    return answers.page(query.page, listBills(ledger, call.client, query, clock.now()))
  })
  server.get('/api/v2/gw/bill/:hash', (request) => {
    return answers.success(presentBill(findBill(api, identifyReader(request), request), clock.now()))
  })
  server.delete('/api/v2/gw/bill/:hash', (request) => {
    const bill = revokeBill(api, findBill(api, identify(request), request))
    return answers.success(presentBill(bill, clock.now()), 'Billing revoked.')
  })
  server.get('/api/v2/gw/bill/:hash/payment', (request) => {
    return answers.success(findBill(api, identifyReader(request), request).payments.flatMap(presentPayments))
  })
  server.get('/api/v2/gw/payment', (request) => {
    const call = identify(request)
    const query = readListQuery(call, answers)
    return answers.page(query.page, listPayments(ledger, call.client, query, clock.now()))
  })
  return server
}

/** The Islamic Payment Gateway's API for active clients. */
export function createBillGateway(options: SimulatorOptions): Simulator {
  const { clock } = options
  const clients = openClients({
    path: journalPath(options, 'bill-gateway-clients'),
    keys: gatewayKeys,
    newKeys: newGatewayKeys,
    loginOf: ({ clientId }) => clientId,
  })
  const ledger = new Ledger({
    path: journalPath(options, 'bill-gateway'),
    details: billDetails,
    keysOf: ({ details }) => [
      vaKey(details.vaNumber),
      ...(details.invoiceNumber === null ? [] : [invoiceKey(details.invoiceNumber)]),
    ],
    newPayment: () => ({ id: randomUUID(), reference: randomDigits(12) }),
    onMoney: (movement) => {
      options.announce(toNews(movement, toCallback(movement, clock.now())))
    },
  })
  return {
    server: createServer({ ledger, tokens: createTokens(clock, clients), answers: createAnswers(clock), clock }),
    basePath: '',
    settings: {},
    credentialsOf: (client) => toCredentials(clients.open(client).keys),
    entries: () => ledger.all(),
    checkout: (id) => {
      const entry = ledger.get(id)
      if (entry === undefined) return null
      const { name, customerName } = entry.details
      const virtualAccounts = fullNumbersOf(entry).map((number) => ({ bank: number.slice(0, 6), number }))
      return {
        entry,
        title: name,
        customer: customerName,
        virtualAccounts,
        qrImage: null,
        channels: ['muamalat'],
        returnUrl: null,
      }
    },
    pay: (id, { amount = null, channel = 'muamalat' }) => {
      ledger.pay(id, { amount, channel }, clock.now())
    },
    reverse: (id, paymentId) => {
      ledger.reverse(id, paymentId, clock.now())
    },
    callbacks: createManner(clients),
    close: () => {
      ledger.close()
      clients.close()
    },
  }
}
