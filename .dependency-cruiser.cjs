/**
 * What imports may look like in general. Which folder may use which is a rule of our own, because it tells types from
 * values, and is in test/architecture.test.ts.
 */
module.exports = {
  forbidden: [
    {
      name: 'no-cycles',
      comment:
        'Files that need each other, even for a type, are one file or lack a third. What is loaded later does not count.',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['dynamic-import'] } },
    },
    {
      name: 'no-unresolvable',
      comment: 'An import that leads nowhere.',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true, pathNot: '^vitest' },
    },
    {
      name: 'no-undeclared-packages',
      comment: 'A package that is only there because another one needs it.',
      severity: 'error',
      from: {},
      to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown'] },
    },
    {
      name: 'no-test-tools-in-the-engine',
      comment: 'The engine runs with the packages under "dependencies" alone.',
      severity: 'error',
      from: { pathNot: '^(test|bench|scripts)/|^vitest\\.config\\.ts$' },
      to: { dependencyTypes: ['npm-dev'] },
    },
    {
      name: 'no-tests-in-the-engine',
      comment: 'Tests use the engine, never the other way round.',
      severity: 'error',
      from: { pathNot: '^(test|bench)/' },
      to: { path: '^(test|bench)/' },
    },
    {
      name: 'generated-client-in-db-only',
      comment: 'Prisma is a detail of db/: everybody else works with db/store.ts.',
      severity: 'error',
      from: { pathNot: '^db/' },
      to: { path: '^db/generated/' },
    },
  ],
  options: {
    // TypeScript 7 has no compiler API that this tool could use.
    parser: 'swc',
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules|^db/generated' },
    enhancedResolveOptions: {
      extensions: ['.ts', '.js', '.mjs', '.cjs', '.json'],
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
    },
  },
};
