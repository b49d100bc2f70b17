/**
 * The consents of leads: told, withdrawn, and asked for. Who confirms a request is recorded with the proof, in one
 * transaction with the event that sequences wait for.
 */
import { TendrilError } from '../domain/errors.ts';
import type { Instant } from '../domain/time.ts';
import { askConfirmation, enrollBy, requestOf, writeRequest } from './confirmations.ts';
import {
  type ConsentGiver,
  consentsOf,
  isMailPurpose,
  recordConsents,
  stopMailing,
  withdrawConsent,
} from './consent-ledger.ts';
import type { Queryable } from './database.ts';
import type { EntryContext } from './entrants.ts';
import type { EventRules } from './event-effects.ts';
import { type EventsDeps, ingestWithin, rulesOf } from './events.ts';
import { isId } from './ids.ts';
import { confirmLeads } from './registrations.ts';
import { type Sql, sql } from './sql.ts';
import type { ConsentProof, ConsentRequestView, Consents, Visitors } from './store.ts';

/** The name of the custom event of a confirmed request, and the source of its key. */
const confirmedEvent = 'consent_confirmed';

export interface ConsentsDeps extends EventsDeps {
  /** For the sequences that leads enter by confirming. */
  entryContext(): Promise<EntryContext>;
  /** Who asked and has confirmed is known from then on. */
  readonly visitors: Pick<Visitors, 'identify'>;
}

export function createConsents(deps: ConsentsDeps): Consents {
  const { database, addressHash } = deps;
  return {
    async list(leadId) {
      await knownLead(database, leadId);
      return consentsOf(database, leadId);
    },

    record: (leadId, consents, actor, now) =>
      database.transaction(async (tx) => {
        await recordConsents(tx, await lockGiver(tx, leadId, addressHash), consents, actor, now);
        return consentsOf(tx, leadId);
      }),

    withdraw: (leadId, purpose, actor, now) =>
      database.transaction(async (tx) => {
        await lockGiver(tx, leadId, addressHash);
        const proof = { method: 'person' } as const;
        const withdrawn = await withdrawConsent(tx, leadId, purpose, { actor, proof }, now);
        if (withdrawn && isMailPurpose(purpose)) await stopMailing(tx, leadId, [purpose], 'consent', now);
        return consentsOf(tx, leadId);
      }),

    request: (leadId, request, actor, now) =>
      database.transaction(async (tx) => {
        await knownLead(tx, leadId);
        return writeRequest(tx, leadId, request, actor, now);
      }),

    askConfirmation: (leadId, request, actor, now) =>
      database.transaction(async (tx) => {
        const { email } = await knownLead(tx, leadId, sql`FOR NO KEY UPDATE`);
        return askConfirmation(tx, { id: leadId, email }, request, actor, now);
      }),

    requested: (id, now) => requestOf(database, id, now),

    async confirm(id, proof, now) {
      const [rules, entry] = await Promise.all([rulesOf(deps), deps.entryContext()]);
      const request = await database.transaction((tx) => confirm(tx, deps, { rules, entry }, { id, proof }, now));
      if (request) await identifyVisitor(deps, request, now);
      return request;
    },
  };
}

/**
 * Who asked on a site of ours has shown to be the lead. Also when a request is confirmed again: the first time may have been
 * cut off here.
 */
async function identifyVisitor(
  { database, visitors }: ConsentsDeps,
  { id, leadId, confirmedAt }: ConsentRequestView,
  now: Instant,
): Promise<void> {
  if (confirmedAt === null) return;
  const [row] = await database.rows<{ readonly visitor: string | null }>(
    sql`SELECT visitor_id AS visitor FROM consent_request WHERE id = ${id}`,
  );
  if (row?.visitor) await visitors.identify(row.visitor, leadId, now);
}

/** @throws LEAD_UNKNOWN */
async function confirm(
  tx: Queryable,
  deps: EventsDeps,
  { rules, entry }: { readonly rules: EventRules; readonly entry: EntryContext },
  { id, proof }: { readonly id: string; readonly proof: Omit<ConsentProof, 'method'> },
  now: Instant,
): Promise<ConsentRequestView | null> {
  const before = await requestOf(tx, id, now);
  if (!before) return null;
  const giver = await lockGiver(tx, before.leadId, deps.addressHash);
  const [fresh] = await tx.rows<{ readonly wording_version: string | null; readonly actor: string }>(sql`
    UPDATE consent_request SET confirmed_at = ${now} WHERE id = ${id} AND confirmed_at IS NULL AND expires_at > ${now}
    RETURNING wording_version, actor`);
  if (!fresh) return requestOf(tx, id, now);
  const wordingVersion = proof.wordingVersion ?? fresh.wording_version;
  const full: ConsentProof = {
    ...proof,
    ...(wordingVersion === null ? {} : { wordingVersion }),
    method: 'double-opt-in',
    reference: id,
  };
  const { purposes, source, wording } = before;
  const consents = purposes.map((purpose) => {
    const basis = 'express' as const;
    return { purpose, basis, source, wording, proof: full, at: now, expiresAt: null };
  });
  await recordConsents(tx, giver, consents, `confirmed by the lead, asked for by ${fresh.actor}`, now);
  await ingestWithin(
    tx,
    deps,
    rules,
    {
      dedupeKey: `${confirmedEvent}/${id}`,
      kind: 'custom',
      name: confirmedEvent,
      lead: { id: before.leadId },
      payload: { purposes, source },
      occurredAt: now,
    },
    now,
  );
  await confirmLeads(tx, [before.leadId], now);
  const enrollRefused =
    before.enroll === null ? null : await enrollBy(tx, entry, { ...before, enroll: before.enroll }, now);
  return { ...before, confirmedAt: now, enrollRefused };
}

/** Locks a lead that is still somebody. @throws LEAD_UNKNOWN */
export async function lockGiver(
  tx: Queryable,
  leadId: string,
  addressHash: (address: string) => string,
): Promise<ConsentGiver & { readonly email: string }> {
  const { email } = await knownLead(tx, leadId, sql`FOR NO KEY UPDATE`);
  return { id: leadId, email, addressHashes: [addressHash(email)] };
}

/** @throws LEAD_UNKNOWN when there is no such lead, or it was erased */
async function knownLead(on: Queryable, leadId: string, lock: Sql = sql``): Promise<{ readonly email: string }> {
  const [row] = isId(leadId)
    ? await on.rows<{ readonly email: string }>(
        sql`SELECT email FROM lead WHERE id = ${leadId} AND erased_at IS NULL ${lock}`,
      )
    : [];
  if (!row) throw new TendrilError('LEAD_UNKNOWN', `There is no lead ${leadId.slice(0, 320)}`, { leadId });
  return row;
}
