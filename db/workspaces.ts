/**
 * The workspace in force: the newest published one, remembered for a second, so that an event or a mail does not pay a
 * query for what changes once a week.
 */
import { TendrilError } from '../domain/errors.ts';
import { fieldsOf } from '../domain/fields.ts';
import { organisationDefaults, type Workspace } from '../domain/workspace.ts';
import type { Database } from './database.ts';
import { sql } from './sql.ts';

export interface Workspaces {
  /** Null while none is published. */
  current(): Promise<Workspace | null>;
  /** @throws WORKSPACE_EMPTY */
  required(): Promise<Workspace>;
  /** Makes the next call look again. */
  forget(): void;
}

/** For so long a process may go by what was in force before. */
export const rememberedMs = 1000;

export function createWorkspaces(database: Database): Workspaces {
  let known: { readonly read: Promise<Workspace | null>; readonly at: number } | undefined;
  const current = (): Promise<Workspace | null> => {
    if (!known || performance.now() - known.at > rememberedMs) {
      const read = newest(database);
      known = { read, at: performance.now() };
      read.catch(() => {
        known = undefined;
      });
    }
    return known.read;
  };
  return {
    current,
    async required() {
      const workspace = await current();
      if (!workspace) throw new TendrilError('WORKSPACE_EMPTY', 'No workspace is published in this database yet');
      return workspace;
    },
    forget() {
      known = undefined;
    },
  };
}

async function newest(database: Database): Promise<Workspace | null> {
  const [row] = await database.rows<{ readonly content: Workspace }>(
    sql`SELECT content FROM workspace_version ORDER BY number DESC LIMIT 1`,
  );
  return row ? currentWorkspace(row.content) : null;
}

/** A workspace as it was published, by this version or an older one, with all that it has today. */
const currentWorkspace = (stored: Workspace): Workspace => ({
  ...stored,
  sources: stored.sources ?? {},
  forms: stored.forms ?? {},
  organisation: {
    ...organisationDefaults,
    ...stored.organisation,
    fields: fieldsOf(stored.organisation.fields),
    retention: { ...organisationDefaults.retention, ...stored.organisation.retention },
  },
});
