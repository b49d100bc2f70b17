/**
 * What the gate asks about many leads at once, read in one statement. Before a mail leaves, its lead must be locked: then no
 * other mail to it is claimed meanwhile. Decides nothing.
 */
import type { ConsentEntry } from '../domain/consent.ts';
import type { Cap } from '../domain/program-settings.ts';
import type { Instant } from '../domain/time.ts';
import { capMark, lookBack, type Traffic } from './caps.ts';
import type { Queryable } from './database.ts';
import type { LeadRow } from './lead-rows.ts';
import { json, type Sql, sql } from './sql.ts';
import type { SuppressionReason } from './store.ts';
import { noWishes, type WishColumns, type Wishes, widestWish, wishesOf } from './wishes.ts';

/** A lead, with the hash of its address that its row keeps. */
export type StandingLead = LeadRow & { readonly address_hash: string | null };

export interface LeadStanding {
  readonly suppressed: SuppressionReason | null;
  /** The lead itself is paused. */
  readonly paused: boolean;
  readonly consents: readonly ConsentEntry[];
  readonly wishes: Wishes;
  /** Null when no cap counts. */
  readonly traffic: Traffic | null;
}

/** Of a lead of which nothing was found. */
export const unheardOf: LeadStanding = {
  suppressed: null,
  paused: false,
  consents: [],
  wishes: noWishes,
  traffic: null,
};

export interface StandingRequest {
  /** Null while it is not ordered. */
  readonly broadcastId: string | null;
  readonly leads: readonly StandingLead[];
  readonly addressHash: (address: string) => string;
  readonly caps: readonly Cap[];
  /** What the mails are about: who has opted out of that gets none. */
  readonly purpose: string;
  readonly priority: number;
  readonly now: Instant;
}

/** Of locked leads, for mails that are about to leave. */
export async function standingsOf(tx: Queryable, request: StandingRequest): Promise<ReadonlyMap<string, LeadStanding>> {
  const { leads, now } = request;
  const asked = askedOf(request);
  await keepHashes(tx, asked);
  const rows = await read(tx, request, asked);
  if (rows.some(({ traffic }) => (traffic?.abandoned ?? 0) > 0)) await takeBack(tx, leads, now);
  return byLead(rows);
}

/** As they are at this moment, for a figure: changes nothing and needs no lock. */
export const standingsNow = async (
  on: Queryable,
  request: StandingRequest,
): Promise<ReadonlyMap<string, LeadStanding>> => byLead(await read(on, request, askedOf(request)));

const askedOf = ({ leads, addressHash }: StandingRequest): readonly Asked[] =>
  leads.map(({ id, email, address_hash: kept }) => ({ id, kept, hash: addressHash(email) }));

const read = async (
  on: Queryable,
  request: StandingRequest,
  asked: readonly Asked[],
): Promise<readonly StandingRow[]> => (asked.length === 0 ? [] : on.rows<StandingRow>(statementFor(request, asked)));

interface Asked {
  readonly id: string;
  readonly kept: string | null;
  readonly hash: string;
}

/** The last look before a mail leaves goes by the hash that the lead's row keeps; see `suppressionFor`. */
async function keepHashes(tx: Queryable, asked: readonly Asked[]): Promise<void> {
  const other = asked.filter(({ kept, hash }) => kept !== hash);
  if (other.length === 0) return;
  await tx.rows(sql`
    UPDATE lead l SET address_hash = a.hash FROM jsonb_to_recordset(${json(other)}::jsonb) AS a (id uuid, hash text)
    WHERE l.id = a.id`);
}

/** Claims that ran out before their mails left: they do not count, and must not leave any more. */
const takeBack = (tx: Queryable, leads: readonly StandingLead[], now: Instant): Promise<unknown> =>
  tx.rows(sql`
    UPDATE message SET state = 'PENDING', claim_token = NULL, lease_until = NULL
    WHERE lead_id = ANY (${leads.map(({ id }) => id)}::uuid[]) AND NOT internal AND state = 'CLAIMED'
      AND lease_until <= ${now}`);

