import { execFile } from 'node:child_process'
import { open, rm } from 'node:fs/promises'
import { cpus, release, tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { percentile } from './spread.ts'
import { figure } from './table.ts'

/** What the figures hang on besides the code. */
export interface Environment {
  at: string
  commit: string
  cores: string
  system: string
  node: string
  postgres: string
  generator: string
  disk: string
}

export async function describeEnvironment(generator: string, postgres: string): Promise<Environment> {
  const [cpu] = cpus()
  return {
    at: new Date().toISOString(),
    commit: await describeCommit(),
    cores: `${cpus().length} (${cpu?.model.trim() ?? 'unknown'})`,
    system: `${process.platform} ${release()}`,
    node: process.version,
    postgres: `${postgres}, its own defaults`,
    generator,
    disk: `a write of 8 kB and fsync takes ${figure(await measureFsyncMs())} ms (median)`,
  }
}

async function describeCommit(): Promise<string> {
  const git = async (...args: string[]) => (await promisify(execFile)('git', args, { cwd: import.meta.dirname })).stdout.trim()
  try {
    const changed = (await git('status', '--porcelain', '--untracked-files=no')) !== ''
    return `${await git('rev-parse', '--short', 'HEAD')}${changed ? ', with changes' : ''}`
  } catch {
    return 'unknown'
  }
}

/** What a commit waits for, in the folder where the database lies too. */
async function measureFsyncMs(): Promise<number> {
  const path = join(tmpdir(), `tagih-bench-fsync-${process.pid}`)
  const file = await open(path, 'w')
  const times: number[] = []
  try {
    for (let write = 0; write < 100; write += 1) {
      const startedMs = performance.now()
      await file.write(Buffer.alloc(8_192))
      await file.datasync()
      times.push(performance.now() - startedMs)
    }
  } finally {
    await file.close()
    await rm(path)
  }
  return percentile(times, 0.5)
}
