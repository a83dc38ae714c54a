import { parseStrictJson } from '../core/parse-json.ts'
import { Problem } from '../core/problems.ts'
import type { App } from './app.ts'

/** Contract: a body over 64 KiB is 413. */
const bodyBytesMax = 64 * 1024

/** Takes JSON and nothing else, and refuses whatever JSON.parse would silently change. */
export function takeJsonOnly(app: App): void {
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('application/json', { parseAs: 'buffer', bodyLimit: bodyBytesMax }, (_request, bytes, done) => {
    if (bytes.length === 0) {
      done(null, undefined)
      return
    }
    const parsed = parseStrictJson(typeof bytes === 'string' ? Buffer.from(bytes) : bytes)
    if ('fault' in parsed)
      done(
        new Problem('invalid_request', 'The body is not JSON that can be taken as it is.', { errors: [parsed.fault] }),
        undefined,
      )
    else done(null, parsed.value)
  })
}
