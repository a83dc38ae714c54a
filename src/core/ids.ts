import { newTypeId } from './type-id.ts'

declare const idBrand: unique symbol
type Id<Prefix extends string> = string & { readonly [idBrand]: Prefix }

export type InvoiceId = Id<'inv'>
export type AttemptId = Id<'att'>
export type OperationId = Id<'op'>
export type EventId = Id<'evt'>
export type PaymentId = Id<'pay'>
export type MerchantId = Id<'mer'>
export type ApiKeyId = Id<'key'>
export type CallbackId = Id<'cbk'>
export type WebhookEndpointId = Id<'whe'>
export type WebhookSecretId = Id<'whs'>

/** A UUIDv7 with a prefix: sorted by time, so that new rows land at the end of every index. */
function newId<Prefix extends string>(prefix: Prefix): Id<Prefix> {
  return newTypeId(prefix) as Id<Prefix>
}

export const newInvoiceId = (): InvoiceId => newId('inv')
export const newAttemptId = (): AttemptId => newId('att')
export const newOperationId = (): OperationId => newId('op')
export const newEventId = (): EventId => newId('evt')
export const newPaymentId = (): PaymentId => newId('pay')
export const newMerchantId = (): MerchantId => newId('mer')
export const newApiKeyId = (): ApiKeyId => newId('key')
export const newCallbackId = (): CallbackId => newId('cbk')
export const newWebhookEndpointId = (): WebhookEndpointId => newId('whe')
export const newWebhookSecretId = (): WebhookSecretId => newId('whs')

/** Ids that come back from the database or a path are what we once made; a wrong one simply finds nothing. */
export const asInvoiceId = (text: string): InvoiceId => text as InvoiceId
export const asAttemptId = (text: string): AttemptId => text as AttemptId
export const asPaymentId = (text: string): PaymentId => text as PaymentId
export const asMerchantId = (text: string): MerchantId => text as MerchantId
export const asApiKeyId = (text: string): ApiKeyId => text as ApiKeyId
export const asCallbackId = (text: string): CallbackId => text as CallbackId
