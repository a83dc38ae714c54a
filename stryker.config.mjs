// The files where a wrong word costs money. Every mutant of them counts, text too.
export default {
  mutate: [
    'src/core/{money,transitions,news,payment,seal,status-by-money}.ts',
    'src/connectors/{outcome,signing,snap}.ts',
    'src/connectors/*/signer.ts',
    'src/invoices/{create-ending,idempotency,replay,run-once}.ts',
    'src/http/idempotency-header.ts',
  ],
  testRunner: 'jest',
  testRunnerNodeArgs: ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning'],
  // Of these tests, a mutant is tried against those that import its file, directly or not.
  jest: { configFile: 'jest.mutation.config.js', enableFindRelatedTests: true },
  coverageAnalysis: 'perTest',
  // Far above what any of these tests takes, so that a busy machine does not count as a mutant found.
  timeoutMS: 20_000,
  ignorePatterns: ['.data', 'reports', 'coverage', 'docs', 'bench', '*.log'],
  reporters: ['clear-text', 'html', 'json'],
  htmlReporter: { fileName: 'reports/mutation/index.html' },
  jsonReporter: { fileName: 'reports/mutation/mutation.json' },
  tempDirName: 'reports/stryker-tmp',
  thresholds: { high: 95, low: 90, break: 90 },
}
