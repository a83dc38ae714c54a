import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Environment } from './environment.ts'
import { writeBars, type Findings } from './findings.ts'

const folder = join(import.meta.dirname, '../results')

export function toMarkdown(title: string, environment: Environment, { sections, bars, faults }: Findings): string {
  const about = Object.entries(environment).map(([name, value]) => `- ${name}: ${String(value)}`)
  const verdict =
    faults.length === 0 ? 'Every answer was right.' : `**The run failed.**\n\n${faults.map((fault) => `- ${fault}`).join('\n')}`
  const parts = [`# ${title}`, about.join('\n'), verdict, ...(bars.length === 0 ? [] : ['## Bars', writeBars(bars)])]
  return `${[...parts, ...sections.flatMap(({ title: head, text }) => [`## ${head}`, text])].join('\n\n')}\n`
}

/** Both files, and where they are. */
export async function keepReport(name: string, environment: Environment, findings: Findings): Promise<string> {
  const file = join(folder, `${environment.at.slice(0, 10)}-${name.replaceAll(/[^\w-]+/g, '-')}`)
  await mkdir(folder, { recursive: true })
  await writeFile(`${file}.md`, toMarkdown(name, environment, findings))
  await writeFile(`${file}.json`, `${JSON.stringify({ environment, ...findings }, null, 2)}\n`)
  return `${file}.md`
}
