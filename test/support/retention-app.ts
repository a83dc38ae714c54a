import { expect } from '@jest/globals'
import { z } from 'zod'
import { applyCallbacks } from '../../src/callbacks/apply-callbacks.ts'
import * as schemas from '../../src/http/schemas.ts'
import { eraseWhatIsOld, type ErasedKind } from '../../src/retention/erase-what-is-old.ts'
import type { Provider } from '../../src/sandbox/simulator.ts'
import { expectInvoice, expectShape } from './answer-shapes.ts'
import { dumpDatabase, holds } from './dump-database.ts'
import { answer } from './faulty-replies.ts'
import { markedRequest, newMark } from './marked-person.ts'
import { call, listen, openCallbackPaths, type ProviderCall } from './provider-calls.ts'
import { openRowReader, type RowReader } from './read-rows.ts'
import { invoiceRequest } from './test-app.ts'
import { openWebhookApp, type WebhookApp } from './webhook-app.ts'

const list = <Entry extends z.ZodType>(entry: Entry) => z.object({ data: z.array(entry), next_cursor: z.string().nullable() })

/** A person's invoice, and how to find every trace of the person. */
export interface Marked {
  id: string
  at: string
  reference: string
  mark: string
  customer: ReturnType<typeof markedRequest>['customer']
}

/** A gateway with callbacks and webhooks, whose endpoint answers with what it is sent. The jobs stand still: the test does their passes. */
export interface RetentionApp extends WebhookApp {
  reader: RowReader
  create(provider: Provider, overrides?: Record<string, unknown>): Promise<Marked>
  /** The provider calls; what it says is kept, and applied. */
  tell(provider: Provider, message: ProviderCall): Promise<void>
  /** Erases all that is old; answers how much of each kind. */
  eraseOld(): Promise<Partial<Record<ErasedKind, number>>>
  /** Everything that the API shows of an invoice. */
  show(invoice: Pick<Marked, 'id'>): Promise<Shown>
  /** Whether a trace of the person is in any table, in the clear. */
  knows(invoice: Marked): Promise<boolean>
  /** How many sealed texts there are, of one invoice or of all, by table. */
  sealed(invoice?: Pick<Marked, 'id'>): Promise<Record<string, unknown>>
}

export interface Shown {
  invoice: z.infer<typeof schemas.invoice>
  events: z.infer<typeof schemas.event>[]
  payments: z.infer<typeof schemas.receivedPayment>[]
  attempts: z.infer<typeof schemas.attempt>[]
}

const sealedTexts = `
select
  (select count(*)::int from callbacks
   where (body_sealed is not null or headers_sealed is not null) and ($1::text is null or invoice_id = $1)) as callbacks,
  (select count(*)::int from operations where answer_sealed is not null and ($1::text is null or invoice_id = $1)) as operations,
  (select count(*)::int from delivery_attempts join deliveries on deliveries.id = delivery_id
   where answer_sealed is not null and ($1::text is null or invoice_id = $1)) as webhooks,
  (select count(*)::int from idempotency_keys
   where (body_sealed is not null or answer_sequence is not null) and ($1::text is null or invoice_id = $1 or position($1 in route) > 0)) as keys`

export async function openRetentionApp(environment: Record<string, string> = {}, databaseUrl?: string): Promise<RetentionApp> {
  const app = await openWebhookApp(environment, databaseUrl)
  const reader = await openRowReader(app.databaseUrl)
  const paths = await openCallbackPaths(app, ['winpay', 'netzme', 'durianpay', 'bill_gateway'])
  const url = await listen(app)
  app.sink.answerWith(({ body }) => answer(200, body))
  return {
    ...{ ...app, reader },
    async create(provider, overrides = {}) {
      const mark = newMark()
      const request = markedRequest(mark)
      const body = invoiceRequest({ provider, ...request, ...overrides })
      const { id, provider_invoice_id, reference } = expectInvoice(await app.send('POST', '/invoices', { body }), 201)
      return { id, at: String(provider_invoice_id), reference, mark, customer: request.customer }
    },
    async tell(provider, message) {
      expect((await call(`${url}${paths[provider] ?? ''}`, message)).status).toBe(200)
      expect(await applyCallbacks(app.tagih.callbacks, provider)).toBeGreaterThan(0)
    },
    async eraseOld() {
      const counts: Partial<Record<ErasedKind, number>> = {}
      const onErased = (kind: ErasedKind, count: number) => (counts[kind] = (counts[kind] ?? 0) + count)
      while (await eraseWhatIsOld({ ...app.tagih.retention, onErased }));
      return counts
    },
    async show({ id }) {
      const read = (path: string) => app.send('GET', `/invoices/${id}${path}`)
      return {
        invoice: expectInvoice(await read(''), 200),
        events: expectShape(list(schemas.event), await read('/events')).data,
        payments: expectShape(list(schemas.receivedPayment), await read('/payments')).data,
        attempts: expectShape(list(schemas.attempt), await read('/attempts')).data,
      }
    },
    async knows({ mark, customer: { phone } }) {
      const dump = await dumpDatabase(app.databaseUrl)
      return holds(dump, mark) || holds(dump, phone)
    },
    sealed: async (invoice) => (await reader.rows(sealedTexts, [invoice?.id ?? null]))[0] ?? {},
    async close() {
      await reader.close()
      await app.close()
    },
  }
}
