/**
 * The ingest transaction, for one event or a thousand. Locks the leads, records each event once, and does everything that
 * follows from them, or nothing. Signals leave through the outbox, so events are accepted while Temporal is down.
 */
import { consentVerdict, trackingPurpose } from '../domain/consent.ts';
import { errorCode, TendrilError } from '../domain/errors.ts';
import { isPageViewKey } from '../domain/identity.ts';
import { earlier, type Instant } from '../domain/instant.ts';
import { durationMs } from '../domain/time.ts';
import { organisationDefaults } from '../domain/workspace.ts';
import { deathBy, mayBeDeath } from './bounces.ts';
import { judgeHeldClicks, judgementOf } from './click-judgement.ts';
import type { Database, Queryable } from './database.ts';
import { type EffectsDeps, type EventRules, follow, type Ground, scoreOf } from './event-effects.ts';
import { firstHeld, judgeOf } from './event-hits.ts';
import { admitted, unknownSubject } from './event-intake.ts';
import { draftOf, type EventDraft, type KnownEvent, knownEvents, writeEvents } from './event-rows.ts';
import { lockSubjects, type Subject, type Subjects } from './event-subjects.ts';
import { newId } from './ids.ts';
import { namedLeads } from './named-leads.ts';
import { enqueue, type OutboxDraft } from './outbox-writes.ts';
import { rejudge } from './rejudgement.ts';
import type { EventInput, Events, IngestResult } from './store.ts';
import type { Workspaces } from './workspaces.ts';

export interface EventsDeps extends EffectsDeps {
  readonly database: Database;
  readonly workspaces: Workspaces;
  /** Whether the relay of this name is on this machine. */
  isLocalRelay(relay: string): boolean;
}

const mostAtOnce = 1_000;

export function createEvents(deps: EventsDeps): Events {
  const { database } = deps;
  const ingestMany = async (inputs: readonly EventInput[], now: Instant): Promise<readonly Outcome[]> => {
    if (inputs.length > mostAtOnce) {
      throw new TendrilError('INTERNAL', `${inputs.length} events at once; ${mostAtOnce} are the most`);
    }
    const asked = inputs.map((input) => attempt(() => admitted(input)));
    if (!asked.some((one) => 'value' in one)) return asked as readonly Refusal[];
    const rules = await rulesOf(deps);
    return database.transaction((tx) => ingestAdmitted(tx, deps, rules, asked, now));
  };
  return {
    async ingest(input, now) {
      const [outcome] = await ingestMany([input], now);
      if (outcome && 'value' in outcome) return outcome.value;
      throw outcome?.refused ?? new TendrilError('INTERNAL', 'An event got no answer');
    },

    async ingestMany(inputs, now) {
      const outcomes = await ingestMany(inputs, now);
      return outcomes.map((outcome) =>
        'value' in outcome
          ? { kind: 'ingested', ...outcome.value }
          : { kind: 'refused', code: errorCode(outcome.refused), message: outcome.refused.message },
      );
    },

    namedLeads: (names) => namedLeads(database, names),

    async judgeClicks(messageId, now) {
      const rules = await rulesOf(deps);
      return database.transaction((tx) => judgeHeldClicks(tx, deps, rules, messageId, now));
    },

    async rejudge(request, now, onProgress) {
      return rejudge(database, await rulesOf(deps), request, now, onProgress);
    },
  };
}

/**
 * Records one event within a transaction that does more than that. Rules are read before it begins.
 * @throws LEAD_UNKNOWN, EVENT_UNSTORABLE
 */
export async function ingestWithin(
  tx: Queryable,
  deps: EffectsDeps,
  rules: EventRules,
  input: EventInput,
  now: Instant,
): Promise<IngestResult> {
  const [outcome] = await ingestAdmitted(tx, deps, rules, [attempt(() => admitted(input))], now);
  if (outcome && 'value' in outcome) return outcome.value;
  throw outcome?.refused ?? new TendrilError('INTERNAL', 'An event got no answer');
}

/** What became of one of many: one that is refused harms no other. */
type Refusal = { readonly refused: TendrilError };
type Attempt<T> = { readonly value: T } | Refusal;
type Outcome = Attempt<IngestResult>;

function attempt<T>(work: () => T): Attempt<T> {
  try {
    return { value: work() };
  } catch (error) {
    if (error instanceof TendrilError) return { refused: error };
    throw error;
  }
}

/** What the workspace in force says of events. */
export async function rulesOf({
  workspaces,
  isLocalRelay,
}: Pick<EventsDeps, 'workspaces' | 'isLocalRelay'>): Promise<EventRules> {
  const workspace = await workspaces.current();
  const organisation = workspace?.organisation ?? organisationDefaults;
  const hold = { holdMs: durationMs(organisation.clickHold), isLocal: isLocalRelay };
  return { model: workspace?.scoring ?? null, consent: organisation, hold };
}

