/**
 * Leads: saved, looked up, listed, and told about.
 */

import type { Conditions } from '../domain/conditions.ts';
import { TendrilError } from '../domain/errors.ts';
import { publicFields } from '../domain/fields.ts';
import type { Instant } from '../domain/time.ts';
import { organisationDefaults, type Workspace } from '../domain/workspace.ts';
import type { Database } from './database.ts';
import { gradeDue } from './fit.ts';
import { isId } from './ids.ts';
import { findLead, findSpelled } from './lead-lookup.ts';
import { factsOf, type LeadRow, leadColumns, leadView } from './lead-rows.ts';
import { saveLead } from './lead-saves.ts';
import { originsOf } from './origins.ts';
import { pageOf, pageQuery } from './pages.ts';
import { explainScoreOf } from './score-ledger.ts';
import { sql } from './sql.ts';
import type { Leads, LeadView } from './store.ts';
import { suppressionOf, suppressionsOf } from './suppressions.ts';
import { surroundingsOf } from './surroundings.ts';
import { timelineOf } from './timeline.ts';
import type { Workspaces } from './workspaces.ts';

interface LeadsDeps {
  readonly database: Database;
  readonly workspaces: Workspaces;
  readonly conditions: Conditions;
  readonly addressHash: (address: string) => string;
}

export function createLeads({ database, workspaces, conditions, addressHash }: LeadsDeps): Leads {
  const modelInForce = async () => (await workspaces.current())?.scoring ?? null;
  const policyIn = (workspace: Workspace | null) =>
    workspace?.organisation.duplicates ?? organisationDefaults.duplicates;
  const viewOf = async (row: LeadRow, now: Instant): Promise<LeadView> => {
    const suppressed = await suppressionOf(database, addressHash(row.email));
    const model = await modelInForce();
    return leadView(row, suppressed, model, now, gradeDue(model, conditions, row, factsOf(row, model, now)));
  };
  return {
    async save(input, now, actor, origin) {
      const workspace = await workspaces.current();
      const [model, sources] = [workspace?.scoring ?? null, workspace?.sources ?? {}];
      const duplicates = policyIn(workspace);
      const context = { model, sources, duplicates, conditions, addressHash, now, actor, origin };
      return database.transaction((tx) => saveLead(tx, input, context));
    },

    async get(idOrEmail, now) {
      const row = await findLead(database, idOrEmail);
      if (!row) throw await unknown(database, idOrEmail);
      return viewOf(row, now);
    },

    async ofMailbox(address, now) {
      const exact = await findLead(database, address);
      const merges = policyIn(await workspaces.current()) === 'merge';
      const row = exact ?? (merges ? await findSpelled(database, address) : null);
      return row && viewOf(row, now);
    },

    countryOf: async (idOrEmail) => (await findLead(database, idOrEmail))?.country ?? null,

    async list(filter, page, now) {
      const { take, before } = pageQuery(page);
      const pattern = filter.search === undefined ? null : `%${escaped(filter.search)}%`;
      const rows = await database.rows<LeadRow>(sql`
        SELECT ${leadColumns} FROM lead l LEFT JOIN account a ON a.id = l.account_id
        WHERE l.erased_at IS NULL AND (${filter.stage ?? null}::text IS NULL OR l.stage = ${filter.stage ?? null})
          AND (${before.id?.lt ?? null}::uuid IS NULL OR l.id < ${before.id?.lt ?? null})
          AND (${pattern}::text IS NULL OR concat_ws(' ', l.email, l.first_name, l.last_name, l.phone, a.name) ILIKE ${pattern})
        ORDER BY l.id DESC LIMIT ${take}`);
      const [model, suppressed] = await Promise.all([
        modelInForce(),
        suppressionsOf(
          database,
          rows.map((row) => addressHash(row.email)),
        ),
      ]);
      const fields = (await workspaces.current())?.organisation.fields ?? {};
      return pageOf(rows, page, (row) => {
        const seen = filter.sensitive === true ? row : { ...row, fields: publicFields(fields, row.fields) };
        const due = gradeDue(model, conditions, row, factsOf(row, model, now));
        return leadView(seen, suppressed.get(addressHash(row.email)) ?? null, model, now, due);
      });
    },

    async consents(leadId, now) {
      const around = await surroundingsOf(database, { leadIds: [leadId], enrollmentId: null }, ['consent'], null, now);
      return around.get(leadId)?.consent ?? [];
    },

    timeline: (leadId) => timelineOf(database, leadId),

    origins: (leadId) => originsOf(database, leadId),

    async explainScore(idOrEmail, now) {
      const model = await modelInForce();
      if (!model) throw new TendrilError('MODEL_UNKNOWN', 'The workspace in force has no scoring model');
      const id = (await findLead(database, idOrEmail))?.id;
      const told = id === undefined ? null : await explainScoreOf(database, id, model, conditions, now);
      if (!told) throw await unknown(database, idOrEmail);
      return told;
    },
  };
}

/** Whoever asks by an id is told when there was such a lead and it was erased; by an address nothing is known any more. */
async function unknown(database: Database, idOrEmail: string): Promise<TendrilError> {
  const [erased] = isId(idOrEmail) ? await database.rows(sql`SELECT 1 FROM erasure WHERE lead_id = ${idOrEmail}`) : [];
  if (erased) return new TendrilError('LEAD_UNKNOWN', `The lead ${idOrEmail} was erased`, { leadId: idOrEmail });
  return new TendrilError('LEAD_UNKNOWN', `There is no lead ${idOrEmail.slice(0, 320)}`);
}

/** Takes the wildcards of LIKE literally. */
const escaped = (search: string): string => search.trim().replace(/[\\%_]/g, '\\$&');
