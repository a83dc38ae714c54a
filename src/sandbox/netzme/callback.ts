import { toJsonObject, type JsonObject } from '../../core/json.ts'
import { minus, toAmount } from '../../core/money.ts'
import { minuteMs, toJakartaDate } from '../../core/time.ts'
import type { Clients } from '../clients.ts'
import { readMoney, type LedgerPayment, type Movement } from '../ledger.ts'
import type { CallbackManner } from '../simulator.ts'
import type { NetzmeInvoice } from './invoice.ts'
import type { NetzmeKeys } from './keys.ts'
import { idr, withMilliseconds } from './present.ts'

function netOf({ details }: NetzmeInvoice, payment: LedgerPayment): string {
  return toAmount(minus(readMoney(payment.amount), readMoney(details.fee)))
}

function presentQrDetail(invoice: NetzmeInvoice, payment: LedgerPayment): object {
  const { terminalId, fullName, fee } = invoice.details
  return {
    amount: `IDR ${payment.amount}`,
    issuerId: '93600008',
    netAmount: `IDR ${netOf(invoice, payment)}`,
    issuerName: 'Mandiri',
    terminalId,
    buyerUserId: '9360000800000000001',
    customerPan: '9360000800000000001',
    merchantFee: `IDR ${fee}`,
    merchantPan: '9360081400000000001',
    referenceId: `${payment.reference}93600008`,
    acquirerName: 'Netzme',
    merchantName: 'SANDBOX',
    buyerFullname: fullName,
    transactionId: payment.reference,
    merchantLocation: 'JAKARTA',
    localTransactionDate: toJakartaDate(new Date(payment.paidAt)).replaceAll('-', ''),
  }
}

function presentMeans(invoice: NetzmeInvoice, payment: LedgerPayment): object {
  if (payment.channel === 'QRIS') {
    return { rrn: payment.reference, issuerId: '93600008', qrDetail: presentQrDetail(invoice, payment) }
  }
  const [account] = invoice.details.virtualAccounts
  return { bankCode: account?.bank ?? null, paymentChannel: payment.channel }
}

/** As captured from a live account, misspelt names and all. The amount is what the payer paid, with a fee that the payer bears. */
export function toCallback({ entry, payment }: Movement<NetzmeInvoice['details']>): JsonObject {
  const { details } = entry
  return toJsonObject({
    amount: idr(payment.amount),
    feeAmount: idr(details.fee),
    netAmount: idr(netOf(entry, payment)),
    splitFees: [],
    isSplitfee: false,
    additionalInfo: {
      ...presentMeans(entry, payment),
      transactionId: details.transaction?.id ?? null,
      invoiceId: entry.id,
      paymentTime: withMilliseconds(payment.paidAt),
      paymentMethod: payment.channel,
      custIdMerchant: details.merchantId,
      localTrasactionDate: Number(toJakartaDate(new Date(payment.paidAt)).replaceAll('-', '')),
    },
    // 32 hexadecimal digits, unlike the id of the transaction by which it is asked for.
    originalReferenceNo: payment.id.replaceAll('-', ''),
    originalPartnerReferenceNo: entry.reference,
    transactionStatusDesc: 'Success',
    latestTransactionStatus: '00',
  })
}

/** Proved by the client's token, not by a signature. Three repeats are documented; their distance and the timeout are invented here. */
export function createManner(clients: Clients<NetzmeKeys>): CallbackManner {
  return {
    repeatAfterMs: [5_000, 30_000, minuteMs],
    timeoutMs: 10_000,
    write: (client, body) => ({
      headers: { 'Content-Type': 'application/json', 'x-callback-token': clients.open(client).keys.callbackToken },
      body: JSON.stringify(body),
    }),
    isAcknowledged: ({ status }) => status === 200,
  }
}
