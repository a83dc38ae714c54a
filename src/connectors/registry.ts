import type { Connector } from './connector.ts'
import { winpay } from './winpay/index.ts'

/** Every connector, in the order in which an invoice without `provider` is offered to them. */
export const connectors: readonly Connector[] = [winpay]

export function connectorNamed(name: string): Connector | undefined {
  return connectors.find(({ manifest }) => manifest.name === name)
}
