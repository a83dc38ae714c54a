import type { App } from './app.ts'

/** Tells 405 from 404: which methods a path takes, for paths that Fastify did not match with the method that came. */
export function watchMethods(app: App): (path: string) => string[] {
  const routes: { pattern: RegExp; method: string }[] = []
  app.addHook('onRoute', ({ method, url }) => {
    const pattern = new RegExp(
      `^${url
        .replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
        .replace(/:[a-z_]+/gi, '[^/]+')
        .replace('\\*', '.*')}$`,
    )
    for (const one of [method].flat()) routes.push({ pattern, method: one })
  })
  return (path) => [...new Set(routes.filter(({ pattern }) => pattern.test(path)).map(({ method }) => method))]
}
