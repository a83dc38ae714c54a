import type { Callback } from './callback.ts'
import { statusOf } from './checkout-page.ts'
import { toJakartaTimestamp } from '../core/time.ts'
import { html, type Html } from './html.ts'
import type { LedgerEntry } from './ledger.ts'
import { renderPage } from './page-frame.ts'
import { showAmount } from './show-amount.ts'
import { providers, type Provider, type Simulator } from './simulator.ts'

const recentMax = 20

export interface IndexPage {
  simulators: Record<Provider, Simulator>
  callbacks: readonly Callback[]
  urls: Record<Provider, string>
  /** Path of these pages, without a slash at the end. */
  path: string
  now: Date
}

/** How a callback went, in a line. */
function describeCallback({ event, state, tries, lastAnswer, nextAt }: Callback): string {
  const what = event === 'reversed' ? 'reversal: ' : ''
  const sent = `${tries === 1 ? 'once' : `${tries} times`}, last answer ${lastAnswer ?? 'none'}`
  switch (state) {
    case 'acknowledged':
      return `${what}acknowledged${tries > 1 ? ` after ${tries} tries` : ''}`
    case 'waiting':
      return `${what}${tries === 0 ? 'to be sent' : `sent ${sent}, again at ${toJakartaTimestamp(new Date(nextAt))}`}`
    case 'given_up':
      return `${what}given up: sent ${sent}`
    case 'lost':
      return `${what}lost`
    case 'nowhere':
      return `${what}not sent: the client has no callback URL`
  }
}

function renderCallbacks(provider: Provider, { id }: LedgerEntry, { callbacks }: IndexPage): Html[] {
  return callbacks
    .filter((callback) => callback.invoiceId === id && callback.provider === provider)
    .map((callback) => html`<div>${describeCallback(callback)}</div>`)
}

function renderEntry(provider: Provider, entry: LedgerEntry, page: IndexPage): Html {
  const { path, now } = page
  const link = `${path}/${provider}/${encodeURIComponent(entry.id)}`
  return html`<tr>
    <td><a href="${link}">${entry.reference === '' ? entry.id : entry.reference}</a></td>
    <td>${entry.client}</td>
    <td>${showAmount(entry.amount)}</td>
    <td>${statusOf(entry, now)}</td>
    <td>${renderCallbacks(provider, entry, page)}</td>
  </tr>`
}

function renderProvider(provider: Provider, page: IndexPage): Html {
  const recent = page.simulators[provider].entries().slice(-recentMax).toReversed()
  const rows = recent.map((entry) => renderEntry(provider, entry, page))
  const table = html`<table>
    <tr>
      <th>Reference</th>
      <th>Client</th>
      <th>Amount</th>
      <th>Status</th>
      <th>Callbacks</th>
    </tr>
    ${rows}
  </table>`
  return html`<h2>${provider}</h2>
    <p>Base URL <code>${page.urls[provider]}</code></p>
    ${rows.length === 0 ? html`<p class="muted">No invoices yet.</p>` : table}`
}

export function renderIndex(page: IndexPage): Html {
  const content = html`
    <h1>Simulated payment providers</h1>
    <p>
      Each provider below is a server of its own that checks signatures, tokens, timestamps and fields. Credentials of a client
      are made on first use: open <a href="${page.path}/credentials/demo">${page.path}/credentials/demo</a>, or put any other name
      in place of <code>demo</code>. Clients do not see each other's invoices.
    </p>
    ${providers.map((provider) => renderProvider(provider, page))}
  `
  return renderPage('Providers', content)
}
