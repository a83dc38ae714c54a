import { describe, expect, it } from '@jest/globals'
import { findViolations } from './auditor.ts'
import type { History } from './history.ts'
import { answer, entry, event, goodHistory, invoice, order, paidThere, sighting, told } from './sample-history.ts'

const at = (history: Partial<History>) => findViolations({ ...goodHistory(), ...history })
const promises = (history: Partial<History>) => [...new Set(at(history).map(({ promise }) => promise))].sort()

const failedUnknown = {
  orders: [order({ answers: [answer(202, 'inv_1', null, 0), answer(422, 'inv_1', 'provider_rejected', 100)] })],
  invoices: [invoice({ status: 'failed', version: 3, providerInvoiceId: null })],
  sightings: new Map([['inv_1', [sighting('unknown', 2, 0)]]]),
  ...told(event({ type: 'invoice.failed', status: 'failed', version: 3, looks: 'failed' })),
}

describe('an auditor of a campaign', () => {
  it('has nothing to say of an order that went well', () => {
    expect(at({})).toEqual([])
  })

  it('has nothing to say of an unknown invoice that was proved never to exist', () => {
    expect(at({ ...failedUnknown, ledger: [] })).toEqual([])
  })

  it('has nothing to say of one that was tried again with its key after the provider could not be asked', () => {
    const answers = [answer(503, 'inv_0', 'provider_unavailable', 0), answer(201, 'inv_1', null, 100)]
    expect(at({ orders: [order({ answers })] })).toEqual([])
  })
})

describe('at the providers, an auditor', () => {
  const single = 'at most one live invoice per request'
  const known = 'every provider invoice is known'
  const agreed = 'what we say is what the provider says'

  it('finds a request that has two live invoices', () => {
    expect(promises({ ledger: [entry(), entry({ id: 'there-2' })] })).toEqual([single, known])
    expect(promises({ ledger: [entry(), entry({ id: 'there-2', provider: 'netzme', status: 'paid' })] })).toContain(single)
  })

  it('lets a second one be that was withdrawn', () => {
    expect(promises({ ledger: [entry(), entry({ id: 'there-2', status: 'cancelled' })] })).toEqual([known])
  })

  it('finds an invoice there that nobody here knows', () => {
    expect(promises({ ledger: [entry(), entry({ id: 'there-2', reference: 'ref-2' })] })).toEqual([known])
    expect(promises({ ...failedUnknown, ledger: [entry()] })).toEqual([known])
  })

  it('lets a failed invoice be whose ghost was withdrawn, or shown to a person', () => {
    expect(promises({ ...failedUnknown, ledger: [entry({ status: 'cancelled' })] })).toEqual([])
    const [failed] = failedUnknown.invoices
    const flagged = failed === undefined ? [] : [{ ...failed, exceptions: ['needs_review'] }]
    expect(promises({ ...failedUnknown, invoices: flagged, ledger: [entry()] })).toEqual([])
  })

  it('finds an invoice that is not there, or stands otherwise there', () => {
    expect(promises({ ledger: [] })).toContain(agreed)
    expect(promises({ ledger: [entry({ status: 'cancelled' })] })).toEqual([agreed])
    expect(promises({ ledger: [entry({ status: 'paid', payments: [paidThere()] })] })).toContain(agreed)
  })
})

