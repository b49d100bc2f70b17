/**
 * What was fetched of mails around requests that are to be judged. Of one mail no more is read for a request than a judgement
 * looks at, however often the mail was asked for: who asks thousands of times must not make each time dearer.
 */
import type { Hit } from '../domain/engagement/hit.ts';
import { sightAheadMs, sightBackMs, sightHits } from '../domain/engagement/scene.ts';
import type { EventKind } from '../domain/events.ts';
import { type Instant, instantFromMs, msOf } from '../domain/instant.ts';
import type { Queryable } from './database.ts';
import { sql } from './sql.ts';
import type { TrackedHit } from './store.ts';

/** A request that is in the ledger. */
export interface StoredHit extends Hit {
  readonly key: string;
  readonly messageId: string;
}

export type HitsByMail = ReadonlyMap<string, readonly StoredHit[]>;

/** A request of a mail, as far as it says where to look. */
export type Asked = Pick<StoredHit, 'messageId' | 'at'>;

/** As many as a judgement looks at. */
const mostRead = 2 * sightHits + 1;
/** The span of a batch is read at once; where that was too much, what is near its requests, so many of them in one statement. */
const momentsAtOnce = 50;

/** A time of a mail, in milliseconds since 1970, with both ends. */
interface Span {
  readonly messageId: string;
  readonly from: number;
  readonly to: number;
}

/** A moment with the time around it of which the nearest requests are read. */
interface Surroundings extends Span {
  readonly at: number;
}

/** The requests of these mails that a judgement of those that are asked about looks at, and maybe more. */
export async function hitsAround(tx: Queryable, asked: readonly Asked[]): Promise<HitsByMail> {
  const moments = momentsOf(asked);
  const found = byMail(await newestIn(tx, spansOf(moments)));
  const unclear = [...found].flatMap(([messageId, hits]) =>
    surroundingsOf(messageId, momentsUnclear(hits, moments.get(messageId) ?? new Set())),
  );
  for (let i = 0; i < unclear.length; i += momentsAtOnce) {
    for (const [messageId, hits] of byMail(await nearestTo(tx, unclear.slice(i, i + momentsAtOnce)))) {
      const both = [...(found.get(messageId) ?? []), ...hits];
      found.set(messageId, [...new Map(both.map((hit) => [hit.id, hit])).values()]);
    }
  }
  return found;
}

/** For each mail, all that is in sight of its first to its last moment. */
const spansOf = (moments: ReadonlyMap<string, ReadonlySet<number>>): readonly Span[] =>
  [...moments].map(([messageId, times]) => ({
    messageId,
    from: Math.min(...times) - sightBackMs,
    to: Math.max(...times) + sightAheadMs,
  }));

function momentsOf(asked: readonly Asked[]): ReadonlyMap<string, ReadonlySet<number>> {
  const moments = new Map<string, Set<number>>();
  for (const { messageId, at } of asked) {
    const times = moments.get(messageId);
    if (times) times.add(at);
    else moments.set(messageId, new Set([at]));
  }
  return moments;
}

/** The moments of which not enough was read: the newest of the span are all later than what they look at. */
function momentsUnclear(hits: readonly Hit[], moments: ReadonlySet<number>): readonly number[] {
  if (hits.length < mostRead) return [];
  const oldest = hits.reduce((at, hit) => Math.min(at, hit.at), Number.POSITIVE_INFINITY);
  return [...moments].filter((moment) => {
    if (oldest < moment - sightBackMs) return false;
    return hits.filter(({ at }) => at <= moment).length <= sightHits;
  });
}

/** None reaches past the next moment: what lies beyond is read for that one. So a dense time is not read for each anew. */
function surroundingsOf(messageId: string, moments: readonly number[]): readonly Surroundings[] {
  const inOrder = moments.toSorted((a, b) => a - b);
  return inOrder.map((at, i) => ({
    messageId,
    at,
    from: Math.max(at - sightBackMs, (inOrder[i - 1] ?? Number.NEGATIVE_INFINITY) + 1),
    to: Math.min(at + sightAheadMs, (inOrder[i + 1] ?? Number.POSITIVE_INFINITY) - 1),
  }));
}

