import { z } from 'zod'
import { Problem, problems, type ProblemCode } from '../../core/problems.ts'
import type { App } from '../app.ts'
import { describeProblems, type DescribedAnswer } from '../described-answer.ts'
import { problem } from '../schemas.ts'

const meaning = z
  .object({ code: z.string(), status: z.int(), title: z.string(), what_to_do: z.string() })
  .meta({ id: 'ProblemMeaning' })

const bothForms: DescribedAnswer = {
  description: 'JSON, or a page for whoever accepts text/html',
  headers: [],
  problems: [],
  content: { 'application/json': { schema: meaning }, 'text/html': { schema: z.string() } },
}

/** What a problem means and what to do: a page for people, JSON for programs. */
export function addProblems(app: App): void {
  app.get(
    '/problems/:code',
    {
      schema: {
        tags: ['problems'],
        operationId: 'getProblem',
        summary: 'What a problem means and what to do',
        security: [],
        params: z.object({ code: z.string().describe('`code` of a problem') }),
        response: { 200: bothForms, ...describeProblems(problem, ['not_found']) },
      },
    },
    async (request, reply) => {
      const { code } = request.params
      if (!isCode(code)) throw new Problem('not_found', 'There is no such problem.')
      const { status, title, todo } = problems[code]
      if (!(request.headers.accept ?? '').includes('text/html')) return reply.send({ code, status, title, what_to_do: todo })
      void reply.header(
        'content-security-policy',
        "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; frame-ancestors 'none'",
      )
      return reply.type('text/html; charset=utf-8').send(page(code, status, title, todo))
    },
  )
}

function isCode(code: string): code is ProblemCode {
  return Object.hasOwn(problems, code)
}

/** Everything on the page is text of ours, so nothing needs escaping but the back-ticks' code. */
function page(code: string, status: number, title: string, todo: string): string {
  const text = todo
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replace(/`([^`]+)`/g, '<code>$1</code>')
  return `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${code}</title>
<style>:root{color-scheme:light dark}body{font:16px/1.6 system-ui,sans-serif;max-width:40rem;margin:4rem auto;padding:0 1rem}code{background:#8882;padding:.1em .35em;border-radius:4px}h1{font-size:1.5rem}.muted{opacity:.7}</style>
<p class="muted">${status} <code>${code}</code></p><h1>${title}</h1><p>${text}</p><p class="muted"><a href="/docs">API reference</a></p></html>`
}
