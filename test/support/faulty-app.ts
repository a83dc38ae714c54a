import { startFaultyServer, type FaultyServer } from './faulty-server.ts'
import { openTestApp, type TestApp } from './test-app.ts'

/** A gateway one of whose providers is a server of the test's own; everything else is simulated. */
export interface FaultyApp {
  app: TestApp
  provider: FaultyServer
  close(): Promise<void>
}

/** `accountAt` is the environment that leads the provider's account to the server. */
export async function openFaultyApp(accountAt: (origin: string) => Record<string, string>): Promise<FaultyApp> {
  const provider = await startFaultyServer()
  const app = await openTestApp({ ...accountAt(provider.origin), PROVIDER_TIMEOUT_MS: '500' })
  return {
    app,
    provider,
    async close() {
      await app.close()
      await provider.close()
    },
  }
}
