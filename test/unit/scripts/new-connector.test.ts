import { spawnSync } from 'node:child_process'
import { mkdir, mkdtemp, readdir, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'

const root = join(import.meta.dirname, '../../..')
let checkout: string
let told: string

/** Runs a program, and answers what it wrote and whether it succeeded. */
function run(program: string, ...args: string[]): { good: boolean; output: string } {
  const env = { PATH: process.env['PATH'] }
  const { status, stdout, stderr } = spawnSync(program, args, { cwd: checkout, env, encoding: 'utf8' })
  return { good: status === 0, output: stdout + stderr }
}

const stamp = (name: string) => run(process.execPath, join(root, 'scripts/new-connector.ts'), name, checkout)

/** A checkout in which everything but the stamped folder leads to this one. */
beforeAll(async () => {
  checkout = await mkdtemp(join(tmpdir(), 'tagih-stamp-'))
  for (const folder of ['src/connectors', 'test/contract']) {
    await mkdir(join(checkout, folder), { recursive: true })
    const files = (await readdir(join(root, folder))).filter((name) => name.endsWith('.ts'))
    for (const name of files) await symlink(join(root, folder, name), join(checkout, folder, name))
  }
  for (const name of ['package.json', 'node_modules', 'src/core', 'test/support'])
    await symlink(join(root, name), join(checkout, name))
  const stamped = ['src/connectors/acme-pay', 'test/contract/acme-pay.test.ts']
  const compilerOptions = { typeRoots: [join(root, 'node_modules/@types')] }
  const config = { extends: join(root, 'tsconfig.json'), compilerOptions, include: stamped, exclude: [] }
  await writeFile(join(checkout, 'tsconfig.json'), JSON.stringify(config))
  told = stamp('acme_pay').output
}, 60_000)

afterAll(() => rm(checkout, { recursive: true, force: true }))

describe('a connector that was just stamped', () => {
  test('has exactly the agreed files, and the fixture of its contract test', async () => {
    const agreed = await readdir(join(root, 'src/connectors/winpay'))
    expect(await readdir(join(checkout, 'src/connectors/acme-pay'))).toEqual(agreed)
    expect(await readdir(join(checkout, 'test/contract'))).toEqual(
      expect.arrayContaining(['acme-pay.fixture.ts', 'acme-pay.test.ts']),
    )
  })

  test('compiles under the strictest settings', () => {
    expect(run(join(root, 'node_modules/.bin/tsc'), '--noEmit', '-p', 'tsconfig.json')).toEqual({ good: true, output: '' })
  }, 60_000)

  test('understands no answer yet, so that every outcome is unknown', () => {
    const program = `
      const { acmePay } = await import('./src/connectors/acme-pay/index.ts')
      const { create } = acmePay.open({ credentials: { base_url: 'https://acme.example', secret_key: 'invented' }, settings: {} })
      try { create.read({ code: 'OK' }) } catch (error) { console.log(error.name, acmePay.manifest.refusals.length) }`
    const { output } = run(process.execPath, '--input-type=module', '--eval', program)
    expect(output.trim()).toBe('UnreadableAnswer 0')
  })

  test('comes with a list of what remains', () => {
    expect(told).toContain('src/connectors/registry.ts')
    expect(told).toContain('npm run generate')
  })

  test('is not stamped over', () => {
    expect(stamp('acme_pay')).toEqual({ good: false, output: 'src/connectors/acme-pay/README.md is there already.\n' })
  })

  test.each(['Acme', 'acme-pay', '../acme', '_acme', ''])('cannot be called "%s"', (name) => {
    expect(stamp(name).good).toBe(false)
  })
})
