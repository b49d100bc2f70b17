/**
 * The ingest transaction. Locks the lead, records the event once, and does everything that follows from it, or nothing.
 * Signals leave through the outbox, so an event is accepted while Temporal is down.
 */
import { TendrilError } from '../domain/errors.ts';
import type { EventFact, EventKind } from '../domain/events.ts';
import type { Conditions } from '../domain/lead.ts';
import { replyClass } from '../domain/reply-class.ts';
import { engagementAt, pointsFor, type ScoringModel } from '../domain/scoring.ts';
import type { Instant } from '../domain/time.ts';
import { deathBy, isRefusal } from './bounces.ts';
import { breakOn } from './breakers.ts';
import type { Database, Queryable } from './database.ts';
import { wake } from './enrollment-writes.ts';
import { conditionsOn } from './event-conditions.ts';
import { isId, newId } from './ids.ts';
import { type LeadRow, leadColumns } from './lead-rows.ts';
import { earnedAt, lockLead, openHandoff, writePromotion } from './lead-writes.ts';
import { confirmSent, isInternal, isOpen } from './message-evidence.ts';
import { enqueue } from './outbox-writes.ts';
import { type Promotion, promote, promoteUnscored } from './promotion.ts';
import { json, sql } from './sql.ts';
import type { EventInput, Events, IngestResult } from './store.ts';
import { suppress } from './suppressions.ts';
import type { Workspaces } from './workspaces.ts';

interface EventsDeps {
  readonly database: Database;
  readonly workspaces: Workspaces;
  readonly conditions: Conditions;
  readonly addressHash: (address: string) => string;
  /** Told when a breaker pauses a program. */
  readonly warn?: (details: object, message: string) => void;
}

/** The mail that an event answers. */
interface AnsweredMessage {
  readonly message_id: string;
  readonly enrollment_id: string | null;
  readonly step_id: string | null;
  readonly visit: number | null;
  /** It went to a person of one's own. */
  readonly internal: boolean;
  readonly recipient: string;
  /** Whether the event may be what tells that it left; it may become UNKNOWN at this very moment. */
  readonly open: boolean;
}

export function createEvents(deps: EventsDeps): Events {
  return {
    async ingest(input, now) {
      const model = (await deps.workspaces.current())?.scoring ?? null;
      return deps.database.transaction((tx) => ingest(tx, deps, model, named(input), now));
    },
  };
}

async function ingest(
  tx: Queryable,
  deps: EventsDeps,
  model: ScoringModel | null,
  input: EventInput,
  now: Instant,
): Promise<IngestResult> {
  const { lead, message } = await subjectOf(tx, input);
  const eventId = await record(tx, input, lead.id, message, now);
  if (eventId === null) return knownEvent(tx, input.dedupeKey, model, now);
  if (message?.open && !isRefusal(input)) await confirmSent(tx, message.message_id, { kind: input.kind }, now);
  // A salesperson opens, clicks and answers the mail about a hand-off: that says nothing about the lead. Nor does it
  // suppress the salesperson: one full mailbox must not keep every later lead from a colleague.
  if (message?.internal) return resultOf(eventId, lead, model, now);
  await suppressFor(tx, deps, input, lead, message, now);
  const trip = message && (await breakOn(tx, input.kind, message.message_id, now));
  if (trip) deps.warn?.(trip, 'a breaker has paused a program');

  const promotion = promotionBy(model, lead, input, now);
  const changes = await writeChanges(tx, lead, promotion, input.kind, eventId, now);
  const handoff = promotion.mql ? await openHandoff(tx, lead.id, promotion, lead.grade, now) : null;
  const signals = await wake(tx, lead.id, {
    facts: [factOf(eventId, input, message, now), ...changes],
    enrollmentId: message?.enrollment_id ?? null,
    stops: input.kind !== 'bounce_hard' || isPresentAddress(deps, lead, message),
    mql: handoff && { by: null },
    holds: conditionsOn(deps.conditions, { name: input.name ?? '', payload: input.payload ?? {} }),
    now,
  });
  await enqueue(tx, handoff ? [...signals, handoff.start] : signals, now);
  const { score, stage } = promotion;
  const death = await deathBy(tx, input, { leadId: lead.id, recipient: message?.recipient ?? lead.email }, now);
  if (death) return { ...(await ingest(tx, deps, model, death, now)), eventId };
  return { eventId, recorded: true, leadId: lead.id, score, stage, handoffId: handoff?.id ?? null };
}

/** A reply is named by its class, unless its source has named it. */
function named(input: EventInput): EventInput {
  const text = input.payload?.text;
  const unnamed = (input.name ?? null) === null;
  return input.kind === 'reply' && unnamed && typeof text === 'string' ? { ...input, name: replyClass(text) } : input;
}

/** Writes what the event changes of the lead, if it does; returns the changes as facts. */
async function writeChanges(
  tx: Queryable,
  lead: LeadRow,
  promotion: Scored,
  kind: EventKind,
  eventId: string,
  now: Instant,
): Promise<readonly EventFact[]> {
  if (promotion.points === null && promotion.moves.length === 0) return [];
  const score = promotion.points && { ...promotion.points, key: `event/${eventId}`, eventId };
  return writePromotion(tx, lead.id, promotion, { actor: `event ${kind}`, grade: lead.grade, score, now });
}

