import { statusOf } from './checkout-page.ts'
import { html, type Html } from './html.ts'
import type { LedgerEntry } from './ledger.ts'
import { renderPage } from './page-frame.ts'
import { showAmount } from './show-amount.ts'
import { providers, type Provider, type Simulator } from './simulator.ts'

const recentMax = 20

export interface IndexPage {
  simulators: Record<Provider, Simulator>
  urls: Record<Provider, string>
  /** Path of these pages, without a slash at the end. */
  path: string
  now: Date
}

function renderEntry(provider: Provider, entry: LedgerEntry, { path, now }: IndexPage): Html {
  const link = `${path}/${provider}/${encodeURIComponent(entry.id)}`
  return html`<tr>
    <td><a href="${link}">${entry.reference === '' ? entry.id : entry.reference}</a></td>
    <td>${entry.client}</td>
    <td>${showAmount(entry.amount)}</td>
    <td>${statusOf(entry, now)}</td>
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
