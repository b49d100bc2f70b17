/**
 * Leads: saved, looked up, listed, and told about.
 */
import { canonicalAddress } from '../domain/address.ts';
import { TendrilError } from '../domain/errors.ts';
import type { Conditions } from '../domain/lead.ts';
import type { Database } from './database.ts';
import { isId } from './ids.ts';
import { type LeadRow, leadColumns, leadView } from './lead-rows.ts';
import { saveLead } from './lead-saves.ts';
import { pageOf, pageQuery } from './pages.ts';
import { explainScoreOf } from './score-ledger.ts';
import { sql } from './sql.ts';
import type { Leads } from './store.ts';
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
  return {
    async save(input, now, actor) {
      const context = { model: await modelInForce(), conditions, addressHash, now, actor };
      return database.transaction((tx) => saveLead(tx, input, context));
    },

    async get(idOrEmail, now) {
      const row = await find(database, idOrEmail);
      if (!row) throw await unknown(database, idOrEmail);
      const suppressed = await suppressionOf(database, addressHash(row.email));
      return leadView(row, suppressed, await modelInForce(), now);
    },

    async list(filter, page, now) {
      const { take, before } = pageQuery(page);
      const pattern = filter.search === undefined ? null : `%${escaped(filter.search)}%`;
      const rows = await database.rows<LeadRow>(sql`
        SELECT ${leadColumns} FROM lead l LEFT JOIN account a ON a.id = l.account_id
        WHERE l.erased_at IS NULL AND (${filter.stage ?? null}::text IS NULL OR l.stage = ${filter.stage ?? null})
          AND (${before.id?.lt ?? null}::uuid IS NULL OR l.id < ${before.id?.lt ?? null})
          AND (${pattern}::text IS NULL OR concat_ws(' ', l.email, l.first_name, l.last_name, a.name) ILIKE ${pattern})
        ORDER BY l.id DESC LIMIT ${take}`);
      const [model, suppressed] = await Promise.all([
        modelInForce(),
        suppressionsOf(
          database,
          rows.map((row) => addressHash(row.email)),
        ),
      ]);
      return pageOf(rows, page, (row) => leadView(row, suppressed.get(addressHash(row.email)) ?? null, model, now));
    },

    async consents(leadId, now) {
      const around = await surroundingsOf(database, { leadIds: [leadId], enrollmentId: null }, ['consent'], null, now);
      return around.get(leadId)?.consent ?? [];
    },

    timeline: (leadId) => timelineOf(database, leadId),

    async explainScore(idOrEmail, now) {
      const model = await modelInForce();
      if (!model) throw new TendrilError('MODEL_UNKNOWN', 'The workspace in force has no scoring model');
      const id = (await find(database, idOrEmail))?.id;
      const told = id === undefined ? null : await explainScoreOf(database, id, model, conditions, now);
      if (!told) throw await unknown(database, idOrEmail);
      return told;
    },
  };
}

async function find(database: Database, idOrEmail: string): Promise<LeadRow | null> {
  const byId = isId(idOrEmail);
  const address = byId ? null : addressOf(idOrEmail);
  if (!byId && address === null) return null;
  const [row] = await database.rows<LeadRow>(
    byId
      ? sql`SELECT ${leadColumns} FROM lead l LEFT JOIN account a ON a.id = l.account_id WHERE l.id = ${idOrEmail} AND l.erased_at IS NULL`
      : sql`SELECT ${leadColumns} FROM lead l LEFT JOIN account a ON a.id = l.account_id WHERE l.canonical_email = ${address} AND l.erased_at IS NULL`,
  );
  return row ?? null;
}

/** Whoever asks by an id is told when there was such a lead and it was erased; by an address nothing is known any more. */
async function unknown(database: Database, idOrEmail: string): Promise<TendrilError> {
  const [erased] = isId(idOrEmail) ? await database.rows(sql`SELECT 1 FROM erasure WHERE lead_id = ${idOrEmail}`) : [];
  if (erased) return new TendrilError('LEAD_UNKNOWN', `The lead ${idOrEmail} was erased`, { leadId: idOrEmail });
  return new TendrilError('LEAD_UNKNOWN', `There is no lead ${idOrEmail.slice(0, 320)}`);
}

/** What is no address is no lead either. */
function addressOf(text: string): string | null {
  try {
    return canonicalAddress(text);
  } catch {
    return null;
  }
}

/** Takes the wildcards of LIKE literally. */
const escaped = (search: string): string => search.trim().replace(/[\\%_]/g, '\\$&');
