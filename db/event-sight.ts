/**
 * What was fetched of mails around requests that are to be judged. Of one mail no more is read for a request than a judgement
 * looks at, however often the mail was asked for: who asks thousands of times must not make each time dearer.
 */
import type { Hit } from '../domain/engagement/hit.ts';
import { floodHits, sightAheadMs, sightBackMs } from '../domain/engagement/scene.ts';
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

/** With so many read there is a flood, whether or not the request itself is one of them. */
const mostRead = floodHits + 1;
/** The span of a batch is read at once; where that was too much, requests by themselves, so many in one statement. */
const spansAtOnce = 50;

/** A time of a mail, in milliseconds since 1970. */
interface Span {
  readonly messageId: string;
  readonly from: number;
  readonly to: number;
}

const sightOf = (messageId: string, first: number, last: number): Span => ({
  messageId,
  from: first - sightBackMs,
  to: last + sightAheadMs,
});

/**
 * The requests of these mails that are in sight of those that are asked about: all of them, or so many that each sees a
 * flood.
 */
export async function hitsAround(tx: Queryable, asked: readonly Asked[]): Promise<HitsByMail> {
  const moments = momentsOf(asked);
  const spans = [...moments].map(([messageId, times]) => sightOf(messageId, Math.min(...times), Math.max(...times)));
  const found = await hitsIn(tx, spans);
  const unclear = [...found].flatMap(([messageId, hits]) =>
    momentsUnclear(hits, moments.get(messageId) ?? new Set()).map((at) => sightOf(messageId, at, at)),
  );
  for (let i = 0; i < unclear.length; i += spansAtOnce) {
    for (const [messageId, hits] of await hitsIn(tx, unclear.slice(i, i + spansAtOnce))) {
      const both = [...(found.get(messageId) ?? []), ...hits];
      found.set(messageId, [...new Map(both.map((hit) => [hit.id, hit])).values()]);
    }
  }
  return found;
}

function momentsOf(asked: readonly Asked[]): ReadonlyMap<string, ReadonlySet<number>> {
  const moments = new Map<string, Set<number>>();
  for (const { messageId, at } of asked) {
    const times = moments.get(messageId);
    if (times) times.add(at);
    else moments.set(messageId, new Set([at]));
  }
  return moments;
}

/** The moments that would see more than was read of the span, and see no flood yet. */
function momentsUnclear(hits: readonly Hit[], moments: ReadonlySet<number>): readonly number[] {
  if (hits.length < mostRead) return [];
  const oldest = hits.reduce((at, hit) => Math.min(at, hit.at), Number.POSITIVE_INFINITY);
  return [...moments].filter((moment) => {
    if (moment - sightBackMs > oldest) return false;
    const seen = hits.filter(({ at }) => at >= moment - sightBackMs && at <= moment + sightAheadMs);
    return seen.length < mostRead;
  });
}

interface HitRow {
  readonly id: string;
  readonly key: string;
  readonly message_id: string;
  readonly kind: EventKind;
  readonly occurred_at: Instant;
  readonly hit: TrackedHit;
}

/** Of each span the newest, as many as a judgement looks at. */
async function hitsIn(tx: Queryable, spans: readonly Span[]): Promise<Map<string, readonly StoredHit[]>> {
  const byMail = new Map<string, StoredHit[]>();
  if (spans.length === 0) return byMail;
  const mails = spans.map(({ messageId }) => messageId);
  const starts = spans.map(({ from }) => instantFromMs(from));
  const ends = spans.map(({ to }) => instantFromMs(to));
  const rows = await tx.rows<HitRow>(sql`
    SELECT e.* FROM unnest(${mails}::uuid[], ${starts}::timestamptz[], ${ends}::timestamptz[]) AS span (mail, start, "end")
    CROSS JOIN LATERAL (
      SELECT id, dedupe_key AS key, message_id, kind, occurred_at, payload -> 'hit' AS hit FROM event
      WHERE message_id = span.mail AND occurred_at BETWEEN span.start AND span."end" AND ${isJudgeable}
      ORDER BY occurred_at DESC LIMIT ${mostRead}
    ) e`);
  for (const row of rows) {
    const hit = storedHit(row);
    const hits = byMail.get(hit.messageId);
    if (hits) hits.push(hit);
    else byMail.set(hit.messageId, [hit]);
  }
  return byMail;
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
