/**
 * Records events that were posted, one or a thousand, in one transaction and a handful of statements. What is wrong with one
 * of them is its own answer and harms no other; what is wrong with us fails all of them, to be sent again whole.
 */
import { randomUUID } from 'node:crypto';
import type { EventInput, IngestOutcome, IngestResult, NamedLead } from '../../db/store.ts';
import { type ErrorCode, errorCode, errorKind, TendrilError } from '../../domain/errors.ts';
import { postedEventKey } from '../../domain/identity.ts';
import { type Instant, instantFromMs, msOf } from '../../domain/time.ts';
import { requestInvalid } from './input.ts';
import type { PostedEvent } from './posted-event.ts';
import type { Caller } from './route.ts';

/** Clocks differ; what lies further ahead is a mistake. */
const mostAheadMs = 5 * 60_000;

export type RecordedEvent = Omit<IngestResult, 'known'> & {
  /** A custom event that the workspace does not declare. */
  readonly undeclared: boolean;
};

export type Recording = { readonly recorded: RecordedEvent } | { readonly refused: TendrilError };

/** Reads one event. @throws what is wrong with it */
export type EventReader = (raw: unknown, place: string, declared: readonly string[] | null) => PostedEvent;

interface Batch {
  readonly raws: readonly unknown[];
  readonly read: EventReader;
  /** Where the n-th stands in the request. */
  place(index: number): string;
  /** Each needs a name of its own to be told again. */
  readonly many: boolean;
}

/** What became of each, in their order. */
export async function recordEvents(batch: Batch, caller: Caller): Promise<readonly Recording[]> {
  const { store } = caller.deps;
  const declared = await declaredEvents(caller);
  const posted = batch.raws.map((raw, index) => attempt(() => readPosted(raw, index, batch, declared, caller)));
  const leads = await store.events.namedLeads(posted.flatMap((one) => ('value' in one ? [one.value.lead] : [])));
  const inputs = posted.map((one, index) =>
    'value' in one ? attempt(() => inputOf(one.value, index, leads, caller)) : one,
  );
  const asked = inputs.flatMap((one) => ('value' in one ? [one.value] : []));
  const outcomes = asked.length === 0 ? [] : await store.events.ingestMany(asked, caller.now);
  const left = outcomes[Symbol.iterator]();
  return inputs.map((input, index): Recording => {
    const [one] = [posted[index]];
    if (!('value' in input)) return { refused: input.refused };
    const outcome: IngestOutcome | undefined = left.next().value;
    if (!outcome || !one || !('value' in one)) throw new TendrilError('INTERNAL', 'An event got no answer');
    const checked = attempt(() => resultOf(outcome, one.value, batch.place(index), declared));
    return 'value' in checked ? { recorded: checked.value } : checked;
  });
}

type Attempt<T> = { readonly value: T } | { readonly refused: TendrilError };

/** What is the caller's mistake; anything else is thrown. */
function attempt<T>(work: () => T): Attempt<T> {
  try {
    return { value: work() };
  } catch (error) {
    if (!(error instanceof TendrilError) || errorKind(errorCode(error)).retry !== 'never') throw error;
    return { refused: error };
  }
}

/** Null when the workspace takes any; so does an engine without a workspace. */
async function declaredEvents({ deps }: Caller): Promise<readonly string[] | null> {
  try {
    return (await deps.store.publications.workspace()).organisation.events;
  } catch (error) {
    if (errorCode(error) === 'WORKSPACE_EMPTY') return null;
    throw error;
  }
}

/** @throws REQUEST_INVALID */
function readPosted(
  raw: unknown,
  index: number,
  { read, place, many }: Batch,
  declared: readonly string[] | null,
  { idempotencyKey, now }: Caller,
): PostedEvent & { readonly at: Instant } {
  const event = read(raw, place(index), declared);
  if (many && event.id === undefined && idempotencyKey === null) {
    throw requestInvalid([
      { path: `${place(index)}.id`, message: 'a batch needs an id on every event, or an Idempotency-Key' },
    ]);
  }
  return { ...event, at: momentOf(event.occurredAt, now, place(index)) };
}

/** @throws REQUEST_INVALID when it lies ahead */
function momentOf(occurredAt: string | undefined, now: Instant, place: string): Instant {
  if (occurredAt === undefined) return now;
  const ms = Date.parse(occurredAt);
  if (ms > msOf(now) + mostAheadMs) {
    throw requestInvalid([{ path: `${place}.occurredAt`, message: `lies more than 5 minutes ahead of ${now}` }]);
  }
  return instantFromMs(Math.min(ms, msOf(now)));
}

/** @throws LEAD_UNKNOWN */
function inputOf(
  event: PostedEvent & { readonly at: Instant },
  index: number,
  leads: ReadonlyMap<string, NamedLead>,
  caller: Caller,
): EventInput {
  const lead = leads.get(event.lead);
  if (lead?.kind !== 'known') {
    const what = lead ? `The lead ${event.lead} was erased` : `There is no lead ${event.lead.slice(0, 320)}`;
    throw new TendrilError('LEAD_UNKNOWN', what);
  }
  const { kind, name, payload, at: occurredAt } = event;
  const dedupeKey = dedupeKeyOf(event, lead.id, index, caller);
  return { dedupeKey, kind, lead: { id: lead.id }, name, ...(payload ? { payload } : {}), occurredAt };
}

/**
 * Also from the Idempotency-Key: should we be killed before its answer is stored, the repeat finds the event. With the
 * lead in it, since the answer to a known event tells of the lead it belongs to. A source cannot contain a colon, so
 * nobody can name the ids of somebody else's API key.
 */
function dedupeKeyOf(
  { id, source }: PostedEvent,
  leadId: string,
  index: number,
  { key, idempotencyKey }: Caller,
): string {
  if (id !== undefined) return postedEventKey(source ?? `key:${key.id}`, leadId, id);
  if (idempotencyKey === null) return `api-once/${randomUUID()}`;
  return `api-request/${key.id}/${idempotencyKey}/${index}/${leadId}`;
}

/** @throws what it was refused for; EVENT_ID_REUSED, IDEMPOTENCY_MISMATCH when the known event is another one than this */
function resultOf(
  outcome: IngestOutcome,
  { id, kind, name }: PostedEvent,
  place: string,
  declared: readonly string[] | null,
): RecordedEvent {
  if (outcome.kind === 'refused') throw new TendrilError(outcome.code as ErrorCode, outcome.message);
  const { kind: _, known, ...result } = outcome;
  if (known && (known.kind !== kind || known.name !== name)) {
    const was = [known.kind, known.name].filter((part) => part !== null).join(' ');
    if (id === undefined) {
      throw new TendrilError('IDEMPOTENCY_MISMATCH', `${place} was sent with this Idempotency-Key as ${was}`);
    }
    throw new TendrilError(
      'EVENT_ID_REUSED',
      `${place}.id ${JSON.stringify(id)} was used for another event of this lead: ${was}`,
    );
  }
  const undeclared = kind === 'custom' && declared !== null && (name === null || !declared.includes(name));
  return { ...result, undeclared };
}
