// Who may import whom. Each row of `mayImport` is a folder of src and everything in src that it may import; what is not in
// its row is an error, and so is a folder without a row. The files of src itself, and src/cli, join the parts and may import all;
// tests and scripts may look at every part.

const useCases = ['access', 'accounts', 'callbacks', 'invoices', 'retention', 'routing', 'webhooks']

// A use case reads another one's tables through that one's store. What else is open to the others is named here, one by one.
const openUseCases = [
  ...['[^/]+/[^/]+-store', 'accounts/provider-accounts', 'accounts/callback-accounts', 'routing/choose-account'],
  ...['routing/check-capabilities', 'invoices/dependencies', 'invoices/hear-of-invoice'],
]

const core = '^src/core/'
const contract = '^src/connectors/[^/]+[.]ts$'
const database = ['^src/db/', '^src/generated/']
const opened = openUseCases.map((name) => `^src/${name}[.]ts$`)
const anyUseCase = useCases.map((name) => `^src/${name}/`)

const mayImport = {
  core: [core],
  connectors: [core, contract],
  ...Object.fromEntries(useCases.map((name) => [name, [`^src/${name}/`, core, contract, ...database, ...opened]])),
  http: ['^src/http/', core, ...anyUseCase],
  jobs: ['^src/jobs/', core, ...anyUseCase],
  sandbox: ['^src/sandbox/', core],
  db: [...database, core],
}

// Packages, and modules of Node, that a folder must not know. `core` and the connectors are pure: theirs lists what they may use.
const webServer = '^node_modules/(fastify|@fastify|fastify-type-provider-zod)/'
const sockets = '^(node:)?(http|https|http2|net|tls|dgram)$'
const drivers = '^node_modules/(pg|@prisma)/'
const pure = ['^node_modules/zod/', '^(node:)?crypto$']

const mayNotUse = {
  ...Object.fromEntries(useCases.map((name) => [name, [webServer]])),
  http: [drivers],
  jobs: [webServer, drivers, sockets],
  sandbox: [drivers],
  db: [webServer],
}

const rows = Object.entries(mayImport).map(([folder, allowed]) => ({
  name: `${folder}-imports`,
  severity: 'error',
  from: { path: `^src/${folder}/`, pathNot: '^src/connectors/(registry[.]ts|[^/]+/)' },
  to: { path: '^src/', pathNot: allowed },
}))

const packages = Object.entries(mayNotUse).map(([folder, refused]) => ({
  name: `${folder}-packages`,
  severity: 'error',
  from: { path: `^src/${folder}/` },
  to: { path: refused },
}))

const outside = ['npm', 'npm-dev', 'npm-optional', 'npm-peer', 'npm-no-pkg', 'npm-unknown', 'core']

export default {
  forbidden: [
    ...rows,
    ...packages,
    {
      name: 'folder-without-a-row',
      comment: 'Give the folder a row in mayImport.',
      severity: 'error',
      from: { path: '^src/[^/]+/', pathNot: ['^src/(generated|cli)/', ...Object.keys(mayImport).map((name) => `^src/${name}/`)] },
      to: {},
    },
    {
      name: 'connector-imports',
      comment: 'A connector knows itself, the contract and core: never another connector.',
      severity: 'error',
      from: { path: '^src/connectors/([^/]+)/' },
      to: { path: '^src/', pathNot: ['^src/connectors/$1/', '^src/connectors/(?!registry)[^/]+[.]ts$', core] },
    },
    {
      name: 'registry-imports',
      comment: 'The registry lists the connectors, each by its index.ts.',
      severity: 'error',
      from: { path: '^src/connectors/registry[.]ts$' },
      to: { path: '^src/', pathNot: ['^src/connectors/[^/]+/index[.]ts$', contract, core] },
    },
    {
      name: 'connectors-come-from-the-registry',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/connectors/' },
      to: { path: '^src/connectors/[^/]+/' },
    },
    {
      name: 'core-is-pure',
      severity: 'error',
      from: { path: core },
      to: { dependencyTypes: outside, pathNot: [...pure, '^node_modules/typeid-js/', '^(node:)?async_hooks$'] },
    },
    {
      name: 'connectors-are-pure',
      comment: 'Only transport.ts opens sockets.',
      severity: 'error',
      from: { path: '^src/connectors/', pathNot: '^src/connectors/transport[.]ts$' },
      to: { dependencyTypes: outside, pathNot: pure },
    },
    {
      name: 'one-door-to-the-network',
      comment: 'One for the connectors, and one for webhooks, whose addresses are guarded.',
      severity: 'error',
      from: {
        path: '^src/',
        pathNot: ['^src/connectors/transport[.]ts$', '^src/webhooks/(transport|guarded-connector|read-answer)[.]ts$'],
      },
      to: { path: '^node_modules/undici/' },
    },
    {
      name: 'webhooks-open-no-socket',
      comment: 'A socket of another file would not be guarded.',
      severity: 'error',
      from: { path: '^src/webhooks/', pathNot: '^src/webhooks/(addresses|guarded-connector|resolve-name|transport)[.]ts$' },
      to: { path: [sockets, '^(node:)?dns$'] },
    },
    {
      name: 'app-is-the-root',
      severity: 'error',
      from: { pathNot: ['^src/(app|server|cli)[.]ts$', '^src/cli/', '^scripts/', '^test/'] },
      to: { path: '^src/(app|parts)[.]ts$' },
    },
    {
      name: 'nobody-imports-a-process',
      comment: 'Only `tagih serve` starts the server from elsewhere.',
      severity: 'error',
      from: { pathNot: ['^src/cli([.]ts$|/)', '^test/'] },
      to: { path: '^src/(server|cli)[.]ts$' },
    },
    {
      name: 'source-stands-alone',
      comment: 'The container holds src and the production packages, nothing else.',
      severity: 'error',
      from: { path: '^src/' },
      to: { path: '^(test|scripts|bench)/' },
    },
    {
      name: 'no-development-package',
      severity: 'error',
      from: { path: '^src/' },
      to: { dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown'], dependencyTypesNot: ['type-only'] },
    },
    { name: 'no-cycle', severity: 'error', from: {}, to: { circular: true } },
    { name: 'resolvable', severity: 'error', from: {}, to: { couldNotResolve: true } },
  ],
  options: {
    doNotFollow: { path: ['^node_modules/', '^src/generated/'] },
    tsConfig: { fileName: 'tsconfig.json' },
    // An import of a type is a dependency too: it says who must change when the other does.
    tsPreCompilationDeps: true,
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'default', 'types'] },
  },
}
