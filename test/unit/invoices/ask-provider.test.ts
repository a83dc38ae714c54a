import { expect, test } from '@jest/globals'
import { openCaller } from '../../../src/connectors/call.ts'
import type { Operation, ProviderInvoice } from '../../../src/connectors/connector.ts'
import { holdTokens } from '../../../src/connectors/tokens.ts'
import { askForCandidates } from '../../../src/invoices/ask-provider.ts'
import type { UsableAccount } from '../../../src/routing/choose-account.ts'
import { fixedClock } from '../../support/fixed-clock.ts'
import { sampleInvoice } from '../../support/sample-invoice.ts'
import { sampleConnector } from '../connectors/sample-connector.ts'

const invoice = sampleInvoice()
const clock = fixedClock(invoice.createdAt)

function told(providerInvoiceId: string): ProviderInvoice {
  const { reference, amount } = invoice
  const untold = { status: 'open', amountPaid: null, paidAt: null, payments: null, createdAt: null, payment: null } as const
  return { providerInvoiceId, reference, amount, ...untold, data: {} }
}

/** A provider that lists these, whatever it is asked. */
function listing(ids: readonly string[]) {
  const list = {
    build: () => ({ method: 'GET', path: '/', headers: {}, body: null }),
    read: () => ({ found: ids.map(told) }),
  } satisfies Operation<unknown, ProviderInvoice[]>
  const create = { ...list, read: () => ({ found: told('1') }) }
  const connector = sampleConnector([])
  const account: UsableAccount = {
    ...{ key: 'account', merchantId: invoice.merchantId, provider: 'sample', name: 'default', connector, horizonMinutes: 15 },
    operations: { origin: 'http://127.0.0.1:1', create, findByReference: list },
  }
  const transport = {
    send: () =>
      Promise.resolve({ bytesSent: true, durationMs: 1, answer: { status: 200, body: Buffer.from('{"ok":true}') } } as const),
    close: () => Promise.resolve(),
  }
  return askForCandidates({ caller: openCaller(transport, holdTokens(clock), clock) }, account, invoice)
}

test('an invoice that two pages of a list show is one candidate', async () => {
  expect(await listing(['a', 'a'])).toMatchObject({ kind: 'candidates', candidates: [{ providerInvoiceId: 'a' }] })
})

test('two invoices that fit are two candidates', async () => {
  expect(await listing(['a', 'b', 'a'])).toMatchObject({ candidates: [{ providerInvoiceId: 'a' }, { providerInvoiceId: 'b' }] })
})
