import { billGateway } from './bill-gateway/index.ts'
import type { Connector } from './connector.ts'
import { durianpay } from './durianpay/index.ts'
import { netzme } from './netzme/index.ts'
import { winpay } from './winpay/index.ts'

/** Every connector, in the order in which an invoice without `provider` is offered to them. */
export const connectors: readonly Connector[] = [winpay, netzme, durianpay, billGateway]
