import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import { answer, type Reply } from './faulty-replies.ts'
import type { Received } from './read-requests.ts'

/** An account of Winpay, a provider without access tokens, at a server of the test's own. */
export function winpayAt(origin: string): Record<string, string> {
  return { WINPAY_BASE_URL: origin, WINPAY_KEY: 'invented', WINPAY_SECRET_KEY: 'invented too' }
}

const created = z.object({
  customer: z.looseObject({}),
  invoice: z.object({
    ref: z.string(),
    products: z.array(z.object({ name: z.string(), qty: z.number(), price: z.number() })),
  }),
})

/** What Winpay answers to a create, as text; `changes` overrides members of `responseData`, undefined leaves one out. */
export function winpayCreated({ body }: Pick<Received, 'body'>, changes: Record<string, unknown> = {}): string {
  const { invoice, customer } = created.parse(JSON.parse(body))
  const responseData = {
    id: randomUUID(),
    ref: invoice.ref,
    redirect_url: 'https://checkout.example/upu90zxyid',
    customer,
    products: invoice.products,
    ...changes,
  }
  return JSON.stringify({ responseCode: '2010300', responseMessage: 'Invoice created', responseData })
}

export function winpayCreates(request: Received, changes: Record<string, unknown> = {}): Reply {
  return answer(201, winpayCreated(request, changes))
}

/** What Winpay answers to a look-up by reference for an invoice that was created by `request`. */
export function winpayFinds(request: Received, changes: Record<string, unknown> = {}): Reply {
  const body = winpayCreated(request, { status: 'UNPAID', ...changes }).replace('2010300', '2000300')
  return answer(200, body)
}

export function winpayRefuses(status: number, responseCode: string, responseMessage: string, faults: string[] = []): Reply {
  return answer(status, JSON.stringify({ responseCode, responseMessage, responseData: faults }))
}

/** The creates among the requests that arrived. */
export function creates(received: readonly Received[]): Received[] {
  return received.filter(({ method, path }) => method === 'POST' && path === '/api/create')
}
