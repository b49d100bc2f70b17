/** The rules of the house that a tool can check: who may use whom, what is forbidden where, how files are named. */
import { spawnSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { folders, root, type SourceFile, sourceFiles } from './support/source-files.ts';

const files = sourceFiles();
const own = new Set<string>(folders);

/** Contracts: types, and the lists of values that they are made from; no code. */
const contracts = new Set(['db/store.ts']);

interface Rule {
  /** Folders whose values and types may be used. */
  readonly values: readonly string[];
  /** Folders of which only types may be used. */
  readonly types: readonly string[];
  /** When given, no other packages may be used by value. */
  readonly packages?: readonly RegExp[];
}

const rules: Readonly<Record<string, Rule>> = {
  domain: { values: [], types: [], packages: [/^temporal-polyfill$/] },
  authoring: { values: ['domain'], types: [] },
  config: { values: ['domain'], types: [] },
  mail: { values: ['domain'], types: [] },
  crm: { values: ['domain'], types: [] },
  db: { values: ['domain'], types: [] },
  workflows: { values: ['domain'], types: ['activities'], packages: [/^@temporalio\/(workflow|common)$/] },
  activities: { values: ['domain', 'authoring', 'crm'], types: ['db', 'mail', 'workflows'] },
  server: { values: ['domain', 'authoring', 'config'], types: ['db'] },
  cli: { values: ['domain', 'authoring', 'config', 'crm'], types: ['db'] },
  worker: { values: ['crm', 'domain', 'config', 'workflows'], types: ['activities', 'db'] },
  scripts: { values: [], types: [], packages: [/^node:/] },
};

/** They put the parts together, so they know all of them. */
const compositionRoots = new Set(['cli/main.ts', 'server/main.ts', 'worker/main.ts']);
/** A program for developers, which nothing imports. */
const developerProgram = 'db/new-migration.ts';

function forbiddenImports({ path, folder, imports }: SourceFile): readonly string[] {
  const rule = rules[folder];
  if (rule === undefined || compositionRoots.has(path)) return [];
  return imports.flatMap(({ target, kind }) => {
    const [into = ''] = target.split('/');
    const allowed = own.has(into)
      ? into === folder ||
        rule.values.includes(into) ||
        (rule.types.includes(into) && (kind === 'type' || contracts.has(target)))
      : kind === 'type' || (rule.packages?.some((name) => name.test(target)) ?? true);
    return allowed ? [] : [`${path} uses ${kind === 'type' ? 'a type of ' : ''}${target}`];
  });
}

/** Inside a workflow this is the workflow's own clock, which replays; anywhere else it is the machine's. */
const clock = /\bDate\.now\b/;
/** What must not decide anything in code that is replayed or has to give the same answer twice. */
const forbiddenGlobals: readonly RegExp[] = [
  /\bnew Date\(\s*\)/,
  /\bMath\.random\b/,
  /\bprocess\./,
  /\brequire\(/,
  /\bfetch\(/,
  /\bset(Timeout|Interval|Immediate)\(/,
  /\b(crypto|performance)\./,
];

/** Where the environment may be read: the roots, and the supervisor, which hands it on to its processes. */
const readsEnvironment = (path: string): boolean =>
  compositionRoots.has(path) ||
  path === developerProgram ||
  path === 'cli/commands/start.ts' ||
  /^(cli\/start|bench|test|scripts)\//.test(path);

const vagueNames = /(^|[-.])(utils?|helpers?|common|managers?|misc|lib|shared)([-.]|$)/;
const mostLines = 250;
const headerOf = (text: string): string => /^(?:#!.*\n)?\/\*\*([\s\S]*?)\*\//.exec(text)?.[1] ?? '';

describe('architecture', () => {
  test('there are files to look at, with their imports', () => {
    expect(files.length).toBeGreaterThan(50);
    const main = files.find(({ path }) => path === 'worker/main.ts');
    expect(main?.imports).toContainEqual({ target: 'activities/index.ts', kind: 'value' });
    expect(main?.imports).toContainEqual({ target: '@temporalio/worker', kind: 'value' });
  });

  test.each(Object.keys(rules))('%s uses only the folders and packages it may use', (folder) => {
    const sources = files.filter((file) => file.folder === folder);
    expect(sources).not.toEqual([]);
    expect(sources.flatMap(forbiddenImports)).toEqual([]);
  });

  test('only db/ knows the generated database client', () => {
    const users = files.filter(({ imports }) => imports.some(({ target }) => target.startsWith('db/generated/')));
    expect(users.map(({ folder }) => folder).filter((folder) => folder !== 'db')).toEqual([]);
  });

  test('domain and workflows have no clock, no chance and no outside world', () => {
    const sources = files.filter(({ folder }) => folder === 'domain' || folder === 'workflows');
    const found = sources.flatMap(({ path, folder, code }) =>
      [...forbiddenGlobals, ...(folder === 'domain' ? [clock] : [])]
        .filter((pattern) => pattern.test(code))
        .map((pattern) => `${path}: ${pattern.source}`),
    );
    expect(found).toEqual([]);
  });

  test('the environment is read in composition roots only', () => {
    const readers = files.filter(({ path, code }) => /\bprocess\.env\b/.test(code) && !readsEnvironment(path));
    expect(readers.map(({ path }) => path)).toEqual([]);
  });

  test('every file begins with what it is', () => {
    const silent = files.filter(({ path, text }) => !/\.test\.ts$/.test(path) && headerOf(text) === '');
    expect(silent.map(({ path }) => path)).toEqual([]);
  });

  test(`a file of more than ${mostLines} lines says in its header why it is long`, () => {
    const long = files.filter(({ text }) => text.split('\n').length - 1 > mostLines && !/\blong/i.test(headerOf(text)));
    expect(long.map(({ path, text }) => `${path}: ${text.split('\n').length - 1}`)).toEqual([]);
  });

  test('package-lock.json names the packages of every system, so that npm ci takes it', () => {
    const { status, stderr } = spawnSync(process.execPath, ['scripts/complete-lock.mjs', '--check'], { cwd: root });
    expect([status, String(stderr)]).toEqual([0, '']);
  });

  test('file and folder names are kebab-case nouns that say something', () => {
    const wrong = files.filter(({ path }) =>
      path.split('/').some((part) => !/^[a-z0-9]+([-.][a-z0-9]+)*$/.test(part) || vagueNames.test(part)),
    );
    expect(wrong.map(({ path }) => path)).toEqual([]);
  });
});
