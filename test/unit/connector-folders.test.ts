import { readdirSync } from 'node:fs'
import { expect, test } from '@jest/globals'

const connectors = new URL('../../src/connectors/', import.meta.url)
const agreed = ['README.md', 'config.ts', 'index.ts', 'manifest.ts', 'mapper.ts', 'schema.ts', 'signer.ts']
const folders = readdirSync(connectors, { withFileTypes: true }).filter((entry) => entry.isDirectory())

test.each(folders.map(({ name }) => name))('the folder of %s has exactly the agreed files', (name) => {
  expect(readdirSync(new URL(`${name}/`, connectors)).sort()).toEqual(agreed)
})
