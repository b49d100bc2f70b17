/**
 * What a lead wants of our mail: which topics, how many, and from when on again. Read and changed by the mail that it has
 * in hand, or by a person of one's own. An opt-out holds for the address that was mailed and for the one the lead has now.
 */
import { defaultPurpose } from '../domain/consent.ts';
import type { Instant } from '../domain/time.ts';
import {
  type ConsentGiver,
  consentsOf,
  isMailPurpose,
  objectsTo,
  recordConsents,
  stopMailing,
  withdrawConsent,
} from './consent-ledger.ts';
import { lockGiver } from './consents.ts';
import type { Queryable } from './database.ts';
import { replan } from './enrollment-writes.ts';
import type { EventRules } from './event-effects.ts';
import { type EventsDeps, ingestWithin, rulesOf } from './events.ts';
import { isId, newId } from './ids.ts';
import { keepAsOwn } from './merge-wishes.ts';
import { isInternal } from './message-evidence.ts';
import { checkOwnWishes, frequencyWords, ownWishesOf } from './own-wishes.ts';
import { sql } from './sql.ts';
import type {
  ConsentProof,
  MailFrequency,
  PreferenceChange,
  PreferenceRepository,
  Preferences,
  SuppressionReason,
} from './store.ts';
import { suppress } from './suppressions.ts';

export function createPreferences(deps: EventsDeps): PreferenceRepository {
  const { database, addressHash } = deps;
  const byMail = async (messageId: string): Promise<Whose | null> => {
    const mail = await mailOf(database, messageId);
    return mail && { leadId: mail.leadId, messageId, mailed: mail.recipient };
  };
  const changed = async (whose: Whose, change: PreferenceChange, by: By, now: Instant) => {
    const rules = await rulesOf(deps);
    return database.transaction((tx) => changeOf(tx, deps, rules, { whose, change, by }, now));
  };
  return {
    async of(messageId) {
      const whose = await byMail(messageId);
      return whose && preferencesOf(database, whose.leadId, addressHash);
    },
    async change(messageId, change, now) {
      const whose = await byMail(messageId);
      return whose && changed(whose, change, { actor: 'lead', method: 'page' }, now);
    },
    async ofLead(leadId) {
      // Says so when there is no such lead.
      await database.transaction((tx) => lockGiver(tx, leadId, addressHash));
      return preferencesOf(database, leadId, addressHash);
    },
    changeOfLead: (leadId, change, actor, now) =>
      changed({ leadId, messageId: null, mailed: null }, change, { actor, method: 'person' }, now),
  };
}

interface Whose {
  readonly leadId: string;
  /** The mail that the lead had in hand, and where that went. */
  readonly messageId: string | null;
  readonly mailed: string | null;
}

interface By {
  readonly actor: string;
  readonly method: ConsentProof['method'];
}

/** A mail to a lead that is still somebody. */
async function mailOf(
  on: Queryable,
  messageId: string,
): Promise<{ readonly leadId: string; readonly recipient: string } | null> {
  if (!isId(messageId)) return null;
  const [row] = await on.rows<{ readonly leadId: string; readonly recipient: string }>(sql`
    SELECT m.lead_id AS "leadId", m.recipient FROM message m JOIN lead l ON l.id = m.lead_id
    WHERE m.id = ${messageId} AND NOT ${isInternal} AND l.erased_at IS NULL`);
  return row ?? null;
}

interface PreferenceRow {
  readonly email: string;
  readonly language: string | null;
  readonly frequency: MailFrequency;
  readonly pausedUntil: Instant | null;
  readonly awayUntil: Instant | null;
}

/** Of a lead that is there. */
async function preferencesOf(
  on: Queryable,
  leadId: string,
  addressHash: (address: string) => string,
): Promise<Preferences> {
  const [row] = await on.rows<PreferenceRow>(sql`
    SELECT email, language, mail_frequency AS frequency, mail_pause_until AS "pausedUntil",
      away_until AS "awayUntil" FROM lead WHERE id = ${leadId}`);
  const { email, ...wishes } = row ?? {
    email: '',
    language: null,
    frequency: 'all',
    pausedUntil: null,
    awayUntil: null,
  };
  const hash = addressHash(email);
  const [suppressed] = await on.rows<{ readonly stopped: SuppressionReason | null; readonly topics: string[] }>(sql`
    SELECT (SELECT s.reason FROM suppression s WHERE s.address_hash = ${hash}) AS stopped,
      ARRAY(SELECT DISTINCT substr(e.scope, 7) FROM suppression_entry e
        WHERE e.address_hash = ${hash} AND e.lifted_at IS NULL AND e.scope <> 'all') AS topics`);
  const consents = (await consentsOf(on, leadId)).filter(({ purpose }) => isMailPurpose(purpose));
  const objected = [...new Set(consents.map(({ purpose }) => purpose))].filter((purpose) =>
    objectsTo(purpose, consents, furthest),
  );
  const without = [...new Set([...(suppressed?.topics ?? []), ...objected])].sort();
  return { leadId, masked: maskedAddress(email), without, ...wishes, stopped: suppressed?.stopped ?? null };
}

