/** The names in another order each time, so that none always comes after the same one. */
export function inTurn<Name>(names: readonly Name[], round: number): Name[] {
  return names.map((_, index) => names[(index + round) % names.length]).filter((name) => name !== undefined)
}
