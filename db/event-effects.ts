/**
 * What follows from events that were recorded, for many at a time and in their order: suppressions, points, stages,
 * hand-offs, stops and signals. Leads are locked; what becomes of them is worked out in memory and written at the end, by
 * as many statements for a thousand events as for one. Only what is rare costs a statement for each event: an address that
 * must not be mailed, a breaker, a hand-off. Long, because the order in which all this is done for one event is read here.
 */

import type { Conditions } from '../domain/conditions.ts';
import { consentVerdict, profilingPurpose } from '../domain/consent.ts';
import { type EventFact, type EventKind, ledgerKind } from '../domain/events.ts';
import type { Instant } from '../domain/instant.ts';
import { climbs } from '../domain/lifecycle.ts';
import { addEntry, keyOfPoints, type ScoreEntry } from '../domain/score-ledger.ts';
import { engagementAt, isHandRaise, pointsFor, type ScoringModel } from '../domain/scoring.ts';
import type { Organisation } from '../domain/workspace.ts';
import { isRefusal } from './bounces.ts';
import { breakOn } from './breakers.ts';
import type { Queryable } from './database.ts';
import { type LeadHappening, wakeMany } from './enrollment-writes.ts';
import { conditionsOn } from './event-conditions.ts';
import type { HoldRules } from './event-hits.ts';
import type { EventDraft } from './event-rows.ts';
import type { SubjectLead } from './event-subjects.ts';
import { earnedAt, type OpenedHandoff, openHandoff, writePromotions } from './lead-writes.ts';
import { confirmManySent } from './message-evidence.ts';
import { hasNewInterest } from './new-interest.ts';
import { nurtureOf } from './nurture.ts';
import type { OutboxDraft } from './outbox-writes.ts';
import { type Change, type Promotion, promote, promoteQuietly, promoteUnscored } from './promotion.ts';
import { type PromotionWrite, promotionFacts, promotionWrite } from './promotion-write.ts';
import { confirmByEvents } from './registrations.ts';
import { ledgersOf, stateWith } from './score-ledger.ts';
import type { IngestResult } from './store.ts';
import { evidenceOf, suppress } from './suppressions.ts';

export interface EffectsDeps {
  readonly conditions: Conditions;
  readonly addressHash: (address: string) => string;
  /** Told when a breaker pauses a program. */
  readonly warn?: (details: object, message: string) => void;
}

/** What the workspace in force says of events. */
export interface EventRules {
  readonly model: ScoringModel | null;
  readonly consent: Pick<Organisation, 'tracking' | 'profiling'>;
  readonly hold: HoldRules;
}

/** The leads of a transaction as its events leave them, and what came of each event that was recorded. */
export interface Ground {
  readonly leads: Map<string, SubjectLead>;
  readonly results: Map<string, IngestResult>;
}

/** The kinds that show interest: they make a *name* an *engaged* lead. */
const engaging: ReadonlySet<EventKind> = new Set(['click', 'reply', 'form', 'custom']);

/** A call or a chat shows interest when the lead began it. */
const isAnswer = ({ kind, payload }: EventDraft['input']): boolean => kind === 'touch' && payload?.direction === 'in';

/** The kinds that an enrollment can wait for, or that stop it. Of others it is never told. */
const heard: ReadonlySet<string | null> = new Set([
  ...Object.values(ledgerKind),
  ...(['unsubscribe', 'bounce_hard', 'complaint'] as const),
]);

/** Does what follows from events of locked leads, changes the ground by it, and returns what the outbox is to get. */
export async function follow(
  tx: Queryable,
  deps: EffectsDeps,
  rules: EventRules,
  ground: Ground,
  events: readonly EventDraft[],
  now: Instant,
): Promise<readonly OutboxDraft[]> {
  await confirm(tx, events, now);
  // While the database writes what the events prove, what they give is reckoned.
  const [, { bookings, refolds }] = await Promise.all([
    confirmByEvents(tx, ground.leads, events, now),
    Promise.resolve().then(() => giftsOf(rules, ground, events, now)),
  ]);
  const ledgers = await ledgersOf(tx, refolds);
  const courses: Course[] = [];
  for (const event of events) {
    const lead = ground.leads.get(event.leadId);
    if (!lead) continue;
    const counts = saysSomething(event);
    // Awaited only where there is something to do: of a thousand events hardly one protects an address or is handed off.
    if (counts && isGuarded(event.input.kind)) await guard(tx, deps, event, lead, now);
    const booking = bookings.get(event.id) ?? null;
    const promotion = counts
      ? await promotionBy(tx, rules, lead, event, { booking, ledger: ledgers.get(lead.id) }, now)
      : null;
    const write = promotion && writeOf(lead, promotion, booking, event, now);
    const handoff = promotion?.mql ? await openHandoff(tx, lead.id, promotion, lead.grade, now) : null;
    courses.push({ event, lead, counts, write, handoff });
    if (!write) continue;
    const { stage, engagement, score, temperature } = write.promotion;
    ground.leads.set(lead.id, { ...lead, stage, engagement, score, temperature });
  }
  const writes = courses.flatMap(({ write }) => write ?? []);
  return wakeMany(tx, happeningsOf(deps, rules, ground, courses, now), () => writePromotions(tx, writes, now));
}

