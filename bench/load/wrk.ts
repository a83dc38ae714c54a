import { execFile } from 'node:child_process'
import { readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { Target } from '../servers/servers.ts'
import { counted, type Counted, type CreatedSeries } from './counted.ts'
import type { CreateLoad, Generator, RepeatLoad } from './generator.ts'
import { createTemplate, rightCreate } from './orders.ts'
import { writeRequest } from './raw-request.ts'

/** Longer than any answer should take; a request without one by then counts as lost. */
const timeoutSeconds = 30
/** Between the requests of a file, and between a request and the id that its answer must have. */
const [recordMark, fieldMark] = ['\u001e', '\u001f']

export function wrkGenerator(name: string): Generator {
  return { name, create, repeat }
}

async function create({ target, series, connections, seconds, directory }: CreateLoad): Promise<CreatedSeries> {
  const [template, answeredFile] = [join(directory, `${series}.http`), join(directory, `${series}.answered`)]
  await writeFile(template, createTemplate(target.name, series))
  const { reference, also } = rightCreate(target.name)
  const counted = await runWrk({ script: 'create.lua', target, connections, seconds }, [
    ...[template, series, answeredFile, reference, also],
  ])
  const lines = (await readFile(answeredFile, 'utf8')).split('\n')
  await Promise.all([rm(template), rm(answeredFile)])
  return { counted, answered: lines.filter((line) => line !== '').map(Number) }
}

async function repeat({ target, requests, right, connections, seconds, directory }: RepeatLoad): Promise<Counted> {
  const file = join(directory, 'requests.http')
  await writeFile(file, requests.map((request) => [request.id, writeRequest(request)].join(fieldMark)).join(recordMark))
  return runWrk({ script: 'repeat.lua', target, connections, seconds }, [file, String(right.status), right.header ?? ''])
}

interface Run {
  script: 'create.lua' | 'repeat.lua'
  target: Target
  connections: number
  seconds: number
}

/** One thread: it makes several times what either server takes, and the machine is shared with them. */
async function runWrk({ script, target, connections, seconds }: Run, more: readonly string[]): Promise<Counted> {
  const flags = ['--threads', '1', '--connections', String(connections), '--duration', `${seconds}s`]
  const path = join(import.meta.dirname, '../wrk', script)
  const { stdout } = await promisify(execFile)('wrk', [
    ...[...flags, '--timeout', `${timeoutSeconds}s`, '--script', path, `http://127.0.0.1:${target.port}/`, '--', ...more],
  ])
  const result = /^RESULT (.*)$/m.exec(stdout)?.[1]
  if (result === undefined) throw new Error(`wrk gave no result:\n${stdout}`)
  return { ...counted.parse(JSON.parse(result)), firstWrong: /^WRONG (.*)$/m.exec(stdout)?.[1] ?? null }
}
