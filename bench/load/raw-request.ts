interface Request {
  method: string
  path: string
  headers: Record<string, string>
  /** Empty: none. */
  body: string
}

/** An HTTP/1.1 request as it goes over the wire. */
export function writeRequest({ method, path, headers, body }: Request): string {
  const all = { host: '127.0.0.1', ...headers, ...(body === '' ? {} : { 'content-length': String(Buffer.byteLength(body)) }) }
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`)
  return `${method} ${path} HTTP/1.1\r\n${lines.join('')}\r\n${body}`
}
