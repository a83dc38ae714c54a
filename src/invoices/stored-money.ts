import { z } from 'zod'
import { parseAmount, type Money } from '../core/money.ts'

/** A sum as the database gives it: text, with two decimals. */
export const storedMoney = z.string().transform((text): Money => {
  const value = parseAmount(text)
  if (value === null) throw new RangeError('a stored amount is not one')
  return value
})