/** What one event came to, and the lead as it was before. */
interface Course {
  readonly event: EventDraft;
  readonly lead: SubjectLead;
  /** False when it says nothing about the lead. */
  readonly counts: boolean;
  readonly write: PromotionWrite | null;
  readonly handoff: OpenedHandoff | null;
}

/** Enters the result of each event, and returns what the enrollments are told. */
function happeningsOf(
  deps: EffectsDeps,
  rules: EventRules,
  ground: Ground,
  courses: readonly Course[],
  now: Instant,
): readonly LeadHappening[] {
  return courses.flatMap(({ event, lead, counts, write, handoff }) => {
    ground.results.set(event.id, resultOf(event, rules, lead, write, handoff, now));
    if (!counts) return [];
    return happeningOf(deps, event, lead, write ? promotionFacts(write) : [], handoff, now) ?? [];
  });
}

/**
 * Whether an event says anything about the lead. A salesperson opens, clicks and answers the mail about a hand-off: that does
 * not. Nor does it suppress the salesperson: one full mailbox must not keep every later lead from a colleague.
 */
const saysSomething = ({ message, input }: EventDraft): boolean => !message?.internal && !isUndecided(input.kind);

const resultOf = (
  { id: eventId }: EventDraft,
  rules: EventRules,
  lead: SubjectLead,
  write: PromotionWrite | null,
  handoff: OpenedHandoff | null,
  now: Instant,
): IngestResult => ({
  eventId,
  recorded: true,
  leadId: lead.id,
  score: write?.promotion.score ?? scoreOf(rules, lead, now),
  stage: write?.promotion.stage ?? lead.stage,
  handoffId: handoff?.id ?? null,
});

/** Nobody knows yet whose click it was, or it was a machine's. */
const isUndecided = (kind: EventKind): boolean => kind === 'click_held' || kind === 'click_machine';

/** Whoever fetches from a mail has had it, a machine as well. */
async function confirm(tx: Queryable, events: readonly EventDraft[], now: Instant): Promise<void> {
  const evidence = new Map<string, EventKind>();
  for (const { input, message } of events) {
    if (!message?.open || isRefusal(input) || evidence.has(message.id)) continue;
    evidence.set(message.id, isUndecided(input.kind) ? 'click' : input.kind);
  }
  await confirmManySent(
    tx,
    [...evidence].map(([messageId, kind]) => ({ messageId, kind })),
    now,
  );
}

const isGuarded = (kind: EventKind): kind is 'unsubscribe' | 'complaint' | 'bounce_hard' =>
  kind === 'unsubscribe' || kind === 'complaint' || kind === 'bounce_hard';

/** What protects addresses and senders: of the few kinds of event that call for it. */
async function guard(
  tx: Queryable,
  deps: EffectsDeps,
  { input: { kind, payload }, message }: EventDraft,
  lead: SubjectLead,
  now: Instant,
): Promise<void> {
  if (!isGuarded(kind)) return;
  // Opt-outs hold for the address that was mailed and for the person; a bounce only for the address.
  const mailed = message?.recipient ?? lead.email;
  const person = kind === 'bounce_hard' ? [] : [lead.email];
  const detail = evidenceOf(kind, payload, message?.id ?? null);
  await suppress(tx, [...new Set([mailed, ...person].map(deps.addressHash))], { reason: kind, detail }, now);
  const trip = message && (await breakOn(tx, kind, message.id, now));
  if (trip) deps.warn?.(trip, 'a breaker has paused a program');
}

/** The row of the ledger that an event gives. */
type Booking = ScoreEntry & { readonly kind: 'points'; readonly eventId: string; readonly reason: string };

interface Gifts {
  readonly bookings: ReadonlyMap<string, Booking>;
  /** The leads whose rows must be read for it. */
  readonly refolds: readonly string[];
}

function giftsOf(rules: EventRules, ground: Ground, events: readonly EventDraft[], now: Instant): Gifts {
  const bookings = bookingsOf(rules, ground, events, now);
  return { bookings, refolds: leadsToRefold(rules, ground, events, bookings) };
}

/** What each event gives; events that give nothing, as most do, have none. */
function bookingsOf(
  rules: EventRules,
  { leads }: Ground,
  events: readonly EventDraft[],
  now: Instant,
): ReadonlyMap<string, Booking> {
  const bookings = new Map<string, Booking>();
  const { model } = rules;
  if (!model) return bookings;
  for (const event of events) {
    const lead = leads.get(event.leadId);
    if (!lead || !saysSomething(event)) continue;
    const { id, input } = event;
    const { kind, name = null, link = null } = input;
    const worth = pointsFor(model, { kind, name, link });
    if (!worth || !mayProfile(rules, lead, now)) continue;
    const { group, points, reason } = worth;
    const at = earnedAt(input.occurredAt, now);
    bookings.set(id, { key: keyOfPoints(id), kind: 'points', eventId: id, group, points, reason, at });
  }
  return bookings;
}

