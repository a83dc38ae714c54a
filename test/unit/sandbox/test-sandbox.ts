import { afterAll } from '@jest/globals'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { z } from 'zod'
import type { JsonObject } from '../../../src/core/json.ts'
import { toJakartaTimestamp, type Clock } from '../../../src/core/time.ts'
import { startSandbox, type Sandbox } from '../../../src/sandbox/sandbox.ts'

export const pagesUrl = 'http://127.0.0.1:8080/sandbox'
const start = new Date('2026-11-24T17:07:05+07:00')

export interface TestClock extends Clock {
  advance(ms: number): void
  /** As providers want it in headers; `offsetMs` from now. */
  jakarta(offsetMs?: number): string
}

/** Stands still at 2026-11-24T17:07:05 in Jakarta until it is moved. */
export function createTestClock(): TestClock {
  let now = start.getTime()
  return {
    now: () => new Date(now),
    monotonicMs: () => now,
    advance: (ms) => {
      now += ms
    },
    jakarta: (offsetMs = 0) => toJakartaTimestamp(new Date(now + offsetMs)),
  }
}

export function startTestSandbox(clock: Clock, directory: string | null = null): Promise<Sandbox> {
  const ports = { winpay: 0, netzme: 0, durianpay: 0, bill_gateway: 0 }
  return startSandbox({ clock, host: '127.0.0.1', ports, pagesUrl, directory })
}

const directories: string[] = []
afterAll(() => {
  for (const directory of directories) rmSync(directory, { recursive: true })
})

export function newDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), 'tagih-sandbox-'))
  directories.push(directory)
  return directory
}

/** A directory whose journal already knows a client with given keys, so that published vectors can be sent. */
export function directoryWithClient(simulator: string, client: string, keys: JsonObject): string {
  const directory = newDirectory()
  writeFileSync(join(directory, `${simulator}-clients.jsonl`), `${JSON.stringify({ client, keys })}\n`)
  return directory
}

export interface Answer {
  status: number
  body: unknown
}

export async function send(
  url: string,
  init: { method: string; headers: Record<string, string>; body?: string },
): Promise<Answer> {
  const response = await fetch(url, { ...init, redirect: 'manual' })
  return { status: response.status, body: await response.json() }
}

/** A text somewhere inside an answer or among credentials. */
export function textAt(value: unknown, ...path: string[]): string {
  const found = path.reduce<unknown>((object, member) => z.record(z.string(), z.unknown()).parse(object)[member], value)
  return z.string().parse(found)
}

/** The same object with some members left out. */
export function without(object: object, ...names: string[]): object {
  return Object.fromEntries(Object.entries(object).filter(([name]) => !names.includes(name)))
}
