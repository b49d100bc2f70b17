/** What came in by forms: kept once, taken by one process at a time, and forgotten here once it is the lead's. */
import { TendrilError } from '../domain/errors.ts';
import { type FormCount, formCounts, type SubmissionStatus } from '../domain/form-submission.ts';
import { type Instant, plusMs } from '../domain/time.ts';
import type { Database, Queryable } from './database.ts';
import { isId, newId } from './ids.ts';
import { pageOf, pageQuery } from './pages.ts';
import { json, type Sql, sql } from './sql.ts';
import type { FormFigures, FormSubmissions, NewSubmission, OpenSubmission, SubmissionView } from './store.ts';

/** Different submissions of one visit: who corrects a slip sends two. */
const mostOfVisit = 3;
/** After so long somebody else may take what was claimed. */
const claimMs = 60_000;

export function createForms(database: Database): FormSubmissions {
  return {
    keep: (submission, now) => database.transaction((tx) => keep(tx, submission, now)),

    async claim(id, now) {
      if (!isId(id)) return null;
      const [row] = await database.rows<OpenSubmission>(sql`
        UPDATE form_submission SET claimed_at = ${now}
        WHERE id = ${id} AND ${isFree(now)}
        RETURNING id, key, form, version, origin, content, at`);
      return row ?? null;
    },

    async waiting(limit, now) {
      const rows = await database.rows<{ readonly id: string }>(sql`
        SELECT id FROM form_submission WHERE content IS NOT NULL AND ${isFree(now)} ORDER BY at LIMIT ${limit}`);
      return rows.map(({ id }) => id);
    },

    async accepted(id, { leadId, consentRequestId, note }, now) {
      await database.rows(sql`
        UPDATE form_submission SET status = 'accepted', lead_id = ${leadId}, consent_request_id = ${consentRequestId},
          note = ${note}, content = NULL, handled_at = ${now}, claimed_at = NULL
        WHERE id = ${id} AND status = 'pending'`);
    },

    async refused(id, code, now) {
      await database.rows(sql`
        UPDATE form_submission SET status = 'refused', note = ${code}, content = NULL, handled_at = ${now}, claimed_at = NULL
        WHERE id = ${id} AND status = 'pending'`);
    },

    release: (id, actor, now) => database.transaction((tx) => release(tx, id, actor, now)),

    async list({ form, status }, page) {
      const { take, before } = pageQuery(page);
      const rows = await database.rows<SubmissionView>(sql`
        ${selected} WHERE (${form ?? null}::text IS NULL OR s.form = ${form ?? null})
          AND (${status ?? null}::text IS NULL OR s.status = ${status ?? null})
          AND (${before.id?.lt ?? null}::uuid IS NULL OR s.id < ${before.id?.lt ?? null})
        ORDER BY s.id DESC LIMIT ${take}`);
      return pageOf(rows, page, (row) => row);
    },

    async count(day, counts) {
      const sorted = counts.toSorted((a, b) => `${a.form} ${a.what}`.localeCompare(`${b.form} ${b.what}`));
      await database.rows(sql`
        INSERT INTO form_day AS d (form, day, what, count)
        SELECT form, ${day}::date, what, count
        FROM jsonb_to_recordset(${json(sorted)}::jsonb) AS c (form text, what text, count int)
        ON CONFLICT (form, day, what) DO UPDATE SET count = d.count + excluded.count`);
    },

    figures: (since) => figures(database, since),
  };
}

/** Pending, and nobody is at it. */
const isFree = (now: Instant): Sql =>
  sql`status = 'pending' AND (claimed_at IS NULL OR claimed_at < ${plusMs(now, -claimMs)})`;

const selected = sql`
  SELECT s.id, s.form, s.status, s.reasons, s.lead_id AS "leadId", s.content->'lead'->>'email' AS email, s.origin,
    r.confirmed_at AS "confirmedAt", s.note, s.at, s.released_by AS "releasedBy"
  FROM form_submission s LEFT JOIN consent_request r ON r.id = s.consent_request_id`;

async function keep(tx: Queryable, submission: NewSubmission, now: Instant) {
  const { key, visit, form, version, status, reasons, origin, content } = submission;
  await tx.rows(sql`SELECT pg_advisory_xact_lock(hashtextextended(${`form visit ${visit}`}, 0))`);
  const [known] = await tx.rows<{ readonly id: string; readonly status: SubmissionStatus }>(
    sql`SELECT id, status FROM form_submission WHERE key = ${key}`,
  );
  if (known) return { ...known, kept: false };
  const [of] = await tx.rows<{ readonly count: number }>(
    sql`SELECT count(*)::int AS count FROM form_submission WHERE visit = ${visit}`,
  );
  const isTooMany = (of?.count ?? 0) >= mostOfVisit;
  const judged: SubmissionStatus = isTooMany ? 'spam' : status;
  const why = isTooMany ? [...reasons, 'many of one visit'] : reasons;
  const id = newId();
  await tx.rows(sql`
    INSERT INTO form_submission (id, key, visit, form, version, status, reasons, origin, content, at)
    VALUES (${id}, ${key}, ${visit}, ${form}, ${version}, ${judged}, ${why}, ${json(origin)}, ${json(content)}, ${now})`);
  return { id, kept: true, status: judged };
}

/** @throws SUBMISSION_UNKNOWN, SUBMISSION_SETTLED */
async function release(tx: Queryable, id: string, actor: string, now: Instant): Promise<SubmissionView> {
  const [row] = isId(id)
    ? await tx.rows<{ readonly status: SubmissionStatus; readonly typed: boolean }>(
        sql`SELECT status, content IS NOT NULL AS typed FROM form_submission WHERE id = ${id} FOR NO KEY UPDATE`,
      )
    : [];
  if (!row) throw new TendrilError('SUBMISSION_UNKNOWN', `There is no submission ${id.slice(0, 80)}`, { id });
  if (row.status === 'held' || row.status === 'spam') {
    if (!row.typed)
      throw new TendrilError('SUBMISSION_SETTLED', `What was typed in ${id} is not kept any more`, { id });
    await tx.rows(sql`
      UPDATE form_submission SET status = 'pending', released_by = ${actor}, handled_at = ${now} WHERE id = ${id}`);
  } else if (row.status === 'refused') {
    throw new TendrilError('SUBMISSION_SETTLED', `The submission ${id} was refused`, { id });
  }
  const [view] = await tx.rows<SubmissionView>(sql`${selected} WHERE s.id = ${id}`);
  if (!view) throw new TendrilError('INTERNAL', `The submission ${id} was locked and is not there`);
  return view;
}

async function figures(on: Queryable, since: string): Promise<Readonly<Record<string, FormFigures>>> {
  const counted = await on.rows<{
    readonly form: string;
    readonly what: FormCount | 'confirmed';
    readonly count: number;
  }>(sql`
    SELECT form, what, sum(count)::int AS count FROM form_day WHERE day >= ${since}::date GROUP BY form, what
    UNION ALL
    SELECT s.form, 'confirmed', count(*)::int FROM form_submission s JOIN consent_request r ON r.id = s.consent_request_id
    WHERE r.confirmed_at IS NOT NULL AND s.at >= ${since}::date GROUP BY s.form`);
  const none = Object.fromEntries([...formCounts, 'confirmed'].map((what) => [what, 0])) as FormFigures;
  const byForm: Record<string, FormFigures> = {};
  for (const { form, what, count } of counted) byForm[form] = { ...(byForm[form] ?? none), [what]: count };
  return byForm;
}