/** Locks the lead that the event is about, and finds the mail that it answers. @throws LEAD_UNKNOWN */
async function subjectOf(
  tx: Queryable,
  { lead: subject }: EventInput,
): Promise<{ readonly lead: LeadRow; readonly message: AnsweredMessage | null }> {
  if ('id' in subject) {
    const lead = isId(subject.id) ? await lockLead(tx, subject.id) : null;
    if (!lead) throw new TendrilError('LEAD_UNKNOWN', `There is no lead ${subject.id}`, { leadId: subject.id });
    return { lead, message: null };
  }
  const { messageId } = subject;
  const [row] = isId(messageId)
    ? await tx.rows<LeadRow & AnsweredMessage>(sql`
        SELECT ${leadColumns}, m.id AS message_id, m.enrollment_id, m.step_id, m.visit, ${isInternal} AS internal,
          m.recipient, (${isOpen} OR m.state = 'IN_FLIGHT') AS open
        FROM message m JOIN lead l ON l.id = m.lead_id LEFT JOIN account a ON a.id = l.account_id
        WHERE m.id = ${messageId} FOR NO KEY UPDATE OF l`)
    : [];
  if (!row) throw new TendrilError('LEAD_UNKNOWN', `There is no message ${messageId}`, { messageId });
  return { lead: row, message: row };
}

/** Writes the event and returns its id; null when it was known. */
async function record(
  tx: Queryable,
  input: EventInput,
  leadId: string,
  message: AnsweredMessage | null,
  now: Instant,
): Promise<string | null> {
  const { dedupeKey, kind, name, link, payload, occurredAt } = input;
  // What is done with a mail to a person of one's own must not count as done in the enrollment.
  const mail = message?.internal ? null : message;
  const [row] = await tx.rows<{ readonly id: string }>(sql`
    INSERT INTO event (id, dedupe_key, kind, lead_id, message_id, enrollment_id, step_id, visit, name, link, payload,
      occurred_at, recorded_at)
    VALUES (${newId()}, ${dedupeKey}, ${kind}, ${leadId}, ${message?.message_id ?? null}, ${mail?.enrollment_id ?? null},
      ${mail?.step_id ?? null}, ${mail?.visit ?? null}, ${name ?? null}, ${link ?? null}, ${json(payload ?? {})},
      ${occurredAt}, ${now})
    ON CONFLICT (dedupe_key) DO NOTHING RETURNING id`);
  return row?.id ?? null;
}

/** The answer to a second report of an event: what it belongs to, as it is now. */
async function knownEvent(
  tx: Queryable,
  dedupeKey: string,
  model: ScoringModel | null,
  now: Instant,
): Promise<IngestResult> {
  const [row] = await tx.rows<LeadRow & { readonly event_id: string }>(sql`
    SELECT ${leadColumns}, e.id AS event_id FROM event e JOIN lead l ON l.id = e.lead_id
    LEFT JOIN account a ON a.id = l.account_id WHERE e.dedupe_key = ${dedupeKey}`);
  if (!row) throw new TendrilError('INTERNAL', `The event ${dedupeKey} was recorded and is gone`);
  return { ...resultOf(row.event_id, row, model, now), recorded: false };
}

const resultOf = (eventId: string, lead: LeadRow, model: ScoringModel | null, now: Instant): IngestResult => ({
  eventId,
  recorded: true,
  leadId: lead.id,
  score: model ? engagementAt(model, lead.engagement, now) : lead.score,
  stage: lead.stage,
  handoffId: null,
});

type Scored = Promotion & {
  readonly points: {
    readonly group: string;
    readonly points: number;
    readonly reason: string;
    readonly at: Instant;
  } | null;
};

/** The kinds that show interest: they make a *name* an *engaged* lead. */
const engaging: ReadonlySet<EventKind> = new Set(['click', 'reply', 'form', 'custom']);

function promotionBy(model: ScoringModel | null, lead: LeadRow, input: EventInput, now: Instant): Scored {
  const { kind, name = null, link = null } = input;
  const what = [kind, name ?? link].filter((part) => part !== null).join(' ');
  const behaviour = engaging.has(kind) ? what : null;
  if (!model) return { ...promoteUnscored(lead, behaviour), points: null };
  const worth = pointsFor(model, { kind, name, link });
  const points = worth && { ...worth, at: earnedAt(input.occurredAt, now) };
  if (points) return { ...promote(model, lead, points, behaviour, now), points };
  const score = engagementAt(model, lead.engagement, now);
  return { ...promoteUnscored({ ...lead, score }, behaviour), points: null };
}

/** Opt-outs hold for the address that was mailed and for the person; a bounce only for the address. */
async function suppressFor(
  tx: Queryable,
  { addressHash }: EventsDeps,
  { kind, dedupeKey }: EventInput,
  lead: LeadRow,
  message: AnsweredMessage | null,
  now: Instant,
): Promise<void> {
  if (kind !== 'unsubscribe' && kind !== 'complaint' && kind !== 'bounce_hard') return;
  const mailed = message?.recipient ?? lead.email;
  const person = kind === 'bounce_hard' ? [] : [lead.email];
  const hashes = [...new Set([mailed, ...person].map(addressHash))];
  await suppress(tx, hashes, kind, dedupeKey, now);
}

const isPresentAddress = ({ addressHash }: EventsDeps, lead: LeadRow, message: AnsweredMessage | null): boolean =>
  message === null || addressHash(message.recipient) === addressHash(lead.email);

const factOf = (id: string, input: EventInput, message: AnsweredMessage | null, now: Instant): EventFact => ({
  id,
  kind: input.kind,
  name: input.name ?? null,
  link: input.link ?? null,
  stepId: message?.step_id ?? null,
  visit: message?.visit ?? null,
  recordedAt: now,
});
