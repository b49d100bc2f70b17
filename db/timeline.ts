/**
 * The story of a lead, oldest first, put together from the ledgers: stages, enrollments and what their steps decided and
 * people did to them, mails, events, points, hand-offs.
 */

import type { Outcome } from '../domain/enrollment.ts';
import { assertNever, TendrilError } from '../domain/errors.ts';
import type { EventKind } from '../domain/events.ts';
import type { DeskStep } from '../domain/handoff-steps.ts';
import type { Stage } from '../domain/lifecycle.ts';
import { earlier } from '../domain/time.ts';
import type { Database } from './database.ts';
import type { Prisma, ScoreEntry } from './generated/client.ts';
import { isId } from './ids.ts';
import { type InterventionRow, interventionsOf } from './interventions.ts';
import { mergesOf } from './merges.ts';
import { sql } from './sql.ts';
import type { MergeView, MessageState, TimelineEntry } from './store.ts';
import { stepEntriesOf } from './timeline-steps.ts';

const oldestFirst = { orderBy: { id: 'asc' } } as const;

/** Everything that the timeline shows of a lead. */
const ledgers = {
  stageMoves: oldestFirst,
  enrollments: { ...oldestFirst, include: { version: { select: { number: true } } } },
  messages: {
    ...oldestFirst,
    include: {
      enrollment: { select: { sequence: true } },
      broadcast: { select: { name: true } },
      templateVersion: { select: { name: true } },
      letter: { select: { kind: true, actor: true } },
    },
  },
  events: oldestFirst,
  handoffs: {
    ...oldestFirst,
    include: {
      offers: { orderBy: { number: 'asc' }, include: { salesperson: { select: { name: true } } } },
      steps: oldestFirst,
    },
  },
} as const satisfies Prisma.LeadInclude;

type Ledgers = Prisma.LeadGetPayload<{ include: typeof ledgers }>;

/** @throws LEAD_UNKNOWN */
export async function timelineOf(database: Database, leadId: string): Promise<readonly TimelineEntry[]> {
  const lead = isId(leadId)
    ? await database.prisma.lead.findUnique({ where: { id: leadId, erasedAt: null }, include: ledgers })
    : null;
  if (!lead) throw new TendrilError('LEAD_UNKNOWN', `There is no lead ${leadId}`, { leadId });
  const [scores, interventions, steps, merges] = await Promise.all([
    database.prisma.scoreEntry.findMany({ where: { leadId: lead.id }, ...oldestFirst }),
    interventionsOf(database, lead.id),
    stepEntriesOf(database, lead.id),
    mergesOf(database, lead.id),
  ]);
  const entries = [
    ...lead.events.map(eventEntry),
    ...steps,
    ...scoreEntries(scores),
    ...(await modelEntries(database, scores[0]?.at)),
    ...lead.stageMoves.map(stageEntry),
    ...lead.enrollments.flatMap((enrollment) => enrollmentEntries(enrollment, interventions)),
    ...interventions.map(interventionEntry),
    ...lead.messages.map(mailEntry),
    ...lead.handoffs.flatMap(handoffEntries),
    ...merges.flatMap((merge) => mergeEntries(merge, lead.id)),
  ];
  // The sort is stable: what happened at one instant stays in the order above, causes before effects.
  return entries.sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0));
}

/** A merge that was undone is told to both; one that stands only to the lead that is left. */
function mergeEntries(merge: MergeView, leadId: string): TimelineEntry[] {
  const { id: mergeId, at, actor, reason, note, undoneAt, undoneBy } = merge;
  const otherId = merge.mergedId === leadId ? merge.leadId : merge.mergedId;
  const email = merge.mergedId === leadId ? merge.keptEmail : merge.mergedEmail;
  const base = { mergeId, otherId, email, reason, note };
  const merged: TimelineEntry = { ...base, at, kind: 'merged', actor };
  return undoneAt === null ? [merged] : [merged, { ...base, at: undoneAt, kind: 'unmerged', actor: undoneBy ?? '' }];
}

const stageEntry = (move: Ledgers['stageMoves'][number]): TimelineEntry => ({
  at: move.at.toISOString(),
  kind: 'stage',
  from: move.from as Stage,
  to: move.to as Stage,
  actor: move.actor,
  reason: move.reason,
});

/** The row has the version of today; the first migration tells which one it began with. */
function enrollmentEntries(
  enrollment: Ledgers['enrollments'][number],
  interventions: readonly InterventionRow[],
): TimelineEntry[] {
  const migrated = interventions.find((row) => row.kind === 'migrated' && row.enrollment_id === enrollment.id);
  const { sequence, number, origin, createdAt, endedAt, status, reason } = enrollment;
  const enrolled: TimelineEntry = {
    at: createdAt.toISOString(),
    kind: 'enrolled',
    sequence,
    version: migrated?.from_version ?? enrollment.version.number,
    number,
    origin,
  };
  if (endedAt === null) return [enrolled];
  return [enrolled, { at: endedAt.toISOString(), kind: 'ended', sequence, outcome: status as Outcome, reason }];
}

