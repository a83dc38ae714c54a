import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { startGateway, type GatewayProcess } from '../support/gateway-process.ts'
import { readShellBlocks, runShellBlocks } from '../support/shell-blocks.ts'
import { freePort } from '../support/tagih-process.ts'

const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8')
const documentedUrl = 'http://127.0.0.1:8080'
const documentedListener = 'http://127.0.0.1:8099'
const blocks = readShellBlocks(readme, 'Create your first invoice')

let gateway: GatewayProcess
let outputs: string[] = []
let errors = ''

beforeAll(async () => {
  gateway = await startGateway(variablesOfFirstCommand())
  const port = String(await freePort())
  const codes = blocks.map(({ code }) =>
    code.replaceAll(documentedUrl, gateway.url).replaceAll(documentedListener, `http://127.0.0.1:${port}`),
  )
  // A cache of its own, so that npx finds nothing of an earlier run. The listener's port is free on this machine too.
  const own = { npm_config_cache: join(gateway.folder, 'npm-cache'), PORT: port }
  const env = { PATH: process.env['PATH'], HOME: process.env['HOME'], ...own }
  ;({ outputs, errors } = await runShellBlocks(codes, { cwd: gateway.folder, env }))
}, 120_000)

afterAll(async () => {
  await gateway.stop()
}, 60_000)

/** What the README sets for the command that starts the gateway. */
function variablesOfFirstCommand(): Record<string, string> {
  const [{ code } = { code: '' }] = readShellBlocks(readme, 'Run it')
  const [, variables = ''] = /^npm ci && ((?:[A-Z_]+=\S+ )*)npm start$/m.exec(code) ?? []
  return Object.fromEntries(variables.split(' ').flatMap((one) => (one === '' ? [] : [toPair(one)])))
}

function toPair(assignment: string): [string, string] {
  const [name = '', value = ''] = assignment.split('=')
  return [name, value]
}

describe('the README', () => {
  test('has its sections in the order in which a newcomer needs them', () => {
    expect([...readme.matchAll(/^## (.*)$/gm)].map(([, title]) => title)).toEqual([
      'Run it',
      'Test it',
      'Create your first invoice',
      'Real credentials',
      'What each provider can do',
      'How it is put together',
      'Operate it',
      'Add a provider',
      'License',
    ])
  })

  test('says truly that the first start prints a key once', () => {
    expect(gateway.output().match(/tgh_[A-Za-z0-9_-]{43}/g)).toHaveLength(1)
  })

  test('shows no command that fails', () => {
    expect(errors).not.toMatch(/curl: |command not found|SyntaxError|Error:/)
    expect(outputs).toHaveLength(blocks.length)
  })

  test('leaves no block without telling what comes out', () => {
    expect(blocks.length).toBeGreaterThan(10)
    expect(blocks.filter(({ expected }) => expected.length === 0)).toEqual([])
  })
})

describe('a newcomer who pastes the blocks of the README sees what it says', () => {
  test.each(blocks.map(({ title, expected }, index) => ({ title, expected, index })))('$title', ({ expected, index }) => {
    const lines = (outputs[index] ?? '').trimEnd().split('\n')
    expect(lines).toEqual(expected.map((fragment): unknown => expect.stringContaining(fragment)))
  })
})
