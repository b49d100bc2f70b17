/**
 * The published versions of sequences, remembered: a version never changes, so its program is read and brought into
 * today's form once in a process.
 */
import { TendrilError } from '../domain/errors.ts';
import { currentProgram } from '../domain/formats.ts';
import type { Program } from '../domain/program.ts';
import type { Queryable } from './database.ts';
import { isId } from './ids.ts';
import { sql } from './sql.ts';

export interface SequenceVersion {
  readonly id: string;
  readonly sequence: string;
  readonly number: number;
  readonly program: Program;
  /** Template name → template version id. */
  readonly templates: Readonly<Record<string, string>>;
}

export interface Versions {
  /** Those that exist, by id. */
  byId(on: Queryable, ids: Iterable<string>): Promise<ReadonlyMap<string, SequenceVersion>>;
  /** @throws SEQUENCE_UNKNOWN */
  newest(on: Queryable, sequence: string): Promise<SequenceVersion>;
}

interface VersionRow {
  readonly id: string;
  readonly name: string;
  readonly number: number;
  readonly program: unknown;
  readonly templates: SequenceVersion['templates'];
}

/** Versions that are kept; an organisation has dozens in use. */
const remembered = 200;

export function createVersions(): Versions {
  const known = new Map<string, SequenceVersion>();
  const keep = (version: SequenceVersion): void => {
    const oldest = known.size >= remembered ? known.keys().next().value : undefined;
    if (oldest !== undefined) known.delete(oldest);
    known.set(version.id, version);
  };

  const byId: Versions['byId'] = async (on, ids) => {
    const wanted = [...new Set(ids)].filter(isId);
    const found = new Map(wanted.flatMap((id): [string, SequenceVersion][] => entryOf(id, known.get(id))));
    const missing = wanted.filter((id) => !found.has(id));
    if (missing.length === 0) return found;
    const rows = await on.rows<VersionRow>(sql`
      SELECT id, name, number, program, templates FROM sequence_version WHERE id = ANY (${missing}::uuid[])`);
    for (const version of rows.map(versionOf)) {
      keep(version);
      found.set(version.id, version);
    }
    return found;
  };

  return {
    byId,
    async newest(on, sequence) {
      const [row] = await on.rows<{ readonly id: string }>(
        sql`SELECT id FROM sequence_version WHERE name = ${sequence} ORDER BY number DESC LIMIT 1`,
      );
      const version = row && (await byId(on, [row.id])).get(row.id);
      if (!version) throw unknownSequence(sequence);
      return version;
    },
  };
}

const entryOf = (id: string, version: SequenceVersion | undefined): [string, SequenceVersion][] =>
  version ? [[id, version]] : [];

const versionOf = ({ id, name, number, program, templates }: VersionRow): SequenceVersion => ({
  id,
  sequence: name,
  number,
  program: currentProgram(program),
  templates,
});

export const unknownSequence = (sequence: string): TendrilError =>
  new TendrilError('SEQUENCE_UNKNOWN', `There is no published sequence "${sequence.slice(0, 80)}"`, { sequence });
