import { execFile } from 'node:child_process'
import { cp, mkdtemp, rm, symlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'

/** An earlier state of this repository, ready to run. */
export interface OlderRelease {
  /** Its `src`. */
  source: string
  /** Its migrations. */
  migrations: string
  remove(): Promise<void>
}

const root = join(import.meta.dirname, '../../..')
const run = promisify(execFile)

/** Needs the history of a full clone. */
export async function checkOut(commit: string): Promise<OlderRelease> {
  const folder = await mkdtemp(join(tmpdir(), 'tagih-release-'))
  const archive = join(folder, 'release.tar')
  await run('git', ['archive', '--output', archive, commit], { cwd: root })
  await run('tar', ['-xf', archive], { cwd: folder })
  await symlink(join(root, 'node_modules'), join(folder, 'node_modules'))
  await cp(join(root, 'prisma.config.ts'), join(folder, 'prisma.config.ts'))
  await run(process.execPath, ['scripts/generate-prisma.mjs'], { cwd: folder })
  return {
    source: join(folder, 'src'),
    migrations: join(folder, 'prisma/migrations'),
    remove: () => rm(folder, { recursive: true, force: true }),
  }
}
