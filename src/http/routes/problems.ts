import { z } from 'zod'
import { Problem, problems, type ProblemCode } from '../../core/problems.ts'
import type { App } from '../app.ts'
import { answers } from '../schemas.ts'

const meaning = z
  .object({ code: z.string(), status: z.int(), title: z.string(), what_to_do: z.string() })
  .meta({ id: 'ProblemMeaning' })

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
        params: z.object({ code: z.string() }),
        response: answers({ 200: meaning }),
      },
    },
    async (request, reply) => {
      const { code } = request.params
      if (!isCode(code)) throw new Problem('not_found', 'There is no such problem.')
      const { status, title, todo } = problems[code]
      if (!(request.headers.accept ?? '').includes('text/html')) return reply.send({ code, status, title, what_to_do: todo })
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
<style>body{font:16px/1.6 system-ui,sans-serif;max-width:40rem;margin:4rem auto;padding:0 1rem;color:#1c2430}code{background:#eef1f5;padding:.1em .35em;border-radius:4px}h1{font-size:1.5rem}p.code{color:#5b6675}</style>
<p class="code">${status} <code>${code}</code></p><h1>${title}</h1><p>${text}</p></html>`
}
