import { ConfigError } from '../config.ts'
import { Problem } from '../core/problems.ts'
import { isUnavailable } from '../db/pool.ts'
import { printable } from './to-table.ts'
import { ExpectedFailure } from './with-app.ts'

/** What a person is told of a command that could not be carried out. */
export function describeFailure(error: unknown): string {
  if (error instanceof Problem) return describeProblem(error)
  if (error instanceof ConfigError || error instanceof ExpectedFailure) return error.message
  if (isUnavailable(error)) return 'The database cannot be reached; tagih doctor tells more.'
  return error instanceof Error ? `${error.name}: ${error.message}` : String(error)
}

function describeProblem({ message, extras: { errors = [], provider } }: Problem): string {
  const faults = errors.map(({ pointer, detail }) => `  ${pointer}: ${detail}`)
  if (provider === undefined) return [message, ...faults].join('\n')
  const { name, http_status, code, message: word } = provider
  const said = `  ${name} said: HTTP ${http_status ?? 'none'}, code ${code ?? 'none'}, ${word ?? 'nothing more'}`
  return [message, ...faults, printable(said)].join('\n')
}
