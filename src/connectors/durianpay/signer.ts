/** The headers of every call: Basic authentication with the server key as user and no password. Nothing is signed. */
export function authorize(serverKey: string): Record<string, string> {
  return {
    accept: 'application/json',
    'content-type': 'application/json',
    authorization: `Basic ${Buffer.from(`${serverKey}:`).toString('base64')}`,
  }
}
