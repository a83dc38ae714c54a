import type { Provider } from '../../src/sandbox/simulator.ts'
import { listen, openCallbackPaths } from './provider-calls.ts'
import { openRowReader, type RowReader } from './read-rows.ts'
import { openTestApp, type TestApp } from './test-app.ts'

/** A gateway on a socket that providers can call, as the test does in their place. */
export interface CalledApp extends TestApp {
  url: string
  database: RowReader
  /** Of its callbacks at the merchant's account there. */
  pathOf(provider: Provider): string
}

export async function openCalledApp(providers: readonly Provider[]): Promise<CalledApp> {
  const app = await openTestApp()
  const database = await openRowReader(app.databaseUrl)
  const paths = await openCallbackPaths(app, providers)
  const url = await listen(app)
  return {
    ...{ ...app, url, database },
    pathOf(provider) {
      const path = paths[provider]
      if (path === undefined) throw new Error(`${provider} has no account in this test`)
      return path
    },
    async close() {
      await database.close()
      await app.close()
    },
  }
}
