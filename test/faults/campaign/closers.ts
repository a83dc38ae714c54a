/** What was opened, and is closed in the opposite order. */
export interface Closers {
  /** Remembers how the part is closed, and hands it out. */
  add<Part>(part: Part, close: (part: Part) => Promise<void>): Part
  closeAll(): Promise<void>
}

export function openClosers(): Closers {
  const closers: (() => Promise<void>)[] = []
  return {
    add(part, close) {
      closers.push(() => close(part))
      return part
    },
    async closeAll() {
      for (const close of closers.splice(0).reverse()) await close()
    },
  }
}
