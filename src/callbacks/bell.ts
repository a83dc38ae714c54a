/** Between whoever keeps a callback and whoever applies it, in one process: it only saves waiting, for what is kept is looked for anyway. */
export interface Bell {
  ring(): void
  /** One listener; the latest. */
  listen(listener: () => void): void
}

export function hangBell(): Bell {
  let heard = (): void => undefined
  return {
    ring() {
      heard()
    },
    listen(listener) {
      heard = listener
    },
  }
}
