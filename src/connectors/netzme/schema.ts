import { z } from 'zod'

/** `responseCode` has 7 characters, in some refusals 3; `responseMessage` may be any JSON that Netzme passes on from behind it. */
export const envelope = z.looseObject({
  responseCode: z.union([z.string(), z.int().transform(String)]),
  responseMessage: z.json().optional(),
})

/** `expiresIn` is documented as a text of seconds. */
export const token = z.looseObject({
  accessToken: z.string().regex(/^[!-~]+$/),
  expiresIn: z.union([z.string().regex(/^[1-9]\d{0,8}$/), z.int().positive()]).transform(Number),
})

const text = z.string().min(1)

/** `id` in the answer of create-transaction, `invoiceId` in that of create. Without `status: true` nothing says that it was created. */
export const created = z.looseObject({
  partnerReferenceNo: text.nullish(),
  additionalInfo: z.looseObject({ status: z.literal(true), id: text.nullish(), invoiceId: text.nullish() }),
})

/** The members of an inquiry that have a meaning for us. On which of two levels they stand is not certain; both are read. */
export const inquired = z.looseObject({
  partnerReferenceNo: z.unknown().optional(),
  invoiceId: text.nullish(),
  status: z.unknown().optional(),
  invoiceStatus: z.unknown().optional(),
})

const value = z.union([z.string(), z.number()])

/** Documented as an object; some members of the same name may be bare. */
export const amount = z.union([value, z.looseObject({ value, currency: z.literal('IDR') }).transform((told) => told.value)])

export const virtualAccounts = z.array(z.looseObject({ bankCode: text.nullish(), virtualAccountNo: text })).min(1)

export const paymentUrl = z.string().regex(/^https?:\/\//)

export const qrImage = z.string().regex(/^data:image\//)
