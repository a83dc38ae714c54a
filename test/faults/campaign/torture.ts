import { randomBytes } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import { runCampaign } from './campaign.ts'
import { writeReport } from './report.ts'

const usage = `npm run torture -- [--minutes N] [--seed S] [--rate N] [--faults N] [--report FILE]

Two gateways, one database and four simulated providers, all of which break for N minutes (a fraction is fine; default 1).
Then an auditor compares what the merchant was told, what the API says and what the providers have.
  --seed S      repeats the draws of another run; without it a new one is taken
  --rate N      orders per second (default 25)
  --faults N    share of all calls, callbacks and webhooks that go wrong (default 0.2)
  --report FILE writes the report as JSON too
Exit code: 0 without a violation, 1 with one, 2 when the campaign itself failed or was interrupted.`

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '1' },
    seed: { type: 'string', default: randomBytes(4).toString('hex') },
    rate: { type: 'string', default: '25' },
    faults: { type: 'string', default: '0.2' },
    report: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
})

function say(line: string): void {
  process.stdout.write(`${line}\n`)
}

function readNumber(name: 'minutes' | 'rate' | 'faults', max: number): number {
  const number = Number(values[name])
  if (!(number > 0 && number <= max)) throw new RangeError(`--${name} must be a number above 0, at most ${max}`)
  return number
}

async function torture(): Promise<number> {
  const ending = new AbortController()
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.once(signal, () => {
      ending.abort()
    })
  const faultShare = readNumber('faults', 1)
  const options = {
    ...{ seed: values.seed, minutes: readNumber('minutes', 1_440) },
    ...{ ordersPerSecond: readNumber('rate', 1_000), faultShare, newsFaultShare: faultShare },
  }
  say(`seed ${options.seed}`)
  const report = await runCampaign({ ...options, breaks: 'everything', drains: 'by_itself', say, signal: ending.signal })
  say(writeReport(report))
  if (values.report !== undefined) await writeFile(values.report, `${JSON.stringify(report, null, 2)}\n`)
  return report.violations.length === 0 ? 0 : 1
}

if (values.help) say(usage)
else
  process.exitCode = await torture().catch((error: unknown) => {
    if (error instanceof Error && error.name === 'AbortError') say('interrupted; everything that was started has ended')
    else say(error instanceof Error ? (error.stack ?? error.message) : String(error))
    return 2
  })