describe('of keys, an auditor', () => {
  const same = 'the same key is the same invoice for ever'
  const answered = 'every request comes to an answer'
  const withAnswers = (...answers: ReturnType<typeof answer>[]) => promises({ orders: [order({ answers })] })

  it('finds a key that was answered with two invoices', () => {
    expect(withAnswers(answer(202, 'inv_1', null, 0), answer(201, 'inv_2', null, 100))).toEqual([same])
  })

  it('finds a key whose invoice is gone', () => {
    expect(withAnswers(answer(201, 'inv_2', null, 0))).toEqual([same])
  })

  it('finds a key that was given back, refused or taken for another’s after it had its invoice', () => {
    const created = answer(201, 'inv_1', null, 0)
    for (const [status, code] of [
      [503, 'provider_unavailable'],
      [422, 'idempotency_key_reused'],
      [409, 'reference_already_used'],
    ] as const)
      expect(withAnswers(created, answer(status, null, code, 100), answer(201, 'inv_1', null, 200))).toContain(same)
  })

  it('lets a key be that is in use or cannot be served for the moment', () => {
    const answers = [answer(409, null, 'idempotency_key_in_use', 100), answer(503, null, 'unavailable', 120)]
    expect(withAnswers(answer(201, 'inv_1', null, 0), ...answers, answer(201, 'inv_1', null, 200))).toEqual([])
  })

  it('lets the refusal be of a request that had begun before the invoice was told of', () => {
    expect(
      withAnswers(answer(201, 'inv_1', null, 50), answer(503, null, 'provider_unavailable', 5), answer(201, 'inv_1', null, 90)),
    ).toEqual([])
  })

  it('lets an order be that was never taken down before its end, and no other that is refused', () => {
    const refusal = answer(400, null, 'invalid_request', 0)
    const expiresAt = '2026-11-20T05:01:00.000Z'
    expect(promises({ orders: [order({ expiresAt, answers: [refusal] })] })).toEqual([])
    expect(withAnswers(refusal)).toEqual([answered])
    const acknowledged = [answer(201, 'inv_1', null, 0), answer(400, null, 'invalid_request', 100)]
    expect(promises({ orders: [order({ expiresAt, answers: acknowledged })] })).toContain(answered)
  })

  it('finds a key that says created of an invoice that failed, or comes to no answer', () => {
    expect(promises({ ...failedUnknown, orders: [order()], ledger: [] })).toEqual([same])
    expect(withAnswers(answer(503, null, 'unavailable', 0))).toEqual([answered])
    expect(withAnswers()).toEqual([answered])
  })
})

describe('of statuses, an auditor', () => {
  const moves = 'statuses only move along the table'
  const gaps = 'events are gap-free and move along the table'
  const seen = (...sightings: ReturnType<typeof sighting>[]) => promises({ sightings: new Map([['inv_1', sightings]]) })
  const listed = (...events: [number, string, number][]) => {
    const list = events.map(([sequence, status, version]) => ({ id: `evt_inv_1_${sequence}`, sequence, status, version }))
    return promises({ events: new Map([['inv_1', list]]) })
  }

  it('finds a way back, in whatever order it was seen', () => {
    expect(seen(sighting('open', 2, 0), sighting('unknown', 3, 20))).toEqual([moves])
    expect(seen(sighting('cancelled', 2, 0), sighting('open', 3, 20))).toEqual([moves])
    expect(seen(sighting('open', 4, 0), sighting('failed', 3, 0))).toEqual([moves])
    expect(seen(sighting('paid', 2, 0), sighting('cancelled', 3, 20))).toEqual([moves])
  })

  it('finds two statuses at one version', () => {
    expect(seen(sighting('pending', 2, 0), sighting('open', 2, 20))).toEqual([moves])
  })

  it('lets steps be that nobody saw, and requests that overlap', () => {
    expect(seen(sighting('pending', 1, 0), sighting('paid', 5, 20))).toEqual([])
    expect(seen(sighting('open', 2, 0), sighting('pending', 1, 5))).toEqual([])
  })

  it('finds an older state that was shown after a newer one, unless it is a kept answer', () => {
    const [newer, older] = [sighting('open', 2, 0), sighting('pending', 1, 20)]
    expect(seen(newer, older)).toEqual([moves])
    expect(seen(newer, { ...older, isReplay: true })).toEqual([])
  })

  it('finds a gap, a repetition or a wrong step in the events', () => {
    expect(listed([2, 'open', 2])).toContain(gaps)
    expect(listed([1, 'open', 2], [1, 'open', 2])).toContain(gaps)
    expect(listed([1, 'cancelled', 1], [2, 'open', 2])).toContain(gaps)
    expect(listed([1, 'open', 2], [2, 'open', 2])).toContain(gaps)
  })

  it('finds events that end elsewhere than the invoice', () => {
    expect(listed()).toContain(gaps)
    expect(listed([1, 'unknown', 2])).toContain(gaps)
    expect(listed([1, 'open', 1])).toContain(gaps)
  })
})

