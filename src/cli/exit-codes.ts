/** What a script can tell by how a command ended. */
export const exitCodes = {
  done: 0,
  /** It could not be done, or what was looked at is not good. */
  failed: 1,
  /** The command line is not one of ours. */
  usage: 2,
  /** It was begun, and whether it came to pass is not known yet: look again, and do not take it for a failure. */
  notKnown: 3,
  /** What could be done is done; the rest cannot be done yet: run it again later. */
  incomplete: 4,
} as const
export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes]