/** The leads for which a state alone does not tell what their events make of it: their rows are read, all at once. */
function leadsToRefold(
  { model }: EventRules,
  { leads }: Ground,
  events: readonly EventDraft[],
  bookings: ReadonlyMap<string, Booking>,
): readonly string[] {
  const states = new Map<string, ReturnType<typeof addEntry>>();
  for (const { id, leadId } of events) {
    const booking = bookings.get(id);
    const state = states.get(leadId) ?? leads.get(leadId)?.engagement;
    if (!model || !booking || !state || state === 'refold') continue;
    states.set(leadId, addEntry(model, state, booking));
  }
  return [...states].flatMap(([leadId, state]) => (state === 'refold' ? [leadId] : []));
}

/** Null when the event changes nothing of the lead, as most do. A hand-raise is a request: it needs no consent to profiling. */
async function promotionBy(
  tx: Queryable,
  { model }: EventRules,
  lead: SubjectLead,
  { input }: EventDraft,
  { booking, ledger = [] }: { readonly booking: Booking | null; readonly ledger: ScoreEntry[] | undefined },
  now: Instant,
): Promise<Promotion | null> {
  const { kind, name = null, link = null } = input;
  const done = [kind, name ?? link].filter((part) => part !== null).join(' ');
  const behaviour = engaging.has(kind) || isAnswer(input) ? done : null;
  const raises = model && isHandRaise(model, { kind, name, link }, lead.grade) ? `asked for sales: ${done}` : null;
  if (model && booking) {
    const engagement = stateWith(model, lead.engagement, booking, ledger);
    ledger.push(booking);
    const change: Change = { engagement, by: booking.points > 0 ? 'gain' : 'loss', behaviour, raises };
    const promotion = promote(model, lead, change, now);
    if (!promotion.mql && !promotion.waits) return promotion;
    // Over the threshold: of a thousand events hardly one.
    if (!(await hasNewInterest(tx, lead.id, input.occurredAt))) return promoteQuietly(model, lead, change, now);
    if (promotion.mql) return promotion;
    const nurture = (await nurtureOf(tx, [lead.id], now)).get(lead.id) ?? null;
    return promote(model, lead, { ...change, nurture }, now);
  }
  if (!climbs(lead.stage, raises === null ? 'engaged' : 'mql') || (raises === null && behaviour === null)) return null;
  const isNew = raises === null || (await hasNewInterest(tx, lead.id, input.occurredAt));
  return promoteUnscored(model, lead, { behaviour, raises: isNew ? raises : null }, now);
}

/** Without consent to it, what a lead does gives no points, and so neither a stage by score nor a hand-off. */
export const mayProfile = (
  { consent: { profiling } }: EventRules,
  { country, consents }: SubjectLead,
  now: Instant,
): boolean => consentVerdict(profiling, country, profilingPurpose, consents, now).kind === 'given';

/** The score of a lead as results tell it. */
export const scoreOf = (
  { model }: EventRules,
  lead: Pick<SubjectLead, 'engagement' | 'score'>,
  now: Instant,
): number => (model ? engagementAt(model, lead.engagement, now) : lead.score);

function writeOf(
  lead: SubjectLead,
  promotion: Promotion,
  score: Booking | null,
  { input }: EventDraft,
  now: Instant,
): PromotionWrite | null {
  if (score === null && promotion.moves.length === 0) return null;
  return promotionWrite(lead.id, promotion, { actor: `event ${input.kind}`, grade: lead.grade, score, now });
}

/** What the enrollments of the lead are told; null when it is nothing to them. */
function happeningOf(
  deps: EffectsDeps,
  event: EventDraft,
  lead: SubjectLead,
  changes: readonly EventFact[],
  handoff: OpenedHandoff | null,
  now: Instant,
): LeadHappening | null {
  const { input, message } = event;
  const { kind, name, payload } = input;
  const facts = heard.has(kind) ? [factOf(event, now), ...changes] : changes;
  if (facts.length === 0) return null;
  const happening = {
    facts,
    enrollmentId: message?.enrollmentId ?? null,
    stops: kind !== 'bounce_hard' || isPresentAddress(deps, event, lead),
    mql: handoff && { by: null },
    holds: conditionsOn(deps.conditions, { name: name ?? '', payload: payload ?? {} }),
    now,
  };
  return { leadId: lead.id, happening, after: handoff?.start ?? null };
}

const isPresentAddress = ({ addressHash }: EffectsDeps, { message }: EventDraft, lead: SubjectLead): boolean =>
  message === null || addressHash(message.recipient) === addressHash(lead.email);

const factOf = ({ id, input, message }: EventDraft, now: Instant): EventFact => ({
  id,
  kind: input.kind,
  name: input.name ?? null,
  link: input.link ?? null,
  stepId: message?.stepId ?? null,
  visit: message?.visit ?? null,
  recordedAt: now,
});
