// Writes openapi/openapi.yaml from the routes, and from that the types of the client that the tests use. The HTTP border is
// opened on parts that are never used: nothing is connected or listened on.
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import openapiTypescript, { astToString } from 'openapi-typescript'
import pg from 'pg'
import { pino } from 'pino'
import { format, resolveConfig } from 'prettier'
import { stringify } from 'yaml'
import { openParts } from '../src/parts.ts'
import { readConfig } from '../src/config.ts'
import type { JsonObject } from '../src/core/json.ts'
import { sealWith } from '../src/core/seal.ts'
import { systemClock } from '../src/core/time.ts'
import { buildHttp } from '../src/http/build-http.ts'
import { describeApi } from '../src/http/openapi.ts'

const folder = join(import.meta.dirname, '../openapi')

async function describe(): Promise<JsonObject> {
  const logger = pino({ level: 'silent' })
  const options = { config: readConfig({}), clock: systemClock, logger }
  const pool = new pg.Pool()
  const parts = openParts(options, { requests: pool, jobs: pool }, null, sealWith(Buffer.alloc(32)))
  const readiness = { isReady: () => Promise.resolve(false), isDraining: () => false }
  const limits = { ratePerSecond: 0, trustProxy: [] }
  const http = await buildHttp({ ...parts, readiness, translate: () => null, limits }, logger)
  await http.ready()
  const document = describeApi(http)
  await http.close()
  return document
}

mkdirSync(folder, { recursive: true })
const heading = 'Generated from the routes by `npm run generate`; do not edit.'
const yaml = join(folder, 'openapi.yaml')
writeFileSync(yaml, `# ${heading}\n${stringify(await describe(), { lineWidth: 0, aliasDuplicateObjects: false })}`)

const types = fileURLToPath(new URL('../test/support/openapi.d.ts', import.meta.url))
const written = `// ${heading}\n${astToString(await openapiTypescript(pathToFileURL(yaml)))}`
writeFileSync(types, await format(written, { ...(await resolveConfig(types)), filepath: types }))
