import type { z } from 'zod'

export interface Fault {
  /** Where, as `customer.name` or `invoice.products.0.qty`. */
  field: string
  /** Absent, null or empty, as opposed to wrong. */
  missing: boolean
}

function valueAt(body: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (value, step) =>
      typeof value === 'object' && value !== null ? Object.getOwnPropertyDescriptor(value, step)?.value : undefined,
    body,
  )
}

function toFault(body: unknown, path: readonly PropertyKey[]): Fault {
  const value = valueAt(body, path)
  return { field: path.map(String).join('.'), missing: value === undefined || value === null || value === '' }
}

/** What the schema reads from a body. Throws what `refuse` makes of the faults. */
export function checkBody<T>(schema: z.ZodType<T>, body: unknown, refuse: (faults: Fault[]) => Error): T {
  const checked = schema.safeParse(body)
  if (checked.success) return checked.data
  throw refuse(checked.error.issues.map(({ path }) => toFault(body, path)))
}
