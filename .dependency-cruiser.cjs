// The dependency rule of docs/architecture.md, a rule a line. Tests may reach further: they stand outside the rule.
const notTests = '\\.test\\.ts$|/testing/|/fixtures/';
const rule = (name, comment, from, to) => ({
  name,
  comment,
  severity: 'error',
  from: { pathNot: notTests, ...from },
  to,
});

module.exports = {
  forbidden: [
    // Cycles are biome's (noImportCycles), which tells a type from a value; swc does not.
    rule('resolvable', 'An import must lead somewhere.', {}, { couldNotResolve: true }),
    rule(
      'kit-imports-nothing-of-ours',
      'kit knows nothing of commerce.',
      { path: '^src/kit/' },
      { path: '^(src|sandbox|demo|test|scripts)/', pathNot: '^src/kit/' },
    ),
    rule(
      'ground-imports-kit-only',
      'db, storage and jobs stand on kit.',
      { path: '^src/(db|storage|jobs|mail)/' },
      { path: '^src/', pathNot: '^src/(kit|db|storage|jobs|mail)/' },
    ),
    rule(
      'observe-stands-on-the-ground',
      'What operators see knows the ground and no noun.',
      { path: '^src/observe/' },
      { path: '^src/', pathNot: '^src/(kit|db|storage|jobs|observe)/' },
    ),
    rule(
      'backup-imports-the-ground',
      'A backup knows the database, the store and their keys, and no noun.',
      { path: '^src/backup/' },
      { path: '^src/', pathNot: '^src/(kit|db|storage|jobs|backup)/' },
    ),
    rule(
      'backup-by-its-door',
      'Everybody else enters the backup by its index.ts; the start looks at the mark of a broken-off restore alone, which weighs nothing.',
      { path: '^src/', pathNot: `${notTests}|^src/backup/` },
      { path: '^src/backup/', pathNot: '^src/backup/(index|unfinished)\\.ts$' },
    ),
    rule(
      'connector-imports-kit-and-contract',
      'A connector knows its shop, the contract and what stands beside it: no other shop, module or database.',
      { path: '^src/connectors/([^/]+)/' },
      { path: '^src/', pathNot: '^src/(kit/|connectors/[^/]+\\.ts$|connectors/$1/)' },
    ),
    rule(
      'connector-reads-no-files',
      'A connector gets io.fetch and nothing else of the machine.',
      { path: '^src/connectors/[^/]+/' },
      { path: '^(node:)?(fs|child_process|net|http|https)(/promises)?$' },
    ),
    rule(
      'module-by-its-door',
      'A module enters another only by its index.ts.',
      { path: '^src/modules/([^/]+)/' },
      { path: '^src/modules/', pathNot: '^src/modules/($1/|[^/]+/index\\.ts$)' },
    ),
    rule(
      'others-by-the-door',
      'Everybody else enters a module by its index.ts.',
      { path: '^src/(api|cli|store|assistant|[^/]+\\.ts$)' },
      { path: '^src/modules/[^/]+/', pathNot: '^src/modules/[^/]+/index\\.ts$' },
    ),
    rule(
      'module-knows-no-http',
      'Modules know no HTTP and no shop by name.',
      { path: '^src/modules/' },
      { path: '^src/(api|cli|store|assistant|compose\\.ts|main\\.ts)|node_modules/fastify' },
    ),
    rule(
      'module-sees-the-contract-only',
      'Modules may import the types of connectors/connector.ts.',
      { path: '^src/modules/' },
      { path: '^src/connectors/', pathNot: '^src/connectors/connector\\.ts$' },
    ),
    rule(
      'sql-in-store-files',
      'Only store.ts files and src/db hold SQL.',
      { path: '^src/', pathNot: `${notTests}|^src/db/|store\\.ts$|^src/kit/ctx\\.ts$|^src/jobs/` },
      { path: '(^|/)node_modules/(pg|drizzle-orm|@types/pg)/' },
    ),
    rule(
      'src-ships-alone',
      'src runs without the sandbox, the demo and the dashboard.',
      { path: '^src/' },
      { path: '^(sandbox|demo|dashboard|bench)/' },
    ),
    rule(
      'src-imports-no-dev-dependency',
      'What src imports must be there without the development packages.',
      { path: '^src/' },
      { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'] },
    ),
    rule(
      'dashboard-knows-the-api-only',
      'The dashboard reaches the hub through the generated client.',
      { path: '^dashboard/' },
      { path: '^(src|sandbox|demo)/' },
    ),
    rule(
      'sandbox-is-not-the-hub',
      'The sandbox shops know nothing of the hub that uses them.',
      { path: '^sandbox/' },
      { path: '^src/(modules|api|db|jobs|compose|connectors)' },
    ),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)dist/' },
    // TypeScript 7 has no JavaScript API for the cruiser; without swc it would silently see no .ts file at all.
    parser: 'swc',
    tsPreCompilationDeps: true,
    moduleSystems: ['es6', 'cjs'],
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
      extensions: ['.ts', '.tsx', '.mjs', '.js', '.d.ts'],
    },
  },
};
