import { closeSync, existsSync, ftruncateSync, openSync, readFileSync, writeSync } from 'node:fs'
import type { z } from 'zod'

export interface Journal<Line> {
  /** What earlier runs wrote, oldest first. */
  readonly past: readonly Line[]
  append(line: Line): void
  close(): void
}

/**
 * An append-only file of JSON lines; null keeps nothing. Each line is one synchronous write, so a killed process loses at most
 * the line it was writing: such a half line is cut off here, before the next one would be glued to it.
 */
export function openJournal<Line>(path: string | null, schema: z.ZodType<Line>): Journal<Line> {
  if (path === null) return { past: [], append: () => undefined, close: () => undefined }
  const bytes = existsSync(path) ? readFileSync(path) : Buffer.alloc(0)
  const complete = bytes.subarray(0, bytes.lastIndexOf('\n') + 1)
  const lines = complete.toString('utf8').split('\n').slice(0, -1)
  const file = openSync(path, 'a', 0o600)
  ftruncateSync(file, complete.length)
  return {
    past: lines.map((line) => schema.parse(JSON.parse(line))),
    append: (line) => {
      writeSync(file, `${JSON.stringify(line)}\n`)
    },
    close: () => {
      closeSync(file)
    },
  }
}
