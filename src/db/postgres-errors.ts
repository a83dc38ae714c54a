import pg from 'pg'

/** SQLSTATE 23505 on the constraint of this name. */
export function isUniqueViolation(error: unknown, constraint: string): boolean {
  return error instanceof pg.DatabaseError && error.code === '23505' && error.constraint === constraint
}

/** SQLSTATE class 40: a deadlock or a serialization failure. The whole statement was undone, and the same one may succeed at once. */
export function isRolledBack(error: unknown): boolean {
  return error instanceof pg.DatabaseError && (error.code === '40001' || error.code === '40P01')
}

/**
 * Whether a single row can have caused it: a value that cannot be stored (class 22), a rule that it breaks (23), a deadlock (40), a lock that it did not get (55P03).
 * The server has undone the whole statement.
 */
export function isOfOneRow(error: unknown): boolean {
  return error instanceof pg.DatabaseError && /^(?:22|23|40(?!003)|55P03)/.test(error.code ?? '')
}
