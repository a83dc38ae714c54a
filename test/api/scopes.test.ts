import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { z } from 'zod'
import { scopes, type Scope } from '../../src/access/scopes.ts'
import { expectProblem } from '../support/answer-shapes.ts'
import { addMerchant } from '../support/merchants.ts'
import { invoiceRequest, openTestApp, type TestApp } from '../support/test-app.ts'

/** The contract's table of endpoints. */
const needed: Record<string, Scope | null> = {
  'POST /invoices': 'invoices:write',
  'GET /invoices': 'invoices:read',
  'GET /invoices/{id}': 'invoices:read',
  'PATCH /invoices/{id}': 'invoices:write',
  'POST /invoices/{id}/cancel': 'invoices:write',
  'POST /invoices/{id}/refresh': 'invoices:read',
  'GET /invoices/{id}/payments': 'invoices:read',
  'GET /invoices/{id}/events': 'invoices:read',
  'GET /invoices/{id}/attempts': 'ops',
  'POST /invoices/{id}/resolve': 'ops',
  'POST /invoices/{id}/exceptions/{code}/resolve': 'ops',
  'GET /events': 'invoices:read',
  'GET /providers': 'invoices:read',
  'POST /merchants': 'admin',
  'GET /merchants': 'admin',
  'POST /api-keys': 'admin',
  'GET /api-keys': 'admin',
  'DELETE /api-keys/{id}': 'admin',
  'PUT /provider-accounts/{provider}/{name}': 'admin',
  'GET /provider-accounts': 'admin',
  'POST /callbacks/{provider}/{path_token}': null,
  'GET /healthz': null,
  'GET /readyz': null,
  'GET /metrics': null,
  'GET /problems/{code}': null,
  'POST /webhook-endpoints': 'webhooks:manage',
  'GET /webhook-endpoints': 'webhooks:manage',
  'GET /webhook-endpoints/{id}': 'webhooks:manage',
  'PATCH /webhook-endpoints/{id}': 'webhooks:manage',
  'DELETE /webhook-endpoints/{id}': 'webhooks:manage',
  'POST /webhook-endpoints/{id}/rotate-secret': 'webhooks:manage',
  'POST /webhook-endpoints/{id}/test': 'webhooks:manage',
  'POST /webhook-endpoints/{id}/replay': 'webhooks:manage',
  'GET /webhook-endpoints/{id}/deliveries': 'webhooks:manage',
  'POST /deliveries/{id}/retry': 'webhooks:manage',
}

const method = z.enum(['get', 'post', 'put', 'patch', 'delete'])
const operation = z.looseObject({ security: z.array(z.looseObject({})) })
const openapi = z.looseObject({ paths: z.record(z.string(), z.partialRecord(method, operation)) })

interface Route {
  name: string
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  path: string
  isOpen: boolean
}

let app: TestApp
let routes: Route[]
/** One key of the default merchant for each scope, with that scope alone. */
const keys = new Map<Scope, string>()
beforeAll(async () => {
  app = await openTestApp()
  const { paths } = openapi.parse((await app.send('GET', '/openapi.json')).json)
  routes = Object.entries(paths).flatMap(([path, operations]) =>
    Object.entries(operations).map(([verb, { security }]) => {
      const upper = z.enum(['GET', 'POST', 'PUT', 'PATCH', 'DELETE']).parse(verb.toUpperCase())
      return { name: `${upper} ${path}`, method: upper, path, isOpen: security.length === 0 }
    }),
  )
  for (const scope of scopes) {
    const { json } = await app.send('POST', '/api-keys', { body: { name: scope, scopes: [scope] } })
    keys.set(scope, String(json['key']))
  }
})
afterAll(() => app.close())

const fill = (path: string, id = 'nobody') =>
  path.replace(/\{(\w+)\}/g, (_, name: string) => (name === 'provider' ? 'winpay' : id))

test('every route of the document is in the table of the contract', () => {
  expect(routes.map(({ name }) => name).filter((name) => needed[name] === undefined)).toEqual([])
  expect(routes.length).toBeGreaterThan(20)
})

describe('each route', () => {
  test('asks for no key where it is open to all', async () => {
    for (const { name, method, path, isOpen } of routes) {
      expect({ name, isOpen }).toEqual({ name, isOpen: needed[name] === null })
      if (!isOpen || name.startsWith('POST')) continue
      expect([401, 403]).not.toContain((await app.send(method, fill(path), { key: null })).status)
    }
  })

  test('is closed to whoever has no key, before anything else is looked at', async () => {
    for (const { method, path, isOpen } of routes) {
      if (isOpen) continue
      expectProblem(await app.send(method, fill(path), { key: null, body: '{' }), 'unauthenticated')
    }
  })

  test('takes the one scope that it needs, and no other', async () => {
    for (const { name, method, path, isOpen } of routes) {
      if (isOpen) continue
      for (const [scope, key] of keys) {
        const reply = await app.send(method, fill(path), { key, ...(method === 'GET' ? {} : { body: { nonsense: true } }) })
        if (scope === needed[name])
          expect({ name, scope, refused: [401, 403].includes(reply.status) }).toMatchObject({ refused: false })
        else expect(expectProblem(reply, 'missing_scope').detail).toContain(needed[name] ?? '')
      }
    }
  })
})

test('a foreign merchant’s invoice is 404 on every route that takes its id', async () => {
  const stranger = await addMerchant(app, [...scopes])
  const created = await app.send('POST', '/invoices', { body: invoiceRequest({ provider: 'winpay' }) })
  const before = (await app.send('GET', `/invoices/${String(created.json['id'])}`)).text
  const bodies: Record<string, unknown> = {
    'PATCH /invoices/{id}': { title: 'Mine now' },
    'POST /invoices/{id}/resolve': { outcome: 'not_created', note: 'gone' },
    'POST /invoices/{id}/exceptions/{code}/resolve': { note: 'gone' },
  }
  const withId = routes.filter(({ path }) => path.startsWith('/invoices/{id}'))
  expect(withId.length).toBeGreaterThan(6)
  for (const { name, method, path } of withId) {
    const target = path.replace('{id}', String(created.json['id'])).replace('{code}', 'needs_review')
    const body = bodies[name]
    const reply = await app.send(method, target, { key: stranger, ...(body === undefined ? {} : { body }) })
    expectProblem(reply, 'not_found')
  }
  expect((await app.send('GET', `/invoices/${String(created.json['id'])}`)).text).toBe(before)
})
