import { randomUUID } from 'node:crypto'
import { toAmount } from '../../core/money.ts'
import { addMs, minuteMs, type Clock } from '../../core/time.ts'
import type { Ledger } from '../ledger.ts'
import type { WinpayAnswers } from './answer.ts'
import { toDetails, type WinpayInvoice } from './invoice.ts'
import { readCreate, readUpdate, totalOf, type WinpayUpdate } from './request.ts'

export type WinpayLedger = Ledger<WinpayInvoice['details']>

/** A deleted invoice is gone, and its reference is free again. */
export function findLiving(
  ledger: WinpayLedger,
  client: string,
  by: { id: string } | { ref: string },
): WinpayInvoice | undefined {
  const found = 'id' in by ? [ledger.ofClient(client, by.id)] : ledger.find(client, by.ref)
  return found.find((invoice) => invoice !== undefined && invoice.status !== 'cancelled')
}

export function createInvoice(
  ledger: WinpayLedger,
  client: string,
  body: Buffer,
  clock: Clock,
  answers: WinpayAnswers,
): WinpayInvoice {
  const request = readCreate(body, answers)
  if (findLiving(ledger, client, { ref: request.invoice.ref })) throw answers.duplicate()
  const amount = toAmount(totalOf(request))
  const now = clock.now()
  return ledger.put({
    client,
    id: randomUUID(),
    reference: request.invoice.ref,
    amount,
    due: amount,
    accepts: 'full',
    minimum: null,
    status: 'open',
    createdAt: now.toISOString(),
    expiresAt: addMs(now, request.interval * minuteMs).toISOString(),
    payments: [],
    details: toDetails(request),
  })
}

/** Whether an update moves the end of validity is not documented; here it does when it names an interval. */
function applyUpdate(invoice: WinpayInvoice, request: WinpayUpdate, now: Date): WinpayInvoice {
  const amount = toAmount(totalOf(request))
  return {
    ...invoice,
    reference: request.invoice.ref,
    amount,
    due: amount,
    expiresAt: request.interval === undefined ? invoice.expiresAt : addMs(now, request.interval * minuteMs).toISOString(),
    details: toDetails(request, invoice.details.payCode),
  }
}

export function updateInvoice(
  ledger: WinpayLedger,
  invoice: WinpayInvoice,
  body: Buffer,
  clock: Clock,
  answers: WinpayAnswers,
): WinpayInvoice {
  const request = readUpdate(body, answers)
  if (invoice.status === 'paid') throw answers.updatePaid()
  const holder = findLiving(ledger, invoice.client, { ref: request.invoice.ref })
  if (holder !== undefined && holder.id !== invoice.id) throw answers.duplicate()
  return ledger.put(applyUpdate(invoice, request, clock.now()))
}
