import { expect } from '@jest/globals'
import type { z } from 'zod'
import { problems, type ProblemCode } from '../../src/core/problems.ts'
import * as schemas from '../../src/http/schemas.ts'
import type { Reply } from './test-app.ts'

/** The invoice of an answer, after everything that is promised of such an answer was checked. */
export function expectInvoice(reply: Reply, status: 200 | 201 | 202): z.infer<typeof schemas.invoice> {
  expect({ status: reply.status, body: reply.status === status ? null : reply.text }).toEqual({ status, body: null })
  const invoice = expectShape(schemas.invoice, reply)
  if (status !== 200) expect(reply.headers['location']).toBe(`/invoices/${invoice.id}`)
  expect(reply.headers['retry-after'] === undefined).toBe(status !== 202)
  return invoice
}

/** The body of an answer, which is exactly what the OpenAPI document says: no member more. */
export function expectShape<Shape extends z.ZodType>(shape: Shape, reply: Reply): z.infer<Shape> {
  expectHeaders(reply)
  expect(reply.headers['content-type']).toBe('application/json; charset=utf-8')
  const parsed = shape.parse(reply.json)
  expect(parsed).toEqual(reply.json)
  return parsed
}

interface Expected {
  /** Where the faults are, in order; null expects none. */
  pointers?: string[] | null
  /** The request id in a body that is replayed is the first one's. */
  replayed?: boolean
}

/** The problem of an answer: code, status, pointers, and sentences that a person can act on. */
export function expectProblem(reply: Reply, code: ProblemCode, expected: Expected = {}): z.infer<typeof schemas.problem> {
  const { pointers, replayed = false } = expected
  const { status, title } = problems[code]
  expect({ status: reply.status, code: reply.json['code'] }).toEqual({ status, code })
  expectHeaders(reply)
  expect(reply.headers['content-type']).toBe('application/problem+json; charset=utf-8')
  const problem = schemas.problem.parse(reply.json)
  expect(problem).toEqual(reply.json)
  expect(problem).toMatchObject({ type: `/problems/${code}`, title, status })
  if (!replayed) expect(problem.request_id).toBe(reply.headers['x-request-id'])
  if (pointers !== undefined) expect(problem.errors?.map(({ pointer }) => pointer) ?? null).toEqual(pointers)
  for (const { detail } of [problem, ...(problem.errors ?? [])]) expect(detail).toMatch(/^\S.+[.…]$/)
  const waits = reply.headers['retry-after']
  if (status === 503 || status === 429 || code === 'idempotency_key_in_use') expect(waits).toMatch(/^[1-9]\d*$/)
  return problem
}

function expectHeaders({ headers }: Reply): void {
  expect(headers['cache-control']).toBe('no-store')
  expect(headers['x-request-id']).toMatch(/^[A-Za-z0-9._-]{1,128}$/)
  expect(headers['server-timing']).toMatch(/^auth;dur=[\d.]+, db;dur=[\d.]+, provider;dur=[\d.]+, total;dur=[\d.]+$/)
}
