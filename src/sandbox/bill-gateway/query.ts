import type { JsonObject } from '../../core/json.ts'

/** The query of a URL as PHP reads it, in its order: `date[0]=a&date[1]=b` is a list, and dots in names become underscores. */
export function readPhpQuery(url: string): JsonObject {
  const start = url.indexOf('?')
  const query: JsonObject = {}
  if (start < 0) return query
  for (const [name, value] of new URLSearchParams(url.slice(start + 1))) {
    const listName = /^(\w+)\[\d*\]$/.exec(name)?.[1]
    if (listName === undefined) query[name.replaceAll(/[. ]/g, '_')] = value
    else query[listName] = [...readList(query[listName]), value]
  }
  return query
}

function readList(value: JsonObject[string] | undefined): JsonObject[string][] {
  return Array.isArray(value) ? value : []
}
