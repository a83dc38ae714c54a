import type { Target } from '../servers/servers.ts'
import type { Counted, CreatedSeries } from './counted.ts'

interface Load {
  target: Target
  connections: number
  seconds: number
  /** For the files of a run. */
  directory: string
}

/** `series` is what the references begin with; never used twice. */
export type CreateLoad = Load & { series: string }

/** Each request in its turn, again and again. */
export type RepeatLoad = Load & { requests: readonly RepeatedRequest[]; right: RightAnswer }

export interface RepeatedRequest {
  method: 'GET' | 'POST'
  path: string
  headers: Record<string, string>
  /** Empty: none. */
  body: string
  /** The invoice that the answer is about. */
  id: string
}

export interface RightAnswer {
  status: number
  /** A header that must be `true`, in lower case. */
  header: string | null
}

/** Sends as fast as so many connections can, each with the next as soon as it is answered, and checks every answer. */
export interface Generator {
  readonly name: string
  create(load: CreateLoad): Promise<CreatedSeries>
  repeat(load: RepeatLoad): Promise<Counted>
}