async function ingestAdmitted(
  tx: Queryable,
  deps: EffectsDeps,
  rules: EventRules,
  asked: readonly Attempt<EventInput>[],
  now: Instant,
): Promise<readonly Outcome[]> {
  const subjects = await lockSubjects(tx, valuesOf(asked));
  const attempts = asked.map((one) =>
    'value' in one ? attempt(() => draftFor(one.value, subjects, rules, now)) : one,
  );
  const fresh = firstOfEachKey(valuesOf(attempts));
  const drafts = [...fresh.values()];
  const judge = await judgeOf(tx, drafts, rules.hold, now);
  const ground: Ground = { leads: new Map(subjects.leads), results: new Map() };
  const work: OutboxDraft[] = [];
  for (const part of partsOf(drafts)) work.push(...(await record(tx, deps, rules, ground, part, judge, now)));
  await enqueue(tx, work, now);
  const known = await knownEvents(
    tx,
    drafts.filter(({ id }) => !ground.results.has(id)).map(({ input }) => input.dedupeKey),
  );
  return attempts.map((one) => {
    if (!('value' in one)) return one;
    const result = ground.results.get(one.value.id);
    return { value: result ?? again(one.value.input, fresh, known, ground, rules, now) };
  });
}

const valuesOf = <T>(attempts: readonly Attempt<T>[]): readonly T[] =>
  attempts.flatMap((one) => ('value' in one ? [one.value] : []));

/** @throws LEAD_UNKNOWN, TRACKING_WITHHELD */
function draftFor(input: EventInput, subjects: Subjects, rules: EventRules, now: Instant): EventDraft {
  const subject = subjects.of(input);
  if (!subject) throw unknownSubject(input.lead);
  checkTracking(input, subject, rules, now);
  return draftOf(newId(), input, subject);
}

/** Whoever does not want to be tracked is not: also where the mail left before that was said. */
function checkTracking(input: EventInput, { lead, message }: Subject, { consent }: EventRules, now: Instant): void {
  const { kind, dedupeKey } = input;
  const isTracked = kind === 'open' || kind === 'click' || (kind === 'page_view' && isPageViewKey(dedupeKey));
  if (!isTracked || message?.internal) return;
  const verdict = consentVerdict(consent.tracking, lead.country, trackingPurpose, lead.consents, now);
  if (verdict.kind === 'given') return;
  throw new TendrilError('TRACKING_WITHHELD', `The ${kind} is not recorded: ${verdict.why}`, { leadId: lead.id });
}

function firstOfEachKey(drafts: readonly EventDraft[]): ReadonlyMap<string, EventDraft> {
  const first = new Map<string, EventDraft>();
  for (const draft of drafts) if (!first.has(draft.input.dedupeKey)) first.set(draft.input.dedupeKey, draft);
  return first;
}

/**
 * The events in their order, cut where a lead's address may have died by what came before: what follows from that comes
 * before the lead's next event. Nearly always one part.
 */
function partsOf(drafts: readonly EventDraft[]): readonly (readonly EventDraft[])[] {
  const parts: EventDraft[][] = [];
  let part: EventDraft[] = [];
  let refused = new Set<string>();
  for (const draft of drafts) {
    if (refused.has(draft.leadId)) {
      parts.push(part);
      part = [];
      refused = new Set();
    }
    part.push(draft);
    if (mayBeDeath(draft.input)) refused.add(draft.leadId);
  }
  return [...parts, part];
}

/** Records the events that are new, with what follows from each; returns what the outbox is to get. */
async function record(
  tx: Queryable,
  deps: EffectsDeps,
  rules: EventRules,
  ground: Ground,
  part: readonly EventDraft[],
  judge: (draft: EventDraft) => EventDraft,
  now: Instant,
): Promise<readonly OutboxDraft[]> {
  if (part.length === 0) return [];
  const fresh = await writeEvents(tx, part, judge, now);
  const signals = [...(await follow(tx, deps, rules, ground, fresh, now))];
  for (const { id, input, leadId, message } of fresh) {
    const lead = ground.leads.get(leadId);
    if (!mayBeDeath(input) || message?.internal || !lead) continue;
    const death = await deathBy(tx, input, { leadId, recipient: message?.recipient ?? lead.email }, now);
    if (!death) continue;
    const draft = draftOf(newId(), death, { lead, message });
    signals.push(...(await record(tx, deps, rules, ground, [draft], judge, now)));
    const result = ground.results.get(draft.id);
    if (result) ground.results.set(id, { ...result, eventId: id });
  }
  return [...signals, ...judgementsOf(await firstHeld(tx, fresh))];
}

/** That somebody is to judge the held clicks of a mail, once the first of them is due. */
function judgementsOf(drafts: readonly EventDraft[]): readonly OutboxDraft[] {
  const due = new Map<string, Instant>();
  for (const { message, judgeAt } of drafts) {
    if (message && judgeAt) due.set(message.id, earlier(due.get(message.id) ?? judgeAt, judgeAt));
  }
  return [...due].map(([messageId, at]) => judgementOf(messageId, at));
}

/** The answer to a second report of an event: what it belongs to, as it is now. */
function again(
  { dedupeKey }: EventInput,
  fresh: ReadonlyMap<string, EventDraft>,
  known: ReadonlyMap<string, KnownEvent>,
  ground: Ground,
  rules: EventRules,
  now: Instant,
): IngestResult {
  const first = fresh.get(dedupeKey);
  const before = known.get(dedupeKey);
  const eventId = before?.eventId ?? first?.id;
  const lead = ground.leads.get(before?.lead.id ?? first?.leadId ?? '') ?? before?.lead;
  if (eventId === undefined || !lead || (!before && !ground.results.has(eventId))) {
    throw new TendrilError('INTERNAL', `The event ${dedupeKey} was recorded and is gone`);
  }
  const { id: leadId, stage } = lead;
  const { kind, name = null } = before ?? first?.input ?? {};
  const what = kind === undefined ? {} : { known: { kind, name } };
  return { eventId, recorded: false, leadId, score: scoreOf(rules, lead, now), stage, handoffId: null, ...what };
}
