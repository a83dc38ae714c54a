import { toJakartaTimestamp } from '../../core/time.ts'
import { isExpired, readMoney } from '../ledger.ts'
import { drawQr } from './draw-qr.ts'
import type { NetzmeInvoice } from './invoice.ts'

const hostedMethods = ['BANK_TRANSFER', 'NETZME', 'RETAIL_OUTLET', 'OVO', 'NETZME_SEAMLESS', 'DANA', 'CREDIT_CARD']

/** `2022-10-27T08:49:58.511+07:00`: with milliseconds, unlike what is signed. */
export function withMilliseconds(instant: string): string {
  const milliseconds = instant.slice(19, 23)
  return toJakartaTimestamp(new Date(instant)).replace('+', `${milliseconds}+`)
}

export function idr(value: string) {
  return { value, currency: 'IDR' }
}

export function qrOf(invoice: NetzmeInvoice): string | null {
  return invoice.details.methods.length === 1 && invoice.details.methods[0] === 'QRIS' ? drawQr(invoice.id) : null
}

export function presentCreated(invoice: NetzmeInvoice, pagesUrl: string) {
  return {
    responseCode: '2000000',
    responseMessage: 'Successful',
    partnerReferenceNo: invoice.reference,
    paymentUrl: `${pagesUrl}/netzme/${invoice.id}`,
    additionalInfo: { invoiceId: invoice.id, status: true },
  }
}

function presentQr(invoice: NetzmeInvoice) {
  const qrImage = qrOf(invoice)
  if (qrImage === null) return {}
  const { terminalId, nmid, fee } = invoice.details
  const createdTs = withMilliseconds(invoice.createdAt)
  return { qrImage, terminalId, nmid, feeAmount: idr(fee), totalAmount: idr(invoice.due), createdTs }
}

/** VA numbers, a QR or a page, by the method. */
export function presentTransaction(invoice: NetzmeInvoice, pagesUrl: string) {
  const { transaction, virtualAccounts } = invoice.details
  const payMethod = transaction?.method ?? ''
  return {
    responseCode: '2004700',
    responseMessage: 'Successful',
    partnerReferenceNo: invoice.reference,
    payMethod,
    ...(hostedMethods.includes(payMethod) ? { paymentUrl: `${pagesUrl}/netzme/${invoice.id}` } : {}),
    additionalInfo: {
      ...(invoice.expiresAt === null ? {} : { expiredTs: withMilliseconds(invoice.expiresAt) }),
      id: invoice.id,
      retailOutletData: [],
      trxId: transaction?.id ?? '',
      virtualAccountData: virtualAccounts.map(({ bank, number }) => ({ bankCode: bank, virtualAccountNo: number })),
      statistic: [],
      status: true,
      ...presentQr(invoice),
    },
  }
}

/** `INIT`, `SUCCESS` or `CLOSED` are all there is. */
function statusOf(invoice: NetzmeInvoice, now: Date): string {
  if (invoice.status === 'paid') return 'SUCCESS'
  return isExpired(invoice, now) ? 'CLOSED' : 'INIT'
}

function toRupiah(amount: string): number {
  return Number(readMoney(amount) / 100n)
}

function presentTimes(invoice: NetzmeInvoice) {
  const payment = invoice.payments[0]
  return {
    createdTs: withMilliseconds(invoice.details.transaction?.createdAt ?? invoice.createdAt),
    ...(invoice.expiresAt === null ? {} : { expiredTs: withMilliseconds(invoice.expiresAt) }),
    ...(payment === undefined ? {} : { paidTs: withMilliseconds(payment.paidAt) }),
  }
}

/** The answer to an inquiry, as Netzme's table of fields describes it. */
export function presentHistory(invoice: NetzmeInvoice, pagesUrl: string, now: Date) {
  const { details } = invoice
  const method = details.transaction?.method ?? ''
  const status = statusOf(invoice, now)
  return {
    responseCode: '2001300',
    responseMessage: 'Successful',
    partnerReferenceNo: invoice.reference,
    referenceNo: details.transaction?.id ?? '',
    amount: idr(invoice.amount),
    type: 'PAYMENT',
    status,
    dateTime: toJakartaTimestamp(new Date(invoice.payments[0]?.paidAt ?? invoice.createdAt)),
    additionalInfo: {
      amountLong: toRupiah(invoice.amount),
      ...presentTimes(invoice),
      desc: details.description,
      descFromBuyer: '',
      descFromMerchant: '',
      email: details.email,
      paymentMethod: method,
      paymentUrl: `${pagesUrl}/netzme/${invoice.id}`,
      feeAmount: idr(details.fee),
      feeAmountLong: toRupiah(details.fee),
      feeType: details.feeType,
      fullName: details.fullName,
      invoiceId: invoice.id,
      invoiceStatus: status === 'SUCCESS' ? 'paid' : 'unpaid',
      custIdMerchant: details.merchantId,
      payMethod: method,
      phoneNo: details.phone,
      retailOutletData: [],
      totalAmount: idr(invoice.due),
      totalAmountLong: toRupiah(invoice.due),
    },
  }
}
