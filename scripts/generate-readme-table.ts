// Writes the two tables of README.md, between their markers, from the connectors' manifests.
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { format, resolveConfig } from 'prettier'
import { canonicalMembers, type Manifest } from '../src/connectors/manifest.ts'
import { connectors } from '../src/connectors/registry.ts'

const file = join(import.meta.dirname, '../README.md')
const manifests = connectors.map(({ manifest }) => manifest)

const finds = { invoice_id: 'yes', transaction_id: 'where it gave a transaction id' } as const

const capabilities: readonly [string, (manifest: Manifest) => string][] = [
  ['payable by', ({ payableBy }) => payableBy.map((way) => way.replace('_', ' ')).join(', ')],
  ['payment types', ({ paymentTypes }) => paymentTypes.join(', ')],
  ['decimals of an amount', ({ decimals }) => String(decimals)],
  ['ask by its id', ({ finds: by }) => (by === null ? 'no' : finds[by])],
  ['ask by your reference', ({ findsByReference }) => (findsByReference === null ? 'no' : 'yes')],
  ['change', ({ updates }) => updates?.map((member) => `\`${member}\``).join(', ') ?? 'no'],
  ['cancel', ({ cancels }) => (cancels ? 'yes' : 'no')],
  ['the same reference again', ({ createAgain }) => createAgain.answer.replace('_', ' ')],
]

function toTable(rows: readonly (readonly string[])[]): string {
  const heading = ['', ...manifests.map(({ name }) => `\`${name}\``)]
  return [heading, heading.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n')
}

const tables = {
  capabilities: toTable(capabilities.map(([name, tell]) => [name, ...manifests.map(tell)])),
  carries: toTable(canonicalMembers.map((member) => [`\`${member}\``, ...manifests.map(({ carries }) => carries[member])])),
}

function put(text: string, [name, table]: [string, string]): string {
  const place = new RegExp(`(<!-- ${name} -->\\n)[^]*?(<!-- /${name} -->)`)
  if (!place.test(text)) throw new Error(`README.md has no place for ${name}`)
  return text.replace(place, (_, open: string, close: string) => `${open}\n${table}\n\n${close}`)
}

const written = Object.entries(tables).reduce(put, readFileSync(file, 'utf8'))
writeFileSync(file, await format(written, { ...(await resolveConfig(file)), filepath: file }))
