import { isJsonObject, without, type Json, type JsonObject } from '../core/json.ts'
import { mapValues, objectAt } from './json-parts.ts'

const suffix = 'Input'

/** No schema twice under two names, nothing that is never referred to, and nothing that only a machine would write. */
export function tidyComponents(document: JsonObject): JsonObject {
  const renames = findRenames(document)
  const components = objectAt(document, 'components')
  const schemas = mapValues(objectAt(components, 'schemas'), (schema, name) =>
    renames.has(name + suffix) ? (objectAt(components, 'schemas')[name + suffix] ?? schema) : loosenUnlessInput(schema, name),
  )
  return pruneComponents(mapValues({ ...document, components: { ...components, schemas } }, (part) => toPlain(part, renames)))
}

/** A client must bear an answer with a member more: one may be added at any time. Requests stay closed. */
export function loosen(value: Json): Json {
  if (Array.isArray(value)) return value.map(loosen)
  if (!isJsonObject(value)) return value
  return mapValues(value['additionalProperties'] === false ? without(value, ['additionalProperties']) : value, loosen)
}

function loosenUnlessInput(schema: Json, name: string): Json {
  return name.endsWith(suffix) ? schema : loosen(schema)
}

/** The generator writes each schema twice, as `…Input` and as it is answered; where only the former is used it gets the plain name. */
function findRenames(document: JsonObject): ReadonlyMap<string, string> {
  const isUsed = referencesIn(document)
  const names = Object.keys(objectAt(objectAt(document, 'components'), 'schemas'))
  const twins = names.filter((name) => name.endsWith(suffix)).map((name) => name.slice(0, -suffix.length))
  return new Map(twins.filter((name) => !isUsed('schemas', name)).map((name) => [name + suffix, name]))
}

function toPlain(value: Json, renames: ReadonlyMap<string, string>): Json {
  if (Array.isArray(value)) return value.map((entry) => toPlain(entry, renames))
  if (!isJsonObject(value)) return value
  const plain = mapValues(without(value, noiseIn(value)), (entry) => toPlain(entry, renames))
  const { $ref } = value
  if (typeof $ref !== 'string') return plain
  const name = $ref.slice($ref.lastIndexOf('/') + 1)
  return { ...plain, $ref: $ref.replace(name, renames.get(name) ?? name) }
}

/** zod spells out what `format` says already, that names are strings, and the bounds of a double. */
function noiseIn(schema: JsonObject): string[] {
  return [
    ...(schema['format'] === 'date-time' || schema['format'] === 'email' ? ['pattern'] : []),
    ...(schema['minimum'] === Number.MIN_SAFE_INTEGER ? ['minimum'] : []),
    ...(schema['maximum'] === Number.MAX_SAFE_INTEGER ? ['maximum'] : []),
    ...(isJsonObject(schema['propertyNames']) ? ['propertyNames'] : []),
  ]
}

/** What is left out may have been the only one to refer to something else. */
function pruneComponents(document: JsonObject): JsonObject {
  const isUsed = referencesIn(document)
  const isKept = (kind: string, name: string) => kind === 'securitySchemes' || isUsed(kind, name)
  const components = mapValues(objectAt(document, 'components'), (entries, kind) =>
    isJsonObject(entries) ? Object.fromEntries(Object.entries(entries).filter(([name]) => isKept(kind, name))) : entries,
  )
  const pruned = { ...document, components }
  return JSON.stringify(pruned) === JSON.stringify(document) ? pruned : pruneComponents(pruned)
}

function referencesIn(document: JsonObject): (kind: string, name: string) => boolean {
  const text = JSON.stringify(document)
  return (kind, name) => text.includes(`"#/components/${kind}/${name}"`)
}
