import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const root = join(import.meta.dirname, '../..')

/** The gateway as a process of its own, started as `npm start` does it, in an empty folder with an embedded database. */
export interface GatewayProcess {
  /** Working directory: `.data` is in it, and `npx tagih` works there. */
  folder: string
  url: string
  /** Everything it has written so far. */
  output(): string
  /** Drains it, and removes the folder. */
  stop(): Promise<{ code: number | null }>
}

async function findFreePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1')
  await once(probe, 'listening')
  const address = probe.address()
  probe.close()
  if (typeof address !== 'object' || address === null) throw new Error('no free port')
  return address.port
}

/** A folder that looks like a checkout to Node and npm. Without the script that npx would run there: it would write into this checkout. */
async function makeCheckout(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'tagih-checkout-'))
  const manifest = { name: 'tagih', version: '0.0.0', type: 'module', bin: { tagih: 'src/cli.ts' } }
  await writeFile(join(folder, 'package.json'), JSON.stringify(manifest))
  for (const name of ['src', 'node_modules']) await symlink(join(root, name), join(folder, name))
  return folder
}

export async function startGateway(): Promise<GatewayProcess> {
  const folder = await makeCheckout()
  const port = await findFreePort()
  const { PATH, HOME } = process.env
  const child = spawn(process.execPath, ['src/server.ts'], {
    cwd: folder,
    env: { PATH, HOME, PORT: String(port) },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const exited = once(child, 'exit')
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (output += chunk.toString()))
  await new Promise<void>((resolve, reject) => {
    child.stderr.on('data', () => {
      if (output.includes('Tagih listens on')) resolve()
    })
    child.once('exit', () => {
      reject(new Error(`the gateway did not start:\n${output}`))
    })
  })
  return {
    ...{ folder, url: `http://127.0.0.1:${port}`, output: () => output },
    async stop() {
      child.kill('SIGTERM')
      await exited
      await rm(folder, { recursive: true, force: true })
      return { code: child.exitCode }
    },
  }
}
