/**
 * Writes the next migration: the difference between what `prisma/migrations` builds and what `prisma/schema.prisma` says.
 * `npm run migration -- NAME postgresql://…`; the address is of any PostgreSQL server where a shadow database may be
 * made and dropped.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { TendrilError } from '../domain/errors.ts';
import { migrationGap, migrationsFolder } from './schema-engine.ts';

/** Creates the folder of a migration and returns its path; null when schema and migrations agree already. */
async function newMigration(databaseUrl: string, name: string, now: Date): Promise<string | null> {
  const script = await migrationGap(databaseUrl);
  if (script === null) return null;
  // Prisma's form: YYYYMMDDHHMMSS_name, which sorts by time.
  const stamp = now.toISOString().replace(/\D/g, '').slice(0, 14);
  const folder = join(migrationsFolder, `${stamp}_${name.toLowerCase().replace(/[^a-z0-9]+/g, '_')}`);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'migration.sql'), script);
  return folder;
}

const [name, databaseUrl] = process.argv.slice(2);
if (!name || !databaseUrl) throw new TendrilError('USAGE', 'Usage: npm run migration -- NAME postgresql://…');
console.log((await newMigration(databaseUrl, name, new Date())) ?? 'Schema and migrations agree: nothing to do.');
