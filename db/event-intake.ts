/**
 * What of an event may be stored: reads no database. PostgreSQL refuses some texts, depths and sizes, and one such event
 * would take all the others of its batch with it, so each is looked at by itself before.
 */
import { TendrilError } from '../domain/errors.ts';
import { msOf } from '../domain/instant.ts';
import { replyClass } from '../domain/reply-class.ts';
import { isId } from './ids.ts';
import { storable } from './sql.ts';
import type { EventInput, TrackedHit } from './store.ts';

/** An index entry has at most 2,704 bytes. */
const mostKeyBytes = 2_000;
const mostPayloadBytes = 1_048_576;
/** PostgreSQL reads JSON by recursion on a stack of two megabytes. */
const mostDepth = 100;
const mostAgent = 200;
const mostMethod = 20;

/**
 * The event as it will be stored: text without what cannot be, a reply named by its class unless its source has named it.
 * @throws LEAD_UNKNOWN for what cannot be an id, EVENT_UNSTORABLE
 */
export function admitted(input: EventInput): EventInput {
  checkSubject(input);
  const dedupeKey = storable(input.dedupeKey);
  if (dedupeKey === '' || Buffer.byteLength(dedupeKey) > mostKeyBytes) {
    throw unstorable(input, `its key must have between one and ${mostKeyBytes} bytes`);
  }
  const at = msOf(input.occurredAt);
  if (Number.isNaN(at) || input.occurredAt < '0001') throw unstorable(input, 'it has no valid time');
  checkPayload(input);
  const event = named(input);
  const hit = event.hit && cut(event.hit);
  return dedupeKey === event.dedupeKey && hit === event.hit ? event : { ...event, dedupeKey, ...(hit && { hit }) };
}

const cut = (hit: TrackedHit): TrackedHit =>
  hit.userAgent.length <= mostAgent && hit.method.length <= mostMethod
    ? hit
    : { ...hit, userAgent: hit.userAgent.slice(0, mostAgent), method: hit.method.slice(0, mostMethod) };

function checkSubject({ lead }: EventInput): void {
  if ('id' in lead) {
    if (!isId(lead.id)) throw unknownSubject(lead);
  } else if (!isId(lead.messageId)) {
    throw unknownSubject(lead);
  }
}

/** That there is nobody whom the event could be about. */
export const unknownSubject = (lead: EventInput['lead']): TendrilError =>
  'id' in lead
    ? new TendrilError('LEAD_UNKNOWN', `There is no lead ${lead.id}`, { leadId: lead.id })
    : new TendrilError('LEAD_UNKNOWN', `There is no message ${lead.messageId}`, { messageId: lead.messageId });

function checkPayload(input: EventInput): void {
  const { payload = {}, name, link } = input;
  // Most have none of them.
  if (input.payload === undefined && !name && !link) return;
  if (isDeeper(payload, mostDepth)) throw unstorable(input, `its payload is nested deeper than ${mostDepth} levels`);
  const size = Buffer.byteLength(written(input, { payload, name, link }));
  if (size > mostPayloadBytes) throw unstorable(input, `it has ${size} bytes, and ${mostPayloadBytes} are the most`);
}

function written(input: EventInput, value: unknown): string {
  try {
    return JSON.stringify(value);
  } catch (error) {
    throw unstorable(input, `its payload is not JSON: ${(error as Error).message}`);
  }
}

function isDeeper(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return levels === 0 || Object.values(value).some((member) => isDeeper(member, levels - 1));
}

const unstorable = ({ dedupeKey, kind }: EventInput, why: string): TendrilError =>
  new TendrilError('EVENT_UNSTORABLE', `The ${kind} "${dedupeKey.slice(0, 80)}" cannot be stored: ${why}`, { kind });

/** A reply is named by its class, unless its source has named it. */
function named(input: EventInput): EventInput {
  const text = input.payload?.text;
  const unnamed = (input.name ?? null) === null;
  return input.kind === 'reply' && unnamed && typeof text === 'string' ? { ...input, name: replyClass(text) } : input;
}