describe('of sums, an auditor', () => {
  const amounts = 'amounts are equal end to end'

  it('finds another sum in the API, or at the provider, than was asked for', () => {
    expect(promises({ invoices: [invoice({ amount: '260000.01', amountDue: '260000.01' })] })).toEqual([amounts])
    expect(promises({ invoices: [invoice({ amountDue: '1.00' })] })).toEqual([amounts])
    expect(promises({ ledger: [entry({ amount: '260001.00' })] })).toEqual([amounts])
    expect(promises({ ledger: [entry({ due: '1.00' })] })).toEqual([amounts])
  })

  it('lets a change of the sum be that was asked for, and finds one that was confirmed and is not there', () => {
    const changed = {
      invoices: [invoice({ amount: '5.00', amountDue: '5.00' })],
      ledger: [entry({ amount: '5.00', due: '5.00' })],
    }
    expect(promises({ ...changed, orders: [order({ askedAmount: '5' })] })).toEqual([])
    expect(promises(changed)).toEqual([amounts])
    expect(promises({ orders: [order({ askedAmount: '5', confirmed: { amount: '5' } })] })).toEqual([amounts])
  })

  it('finds money that we do not know of, and money that nobody has paid', () => {
    const parts = {
      ledger: [entry({ payments: [paidThere({ amount: '10000.00' }), paidThere({ id: 'money-2', amount: '5000.50' })] })],
    }
    const isPartly = { status: 'partially_paid' }
    expect(promises({ ...parts, invoices: [invoice({ ...isPartly, amountPaid: '15000.50' })] })).not.toContain(amounts)
    expect(promises({ ...parts, invoices: [invoice({ ...isPartly, amountPaid: '10000.00' })] })).toContain(amounts)
    expect(promises({ invoices: [invoice({ amountPaid: '1.00' })] })).toContain(amounts)
  })

  it('finds an invoice that nobody has ordered', () => {
    expect(promises({ orders: [] })).toEqual([amounts])
  })
})

describe('at the end, an auditor', () => {
  it('finds what is still open or unconfirmed, or should have ended by itself', () => {
    const drained = 'open work drains to zero'
    expect(promises({ invoices: [invoice({ status: 'unknown' })] })).toContain(drained)
    expect(promises({ invoices: [invoice({ status: 'pending' })] })).toContain(drained)
    expect(promises({ invoices: [invoice({ exceptions: ['cancel_unconfirmed'] })] })).toEqual([drained])
    expect(promises({ stuck: ['inv_1 is still unknown'] })).toEqual([drained])
  })

  it('finds a confirmed change that is gone', () => {
    const confirmed = 'a confirmed change stays'
    expect(promises({ orders: [order({ confirmed: { mark: 'mine' } })] })).toEqual([confirmed])
    expect(promises({ orders: [order({ confirmed: { cancelled: true } })] })).toEqual([confirmed])
    const kept = { orders: [order({ confirmed: { mark: 'mine' } })], invoices: [invoice({ mark: 'mine' })] }
    expect(promises(kept)).toEqual([])
  })

  it('finds answers that nobody deserves, processes that died by themselves, and each 500 that it did not cause', () => {
    expect(promises({ unexpected: ['GET /invoices/{id}: 404'] })).toEqual(['no answer that nobody deserves'])
    expect(promises({ crashes: ['instance-1 ended by itself'] })).toEqual(['no process ends by itself'])
    expect(promises({ internalErrors: 2, thrown: 1 })).toEqual(['no 500'])
    expect(promises({ internalErrors: 1, thrown: 1 })).toEqual([])
  })
})
