/**
 * The shared allowances: a row for each, locked by whoever takes from it, so that workers cannot overrun a limit
 * together. What a row allows is reckoned by `domain/pace-bucket.ts`.
 */
import { type Bucket, freshBucket, recoveredAfterMs, slowed, take } from '../domain/pace-bucket.ts';
import { type Instant, instantFromMs, msOf } from '../domain/time.ts';
import type { Database, Queryable } from './database.ts';
import { json, sql } from './sql.ts';
import type { PaceBuckets } from './store.ts';

const dayMs = 86_400_000;

export function createPaceBuckets(database: Database): PaceBuckets {
  return {
    lease: (from, wanted, now) =>
      database.transaction(async (tx) => {
        const asks = from.toSorted((a, b) => (a.key < b.key ? -1 : 1));
        const keys = asks.map(({ key }) => key);
        const rows = await locked(tx, keys, now);
        const held = asks.map(({ allowance }, i) => ({ allowance, bucket: rows[i] ?? freshBucket(msOf(now)) }));
        const taken = take(held, wanted, msOf(now));
        const { urgent, bulk } = taken.granted;
        if (urgent + bulk > 0) await write(tx, keys, taken.buckets, now);
        return {
          granted: taken.granted,
          next: { urgent: instantFromMs(taken.nextMs.urgent), bulk: instantFromMs(taken.nextMs.bulk) },
          everyMs: taken.everyMs,
          held: taken.held && { key: keys[taken.held.index] ?? '', by: taken.held.by },
        };
      }),

    slow: (key, fromDomain, now) =>
      database.transaction(async (tx) => {
        const [bucket = freshBucket(msOf(now))] = await locked(tx, [key], now);
        const after = slowed(bucket, msOf(now));
        if (after !== bucket) await write(tx, [key], [after], now);
        await stepBack(tx, fromDomain, now);
      }),

    async state(now) {
      const since = instantFromMs(msOf(now) - recoveredAfterMs);
      const rows = await database.rows<{ readonly key: string; readonly warming: Instant | null }>(sql`
        SELECT key, NULL::timestamptz AS warming FROM pace_bucket WHERE back_off_until > ${since}
        UNION ALL SELECT domain, warm_up_since FROM sender_domain WHERE warm_up_since IS NOT NULL`);
      return {
        slowed: new Set(rows.filter(({ warming }) => warming === null).map(({ key }) => key)),
        warmUps: new Map(rows.flatMap(({ key, warming }) => (warming === null ? [] : [[key, warming] as const]))),
      };
    },
  };
}

interface BucketRow {
  readonly key: string;
  readonly used_to: Instant;
  /** Days since the epoch. */
  readonly day: number;
  readonly day_used: number;
  readonly back_off_until: Instant | null;
  readonly share: number;
}

/** The buckets of the keys in their order, locked in it; those that were not there are made. */
async function locked(tx: Queryable, keys: readonly string[], now: Instant): Promise<readonly Bucket[]> {
  const look = () =>
    tx.rows<BucketRow>(sql`
      SELECT key, used_to, day - DATE '1970-01-01' AS day, day_used, back_off_until, share FROM pace_bucket
      WHERE key = ANY (${keys}) ORDER BY key COLLATE "C" FOR UPDATE`);
  let rows = await look();
  if (rows.length < keys.length) {
    await tx.rows(sql`
      INSERT INTO pace_bucket (key, used_to, day, updated_at)
      SELECT key, ${now}::timestamptz, (${now}::timestamptz AT TIME ZONE 'UTC')::date, ${now}::timestamptz
      FROM unnest(${keys}::text[]) AS key ORDER BY key COLLATE "C" ON CONFLICT DO NOTHING`);
    rows = await look();
  }
  return rows.map((row) => ({
    usedToMs: msOf(row.used_to),
    day: row.day,
    dayUsed: row.day_used,
    backOffUntilMs: row.back_off_until === null ? null : msOf(row.back_off_until),
    share: row.share,
  }));
}

async function write(tx: Queryable, keys: readonly string[], buckets: readonly Bucket[], now: Instant): Promise<void> {
  const rows = buckets.map((bucket, i) => ({
    key: keys[i],
    used: instantFromMs(bucket.usedToMs),
    day: instantFromMs(bucket.day * dayMs).slice(0, 10),
    count: bucket.dayUsed,
    until: bucket.backOffUntilMs === null ? null : instantFromMs(bucket.backOffUntilMs),
    share: bucket.share,
  }));
  await tx.rows(sql`
    UPDATE pace_bucket b SET used_to = r.used, day = r.day, day_used = r.count, back_off_until = r.until, share = r.share,
      updated_at = ${now}
    FROM jsonb_to_recordset(${json(rows)}::jsonb)
      AS r (key text, used timestamptz, day date, count int, until timestamptz, share float8)
    WHERE b.key = r.key`);
}

/** The bucket that nothing is taken from: its day is the last on which the warm-up of a domain went back. */
const stepBackKey = (domain: string): string => `${domain} warm-up`;

/**
 * A warm-up that goes too fast is where it was the day before: its beginning moves on by a day, at most once a day. A
 * domain that does not warm up has nothing to go back on.
 */
export async function stepBack(tx: Queryable, domain: string, now: Instant): Promise<void> {
  await tx.rows(sql`
    WITH warming AS (SELECT domain FROM sender_domain WHERE domain = ${domain} AND warm_up_since IS NOT NULL),
    first AS (
      INSERT INTO pace_bucket (key, used_to, day, updated_at)
      SELECT ${stepBackKey(domain)}, ${now}::timestamptz, (${now}::timestamptz AT TIME ZONE 'UTC')::date, ${now}::timestamptz
      FROM warming
      ON CONFLICT (key) DO UPDATE SET day = excluded.day, updated_at = excluded.updated_at
      WHERE pace_bucket.day < excluded.day RETURNING key
    )
    UPDATE sender_domain SET warm_up_since = least(warm_up_since + interval '24 hours', ${now}::timestamptz)
    WHERE domain = ${domain} AND EXISTS (SELECT 1 FROM first)`);
}
