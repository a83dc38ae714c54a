import { spawn } from 'node:child_process'
import { once } from 'node:events'

/** One block of shell lines in a Markdown text. */
export interface ShellBlock {
  /** The last heading above it, and which block under it. */
  title: string
  code: string
  /** What its output must contain, in this order: the lines `# → …`. */
  expected: string[]
}

/** The `sh` blocks of the section under a heading of the second level. */
export function readShellBlocks(markdown: string, section: string): ShellBlock[] {
  const [, text = ''] = markdown.split(`\n## ${section}\n`)
  const [own = ''] = text.split(/\n## /)
  let heading = section
  let count = 0
  return [...own.matchAll(/^### (.*)$|^```sh\n([^]*?)^```$/gm)].flatMap(([, title, code]) => {
    if (title !== undefined) [heading, count] = [title, 0]
    if (code === undefined) return []
    count += 1
    const expected = [...code.matchAll(/^# → (.*)$/gm)].map(([, line = '']) => line)
    return [{ title: `${heading}, block ${count}`, code, expected }]
  })
}

const boundary = '--- end of block ---'

/** Runs the blocks one after the other in one bash, as somebody who pastes them would; answers what each printed. */
export async function runShellBlocks(
  codes: readonly string[],
  options: { cwd: string; env: NodeJS.ProcessEnv },
): Promise<{ outputs: string[]; errors: string }> {
  const bash = spawn('bash', ['--norc', '-s'], { ...options, stdio: ['pipe', 'pipe', 'pipe'], detached: true })
  // What a block left in the background ends with it.
  bash.on('exit', () => {
    endGroup(bash.pid)
  })
  const read = { out: '', err: '' }
  bash.stdout.on('data', (chunk: Buffer) => (read.out += chunk.toString()))
  bash.stderr.on('data', (chunk: Buffer) => (read.err += chunk.toString()))
  bash.stdin.end(codes.map((code) => `${code}\necho '${boundary}'\n`).join(''))
  await once(bash, 'close')
  return { outputs: read.out.split(`${boundary}\n`).slice(0, -1), errors: read.err }
}

/** The processes of a group that have not ended by themselves. */
function endGroup(leader: number | undefined): void {
  if (leader === undefined) return
  try {
    process.kill(-leader, 'SIGKILL')
  } catch {
    // None is left.
  }
}
