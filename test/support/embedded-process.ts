// A process that uses the embedded database until it is told to stop; started by embedded-postgres.test.ts.
import { startEmbeddedPostgres } from '../../src/db/embedded.ts'

const [directory] = process.argv.slice(2)
if (directory === undefined) throw new Error('usage: embedded-process.ts <directory>')

const { url, stop } = await startEmbeddedPostgres({ directory, log: () => undefined })
process.on('SIGINT', () => process.stdout.write('interrupted\n'))
process.once('SIGTERM', () => void stop())
process.stdout.write(`${url}\n`)