/** Mails are counted where a cap of the broadcast or of the lead itself asks for it. */
function statementFor(request: StandingRequest, asked: readonly Asked[]): Sql {
  const { caps, now } = request;
  const since = lookBack(caps, now);
  const widest = lookBack([...caps, ...widestWish], now);
  return sql`
    SELECT l.id AS lead_id, s.reason AS suppressed, p.erased_at, p.away_until, p.mail_pause_until, p.mail_frequency,
      EXISTS (SELECT 1 FROM suppression_entry o WHERE o.address_hash = l.hash AND o.scope = ${`topic/${request.purpose}`}
        AND o.lifted_at IS NULL) AS opted_out,
      EXISTS (SELECT 1 FROM pause p WHERE p.kind = 'lead' AND p.target = l.id::text) AS paused,
      (SELECT coalesce(jsonb_agg(jsonb_build_object('purpose', c.purpose, 'basis', c.basis, 'at', c.at,
        'expiresAt', c.expires_at, 'withdrawnAt', c.withdrawn_at,
        'proof', jsonb_build_object('method', c.proof ->> 'method')) ORDER BY c.at), '[]')
        FROM consent c WHERE c.lead_id = l.id) AS consents,
      CASE WHEN p.mail_frequency <> 'all' OR ${since !== null} THEN ${trafficSince(
        request,
        sql`CASE WHEN p.mail_frequency = 'all' THEN ${since}::timestamptz ELSE ${widest}::timestamptz END`,
      )} END AS traffic
    FROM jsonb_to_recordset(${json(asked)}::jsonb) AS l (id uuid, hash text)
    JOIN lead p ON p.id = l.id LEFT JOIN suppression s ON s.address_hash = l.hash`;
}

/** As `claim_message` counts it. The mail of this broadcast itself does not count; a forecast is of none yet. */
const trafficSince = ({ broadcastId, priority, now }: StandingRequest, since: Sql): Sql => sql`(
  SELECT jsonb_build_object(
    'left', coalesce(jsonb_agg(coalesce(m.sent_at, m.updated_at)) FILTER (WHERE m.state <> 'CLAIMED'), '[]'),
    'leaving', coalesce(jsonb_agg(jsonb_build_object('at', m.updated_at, 'until', m.lease_until))
      FILTER (WHERE m.state = 'CLAIMED' AND (m.lease_until <= ${now}) IS NOT TRUE), '[]'),
    'abandoned', count(*) FILTER (WHERE m.state = 'CLAIMED' AND m.lease_until <= ${now}),
    'ahead', (
      SELECT count(DISTINCT e.id) FROM message a JOIN enrollment e ON e.id = a.enrollment_id
      WHERE a.lead_id = l.id AND a.priority > ${priority} AND a.state = 'DEFERRED' AND starts_with(a.detail, ${capMark})
        AND e.status = 'active' AND e.stop_reason IS NULL AND NOT e.parked
        AND e.step_id = a.step_id AND e.wait_until > ${now}::timestamptz - interval '1 day'))
  FROM message m
  WHERE m.lead_id = l.id AND ${broadcastId === null ? sql`true` : sql`m.broadcast_id IS DISTINCT FROM ${broadcastId}::uuid`}
    AND NOT (m.internal OR m.handoff_id IS NOT NULL OR m.letter_id IS NOT NULL) AND m.state IN ('SENT', 'UNKNOWN', 'IN_FLIGHT', 'CLAIMED')
    AND coalesce(m.sent_at, m.updated_at) > ${since})`;

interface StandingRow extends Pick<LeadStanding, 'suppressed' | 'paused' | 'consents'>, WishColumns {
  readonly lead_id: string;
  readonly opted_out: boolean;
  readonly traffic: (Traffic & { readonly abandoned: number }) | null;
}

/** As PostgreSQL writes times in JSON. */
const instant = (written: string): Instant => new Date(written).toISOString();

const byLead = (rows: readonly StandingRow[]): ReadonlyMap<string, LeadStanding> =>
  new Map(
    rows.map(({ lead_id, suppressed, paused, consents, traffic, opted_out, ...wishes }) => [
      lead_id,
      {
        suppressed,
        paused,
        wishes: wishesOf(wishes, opted_out),
        consents: consents.map(({ at, expiresAt, withdrawnAt, ...entry }) => ({
          ...entry,
          at: instant(at),
          expiresAt: expiresAt && instant(expiresAt),
          withdrawnAt: withdrawnAt && instant(withdrawnAt),
        })),
        traffic: traffic && {
          left: traffic.left.map(instant),
          leaving: traffic.leaving.map(({ at, until }) => ({ at: instant(at), until: instant(until ?? at) })),
          ahead: traffic.ahead,
        },
      },
    ]),
  );
