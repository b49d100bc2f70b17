/**
 * Hand-offs: listed and told to sales, offered and taken back, decided, and given back to nurturing.
 */
import type { PublicHolidays } from '../domain/calendar.ts';
import type { DeskStep } from '../domain/handoff-steps.ts';
import type { Instant } from '../domain/time.ts';
import { assignHandoff, passOn } from './assigning.ts';
import { groupOf } from './buying-groups.ts';
import type { Database, Queryable } from './database.ts';
import { joinGroup, takeStep } from './decisions.ts';
import { deskReport } from './desk-numbers.ts';
import type { EntryContext } from './entrants.ts';
import { type FollowedRow, followedView, selectFollowed } from './followed.ts';
import { handoffOfMessage } from './handoff-messages.ts';
import {
  checkedHandoffId,
  type DecidedColumns,
  decisionFrom,
  type HandoffRow,
  handoffView,
  handoffViewOf,
  selectHandoff,
  unknownHandoff,
} from './handoff-rows.ts';
import { isId } from './ids.ts';
import { mergeDecider } from './merge-runs.ts';
import { lapseOffer, makeOffer } from './offers.ts';
import { pageOf, pageQuery } from './pages.ts';
import { recycle } from './recycling.ts';
import { routeOfLead } from './routing.ts';
import { sql } from './sql.ts';
import type { Handoffs, Leads, StepGiven } from './store.ts';
import type { Workspaces } from './workspaces.ts';

interface HandoffsDeps {
  readonly database: Database;
  readonly workspaces: Workspaces;
  readonly leads: Leads;
  readonly entryContext: () => Promise<EntryContext>;
  readonly isPublicHoliday: PublicHolidays;
}

export function createHandoffs(deps: HandoffsDeps): Handoffs {
  const { database, workspaces, leads, entryContext, isPublicHoliday } = deps;
  const routingContext = async () => ({ ...(await entryContext()), isPublicHoliday });
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

    async running() {
      const rows = await database.rows<HandoffRow>(sql`${selectHandoff}
        WHERE h.status = ANY (ARRAY['open', 'accepted']) AND (h.status = 'open' OR h.follow) AND h.attached_to IS NULL
        ORDER BY h.id LIMIT 10000`);
      return rows.map(handoffView);
    },

    async responsible(leadId) {
      if (!isId(leadId)) return null;
      const [row] = await database.rows<HandoffRow>(
        sql`${selectHandoff} WHERE h.lead_id = ${leadId} ORDER BY h.number DESC LIMIT 1`,
      );
      return row && row.status !== 'returned' ? handoffView(row).salesperson : null;
    },

    async story(id, now) {
      const handoff = await handoffViewOf(database, id);
      const [lead, timeline, group] = await Promise.all([
        leads.get(handoff.leadId, now),
        leads.timeline(handoff.leadId),
        groupOf(database, id),
      ]);
      return { handoff, lead, timeline, group };
    },

    async decide(id, { note = null, offer = null, seen = 'open', key = null, heardAt = null, ...given }, actor, now) {
      const context = await entryContext();
      const input = { step: stepOf(given), note, offer, seen, key, heardAt, actor, now };
      return database.transaction((tx) => takeStep(tx, context, id, input));
    },

    ofMessage: (messageId) => handoffOfMessage(database, messageId),

    async followed(id) {
      const [row] = await database.rows<FollowedRow>(sql`${selectFollowed} WHERE h.id = ${checkedHandoffId(id)}`);
      if (!row) throw unknownHandoff(id);
      return followedView(row);
    },

    async offer(id, n, now) {
      const context = await routingContext();
      return database.transaction((tx) => makeOffer(tx, context, id, n, now));
    },

    async join(id, now) {
      const context = await entryContext();
      return database.transaction((tx) => joinGroup(tx, context, id, now));
    },

    async route(name, now) {
      const context = await routingContext();
      await workspaces.required();
      const lead = await leads.get(name, now);
      return routeOfLead(database, context, lead, now);
    },

    numbers: async (period, now) =>
      deskReport(database, { workspace: await workspaces.current(), isPublicHoliday }, period, now),

    async assign(id, salesperson, actor, now) {
      const context = await routingContext();
      return database.transaction((tx) => assignHandoff(tx, context, id, { salesperson, actor, now }));
    },

    async passOn(id, now) {
      const context = await routingContext();
      return database.transaction((tx) => passOn(tx, context, id, now));
    },

    lapse: (id, n, now) => database.transaction((tx) => lapseOffer(tx, id, n, now)),
    undeliverable: (id, n, now, since) => database.transaction((tx) => undeliverable(tx, id, n, now, since)),

    async recycle(id, sequence, now) {
      const context = await entryContext();
      return database.transaction((tx) => recycle(tx, context, id, sequence, now));
    },

    async decisionOf(id) {
      const [row] = await database.rows<Decided>(
        sql`SELECT h.status, h.reason, h.follow, h.decided_at, h.again_on::text AS again_on,
            (SELECT count(*) FROM handoff b WHERE b.lead_id = h.lead_id AND b.number <= h.number
              AND b.status = ANY (ARRAY['returned', 'lost']))::int AS times,
            l.erased_at IS NOT NULL OR coalesce(starts_with(h.decided_by, ${mergeDecider('')}), false) AS erased
          FROM handoff h JOIN lead l ON l.id = h.lead_id WHERE h.id = ${checkedHandoffId(id)}`,
      );
      if (!row) throw unknownHandoff(id);
      const decision = decisionFrom(row);
      const { decided_at: at, erased, again_on: againOn, times } = row;
      return decision && at !== null ? { decision, at, erased, againOn, times } : null;
    },
  };
}

/** With all that may be left out. */
function stepOf(given: StepGiven): DeskStep {
  switch (given.kind) {
    case 'won': {
      const { amount = null, currency = null, product = null } = given;
      return { kind: 'won', amount, currency, product };
    }
    case 'meeting':
      return { kind: 'meeting', at: given.at ?? null };
    case 'returned':
      return { ...given, againOn: given.againOn ?? null };
    default:
      return given as DeskStep;
  }
}

interface Decided extends DecidedColumns {
  readonly decided_at: Instant | null;
  readonly erased: boolean;
  readonly again_on: string | null;
  readonly times: number;
}

/** An offer that was taken back before its deadline is one whose mail could not be delivered. */
async function undeliverable(
  tx: Queryable,
  id: string,
  n: number,
  now: Instant,
  since: Instant,
): ReturnType<Handoffs['undeliverable']> {
  const lapsed = await lapseOffer(tx, id, n, now);
  if (lapsed.kind === 'decided') return lapsed;
  const others = await tx.rows(sql`
    SELECT 1 FROM salesperson s WHERE s.active AND NOT EXISTS (
      SELECT 1 FROM handoff_offer o
      WHERE o.handoff_id = ${id} AND o.salesperson_id = s.id
        AND (o.number = ${n} OR (o.lapsed_at < o.deadline AND o.lapsed_at > ${since}))
    ) LIMIT 1`);
  return { kind: 'lapsed', othersLeft: others.length > 0 };
}
