import type { FastifyInstance, FastifyRequest } from 'fastify'
import { z } from 'zod'
import { toJakartaDate, type Clock } from '../../core/time.ts'
import { openClients } from '../clients.ts'
import { Ledger } from '../ledger.ts'
import { bodyOf, createProviderServer } from '../provider-server.ts'
import { randomAlphanumeric, randomDigits } from '../random-text.ts'
import { journalPath, toNews, type Simulator, type SimulatorOptions } from '../simulator.ts'
import { authenticate, type DurianpayKeys } from './authenticate.ts'
import { openCallbackKey } from './callback-key.ts'
import { createManner, toCallback } from './callback.ts'
import { findInvoice, makeVirtualAccount, recordManual, type DurianpayLedger } from './collect.ts'
import { applyUpdate, durianpayDetails, newId, toInvoice } from './invoice.ts'
import { presentCreated, presentInvoice, presentWithTransactions } from './present.ts'
import { fail, refuseRoute, refuseState } from './refuse.ts'
import { readCreate, readList, readUpdate } from './request.ts'

const byId = z.object({ id: z.string() })

/** Newest first, by the day of creation in Jakarta. */
function listInvoices(ledger: DurianpayLedger, client: string, query: unknown) {
  const { from = '', to = '9999-12-31', skip, limit, status } = readList(query)
  const fits = ledger.all().filter((invoice) => {
    const day = toJakartaDate(new Date(invoice.createdAt))
    const isWanted = status === undefined || (invoice.status === 'paid') === (status === 'paid')
    return invoice.client === client && invoice.status !== 'cancelled' && day >= from && day <= to && isWanted
  })
  const invoices = fits
    .toReversed()
    .slice(skip, skip + limit)
    .map(presentInvoice)
  return { message: 'Invoices fetched successfully', data: { invoices, total_count: fits.length }, response_code: '0000' }
}

function updateInvoice(ledger: DurianpayLedger, client: string, id: string, body: Buffer, now: Date) {
  const invoice = findInvoice(ledger, client, id)
  const updated = ledger.put(applyUpdate(invoice, readUpdate(body), now))
  return { message: 'Invoice has been updated successfully', data: presentInvoice(updated), response_code: '0000' }
}

/** Which invoices may be deleted is not documented; a paid one may not be here. */
function deleteInvoice(ledger: DurianpayLedger, client: string, id: string) {
  const invoice = findInvoice(ledger, client, id)
  if (invoice.status === 'paid') throw refuseState('invoice is already paid')
  ledger.put({ ...invoice, status: 'cancelled' })
  return { id, message: 'invoice deleted successfully', response_code: '0000' }
}

function createApi(ledger: DurianpayLedger, identify: (request: FastifyRequest) => string, clock: Clock): FastifyInstance {
  const server = createProviderServer({ unknownRoute: refuseRoute, failure: fail })
  server.post('/v1/invoices', (request) => {
    const client = identify(request)
    const body = readCreate(bodyOf(request))
    // The reference is not unique here: whoever repeats a create gets a second invoice.
    return presentCreated(ledger.put(toInvoice(body, client, clock.now())), body)
  })
  server.get('/v1/invoices', (request) => listInvoices(ledger, identify(request), request.query))
  server.get('/v1/invoices/:id', (request) => {
    const invoice = findInvoice(ledger, identify(request), byId.parse(request.params).id)
    return { data: presentWithTransactions(invoice), response_code: '0000' }
  })
  server.put('/v1/invoices/:id', (request) => {
    return updateInvoice(ledger, identify(request), byId.parse(request.params).id, bodyOf(request), clock.now())
  })
  server.delete('/v1/invoices/:id', (request) => deleteInvoice(ledger, identify(request), byId.parse(request.params).id))
  server.post('/v1/invoices/pay', (request) => makeVirtualAccount(ledger, identify(request), bodyOf(request), clock.now()))
  server.post('/v1/invoices/manual_transaction', (request) =>
    recordManual(ledger, identify(request), bodyOf(request), clock.now()),
  )
  return server
}

/** Durianpay's Invoices API. */
export function createDurianpay(options: SimulatorOptions): Simulator {
  const { clock } = options
  const clients = openClients<DurianpayKeys>({
    path: journalPath(options, 'durianpay-clients'),
    keys: z.object({ serverKey: z.string() }),
    newKeys: () => ({ serverKey: `dp_test_${randomAlphanumeric(16)}` }),
    loginOf: ({ serverKey }) => serverKey,
  })
  const callbackKey = openCallbackKey(journalPath(options, 'durianpay-callback-key'))
  const ledger = new Ledger({
    path: journalPath(options, 'durianpay'),
    details: durianpayDetails,
    keysOf: () => [],
    newPayment: () => ({ id: newId('inv_txn'), reference: randomDigits(12) }),
    onMoney: (movement) => {
      options.announce(toNews(movement, toCallback(movement)))
    },
  })
  return {
    server: createApi(ledger, (request) => authenticate(request, clients), clock),
    basePath: '/v1',
    // The real API answers a bare path too, and leaves it to the merchant to know the host.
    settings: { checkout_base: `${options.pagesUrl}/durianpay` },
    credentialsOf: (client) => ({
      server_key: clients.open(client).keys.serverKey,
      callback_public_key: callbackKey.publicPem(),
    }),
    entries: () => ledger.all(),
    checkout: (id) => {
      const entry = ledger.get(id)
      if (entry === undefined) return null
      const { title, customerName, pending } = entry.details
      return { entry, title, customer: customerName, virtualAccounts: pending, qrImage: null, channels: ['VA'], returnUrl: null }
    },
    pay: (id, { amount = null, channel = 'VA' }) => {
      ledger.pay(id, { amount, channel }, clock.now())
    },
    callbacks: createManner(callbackKey),
    close: () => {
      ledger.close()
      clients.close()
    },
  }
}
