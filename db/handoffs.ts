/**
 * Hand-offs: listed and told to sales, offered and taken back, decided, and given back to nurturing.
 */
import { errorCode, errorKind, TendrilError } from '../domain/errors.ts';
import type { Instant } from '../domain/time.ts';
import type { Database, Queryable } from './database.ts';
import { decideHandoff } from './decisions.ts';
import { enrollLocked } from './enrolling.ts';
import {
  checkedHandoffId,
  decisionFrom,
  type HandoffRow,
  handoffView,
  handoffViewOf,
  selectHandoff,
  unknownHandoff,
} from './handoff-rows.ts';
import { lockLead } from './lead-writes.ts';
import { lapseOffer, makeOffer } from './offers.ts';
import { pageOf, pageQuery } from './pages.ts';
import { sql } from './sql.ts';
import type { Handoffs, HandoffView, Leads } from './store.ts';
import type { Workspaces } from './workspaces.ts';

interface HandoffsDeps {
  readonly database: Database;
  readonly workspaces: Workspaces;
  readonly leads: Leads;
  readonly addressHash: (address: string) => string;
}

export function createHandoffs({ database, workspaces, leads, addressHash }: HandoffsDeps): Handoffs {
  return {
    async list({ status = null, salesperson = null }, page) {
      const { take, before } = pageQuery(page);
      const after = before.id?.lt ?? null;
      const rows = await database.rows<HandoffRow>(sql`${selectHandoff}
        WHERE (${status}::text IS NULL OR h.status = ${status}) AND (${salesperson}::text IS NULL OR s.key = ${salesperson})
          AND (${after}::uuid IS NULL OR h.id < ${after})
        ORDER BY h.id DESC LIMIT ${take}`);
      return pageOf(rows, page, handoffView);
    },

    async story(id, now) {
      const handoff = await handoffViewOf(database, id);
      const [lead, timeline] = await Promise.all([leads.get(handoff.leadId, now), leads.timeline(handoff.leadId)]);
      return { handoff, lead, timeline };
    },

    async decide(id, { note = null, offer = null, ...decision }, actor, now) {
      const model = (await workspaces.current())?.scoring ?? null;
      const input = { decision, note, offer, actor, now };
      return database.transaction((tx) => decideHandoff(tx, id, input, model));
    },

    offer: (id, n, times) => database.transaction((tx) => makeOffer(tx, id, n, times)),
    lapse: (id, n, now) => database.transaction((tx) => lapseOffer(tx, id, n, now)),
    recycle: (id, sequence, now) => database.transaction((tx) => recycle(tx, addressHash, id, sequence, now)),

    async decisionOf(id) {
      const [row] = await database.rows<Decided>(
        sql`SELECT status, reason, decided_at FROM handoff WHERE id = ${checkedHandoffId(id)}`,
      );
      if (!row) throw unknownHandoff(id);
      const decision = decisionFrom(row);
      return decision && row.decided_at !== null ? { decision, at: row.decided_at } : null;
    },
  };
}

interface Decided {
  readonly status: HandoffView['status'];
  readonly reason: string | null;
  readonly decided_at: Instant | null;
}

interface Returned {
  readonly lead_id: string;
  readonly status: HandoffView['status'];
  readonly recycled_as: string | null;
  readonly note: string | null;
}

/** Enrolls the lead again. Why that cannot be is noted on the hand-off, where sales and marketing look. */
async function recycle(
  tx: Queryable,
  addressHash: (address: string) => string,
  id: string,
  sequence: string,
  now: Instant,
): Promise<string | null> {
  const find = () =>
    tx.rows<Returned>(sql`SELECT lead_id, status, recycled_as, note FROM handoff WHERE id = ${checkedHandoffId(id)}`);
  const [owner] = await find();
  const lead = owner ? await lockLead(tx, owner.lead_id) : null;
  // Again, under the lock: another attempt may have done it.
  const [handoff] = await find();
  if (!lead || !handoff) throw unknownHandoff(id);
  if (handoff.recycled_as !== null) return handoff.recycled_as;
  if (handoff.status !== 'returned') {
    throw new TendrilError('INTERNAL', `The hand-off ${id} is ${handoff.status}, not returned`, { handoffId: id });
  }
  try {
    const enrollmentId = await enrollLocked(tx, lead, addressHash(lead.email), sequence, `handoff/${id}`, now);
    await tx.rows(sql`UPDATE handoff SET recycled_as = ${enrollmentId} WHERE id = ${id}`);
    return enrollmentId;
  } catch (error) {
    // The gate refuses before anything is written, so that the transaction can go on with the note.
    if (!isRefusal(error)) throw error;
    const reason = `Not nurtured again: ${error.message}`;
    if (!handoff.note?.includes(reason)) {
      const note = [handoff.note, reason].filter(Boolean).join('\n');
      await tx.rows(sql`UPDATE handoff SET note = ${note} WHERE id = ${id}`);
    }
    return null;
  }
}

const isRefusal = (error: unknown): error is TendrilError =>
  error instanceof TendrilError && errorKind(errorCode(error)).retry === 'never';
