import type { FastifyReply } from 'fastify'
import { html, type Html } from './html.ts'

const style = html`
  <style>
    :root {
      color-scheme: light dark;
      --line: #8884;
      --accent: #0b6e4f;
    }
    body {
      margin: 0;
      font:
        16px/1.5 system-ui,
        sans-serif;
    }
    header {
      background: #ffd24d;
      color: #3a2c00;
      padding: 0.5rem 1rem;
      text-align: center;
      font-weight: 600;
    }
    main {
      max-width: 42rem;
      margin: 0 auto;
      padding: 1.5rem 1rem 4rem;
    }
    h1 {
      font-size: 1.4rem;
      margin: 0 0 0.25rem;
    }
    h2 {
      font-size: 1.1rem;
      margin: 2rem 0 0.5rem;
    }
    .amount {
      font-size: 2rem;
      font-weight: 700;
      margin: 0.5rem 0 1rem;
    }
    dl {
      display: grid;
      grid-template-columns: max-content 1fr;
      gap: 0.35rem 1rem;
      margin: 1rem 0;
    }
    dt {
      opacity: 0.7;
    }
    dd {
      margin: 0;
      overflow-wrap: anywhere;
    }
    table {
      width: 100%;
      border-collapse: collapse;
    }
    th,
    td {
      text-align: left;
      padding: 0.35rem 0.5rem;
      border-bottom: 1px solid var(--line);
      overflow-wrap: anywhere;
    }
    code {
      font-size: 0.95em;
      overflow-wrap: anywhere;
    }
    form {
      display: grid;
      gap: 0.75rem;
      margin: 1.5rem 0;
    }
    input,
    select {
      font: inherit;
      padding: 0.5rem;
      width: 100%;
      box-sizing: border-box;
    }
    button {
      font: inherit;
      font-weight: 600;
      padding: 0.75rem;
      border: 0;
      border-radius: 0.5rem;
      background: var(--accent);
      color: #fff;
      cursor: pointer;
    }
    .notice {
      border-left: 4px solid #c0392b;
      padding: 0.5rem 0.75rem;
    }
    .notice.paid {
      border-left-color: var(--accent);
      font-weight: 600;
    }
    .qr {
      width: 12rem;
      height: 12rem;
      image-rendering: pixelated;
      border: 0.75rem solid #fff;
    }
    .muted {
      opacity: 0.7;
    }
  </style>
`

/** A whole page; it says first of all that nothing here is real. */
export function renderPage(title: string, content: Html): Html {
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${title} · Sandbox</title>
        ${style}
      </head>
      <body>
        <header>Sandbox: simulated providers, no real money</header>
        <main>${content}</main>
      </body>
    </html>`
}

/** Sends a page that may load nothing, run nothing and be framed by nobody. */
export function sendPage(reply: FastifyReply, status: number, page: Html): FastifyReply {
  return reply
    .code(status)
    .header('content-type', 'text/html; charset=utf-8')
    .header(
      'content-security-policy',
      "default-src 'none'; style-src 'unsafe-inline'; img-src data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    )
    .header('cache-control', 'no-store')
    .header('referrer-policy', 'no-referrer')
    .header('x-content-type-options', 'nosniff')
    .send(page.text)
}
