/**
 * Prisma's schema engine without its native binary: the WebAssembly build, over the same driver adapter as the client.
 * It applies the files of `prisma/migrations` and writes `_prisma_migrations`, so `prisma migrate deploy` agrees.
 * It must not decide when a migration runs: `migrate.ts` does.
 *
 * A file is run whole, as one transaction: the adapter by itself would split it at semicolons, those of function bodies
 * included. So a migration must not hold what cannot run in a transaction, such as CREATE INDEX CONCURRENTLY.
 */
import { randomUUID } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { PrismaPg } from '@prisma/adapter-pg';
import {
  bindMigrationAwareSqlAdapterFactory,
  ColumnTypeEnum,
  type SqlDriverAdapter,
  type SqlMigrationAwareDriverAdapterFactory,
  type SqlQueryable,
} from '@prisma/driver-adapter-utils';
import type { MigrationList, SchemaEngine } from '@prisma/schema-engine-wasm/schema_engine_bg';
import pg from 'pg';

const prismaFolder = fileURLToPath(new URL('../prisma/', import.meta.url));
export const migrationsFolder = join(prismaFolder, 'migrations');
const schemaFile = join(prismaFolder, 'schema.prisma');

/** Nothing in the database is managed by someone else. */
export const noFilters = { externalTables: [], externalEnums: [] };

/** The names of the migrations that this version of the project consists of, in order. */
export const migrationNames = (): readonly string[] =>
  readdirSync(migrationsFolder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort();

/** The migrations as the engine wants them: read from the disk. */
export function migrationsOnDisk(): MigrationList {
  const lockfile = join(migrationsFolder, 'migration_lock.toml');
  return {
    baseDir: migrationsFolder,
    lockfile: {
      path: 'migration_lock.toml',
      content: existsSync(lockfile) ? readFileSync(lockfile, 'utf8') : null,
    },
    shadowDbInitScript: '',
    migrationDirectories: migrationNames().map((name) => ({
      path: name,
      migrationFile: {
        path: 'migration.sql',
        content: { tag: 'ok', value: readFileSync(join(migrationsFolder, name, 'migration.sql'), 'utf8') },
      },
    })),
  };
}

/** `schema.prisma` as the engine wants it. */
const schemaOnDisk = () => ({ files: [{ path: schemaFile, content: readFileSync(schemaFile, 'utf8') }] });

/** Runs `work` with an engine on a database; all its connections are closed afterwards. */
export async function withSchemaEngine<T>(databaseUrl: string, work: (engine: SchemaEngine) => Promise<T>): Promise<T> {
  const Engine = await loadEngine();
  const { files } = schemaOnDisk();
  const datamodels = files.map(({ path, content }): [string, string] => [path, content]);
  const { factory, dispose } = adapterFactory(databaseUrl);
  let engine: SchemaEngine | undefined;
  try {
    engine = await Engine.new({ datamodels }, () => {}, bindMigrationAwareSqlAdapterFactory(factory));
    return await work(engine);
  } finally {
    engine?.free();
    await dispose();
  }
}

/** Node has it; the types that the project compiles with do not. */
const { WebAssembly: webAssembly } = globalThis as unknown as {
  readonly WebAssembly: {
    instantiate(
      binary: Uint8Array,
      imports: Readonly<Record<string, object>>,
    ): Promise<{ readonly instance: { readonly exports: { __wbindgen_start(): void } } }>;
  };
};

let loaded: Promise<typeof SchemaEngine> | undefined;

/** The package expects a bundler to link the `.wasm`; here it is linked by hand, once for the process. */
function loadEngine(): Promise<typeof SchemaEngine> {
  loaded ??= (async () => {
    const script = createRequire(import.meta.url).resolve('@prisma/schema-engine-wasm/schema_engine_bg');
    const bindings = await import('@prisma/schema-engine-wasm/schema_engine_bg');
    const binary = readFileSync(script.replace(/\.js$/, '.wasm'));
    const { instance } = await webAssembly.instantiate(binary, { './schema_engine_bg.js': { ...bindings } });
    bindings.__wbg_set_wasm(instance.exports);
    instance.exports.__wbindgen_start();
    return bindings.SchemaEngine;
  })();
  return loaded;
}

/**
 * The SQL that leads from what the migrations build to what the schema says; null when they agree. Builds the
 * migrations in a shadow database, which is dropped again.
 */
export function migrationGap(databaseUrl: string): Promise<string | null> {
  return withSchemaEngine(databaseUrl, async (engine) => {
    const gap = await engine.diff({
      from: { tag: 'migrations', ...migrationsOnDisk() },
      to: { tag: 'schemaDatamodel', ...schemaOnDisk() },
      script: true,
      exitCode: true,
      filters: noFilters,
    });
    // As `prisma migrate diff --exit-code` has it: 0 means no difference, 2 means some.
    return gap.exitCode === 0 ? null : (gap.stdout ?? '');
  });
}

/** As `PrismaPg` does it, but the shadow database is dropped when its connections are closed, not before. */
function adapterFactory(databaseUrl: string): {
  readonly factory: SqlMigrationAwareDriverAdapterFactory;
  dispose(): Promise<void>;
} {
  const pool = new pg.Pool({ connectionString: databaseUrl, max: 2 });
  const main = new PrismaPg(pool);
  const factory: SqlMigrationAwareDriverAdapterFactory = {
    provider: main.provider,
    adapterName: main.adapterName,
    connect: async () => runningWhole(await main.connect()),
    async connectToShadowDb() {
      const name = `tendril_shadow_${randomUUID().replaceAll('-', '')}`;
      const url = new URL(databaseUrl);
      url.pathname = `/${name}`;
      await onDatabase(databaseUrl, `CREATE DATABASE "${name}"`);
      const shadow = runningWhole(await new PrismaPg({ connectionString: url.href, max: 1 }).connect());
      shadow.queryRaw = readingLetters(shadow.queryRaw.bind(shadow));
      const dispose = shadow.dispose.bind(shadow);
      shadow.dispose = async () => {
        await dispose();
        await onDatabase(databaseUrl, `DROP DATABASE IF EXISTS "${name}" WITH (FORCE)`);
      };
      return shadow;
    },
  };
  return { factory, dispose: () => pool.end() };
}

/** The same adapter, giving a script to the server as it is: without arguments, PostgreSQL takes several statements. */
function runningWhole<T extends SqlDriverAdapter>(adapter: T): T {
  adapter.executeScript = async (script) => {
    await adapter.executeRaw({ sql: script, args: [], argTypes: [] });
  };
  return adapter;
}

/**
 * The adapter cannot read PostgreSQL's one-letter type "char", which the engine selects from the catalogue: they are
 * read as text and marked as letters.
 */
function readingLetters(queryRaw: SqlQueryable['queryRaw']): SqlQueryable['queryRaw'] {
  const letters = new Set(['constraint_type', 'confdeltype', 'confupdtype']);
  return async (query) => {
    const sql = query.sql.replace(/\b(constr\.contype|con\.conf(?:del|upd)type)\b/g, '$1::text');
    const result = await queryRaw({ ...query, sql });
    const columnTypes = result.columnTypes.map((type, i) =>
      letters.has(result.columnNames[i] ?? '') ? ColumnTypeEnum.Character : type,
    );
    return { ...result, columnTypes };
  };
}

async function onDatabase(databaseUrl: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