/** What its kind does not have cannot be missing: it was written from that kind. */
function interventionEntry(row: InterventionRow): TimelineEntry {
  const { kind, at, scope, sequence, actor, reason, from_step: from, to_step: to } = row;
  switch (kind) {
    case 'paused':
    case 'resumed':
      return { at, kind: 'pause', what: kind, scope, sequence, actor, reason };
    case 'stopped':
      return { at, kind: 'stopping', sequence: sequence ?? '', actor };
    case 'moved':
      return { at, kind, sequence: sequence ?? '', from, to: to ?? '', actor };
    case 'migrated': {
      const { from_version: fromVersion, to_version: toVersion } = row;
      return { at, kind, sequence: sequence ?? '', fromVersion: fromVersion ?? 0, toVersion: toVersion ?? 0, from, to };
    }
    default:
      return assertNever(kind);
  }
}

const mailEntry = (message: Ledgers['messages'][number]): TimelineEntry => ({
  at: (message.sentAt ?? message.createdAt).toISOString(),
  kind: 'mail',
  messageId: message.id,
  sequence: message.enrollment?.sequence ?? null,
  broadcast: message.broadcast?.name ?? null,
  stepId: message.stepId,
  subject: message.subject,
  template: message.templateVersion?.name ?? null,
  colleague: message.internal ? message.recipient : null,
  writer: message.letter?.kind === 'answer' && !message.internal ? message.letter.actor : null,
  state: message.state as MessageState,
  detail: message.detail,
  resolvedBy: message.resolvedBy,
});

function eventEntry(event: Ledgers['events'][number]): TimelineEntry {
  const payload = event.payload as Readonly<Record<string, unknown>>;
  return {
    // When it happened; a source with a fast clock does not put it into the future.
    at: earlier(event.occurredAt.toISOString(), event.recordedAt.toISOString()),
    kind: 'event',
    eventId: event.id,
    event: event.kind as EventKind,
    name: event.name,
    link: event.link,
    stepId: event.stepId,
    text: wordsOf(payload.text),
    verdict: event.verdict,
    report: reported.has(event.kind) ? bounceWords(payload) : null,
    returnsOn: wordsOf(payload.returnsOn),
    via: event.kind === 'unsubscribe' ? wordsOf(payload.via) : null,
  };
}

const reported: ReadonlySet<string> = new Set(['bounce_hard', 'bounce_soft', 'complaint'] satisfies EventKind[]);

/** A report that came back says more (`server/inbound/reported.ts`) than what the relay answered (`activities/declined.ts`). */
function bounceWords({ report, class: verdict, status, diagnostic, response }: Readonly<Record<string, unknown>>) {
  const said = wordsOf(diagnostic) ?? wordsOf(response);
  return {
    class: wordsOf(report) ?? wordsOf(verdict),
    // RFC 3463 §2: class, subject and detail.
    status: wordsOf(status) ?? said?.match(/\b[245]\.\d{1,3}\.\d{1,3}\b/)?.[0] ?? null,
    diagnostic: said,
  };
}

const wordsOf = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null);

/** The rows in the order in which they were booked. */
function scoreEntries(rows: readonly ScoreEntry[]): readonly TimelineEntry[] {
  let newest = Number.NEGATIVE_INFINITY;
  return rows.map(({ at, kind, points, change, group, reason, scoreAfter }): TimelineEntry => {
    const late = at.getTime() < newest;
    newest = Math.max(newest, at.getTime());
    const told = kind === 'external' ? points : null;
    return { at: at.toISOString(), kind: 'score', points: change ?? points, group, reason, scoreAfter, told, late };
  });
}

/** Models that came into force while there were points of the lead. */
async function modelEntries(database: Database, since: Date | undefined): Promise<readonly TimelineEntry[]> {
  if (since === undefined) return [];
  const rows = await database.rows<{ readonly at: string; readonly version: number; readonly model: string }>(sql`
    SELECT published_at AS at, number AS version, model FROM (
      SELECT number, published_at, content #>> '{scoring,name}' AS model, (content -> 'scoring')::text AS scoring,
        lag((content -> 'scoring')::text) OVER (ORDER BY number) AS before
      FROM workspace_version
      WHERE number >= coalesce((SELECT max(number) FROM workspace_version WHERE published_at <= ${since.toISOString()}), 0)
    ) v WHERE before IS NOT NULL AND scoring <> before ORDER BY number`);
  return rows.map(({ at, version, model }) => ({ at, kind: 'model', model, version }));
}

function handoffEntries(handoff: Ledgers['handoffs'][number]): TimelineEntry[] {
  const base = { kind: 'handoff', handoffId: handoff.id, salesperson: null, reason: null } as const;
  const entries: TimelineEntry[] = [{ ...base, at: handoff.createdAt.toISOString(), what: 'opened' }];
  for (const { offeredAt, lapsedAt, salesperson } of handoff.offers) {
    entries.push({ ...base, at: offeredAt.toISOString(), what: 'offered', salesperson: salesperson.name });
    if (lapsedAt) entries.push({ ...base, at: lapsedAt.toISOString(), what: 'lapsed', salesperson: salesperson.name });
  }
  for (const { kind, at, actor, note } of handoff.steps) {
    const why = kind === 'returned' || kind === 'lost' ? handoff.reason : note;
    entries.push({ ...base, at: at.toISOString(), what: kind as DeskStep['kind'], salesperson: actor, reason: why });
  }
  const { status, decidedAt, decidedBy, reason } = handoff;
  // Older ones, and those that an erasure or a merge ended, have no record of their steps.
  const isTold = handoff.steps.some(({ kind }) => kind === status);
  if (decidedAt && !isTold && (status === 'accepted' || status === 'returned')) {
    entries.push({ ...base, at: decidedAt.toISOString(), what: status, salesperson: decidedBy, reason });
  }
  return entries;
}
