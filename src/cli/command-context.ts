import type { Environment } from '../config.ts'
import type { ExitCode } from './exit-codes.ts'

/** What a command has of what is around it, but where it writes: that is its program's to know. */
export interface CommandContext {
  readEnvironment(): Environment
  /** Where the embedded database and the development key live. */
  dataDirectory: string
  /** The whole of standard input. */
  readInput(): string
  /** For a command that comes to its end and has more to tell than that it did. */
  endWith(code: ExitCode): void
}
