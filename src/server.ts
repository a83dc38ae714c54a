import type { FastifyBaseLogger } from 'fastify'
import { pino } from 'pino'
import { openApp, type Tagih } from './app.ts'
import { ConfigError, readConfig, readEnvironment, type Config } from './config.ts'
import { systemClock } from './core/time.ts'
import { isUnavailable } from './db/pool.ts'

export const dataDirectory = '.data'
/** How long a load balancer may take to see that `/readyz` says no, before the listener closes. */
const unreadyMs = 1_000
/** Connections that may wait to be taken, should thousands come at once; the system may allow fewer. Beyond it they are lost without a word. */
const backlog = 4_096

/** The process: configuration, application, listen, and a close that finishes what was begun. */
export async function serve(): Promise<void> {
  const config = readConfigOrExit()
  const logger: FastifyBaseLogger = pino({ level: config.logLevel, base: null })
  exitOnSurprise(logger)
  try {
    const tagih = await openApp({ config, clock: systemClock, logger, dataDirectory, purpose: 'serve' })
    closeOnSignal(tagih, config, logger)
    await tagih.http.listen({ host: config.host, port: config.port, backlog }).catch(async (error: unknown) => {
      // A key that was made now would never be shown again.
      if (tagih.firstApiKey !== null) say(keyLine(tagih.firstApiKey))
      await tagih.close()
      throw error
    })
    tagih.startJobs()
    welcome(tagih, config)
  } catch (error) {
    say(startFault(error, config))
    process.exit(1)
  }
}

function readConfigOrExit(): Config {
  try {
    return readConfig(readEnvironment())
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    say(error.message)
    return process.exit(1)
  }
}

/** Draining: unready at once, then closed to new work, then what is in flight within the grace, then gone. */
function closeOnSignal(tagih: Tagih, config: Config, logger: FastifyBaseLogger): void {
  let closing = false
  const stop = async (signal: string) => {
    if (closing) return
    closing = true
    logger.info({ signal }, 'draining')
    setTimeout(() => {
      logger.warn('the grace is over; what is still running is picked up after the next start')
      process.exit(1)
    }, config.shutdownGraceMs).unref()
    tagih.readiness.beginDraining()
    await new Promise((resolve) => setTimeout(resolve, Math.min(unreadyMs, config.shutdownGraceMs / 4)))
    await tagih.close()
    process.exit(0)
  }
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => void stop(signal))
}

/** What nobody caught leaves the process in a state that nobody thought of: it ends at once, and what was begun is picked up after the next start. */
function exitOnSurprise(logger: FastifyBaseLogger): void {
  const end = (error: unknown) => {
    const places = error instanceof Error ? (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line)) : []
    const at = places.slice(0, 8).map((line) => line.trim())
    logger.fatal(
      { error: error instanceof Error ? error.name : 'not an Error', at },
      'an error that nobody caught ends the process',
    )
    process.exit(1)
  }
  process.on('uncaughtException', end)
  process.on('unhandledRejection', end)
}

function welcome({ firstApiKey, sandbox }: Tagih, config: Config): void {
  const lines = [`Tagih listens on ${config.publicUrl}`, `  API reference   ${config.publicUrl}/docs`]
  if (sandbox !== null) lines.push(`  Sandbox         ${config.publicUrl}/sandbox   (simulated providers; no money moves)`)
  if (firstApiKey !== null) lines.push('', keyLine(firstApiKey), '')
  say(lines.join('\n'))
}

function keyLine(key: string): string {
  return `  Your API key, shown this once:  ${key}`
}

function startFault(error: unknown, { host, port }: Config): string {
  const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : null
  if (code === 'EADDRINUSE') return `Port ${port} on ${host} is taken, perhaps by another Tagih; set PORT to a free one.`
  if (isUnavailable(error))
    return `Tagih could not start: the database cannot be reached (${typeof code === 'string' ? code : 'no answer'}).`
  if (code === 'EACCES') return `Port ${port} on ${host} may not be used by this user; set PORT to one above 1023.`
  return `Tagih could not start: ${error instanceof Error ? error.message : String(error)}`
}

function say(text: string): void {
  process.stderr.write(`${text}\n`)
}

if (import.meta.main) await serve()