interface HitRow {
  readonly id: string;
  readonly key: string;
  readonly message_id: string;
  readonly kind: EventKind;
  readonly occurred_at: Instant;
  readonly hit: TrackedHit;
}

const seen = sql`id, dedupe_key AS key, message_id, kind, occurred_at, payload -> 'hit' AS hit`;

/** Of each span the newest. */
async function newestIn(tx: Queryable, spans: readonly Span[]): Promise<readonly HitRow[]> {
  if (spans.length === 0) return [];
  return tx.rows<HitRow>(sql`
    SELECT e.* FROM unnest(${spans.map(({ messageId }) => messageId)}::uuid[],
      ${spans.map(({ from }) => instantFromMs(from))}::timestamptz[],
      ${spans.map(({ to }) => instantFromMs(to))}::timestamptz[]) AS span (mail, start, "end")
    CROSS JOIN LATERAL (
      SELECT ${seen} FROM event
      WHERE message_id = span.mail AND occurred_at BETWEEN span.start AND span."end" AND ${isJudgeable}
      ORDER BY occurred_at DESC LIMIT ${mostRead}
    ) e`);
}

/** The nearest before each moment, and the nearest after it. */
const nearestTo = (tx: Queryable, spans: readonly Surroundings[]): Promise<readonly HitRow[]> =>
  tx.rows<HitRow>(sql`
    SELECT DISTINCT ON (e.id) e.* FROM unnest(${spans.map(({ messageId }) => messageId)}::uuid[],
      ${spans.map(({ from }) => instantFromMs(from))}::timestamptz[],
      ${spans.map(({ at }) => instantFromMs(at))}::timestamptz[],
      ${spans.map(({ to }) => instantFromMs(to))}::timestamptz[]) AS span (mail, start, at, "end")
    CROSS JOIN LATERAL (
      (SELECT ${seen} FROM event
        WHERE message_id = span.mail AND occurred_at BETWEEN span.start AND span.at AND ${isJudgeable}
        ORDER BY occurred_at DESC LIMIT ${sightHits + 1})
      UNION ALL
      (SELECT ${seen} FROM event
        WHERE message_id = span.mail AND occurred_at > span.at AND occurred_at <= span."end" AND ${isJudgeable}
        ORDER BY occurred_at LIMIT ${sightHits})
    ) e`);

function byMail(rows: readonly HitRow[]): Map<string, readonly StoredHit[]> {
  const mails = new Map<string, StoredHit[]>();
  for (const row of rows) {
    const hit = storedHit(row);
    const hits = mails.get(hit.messageId);
    if (hits) hits.push(hit);
    else mails.set(hit.messageId, [hit]);
  }
  return mails;
}

/** Of an event: it is a request, and what was seen of it is still kept. */
export const isJudgeable = sql`jsonb_typeof(payload -> 'hit' -> 'userAgent') = 'string'`;

const storedHit = ({ id, key, message_id, kind, hit, occurred_at }: HitRow): StoredHit =>
  Object.assign(hitFrom(id, kind, hit, occurred_at), { key, messageId: message_id });

export function hitFrom(id: string, kind: EventKind, hit: TrackedHit, at: Instant): Hit {
  const seen = {
    id,
    kind: kind === 'open' ? ('open' as const) : ('click' as const),
    at: msOf(at),
    link: hit.link,
    honeypot: hit.honeypot,
    method: hit.method,
    prefetch: hit.prefetch,
    userAgent: hit.userAgent,
    network: hit.network,
    networkKind: hit.networkKind,
  };
  const { toldAt, toldMachine } = hit;
  if (toldAt === undefined && toldMachine === undefined) return seen;
  return { ...seen, ...(toldAt !== undefined && { toldAt }), ...(toldMachine !== undefined && { toldMachine }) };
}
