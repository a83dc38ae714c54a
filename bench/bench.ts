import { inspect } from 'node:util'
import { chooseGenerator } from './load/choose-generator.ts'
import { runMode } from './modes/run-mode.ts'
import { readOptions, usage, type Options } from './options.ts'
import { describeEnvironment } from './report/environment.ts'
import { keepReport, toMarkdown } from './report/write-report.ts'
import { readPostgresVersion } from './servers/postgres-version.ts'

function say(text: string): void {
  process.stdout.write(`${text}\n`)
}

async function bench(options: Options): Promise<number> {
  const generator = await chooseGenerator(options.generator)
  const environment = await describeEnvironment(generator.name, await readPostgresVersion())
  const findings = await runMode(options, generator, say)
  const file = await keepReport(options.name, environment, findings)
  say(`\n${toMarkdown(options.name, environment, findings)}\nwritten to ${file}`)
  return findings.faults.length === 0 ? 0 : 1
}

try {
  const options = readOptions(process.argv.slice(2))
  if (options === null) say(usage)
  else process.exitCode = await bench(options)
} catch (error) {
  say(error instanceof RangeError ? error.message : inspect(error))
  process.exitCode = 2
}