/** What was withdrawn by now was withdrawn before this. */
const furthest: Instant = '9999-12-31T00:00:00.000Z';

/** Enough for its owner to know it again: `a…@example.test`. */
const maskedAddress = (email: string): string => {
  const at = email.lastIndexOf('@');
  return at < 1 ? '…' : `${[...email].slice(0, 1).join('')}…${email.slice(at)}`;
};

interface Wanted {
  readonly whose: Whose;
  readonly change: PreferenceChange;
  readonly by: By;
}

/** Writes what is new in it. @throws LEAD_UNKNOWN */
async function changeOf(
  tx: Queryable,
  deps: EventsDeps,
  rules: EventRules,
  { whose, change, by }: Wanted,
  now: Instant,
): Promise<Preferences> {
  const { leadId, messageId, mailed } = whose;
  const lead = await lockGiver(tx, leadId, deps.addressHash);
  const giver: ConsentGiver = {
    id: leadId,
    addressHashes: [...new Set([...lead.addressHashes, ...(mailed === null ? [] : [deps.addressHash(mailed)])])],
  };
  const before = await preferencesOf(tx, leadId, deps.addressHash);
  const said = [
    ...(change.frequency === undefined ? [] : ['mail_frequency']),
    ...(change.pausedUntil === undefined ? [] : ['mail_pause_until']),
  ];
  if (said.length > 0) await keepAsOwn(tx, leadId, said);
  // What others have written down already becomes the lead's own word when it says the same on its page.
  const own = messageId === null ? {} : await ownWishesOf(tx, leadId, now);
  const news = [...new Set([before, { ...before, ...own }].flatMap((known) => newsOf(known, change)))];
  if (news.length === 0) return before;
  if (messageId === null) await checkOwnWishes(tx, before, topicsOf(before, change).wanted, change, now);
  const proof = { method: by.method, ...(messageId === null ? {} : { reference: `message ${messageId}` }) };
  await writeTopics(tx, giver, topicsOf(before, change), { ...by, proof }, now);
  await tx.rows(sql`
    UPDATE lead SET mail_frequency = ${change.frequency ?? before.frequency}, updated_at = ${now},
      mail_pause_until = ${change.pausedUntil === undefined ? before.pausedUntil : change.pausedUntil}
    WHERE id = ${leadId}`);
  const text = news.join('; ');
  await ingestWithin(
    tx,
    deps,
    rules,
    {
      dedupeKey: `preferences/${newId()}`,
      kind: 'preferences',
      name: by.method,
      lead: messageId === null ? { id: leadId } : { messageId },
      payload: { ...change, text, actor: by.actor },
      occurredAt: now,
    },
    now,
  );
  // Mails that were put off by what was wanted before find their time anew.
  await replan(tx, leadId, now);
  return preferencesOf(tx, leadId, deps.addressHash);
}

interface Topics {
  readonly wanted: readonly string[];
  readonly unwanted: readonly string[];
}

/** Of the named topics those that become other than they are. */
function topicsOf({ without, stopped }: Preferences, { topics = {} }: PreferenceChange): Topics {
  const named = Object.entries(topics);
  const isOut = (topic: string) => without.includes(topic) || (topic === defaultPurpose && stopped === 'unsubscribe');
  return {
    wanted: named.flatMap(([topic, wanted]) => (wanted && isOut(topic) ? [topic] : [])),
    unwanted: named.flatMap(([topic, wanted]) => (!wanted && !without.includes(topic) ? [topic] : [])),
  };
}

/** In words, what of a change is new; empty when nothing is. */
function newsOf(before: Preferences, change: PreferenceChange): readonly string[] {
  const { wanted, unwanted } = topicsOf(before, change);
  const { frequency = before.frequency, pausedUntil = before.pausedUntil } = change;
  return [
    ...unwanted.map((topic) => `no mails of ${topic}`),
    ...wanted.map((topic) => `mails of ${topic} again`),
    ...(frequency === before.frequency ? [] : [frequencyWords[frequency]]),
    ...(pausedUntil === before.pausedUntil ? [] : [pausedUntil === null ? 'no pause' : `paused until ${pausedUntil}`]),
  ];
}

async function writeTopics(
  tx: Queryable,
  giver: ConsentGiver,
  { wanted, unwanted }: Topics,
  { actor, method, proof }: By & { readonly proof: ConsentProof },
  now: Instant,
): Promise<void> {
  for (const topic of unwanted) {
    const draft = { reason: 'unsubscribe', scope: `topic/${topic}`, detail: `by ${method}`, actor } as const;
    await suppress(tx, giver.addressHashes, draft, now);
    await withdrawConsent(tx, giver.id, topic, { actor, proof }, now);
  }
  await stopMailing(tx, giver.id, unwanted, 'unsubscribe', now);
  const consents = wanted.map((purpose) => {
    const basis = 'express' as const;
    return { purpose, basis, source: 'preferences', wording: null, proof, at: now, expiresAt: null };
  });
  await recordConsents(tx, giver, consents, actor, now);
}
