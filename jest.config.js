// Node strips the types itself, so there is nothing to transform and no build.
export default {
  testEnvironment: 'node',
  transform: {},
  extensionsToTreatAsEsm: ['.ts'],
  testMatch: ['<rootDir>/test/**/*.test.ts'],
  // Two need a PgBouncer or a Chromium on the machine: `npm run test:pgbouncer`, `npm run test:browser`. The other folder holds copies
  // that a mutation run made.
  testPathIgnorePatterns: [
    '/node_modules/',
    '/test/faults/pgbouncer[.]test[.]ts$',
    '/test/e2e/pay-in-browser[.]test[.]ts$',
    '/reports/',
  ],
  modulePathIgnorePatterns: ['<rootDir>/reports/'],
  globalSetup: '<rootDir>/test/support/global-setup.ts',
  globalTeardown: '<rootDir>/test/support/global-teardown.ts',
  testTimeout: 30_000,
  maxWorkers: 3,
  // Tests start real servers and processes: what a failed one leaves open must not keep the run from ending.
  forceExit: true,
}
