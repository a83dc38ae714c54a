import { mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { z } from 'zod'
import { freePort, start, type Running } from './tagih-process.ts'

const root = join(import.meta.dirname, '../..')

/** The gateway as a newcomer starts it: a process of its own, in a fresh folder, with an embedded database. */
export interface GatewayProcess {
  /** Working directory: `.data` is in it, and `npx tagih` works there. */
  folder: string
  url: string
  /** The key that it printed at its first start. */
  key: string
  /** Everything it has written so far. */
  output(): string
  /** Drains it, and removes the folder. */
  stop(): Promise<void>
}

const ownScripts = z.object({ scripts: z.object({ 'webhook:listen': z.string() }) })

/** A folder that looks like a checkout to Node and npm. Without the script that npx would run there: it would write into this checkout. */
async function makeCheckout(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'tagih-checkout-'))
  const { scripts } = ownScripts.parse(JSON.parse(await readFile(join(root, 'package.json'), 'utf8')))
  const manifest = { name: 'tagih', version: '0.0.0', type: 'module', bin: { tagih: 'src/cli.ts' }, scripts }
  await writeFile(join(folder, 'package.json'), JSON.stringify(manifest))
  for (const name of ['src', 'scripts', 'node_modules']) await symlink(join(root, name), join(folder, name))
  return folder
}

function outputOf(running: Running): string {
  const { stdout, stderr } = running.said()
  return stdout + stderr
}

async function untilItListens(running: Running): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    running.child.stderr?.on('data', () => {
      if (outputOf(running).includes('Tagih listens on')) resolve()
    })
    void running.ended.then(() => {
      reject(new Error(`the gateway did not start:\n${outputOf(running)}`))
    })
  })
}

/** @param more variables of the environment. */
export async function startGateway(more: Record<string, string> = {}): Promise<GatewayProcess> {
  const folder = await makeCheckout()
  const port = await freePort()
  const running = start('server.ts', [], { cwd: folder, environment: { ...more, PORT: String(port) } })
  await untilItListens(running)
  return {
    folder,
    url: `http://127.0.0.1:${port}`,
    key: /tgh_[A-Za-z0-9_-]{43}/.exec(outputOf(running))?.[0] ?? '',
    output: () => outputOf(running),
    async stop() {
      running.child.kill('SIGTERM')
      await running.ended
      await rm(folder, { recursive: true, force: true })
    },
  }
}
