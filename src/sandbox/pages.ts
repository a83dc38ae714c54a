import type { FastifyInstance, FastifyPluginAsync, FastifyReply } from 'fastify'
import { z } from 'zod'
import type { Clock } from '../core/time.ts'
import type { Callbacks } from './courier.ts'
import { renderCheckout } from './checkout-page.ts'
import { html } from './html.ts'
import { renderIndex } from './index-page.ts'
import { PaymentRefused } from './ledger.ts'
import { renderPage, sendPage } from './page-frame.ts'
import { providers, type Checkout, type Provider, type Simulator } from './simulator.ts'

export interface PagesOptions {
  simulators: Record<Provider, Simulator>
  callbacks: Pick<Callbacks, 'list'>
  urls: Record<Provider, string>
  accountOf: (provider: Provider, client: string) => { credentials: object; settings: object }
  pagesUrl: string
  clock: Clock
}

const invoiceParams = z.object({ provider: z.enum(providers), id: z.string() })
const clientParams = z.object({ client: z.string().regex(/^[A-Za-z0-9._-]{1,64}$/) })
const payForm = z.object({ amount: z.string().optional(), channel: z.string().optional() })

function sendNotFound(reply: FastifyReply): FastifyReply {
  return sendPage(reply, 404, renderPage('Not found', html`<h1>There is no such invoice</h1>`))
}

/** Forms are understood within these pages only, whatever the surrounding application reads. */
function readForms(app: FastifyInstance): void {
  app.removeAllContentTypeParsers()
  app.addContentTypeParser(
    'application/x-www-form-urlencoded',
    { parseAs: 'string', bodyLimit: 10_000 },
    (_request, body, done) => {
      done(null, Object.fromEntries(new URLSearchParams(body.toString())))
    },
  )
}

interface Target {
  provider: Provider
  checkout: Checkout
  path: string
}

function addCheckout(app: FastifyInstance, { simulators, pagesUrl, clock }: PagesOptions): void {
  const pagesPath = new URL(pagesUrl).pathname.replace(/\/$/, '')
  const findTarget = (params: unknown): Target | null => {
    const read = invoiceParams.safeParse(params)
    if (!read.success) return null
    const { provider, id } = read.data
    const checkout = simulators[provider].checkout(id)
    return checkout === null ? null : { provider, checkout, path: `${pagesPath}/${provider}/${encodeURIComponent(id)}` }
  }
  const show = (
    reply: FastifyReply,
    status: number,
    { provider, checkout, path }: Target,
    notice: string | null,
  ): FastifyReply => {
    return sendPage(reply, status, renderCheckout(provider, checkout, `${path}/pay`, clock.now(), notice))
  }
  app.get('/:provider/:id', (request, reply) => {
    const target = findTarget(request.params)
    return target === null ? sendNotFound(reply) : show(reply, 200, target, null)
  })
  app.post('/:provider/:id/pay', (request, reply) => {
    const target = findTarget(request.params)
    if (target === null) return sendNotFound(reply)
    const { amount = '', channel } = payForm.parse(request.body ?? {})
    const isOffered = channel !== undefined && target.checkout.channels.includes(channel)
    try {
      const entered = amount.trim() === '' ? null : amount.trim()
      simulators[target.provider].pay(target.checkout.entry.id, {
        amount: entered,
        ...(isOffered ? { channel } : {}),
      })
    } catch (error) {
      if (error instanceof PaymentRefused) return show(reply, 409, target, error.message)
      throw error
    }
    return reply.redirect(target.path, 303)
  })
}

/** The checkout pages, an overview, and credentials; to be mounted where `pagesUrl` leads. */
export function createPages(options: PagesOptions): FastifyPluginAsync {
  return (app) => {
    readForms(app)
    const { simulators, urls, pagesUrl, clock, callbacks } = options
    const path = new URL(pagesUrl).pathname.replace(/\/$/, '')
    app.get('/', (_request, reply) => {
      return sendPage(reply, 200, renderIndex({ simulators, callbacks: callbacks.list(), urls, path, now: clock.now() }))
    })
    app.get('/credentials/:client', (request, reply) => {
      const params = clientParams.safeParse(request.params)
      void reply.header('cache-control', 'no-store')
      if (!params.success)
        return reply.code(400).send({ error: 'A client is called 1 to 64 of letters, digits, dots, dashes and underscores.' })
      return reply.send(
        Object.fromEntries(providers.map((provider) => [provider, options.accountOf(provider, params.data.client)])),
      )
    })
    addCheckout(app, options)
    return Promise.resolve()
  }
}
