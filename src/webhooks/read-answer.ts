import type { Dispatcher } from 'undici'

export interface ReadAnswer {
  status: number
  /** As it was sent. */
  retryAfter: string | null
  /** The first 1,024 bytes as text, without a character that is cut in two at their end. */
  firstKilobyte: string
}

const keptBytes = 1_024
/** Read to its end when it is no longer than this, so that the other side sees no broken connection. */
const readBytesMax = 65_536
/** The longest of its forms, a date, has 29 characters. */
const retryAfterMax = 64

/** The status is certain once it is there: an answer that breaks off, or does not end in time, is given as far as it came. */
export async function readAnswer({ statusCode, headers, body }: Dispatcher.ResponseData): Promise<ReadAnswer> {
  const kept: Buffer[] = []
  let read = 0
  try {
    for await (const chunk of body) {
      if (!(chunk instanceof Uint8Array)) continue
      if (read < keptBytes) kept.push(Buffer.from(chunk).subarray(0, keptBytes - read))
      read += chunk.length
      if (read >= readBytesMax) break
    }
  } catch {
    // It broke off, or its time is over.
  }
  const after = [headers['retry-after'] ?? []].flat()[0]
  return { status: statusCode, retryAfter: after?.slice(0, retryAfterMax) ?? null, firstKilobyte: toText(Buffer.concat(kept)) }
}

/** PostgreSQL keeps no NUL in text. */
function toText(bytes: Buffer): string {
  return new TextDecoder().decode(bytes, { stream: bytes.length === keptBytes }).replaceAll('\0', '\uFFFD')
}
