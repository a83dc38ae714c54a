import { toAmount } from '../core/money.ts'
import { toJakartaTimestamp } from '../core/time.ts'
import { html, type Html } from './html.ts'
import { isExpired, paidOf, refusalOf, remainingOf, type LedgerEntry } from './ledger.ts'
import { renderPage } from './page-frame.ts'
import { showAmount } from './show-amount.ts'
import type { Checkout, Provider } from './simulator.ts'

export function statusOf(entry: LedgerEntry, now: Date): string {
  if (entry.status === 'open' && isExpired(entry, now)) return 'expired'
  return entry.status === 'open' && entry.payments.length > 0 ? 'partly paid' : entry.status
}

function row(label: string, value: string): Html {
  return value === ''
    ? html``
    : html`<dt>${label}</dt>
        <dd>${value}</dd>`
}

function renderFacts(provider: Provider, { entry, title, customer }: Checkout, now: Date): Html {
  return html`<dl>
    ${row('Provider', provider)} ${row('Reference', entry.reference)} ${row('Id', entry.id)} ${row('For', title)}
    ${row('Customer', customer)} ${row('Status', statusOf(entry, now))} ${row('Amount', showAmount(entry.amount))}
    ${row('Paid', showAmount(toAmount(paidOf(entry))))} ${row('Still to pay', showAmount(toAmount(remainingOf(entry))))}
    ${row('Valid until', entry.expiresAt === null ? '' : toJakartaTimestamp(new Date(entry.expiresAt)))}
  </dl>`
}

function renderNumbers({ virtualAccounts }: Checkout): Html {
  const rows = virtualAccounts.map(
    ({ bank, number }) =>
      html`<tr>
        <td>${bank}</td>
        <td><code>${number}</code></td>
      </tr>`,
  )
  return rows.length === 0
    ? html``
    : html`<table>
        <tr>
          <th>Bank</th>
          <th>Virtual account</th>
        </tr>
        ${rows}
      </table>`
}

function renderQr({ qrImage }: Checkout): Html {
  return qrImage === null ? html`` : html`<p><img class="qr" alt="QR code of the sandbox" src="${qrImage}" /></p>`
}

function renderChannels(channels: readonly string[]): Html {
  const choices = channels.map((channel) => html`<option>${channel}</option>`)
  return choices.length < 2
    ? html``
    : html`<label
        >Pay with
        <select name="channel">
          ${choices}
        </select></label
      >`
}

function renderAmountField({ entry }: Checkout): Html {
  if (entry.accepts === 'full') return html``
  const remaining = toAmount(remainingOf(entry))
  return html`<label>Amount in rupiah <input name="amount" inputmode="decimal" value="${remaining}" /></label>`
}

function renderPayForm(action: string, checkout: Checkout, now: Date): Html {
  if (refusalOf(checkout.entry, now) !== null) return html``
  return html`<form method="post" action="${action}">
    ${renderChannels(checkout.channels)} ${renderAmountField(checkout)}
    <button type="submit">Pay</button>
  </form>`
}

/** The merchant chose the address, so it may be a script: only web addresses become a link. */
function renderReturn({ returnUrl }: Checkout): Html {
  const isWeb = returnUrl !== null && /^https?:\/\//i.test(returnUrl)
  return isWeb ? html`<p><a href="${returnUrl}">Back to the merchant</a></p>` : html``
}

/** `action` is where the payment is posted to; `notice` tells why the last one was not taken. */
export function renderCheckout(
  provider: Provider,
  checkout: Checkout,
  action: string,
  now: Date,
  notice: string | null = null,
): Html {
  const refusal = refusalOf(checkout.entry, now)
  const isPaid = checkout.entry.status === 'paid'
  const content = html`
    <h1>${refusal === null ? 'Pay an' : 'An'} invoice of ${provider}</h1>
    ${notice === null || notice === refusal ? html`` : html`<p class="notice">${notice}</p>`}
    ${refusal === null ? html`` : html`<p class="${isPaid ? 'notice paid' : 'notice'}">${refusal}</p>`}
    <p class="amount">${showAmount(checkout.entry.due)}</p>
    ${renderFacts(provider, checkout, now)} ${renderNumbers(checkout)} ${renderQr(checkout)}
    ${renderPayForm(action, checkout, now)} ${renderReturn(checkout)}
  `
  return renderPage(`Pay ${checkout.entry.reference}`, content)
}
