import type { z } from 'zod'
import type { Fault } from './problems.ts'

/** What zod found, as JSON pointers (RFC 6901) and sentences. An unknown member is named by its own pointer. */
export function toFaults(error: z.ZodError, prefix = ''): Fault[] {
  return error.issues.flatMap((issue) => {
    const pointer = prefix + toPointer(issue.path)
    if (issue.code === 'unrecognized_keys') {
      return issue.keys.map((key) => ({ pointer: pointer + toPointer([key]), detail: 'There is no such member.' }))
    }
    return [{ pointer, detail: toSentence(issue.message) }]
  })
}

function toPointer(path: readonly PropertyKey[]): string {
  return path.map((part) => `/${String(part).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('')
}

function toSentence(message: string): string {
  const text = /^(must|may) /.test(message) ? `It ${message}` : message
  return /[.!?]$/.test(text) ? text : `${text}.`
}
