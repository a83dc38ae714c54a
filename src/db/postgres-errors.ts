import pg from 'pg'

/** SQLSTATE 23505 on the constraint of this name. */
export function isUniqueViolation(error: unknown, constraint: string): boolean {
  return error instanceof pg.DatabaseError && error.code === '23505' && error.constraint === constraint
}

/** SQLSTATE class 40: a deadlock or a serialization failure. The whole statement was undone, and the same one may succeed at once. */
export function isRolledBack(error: unknown): boolean {
  return error instanceof pg.DatabaseError && (error.code === '40001' || error.code === '40P01')
}
