import type { ExceptionCode, InvoiceStatus } from '../core/invoice.ts'

export interface InvoiceFilter {
  status: readonly InvoiceStatus[]
  provider?: string | undefined
  reference?: string | undefined
  idempotencyKey?: string | undefined
  customerEmail?: string | undefined
  customerPhone?: string | undefined
  createdFrom?: Date | undefined
  createdTo?: Date | undefined
  exception?: ExceptionCode | undefined
  /** Any part of reference, title, customer's name or e-mail, or the provider's id, in any case. */
  q?: string | undefined
  limit: number
  cursor?: string | undefined
}

/** An invoice's place in the list. */
export interface Place {
  createdAt: Date
  id: string
}
