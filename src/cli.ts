#!/usr/bin/env node
import { readFileSync } from 'node:fs'
import { runCommand } from './cli/run-command.ts'
import { readEnvironment } from './config.ts'
import { dataDirectory } from './server.ts'

// Set, not exited with: what was written to a pipe must get through it first.
process.exitCode = await runCommand(process.argv.slice(2), {
  readEnvironment,
  dataDirectory,
  readInput: () => readFileSync(0, 'utf8'),
  writeOut: (text) => process.stdout.write(text),
  writeError: (text) => process.stderr.write(text),
})
