/** Events as rows: written many at a time, each key once; and who a known key belongs to. */

import type { Verdict } from '../domain/engagement/judge.ts';
import type { EventKind } from '../domain/events.ts';
import type { Instant } from '../domain/instant.ts';
import type { Queryable } from './database.ts';
import type { AnsweredMessage, Subject, SubjectLead } from './event-subjects.ts';
import { json, sql } from './sql.ts';
import type { EventInput } from './store.ts';

/** An event that is to be written, or was. */
export interface EventDraft {
  readonly id: string;
  /** Its kind, name, link and payload as they are stored: a click may be one that is held, or a machine's. */
  readonly input: EventInput;
  readonly leadId: string;
  readonly message: AnsweredMessage | null;
  readonly verdict: Verdict['verdict'] | null;
  readonly judgeAt: Instant | null;
}

export const draftOf = (id: string, input: EventInput, { lead, message }: Subject): EventDraft => ({
  id,
  input,
  leadId: lead.id,
  message,
  verdict: null,
  judgeAt: null,
});

/** The columns of `event` that are written here. What is null is left out: half of most rows is, and all are read as JSON. */
function rowOf({ id, input, leadId, message, verdict, judgeAt }: EventDraft) {
  const { dedupeKey, kind, name, link, payload = {}, occurredAt } = input;
  // What is done with a mail to a person of one's own must not count as done in the enrollment.
  const mail = message?.internal ? null : message;
  return {
    id,
    dedupeKey,
    kind,
    leadId,
    messageId: message?.id,
    enrollmentId: mail?.enrollmentId ?? undefined,
    stepId: mail?.stepId ?? undefined,
    visit: mail?.visit ?? undefined,
    name: name ?? undefined,
    link: link ?? undefined,
    payload,
    verdict: verdict ?? undefined,
    judgeAt: judgeAt ?? undefined,
    occurredAt,
  };
}

/** While the database writes so many, the others are made ready. */
const firstAtOnce = 350;

/** Writes the events whose keys are new, each as `ready` makes it, and returns these in their order. */
export async function writeEvents(
  tx: Queryable,
  drafts: readonly EventDraft[],
  ready: (draft: EventDraft) => EventDraft,
  now: Instant,
): Promise<readonly EventDraft[]> {
  // By their keys, so that two batches with the same events cannot wait for each other.
  const ordered = drafts.toSorted((a, b) => (a.input.dedupeKey < b.input.dedupeKey ? -1 : 1));
  const first = ordered.slice(0, firstAtOnce).map(ready);
  const [firstWritten, { others, rows }] = await Promise.all([
    writeRows(tx, json(first.map(rowOf)), now),
    Promise.resolve().then(() => {
      const others = ordered.slice(firstAtOnce).map(ready);
      return { others, rows: json(others.map(rowOf)) };
    }),
  ]);
  const written = new Set(firstWritten);
  if (others.length > 0) for (const id of await writeRows(tx, rows, now)) written.add(id);
  const made = new Map([...first, ...others].map((draft) => [draft.id, draft]));
  return drafts.flatMap(({ id }) => (written.has(id) ? (made.get(id) ?? []) : []));
}

async function writeRows(tx: Queryable, rows: string, now: Instant): Promise<readonly string[]> {
  const written = await tx.rows<{ readonly id: string }>(sql`
    INSERT INTO event (id, dedupe_key, kind, lead_id, message_id, enrollment_id, step_id, visit, name, link, payload,
      verdict, judge_at, occurred_at, recorded_at)
    SELECT id, "dedupeKey", kind, "leadId", "messageId", "enrollmentId", "stepId", visit, name, link, payload,
      verdict, "judgeAt", "occurredAt", ${now}
    FROM jsonb_to_recordset(${rows}::jsonb) AS event (id uuid, "dedupeKey" text, kind text, "leadId" uuid,
      "messageId" uuid, "enrollmentId" uuid, "stepId" text, visit int, name text, link text, payload jsonb,
      verdict text, "judgeAt" timestamptz, "occurredAt" timestamptz)
    ON CONFLICT (dedupe_key) DO NOTHING RETURNING id`);
  return written.map(({ id }) => id);
}

export interface KnownEvent {
  readonly eventId: string;
  readonly kind: EventKind;
  readonly name: string | null;
  readonly lead: Pick<SubjectLead, 'id' | 'stage' | 'engagement' | 'score'>;
}

/** Events that were recorded before, by their keys, with their leads as they are. */
export async function knownEvents(tx: Queryable, keys: readonly string[]): Promise<ReadonlyMap<string, KnownEvent>> {
  if (keys.length === 0) return new Map();
  type Row = KnownEvent['lead'] & { readonly event_id: string; readonly key: string } & Pick<
      KnownEvent,
      'kind' | 'name'
    >;
  const rows = await tx.rows<Row>(sql`
    SELECT e.dedupe_key AS key, e.id AS event_id, e.kind, e.name, l.id, l.stage, l.engagement, l.score
    FROM event e JOIN lead l ON l.id = e.lead_id WHERE e.dedupe_key = ANY (${keys})`);
  return new Map(rows.map(({ key, event_id, kind, name, ...lead }) => [key, { eventId: event_id, kind, name, lead }]));
}
