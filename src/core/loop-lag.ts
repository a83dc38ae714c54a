const everyMs = 25
/** What of it is left each time: one quick turn between slow ones does not mean that the rest has been caught up with. */
const decay = 0.9

/** How far behind this process is: what it is told waits so long before it is heard, in milliseconds. */
export interface LoopLag {
  presentMs(): number
  stop(): void
}

/** A timer that comes late has waited for everything that was heard before it. */
export function watchLoopLag(): LoopLag {
  let lastMs = performance.now()
  let lagMs = 0
  const timer = setInterval(() => {
    const nowMs = performance.now()
    lagMs = Math.max(nowMs - lastMs - everyMs, lagMs * decay)
    lastMs = nowMs
  }, everyMs).unref()
  return {
    presentMs: () => lagMs,
    stop() {
      clearInterval(timer)
    },
  }
}
