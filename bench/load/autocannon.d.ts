/** The part of autocannon that is used here; the package brings no types. */
declare module 'autocannon' {
  interface RawRequest {
    method: string
    path: string
    headers: Record<string, string>
    body?: string
  }

  interface RequestPlan {
    setupRequest(request: RawRequest, context: Record<string, unknown>): RawRequest
    onResponse(status: number, body: string, context: Record<string, unknown>, headers: Record<string, string>): void
  }

  interface Result {
    /** Seconds. */
    duration: number
    errors: number
    timeouts: number
    /** Milliseconds. */
    latency: { p50: number; p99: number; p99_9: number; max: number }
  }

  export default function autocannon(options: {
    url: string
    connections: number
    /** Seconds. */
    duration: number
    /** Seconds. */
    timeout: number
    requests: readonly RequestPlan[]
  }): Promise<Result>
}
