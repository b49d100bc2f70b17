/** Segments: how many leads are in each, which, and since when. */

import { TendrilError } from '../domain/errors.ts';
import { publicFields } from '../domain/fields.ts';
import type { Workspace } from '../domain/workspace.ts';
import type { Database } from './database.ts';
import { gradeDue } from './fit.ts';
import { segmentCondition } from './lead-filter.ts';
import { factsOf, leadView } from './lead-rows.ts';
import { listenTo } from './listener.ts';
import { pageOf, pageQuery } from './pages.ts';
import { nextReview, type ReviewContext, review } from './reviews.ts';
import { countMeant, findMeant } from './segment-search.ts';
import { startsOf, watchSegments } from './segment-watches.ts';
import { sql } from './sql.ts';
import type { SegmentMember, Segments, SegmentView } from './store.ts';
import { suppressionsOf } from './suppressions.ts';

interface SegmentsDeps {
  readonly database: Database;
  readonly databaseUrl: string;
  readonly reviewContext: () => Promise<ReviewContext>;
  readonly warn: (details: object, message: string) => void;
}

/** So long a person waits for a number. */
const countWithinMs = 10_000;

/** The channel of NOTIFY on which the database says that leads are to be reviewed: a trigger of the migration. */
const reviewChannel = 'tendril_review';

export function createSegments({ database, databaseUrl, reviewContext, warn }: SegmentsDeps): Segments {
  return {
    async list(now) {
      const context = await reviewContext();
      const [starts, watched] = [await startsOf(database, context), await watchedSince(database)];
      const segments = Object.entries(segmentsOf(context.workspace));
      const withinMs = countWithinMs / Math.max(1, segments.length);
      const views: SegmentView[] = [];
      for (const [name, condition] of segments) {
        const leads = await countMeant(database, context, { segment: name }, withinMs, now).catch(unlessSlow);
        const since = watched.get(name) ?? null;
        views.push({ name, condition, leads, starts: starts.get(name) ?? [], watchedSince: since });
      }
      return views;
    },

    async get(name, now) {
      const context = await reviewContext();
      const condition = segmentCondition(name, context.workspace);
      const leads = await countMeant(database, context, { segment: name }, countWithinMs, now);
      const starts = (await startsOf(database, context)).get(name) ?? [];
      return { name, condition, leads, starts, watchedSince: (await watchedSince(database)).get(name) ?? null };
    },

    async count(asked, now) {
      return countMeant(database, await reviewContext(), asked, countWithinMs, now);
    },

    async leads(asked, page, now, { sensitive = false } = {}) {
      const context = await reviewContext();
      const { take, before } = pageQuery(page);
      const search = { before: before.id?.lt ?? null, limit: take, withinMs: countWithinMs };
      const rows = await findMeant(database, context, asked, search, now);
      const hashes = new Map(rows.map(({ id, email }) => [id, context.addressHash(email)]));
      const suppressed = await suppressionsOf(database, [...hashes.values()]);
      const fields = context.workspace?.organisation.fields ?? {};
      return pageOf(rows, page, (row) => {
        const seen = sensitive ? row : { ...row, fields: publicFields(fields, row.fields) };
        const reason = suppressed.get(hashes.get(row.id) ?? '') ?? null;
        const model = context.workspace?.scoring ?? null;
        const due = gradeDue(model, context.conditions, row, factsOf(row, model, now));
        return leadView(seen, reason, model, now, due);
      });
    },

    async members(name, page) {
      segmentCondition(name, (await reviewContext()).workspace);
      const { take, before } = pageQuery(page);
      const rows = await database.rows<SegmentMember & { readonly id: string }>(sql`
        SELECT m.lead_id AS id, m.lead_id AS "leadId", l.email, m.since FROM segment_member m JOIN lead l ON l.id = m.lead_id
        WHERE m.segment = ${name} AND (${before.id?.lt ?? null}::uuid IS NULL OR m.lead_id < ${before.id?.lt ?? null})
        ORDER BY m.lead_id DESC LIMIT ${take}`);
      return pageOf(rows, page, ({ leadId, email, since }) => ({ leadId, email, since }));
    },

    watch: async (now) => watchSegments(database, await reviewContext(), now),
    review: async (limit, now) => review(database, await reviewContext(), limit, now),
    nextReview: () => nextReview(database),
    listen: (wake) => listenTo(databaseUrl, reviewChannel, wake, warn),
  };
}

const segmentsOf = (workspace: Workspace | null): Readonly<Record<string, string>> =>
  workspace?.organisation.segments ?? {};

function unlessSlow(error: unknown): null {
  if (error instanceof TendrilError && error.code === 'SEGMENT_SLOW') return null;
  throw error;
}

async function watchedSince(database: Database): Promise<ReadonlyMap<string, string>> {
  const rows = await database.rows<{ readonly segment: string; readonly filled_at: string }>(sql`
    SELECT segment, filled_at FROM segment_watch WHERE filled_at IS NOT NULL`);
  return new Map(rows.map(({ segment, filled_at }) => [segment, filled_at]));
}
