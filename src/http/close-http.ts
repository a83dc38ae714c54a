import type { App } from './app.ts'

/** Requests that have begun and whose answer, handler and connection are not all done. */
const inFlight = new WeakMap<App['server'], { count: number; idle: (() => void)[] }>()

/** Counts requests from when their body has come whole, also those whose client went away while their work goes on. */
export function countInFlight(app: App): void {
  const state = { count: 0, idle: [] as (() => void)[] }
  inFlight.set(app.server, state)
  app.addHook('preValidation', (_request, reply, done) => {
    state.count += 1
    let open = 2
    const end = () => {
      open -= 1
      if (open > 0) return
      state.count -= 1
      if (state.count === 0) for (const wake of state.idle.splice(0)) wake()
    }
    reply.raw.once('close', end)
    reply.whenAnswered = end
    done()
  })
  app.addHook('onSend', (_request, reply, payload, done) => {
    reply.whenAnswered()
    done(null, payload)
  })
}

/**
 * Stops listening, waits for what is in flight, and cuts what is then still open: idle clients, and requests that were never sent whole,
 * which would keep `close()` waiting.
 */
export async function closeHttp(app: App, graceMs: number): Promise<void> {
  const closing = app.close()
  const state = inFlight.get(app.server)
  if (state !== undefined && state.count > 0) {
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, graceMs)
      state.idle.push(() => {
        clearTimeout(timer)
        resolve()
      })
    })
  }
  app.server.closeAllConnections()
  await closing
}
