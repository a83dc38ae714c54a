import { z } from 'zod'
import { defineConnector, type Connector, type Operation, type Operations } from '../../../src/connectors/connector.ts'
import type { Refusal } from '../../../src/connectors/manifest.ts'
import { winpay } from '../../../src/connectors/winpay/index.ts'

const body = z.looseObject({
  ok: z.boolean().default(false),
  code: z.string().nullable().default(null),
  message: z.string().nullable().default(null),
})

/** An invented provider that says `{ ok, code, message }`, for tests of what all connectors share. */
export function sampleConnector(refusals: readonly Omit<Refusal, 'source'>[], operations?: Operations): Connector {
  return defineConnector({
    manifest: { ...winpay.manifest, name: 'sample', refusals: refusals.map((line) => ({ ...line, source: 'invented here' })) },
    credentials: z.unknown(),
    settings: z.unknown().transform(() => ({ horizon_minutes: 15 })),
    environment: [],
    options: z.object({}),
    check: () => ({ requires: [], cannotCarry: [] }),
    envelope(told) {
      const parsed = body.safeParse(told)
      if (!parsed.success) return { code: null, message: null, success: false }
      const { code, message, ok } = parsed.data
      return { code, message, success: ok }
    },
    operations: () => operations ?? { origin: 'http://127.0.0.1:1', create: neverCalled },
  })
}

const neverCalled: Operation<unknown, never> = {
  build() {
    throw new Error('this test calls nothing')
  },
  read() {
    throw new Error('this test reads nothing')
  },
}
