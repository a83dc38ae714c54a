import type { MerchantId } from '../core/ids.ts'

/** To what each sealed text is bound. */
export const sealPlaces = {
  secret: (merchantId: MerchantId, endpointId: string, id: string) => `webhook-secret/${merchantId}/${endpointId}/${id}`,
  answer: (merchantId: MerchantId, deliveryId: string, number: number) => `webhook-answer/${merchantId}/${deliveryId}/${number}`,
}
