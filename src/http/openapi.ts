import swagger, { type SwaggerTransform } from '@fastify/swagger'
import swaggerUi from '@fastify/swagger-ui'
import type { RouteOptions } from 'fastify'
import { createJsonSchemaTransform, jsonSchemaTransformObject } from 'fastify-type-provider-zod'
import packageJson from '../../package.json' with { type: 'json' }
import { toJsonObject, type JsonObject } from '../core/json.ts'
import type { App } from './app.ts'
import { scopeOf } from './authenticate.ts'
import { notesOf } from './described-answer.ts'
import { finishDocument } from './finish-document.ts'

const description = `One API for invoices at Indonesian payment providers.

- Amounts are decimal strings in rupiah (\`"260000.00"\`); requests may leave the decimals out. Instants are RFC 3339; answers are in UTC.
- Nothing is coerced: an unknown member, a number where a string belongs or a repeated member is a 400 that points at it.
- Errors are \`application/problem+json\` (RFC 9457). \`code\` is for programs, \`type\` leads to a page that says what to do.
- An outcome that is not known is never an error: it is 202 with the invoice, and the gateway finds out.
- Every answer carries \`X-Request-Id\` (yours, if you sent one of 1 to 128 letters, digits, dots, dashes and underscores),
  \`Server-Timing\` and \`Cache-Control: no-store\`.`

const authentication =
  'An API key, `tgh_…`. It carries scopes, none of which implies another; each operation names the one it needs.'

const toJsonSchema = createJsonSchemaTransform({})

/** What has no operationId, such as the pages of the sandbox, is not part of the API. The scope is read from the route's own gate. */
const describeRoute: SwaggerTransform = (route) => {
  const { schema } = route.route
  if (schema?.operationId === undefined) return { schema: { hide: true }, url: route.url }
  const scope = gatesOf(route.route)
    .map(scopeOf)
    .find((found) => found !== null)
  const described = toJsonSchema(route)
  const words = [schema.description, scope === undefined ? undefined : `Scope: \`${scope}\`.`]
  const inWords = words.filter((part) => part !== undefined).join('\n\n')
  return {
    url: described.url,
    schema: {
      ...described.schema,
      ...(inWords === '' ? {} : { description: inWords }),
      security: scope === undefined ? [] : [{ apiKey: [scope] }],
      ...notesOf(schema.response),
    },
  }
}

function gatesOf({ onRequest }: RouteOptions): object[] {
  return onRequest === undefined ? [] : [onRequest].flat()
}

/** The OpenAPI 3.1 document of all routes; complete once the app is ready. */
export function describeApi(app: App): JsonObject {
  return finishDocument(toJsonObject(app.swagger()))
}

/** `/openapi.json`, and at `/docs` a page to read and try it. Nothing is fetched from elsewhere. */
export async function addOpenApi(app: App): Promise<void> {
  let document: JsonObject | null = null
  const read = () => (document ??= describeApi(app))
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Tagih',
        version: packageJson.version,
        description,
        license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
      },
      servers: [{ url: '/', description: 'This gateway' }],
      components: { securitySchemes: { apiKey: { type: 'http', scheme: 'bearer', description: authentication } } },
    },
    transform: describeRoute,
    transformObject: jsonSchemaTransformObject,
  })
  await app.register(swaggerUi, {
    routePrefix: '/docs',
    uiConfig: { persistAuthorization: true, tryItOutEnabled: true, displayRequestDuration: true, defaultModelsExpandDepth: 0 },
    theme: { title: 'Tagih API', css: [{ filename: 'tagih.css', content: '.swagger-ui .topbar { display: none }' }] },
    transformSpecification: read,
  })
  app.get('/openapi.json', { schema: { hide: true } }, async (_request, reply) =>
    reply.type('application/json').send(JSON.stringify(read())),
  )
}
