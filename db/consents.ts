/**
 * The consents of leads: told, withdrawn, and asked for. Who confirms a request is recorded with the proof, in one
 * transaction with the event that sequences wait for.
 */
import { TendrilError } from '../domain/errors.ts';
import { type Instant, plusMs } from '../domain/time.ts';
import {
  type ConsentGiver,
  consentsOf,
  isMailPurpose,
  recordConsents,
  stopMailing,
  withdrawConsent,
} from './consent-ledger.ts';
import type { Queryable } from './database.ts';
import type { EventRules } from './event-effects.ts';
import { type EventsDeps, ingestWithin, rulesOf } from './events.ts';
import { isId, newId } from './ids.ts';
import { type Sql, sql } from './sql.ts';
import type { ConsentProof, ConsentRequestView, Consents } from './store.ts';

/** The name of the custom event of a confirmed request, and the source of its key. */
const confirmedEvent = 'consent_confirmed';

/** How long a request may be confirmed. Who asks again after that makes a new one. */
const requestMs = 7 * 86_400_000;

export function createConsents(deps: EventsDeps): Consents {
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

    async request(leadId, { purposes, source, wording, wordingVersion }, actor, now) {
      await knownLead(database, leadId);
      const id = newId();
      await database.rows(sql`
        INSERT INTO consent_request (id, lead_id, purposes, source, wording, wording_version, actor, requested_at, expires_at)
        VALUES (${id}, ${leadId}, ${[...new Set(purposes)]}, ${source}, ${wording}, ${wordingVersion}, ${actor}, ${now},
          ${plusMs(now, requestMs)})`);
      const request = await requestOf(database, id, now);
      if (!request) throw new TendrilError('INTERNAL', `The request ${id} was written and is not there`);
      return request;
    },

    requested: (id, now) => requestOf(database, id, now),

    async confirm(id, proof, now) {
      const rules = await rulesOf(deps);
      return database.transaction((tx) => confirm(tx, deps, rules, { id, proof }, now));
    },
  };
}

/** @throws LEAD_UNKNOWN */
async function confirm(
  tx: Queryable,
  deps: EventsDeps,
  rules: EventRules,
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
  return { ...before, confirmedAt: now };
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

async function requestOf(on: Queryable, id: string, now: Instant): Promise<ConsentRequestView | null> {
  if (!isId(id)) return null;
  const [row] = await on.rows<ConsentRequestView>(sql`
    SELECT r.id, r.lead_id AS "leadId", r.purposes, r.source, r.wording, l.language, r.requested_at AS "requestedAt",
      r.expires_at AS "expiresAt", r.confirmed_at AS "confirmedAt"
    FROM consent_request r JOIN lead l ON l.id = r.lead_id
    WHERE r.id = ${id} AND l.erased_at IS NULL AND (r.confirmed_at IS NOT NULL OR r.expires_at > ${now})`);
  return row ?? null;
}
