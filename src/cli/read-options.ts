import type { z } from 'zod'
import { toFaults } from '../core/faults.ts'
import { Problem } from '../core/problems.ts'

/**
 * Options as the HTTP border reads the same request, so that both have one set of rules; a fault is named by its option. `names` is for
 * options that are not called like their member.
 */
export function readOptions<Schema extends z.ZodType>(
  schema: Schema,
  given: Readonly<Record<string, unknown>>,
  names: Readonly<Record<string, string>> = {},
): z.output<Schema> {
  const present = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined))
  const parsed = schema.safeParse(present)
  if (parsed.success) return parsed.data
  const errors = toFaults(parsed.error).map(({ pointer, detail }) => {
    const [, member = ''] = pointer.split('/')
    return { pointer: names[member] ?? `--${member.replaceAll('_', '-')}`, detail }
  })
  throw new Problem('invalid_request', 'The command cannot be carried out as it is given.', { errors })
}
