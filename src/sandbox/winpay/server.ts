import { randomUUID } from 'node:crypto'
import type { FastifyRequest } from 'fastify'
import { z } from 'zod'
import { openClients } from '../clients.ts'
import { Ledger } from '../ledger.ts'
import { bodyOf, createProviderServer } from '../provider-server.ts'
import { randomDigits, randomHex } from '../random-text.ts'
import { journalPath, toNews, type Simulator, type SimulatorOptions } from '../simulator.ts'
import { createAnswers, type WinpayAnswers } from './answer.ts'
import { authenticate, type WinpayKeys } from './authenticate.ts'
import { toCallback, winpayManner } from './callback.ts'
import { createInvoice, findLiving, updateInvoice, type WinpayLedger } from './change-invoices.ts'
import { presentFound, presentInvoice, presentStatus, winpayDetails, type WinpayInvoice } from './invoice.ts'

const byId = z.object({ id: z.string() })
const byRef = z.object({ ref: z.string() })

function createApi(
  ledger: WinpayLedger,
  identify: (request: FastifyRequest) => string,
  options: SimulatorOptions,
  answers: WinpayAnswers,
) {
  const server = createProviderServer({ unknownRoute: answers.notFound, failure: answers.failure })
  const required = (client: string, by: { id: string } | { ref: string }): WinpayInvoice => {
    const invoice = findLiving(ledger, client, by)
    if (invoice === undefined) throw answers.notFound()
    return invoice
  }
  const remove = (invoice: WinpayInvoice) => {
    if (invoice.status === 'paid') throw answers.deletePaid()
    ledger.put({ ...invoice, status: 'cancelled' })
    return answers.answer('2000300', 'Invoice has been deleted', [])
  }
  const show = (invoice: WinpayInvoice) => answers.answer('2000300', 'Invoice Found', presentFound(invoice, options.pagesUrl))

  server.post('/api/create', (request, reply) => {
    const invoice = createInvoice(ledger, identify(request), bodyOf(request), options.clock, answers)
    return reply.code(201).send(answers.answer('2010300', 'Invoice created', presentInvoice(invoice, options.pagesUrl)))
  })
  server.put('/api/update/:id', (request) => {
    const client = identify(request)
    const invoice = updateInvoice(ledger, required(client, byId.parse(request.params)), bodyOf(request), options.clock, answers)
    const data = { ...presentInvoice(invoice, options.pagesUrl), ...presentStatus(invoice) }
    return answers.answer('2000300', 'Invoice Updated', data)
  })
  server.get('/api/find/:id', (request) => show(required(identify(request), byId.parse(request.params))))
  server.get('/api/findByRef/:ref', (request) => show(required(identify(request), byRef.parse(request.params))))
  server.delete('/api/delete/:id', (request) => remove(required(identify(request), byId.parse(request.params))))
  server.delete('/api/deleteByRef/:ref', (request) => remove(required(identify(request), byRef.parse(request.params))))
  return server
}

/** Winpay's Checkout Page API. */
export function createWinpay(options: SimulatorOptions): Simulator {
  const { clock } = options
  const answers = createAnswers(clock)
  const clients = openClients<WinpayKeys>({
    path: journalPath(options, 'winpay-clients'),
    keys: z.object({ key: z.string(), secretKey: z.string() }),
    newKeys: () => ({ key: `sandbox-${randomHex(8)}`, secretKey: `sandbox-${randomHex(16)}` }),
    loginOf: ({ key }) => key,
  })
  const ledger = new Ledger({
    path: journalPath(options, 'winpay'),
    details: winpayDetails,
    keysOf: ({ reference }) => [reference],
    newPayment: () => ({ id: randomUUID(), reference: randomDigits(12) }),
    onMoney: (movement) => {
      options.announce(toNews(movement, toCallback(movement, options.pagesUrl)))
    },
  })
  return {
    server: createApi(ledger, (request) => authenticate(request, clients, clock, answers).client, options, answers),
    basePath: '',
    settings: {},
    credentialsOf: (client) => {
      const { keys } = clients.open(client)
      return { key: keys.key, secret_key: keys.secretKey }
    },
    entries: () => ledger.all(),
    checkout: (id) => {
      const entry = ledger.get(id)
      if (entry === undefined) return null
      const { customer, products, payCode, backUrl } = entry.details
      const title = products.map(({ name, qty }) => `${qty} × ${name}`).join(', ')
      const virtualAccounts = [{ bank: 'BSI', number: payCode }]
      return {
        entry,
        title,
        customer: customer.name,
        virtualAccounts,
        qrImage: null,
        channels: ['BSI', 'QRIS', 'ALFAMART'],
        returnUrl: backUrl,
      }
    },
    pay: (id, { amount = null, channel = 'BSI' }) => {
      ledger.pay(id, { amount, channel }, clock.now())
    },
    callbacks: winpayManner,
    close: () => {
      ledger.close()
      clients.close()
    },
  }
}
