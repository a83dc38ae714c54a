import { isJsonObject, without, type Json, type JsonObject } from '../core/json.ts'
import { problems, type ProblemCode } from '../core/problems.ts'
import { answerHeaders, answerNotes, notesMember } from './described-answer.ts'
import { exampleProblem, exampleRequests } from './examples.ts'
import { mapValues, objectAt } from './json-parts.ts'
import { loosen, tidyComponents } from './tidy-components.ts'

/** In the order of the page; a tag that no operation has is left out. */
const tags = {
  invoices: 'Create invoices, follow, change and withdraw them',
  events: 'What happened, in order',
  webhooks: 'Be told of events instead of asking',
  providers: 'What each provider can do and carry',
  operations: 'Look behind an invoice, and decide what no machine can prove',
  administration: 'Merchants, API keys and provider accounts',
  callbacks: 'For providers alone',
  process: 'For whoever watches the process',
  problems: 'What a problem means',
} as const

/** Makes of the generated document one that reads as if it had been written: named answers, examples, no duplicates and no noise. */
export function finishDocument(generated: JsonObject): JsonObject {
  const paths = mapOperations(objectAt(generated, 'paths'), finishOperation)
  const { components, ...rest } = generated
  const shared = isJsonObject(components) ? components : {}
  const whole = {
    ...without(rest, ['paths']),
    tags: tagsOf(paths),
    paths,
    components: { ...shared, headers: sharedHeaders, examples: sharedExamples },
  }
  return tidyComponents(whole)
}

const sharedHeaders = Object.fromEntries(
  Object.entries(answerHeaders).map(([name, description]) => [name, { description, schema: { type: 'string' } }]),
)

const sharedExamples = Object.fromEntries(
  (Object.keys(problems) as ProblemCode[]).map((code) => [code, { summary: problems[code].title, value: exampleProblem(code) }]),
)

function mapOperations(paths: JsonObject, finish: (operation: JsonObject) => JsonObject): JsonObject {
  return mapValues(paths, (path) =>
    isJsonObject(path) ? mapValues(path, (one) => (isJsonObject(one) ? finish(one) : one)) : path,
  )
}

function finishOperation(operation: JsonObject): JsonObject {
  const { parameters, requestBody, responses } = operation
  const named = Array.isArray(parameters) ? parameters.map(nameHeader) : undefined
  const isKeyed = named?.some((one) => isJsonObject(one) && one['name'] === 'Idempotency-Key') === true
  return {
    ...without(operation, [notesMember]),
    ...(named === undefined ? {} : { parameters: named }),
    ...(isJsonObject(requestBody) ? { requestBody: finishBody(requestBody, operation) } : {}),
    responses: finishResponses(isJsonObject(responses) ? responses : {}, operation, isKeyed),
  }
}

/** HTTP does not care, but people read `Idempotency-Key`. */
function nameHeader(parameter: Json): Json {
  if (!isJsonObject(parameter) || parameter['in'] !== 'header' || typeof parameter['name'] !== 'string') return parameter
  return { ...parameter, name: parameter['name'].replace(/(^|-)[a-z]/g, (letter) => letter.toUpperCase()) }
}

/** A body that may be null may be left out. */
function finishBody(body: JsonObject, { operationId }: JsonObject): JsonObject {
  const schema = objectAt(objectAt(objectAt(body, 'content'), 'application/json'), 'schema')
  const examples = typeof operationId === 'string' ? exampleRequests[operationId] : undefined
  if (examples !== undefined) {
    const named = mapValues(examples, (value) => ({ value }))
    return { ...body, content: { 'application/json': { schema, examples: named } } }
  }
  const choices = Array.isArray(schema['anyOf']) ? schema['anyOf'].filter(isJsonObject) : []
  const [only, ...more] = choices.filter(({ type }) => type !== 'null')
  if (only === undefined || more.length > 0 || choices.length < 2) return body
  return { required: false, content: { 'application/json': { schema: only } } }
}

function finishResponses(responses: JsonObject, operation: JsonObject, isKeyed: boolean): JsonObject {
  const notes = answerNotes.parse(operation[notesMember] ?? {})
  return mapValues(responses, (response, status) => {
    const note = notes[status]
    if (!isJsonObject(response) || note === undefined) return response
    const replayed = isKeyed && /^(2|422)/.test(status) ? ['Idempotent-Replayed'] : []
    const headers = Object.fromEntries(
      [...note.headers, ...replayed].map((name) => [name, { $ref: `#/components/headers/${name}` }]),
    )
    const examples = Object.fromEntries(note.problems.map((code) => [code, { $ref: `#/components/examples/${code}` }]))
    const content = mapValues(objectAt(response, 'content'), (media) =>
      isJsonObject(media)
        ? { schema: loosen(media['schema'] ?? {}), ...(note.problems.length === 0 ? {} : { examples }) }
        : media,
    )
    return { ...response, ...(Object.keys(headers).length === 0 ? {} : { headers }), content }
  })
}

function tagsOf(paths: JsonObject): Json {
  const used = JSON.stringify(paths)
  return Object.entries(tags)
    .filter(([name]) => used.includes(`"tags":["${name}"]`))
    .map(([name, description]) => ({ name, description }))
}
