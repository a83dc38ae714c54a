// Stamps the folder of a new connector, and tells what remains: npm run new:connector <name> [<where the checkout is>]
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { format, resolveConfig } from 'prettier'
import { toFiles, toNames, type ConnectorNames } from './connector-template.ts'

const root = join(import.meta.dirname, '..')

async function stamp(names: ConnectorNames, into: string): Promise<string> {
  const files = Object.entries(toFiles(names))
  const taken = files.find(([path]) => existsSync(join(into, path)))
  if (taken !== undefined) throw new Error(`${taken[0]} is there already.`)
  const style = await resolveConfig(join(root, 'package.json'))
  for (const [path, text] of files) {
    mkdirSync(dirname(join(into, path)), { recursive: true })
    writeFileSync(join(into, path), await format(text, { ...style, filepath: path }))
  }
  return [...files.map(([path]) => `  ${path}`), '', ...remaining(names)].join('\n')
}

function remaining({ name, folder, constant }: ConnectorNames): string[] {
  return [
    'What remains (docs/adding-a-provider.md tells how):',
    `  1. src/connectors/registry.ts: import { ${constant} } from './${folder}/index.ts', and put it into the list`,
    '  2. manifest.ts, from the provider’s documentation, with a source for each refusal',
    '  3. config.ts, signer.ts, mapper.ts, schema.ts: until then every answer is unknown',
    `  4. test/contract/${folder}.fixture.ts: every documented request and answer; then npm test -- test/contract/${folder}.test.ts`,
    `  5. npm run generate, which puts ${name} into .env.example, README.md and the OpenAPI document`,
  ]
}

const [, , name = '', into = root] = process.argv
const names = toNames(name)
try {
  if (names === null) throw new Error('Give a name such as acme or acme_pay: lower-case letters and digits, words joined by _.')
  process.stdout.write(`${await stamp(names, into)}\n`)
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
  process.exitCode = 1
}
