/** The repository of everything about scores that is no event. */

import type { Conditions } from '../domain/conditions.ts';
import type { Database } from './database.ts';
import { rulesOf } from './events.ts';
import { putExternals } from './external-scores.ts';
import { createRecomputes } from './recomputes.ts';
import { pastLeads } from './score-past.ts';
import { sql } from './sql.ts';
import { boundsHold } from './standing-review.ts';
import type { ExternalScore, Leads, Scores } from './store.ts';
import type { Workspaces } from './workspaces.ts';

interface ScoresDeps {
  readonly database: Database;
  readonly workspaces: Workspaces;
  readonly conditions: Conditions;
  readonly leads: Leads;
  readonly isLocalRelay: (relay: string) => boolean;
}

export function createScores(deps: ScoresDeps): Scores {
  const { database, leads } = deps;
  return {
    ...createRecomputes(deps),

    async putExternals(inputs, now, actor) {
      return putExternals(database, await rulesOf(deps), inputs, now, actor);
    },

    async externals(idOrEmail, now) {
      const { id } = await leads.get(idOrEmail, now);
      return database.rows<ExternalScore>(sql`
        SELECT DISTINCT ON ("group") "group" AS service, points AS value, at, nullif(reason, '') AS detail FROM score_entry
        WHERE lead_id = ${id} AND kind = 'external' ORDER BY "group", at DESC, key DESC`);
    },

    upToDate: () => boundsHold(database),
    past: (asked) => pastLeads(deps, asked),
  };
}
