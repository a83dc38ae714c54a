import base from './jest.config.js'

// What guards the mutated files, without a database or a process: one mutant then costs a fraction of a second.
const { testEnvironment, transform, extensionsToTreatAsEsm } = base

export default {
  testEnvironment,
  transform,
  extensionsToTreatAsEsm,
  watchman: false,
  roots: ['<rootDir>/src', '<rootDir>/test'],
  testMatch: [
    '<rootDir>/test/unit/core/{money,news,news-examples,news-of-money,payment,transitions,seal}.test.ts',
    '<rootDir>/test/unit/connectors/{outcome,outcome-verdicts,signing,signers}.test.ts',
    '<rootDir>/test/unit/invoices/{create-ending,idempotency,replay,run-once}.test.ts',
    '<rootDir>/test/unit/http/idempotency-header.test.ts',
    '<rootDir>/test/contract/netzme-signing.test.ts',
  ],
  setupFiles: ['<rootDir>/test/support/steady-properties.ts'],
}
