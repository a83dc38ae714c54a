import { createHash } from 'node:crypto'

/** Chance that can be repeated: the same seed gives the same draws. */
export interface Random {
  /** At least 0, below 1. */
  next(): number
  /** A whole number from `min` to `max`, both included. */
  between(min: number, max: number): number
  /** True in this share of all cases. */
  chance(share: number): boolean
  pick<Choice>(choices: readonly Choice[]): Choice
  /** By weight: a choice of weight 2 comes twice as often as one of weight 1. */
  weigh<Choice extends string>(weights: Readonly<Partial<Record<Choice, number>>>): Choice
  /** A source of its own for one purpose, so that one more draw in one place moves no other. */
  fork(label: string): Random
}

export function seededRandom(seed: string): Random {
  const next = sfc32(seed)
  const pick = <Choice>(choices: readonly Choice[]): Choice => {
    const choice = choices[Math.floor(next() * choices.length)]
    if (choice === undefined) throw new RangeError('there is nothing to pick from')
    return choice
  }
  return {
    next,
    pick,
    between: (min, max) => min + Math.floor(next() * (max - min + 1)),
    chance: (share) => next() < share,
    weigh: (weights) => pickByWeight(weights, next()),
    fork: (label) => seededRandom(`${seed}/${label}`),
  }
}

function pickByWeight<Choice extends string>(weights: Readonly<Partial<Record<Choice, number>>>, draw: number): Choice {
  let rest = draw * Object.values<number | undefined>(weights).reduce<number>((sum, weight) => sum + (weight ?? 0), 0)
  for (const choice in weights) {
    rest -= weights[choice] ?? 0
    if (rest < 0) return choice
  }
  throw new RangeError('no choice has a weight')
}

/** Small fast counter generator by Chris Doty-Humphrey, 32 bits, started from the SHA-256 of the seed. */
function sfc32(seed: string): () => number {
  const digest = createHash('sha256').update(seed).digest()
  let [a, b, c, counter] = [digest.readInt32LE(0), digest.readInt32LE(4), digest.readInt32LE(8), digest.readInt32LE(12)]
  return () => {
    const sum = (a + b + counter) | 0
    counter = (counter + 1) | 0
    a = b ^ (b >>> 9)
    b = (c + (c << 3)) | 0
    c = (((c << 21) | (c >>> 11)) + sum) | 0
    return (sum >>> 0) / 2 ** 32
  }
}
