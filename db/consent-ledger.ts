/**
 * The record of what a lead agreed to, by purpose, with how that is known. Entries are added and withdrawn, never changed or
 * taken away. The lead must be locked.
 */
import {
  consentVerdict,
  defaultPurpose,
  noConsentPolicy,
  profilingPurpose,
  trackingPurpose,
} from '../domain/consent.ts';
import { earlier, type Instant, plusMs } from '../domain/time.ts';
import type { Queryable } from './database.ts';
import { stopEnrollments } from './enrollment-stops.ts';
import { newId } from './ids.ts';
import { json, type Sql, sql } from './sql.ts';
import type { ConsentProof, ConsentView, NewConsent } from './store.ts';
import { lift } from './suppressions.ts';

/** A locked lead, with the hashes of the addresses that are its own. */
export interface ConsentGiver {
  readonly id: string;
  readonly addressHashes: readonly string[];
}

/** All that was ever recorded, oldest first. */
export const consentsOf = (on: Queryable, leadId: string): Promise<readonly ConsentView[]> =>
  on.rows<ConsentView>(sql`
    SELECT id, purpose, basis, source, wording, proof, actor, at, expires_at AS "expiresAt", withdrawn_at AS "withdrawnAt",
      withdrawn_by AS "withdrawnBy"
    FROM consent WHERE lead_id = ${leadId} ORDER BY at, id`);

/** CASL s. 10(10)(b) lets the consent of an inquiry last six months, the shortest of its terms. */
const impliedMs = 180 * 86_400_000;

const endOf = ({ basis, expiresAt }: NewConsent, at: Instant): Instant | null =>
  expiresAt ?? (basis === 'implied' ? plusMs(at, impliedMs) : null);

/**
 * Whether it is the word of the person itself, with a time and something that shows it: only that outweighs what the person
 * asked for before. A file may be older than the opt-out, whatever it says; and who tells a consent every night, without its
 * time or without anything to show for it, would lift every opt-out the night after.
 */
const isOwnWord = ({ basis, proof: { method, reference, ip }, undated = false }: NewConsent): boolean =>
  basis === 'express' && method !== 'import' && !undated && (reference ?? ip) !== undefined;

/**
 * Adds consents that are new. The own word of the person lifts the opt-out of its purpose that came before it, and to
 * marketing the one of all mail. After an objection nothing but an own word is written, since whatever stands after it in the
 * record ends it.
 */
export async function recordConsents(
  tx: Queryable,
  giver: ConsentGiver,
  consents: readonly NewConsent[],
  actor: string,
  now: Instant,
): Promise<void> {
  if (consents.length === 0) return;
  const before = await consentsOf(tx, giver.id);
  const rows = consents
    .map((consent) => {
      const at = earlier(consent.at, now);
      return { ...consent, id: newId(), at, expiresAt: endOf(consent, at) };
    })
    .filter((consent) => isOwnWord(consent) || !objectsTo(consent.purpose, before, consent.at));
  if (rows.length === 0) return;
  await tx.rows(sql`
    INSERT INTO consent (id, lead_id, purpose, basis, source, wording, proof, actor, at, expires_at)
    SELECT DISTINCT ON (c.purpose, c.basis, c.source, c.at) c.id, ${giver.id}::uuid, c.purpose, c.basis, c.source, c.wording,
      c.proof, ${actor}, c.at, c."expiresAt"
    FROM jsonb_to_recordset(${json(rows)}::jsonb) AS c (id uuid, purpose text, basis text, source text, wording text,
      proof jsonb, at timestamptz, "expiresAt" timestamptz, undated boolean)
    WHERE NOT EXISTS (SELECT 1 FROM consent k WHERE k.lead_id = ${giver.id} AND k.purpose = c.purpose AND k.basis = c.basis
      AND k.source = c.source
      AND (k.at = c.at OR (c.undated AND k.withdrawn_at IS NULL AND coalesce(k.expires_at > c.at, true))))`);
  for (const consent of rows.filter(isOwnWord)) await liftOptOuts(tx, giver, consent.purpose, actor, now, consent.at);
}

/** Times are kept to the millisecond: of what came in the same one, the opt-out counts. */
const momentMs = 1;

async function liftOptOuts(
  tx: Queryable,
  { addressHashes }: ConsentGiver,
  purpose: string,
  by: string,
  now: Instant,
  consentedAt: Instant,
): Promise<void> {
  const lifting = { reason: 'unsubscribe', right: 'consent', by } as const;
  const scopes = [`topic/${purpose}`, ...(purpose === defaultPurpose ? ['all'] : [])] as (`topic/${string}` | 'all')[];
  for (const scope of scopes) await lift(tx, addressHashes, { ...lifting, scope }, now, plusMs(consentedAt, -momentMs));
}

/** Whether the lead objects to a purpose at this moment. */
export const objectsTo = (purpose: string, consents: readonly ConsentView[], now: Instant): boolean =>
  consentVerdict(noConsentPolicy, null, purpose, consents, now).kind === 'withheld';

/** What withdrawing writes where there is nothing to withdraw. */
const objection = 'objection';

/**
 * The same without what came to a lead by merges that can be undone: what is left to it when they are. Oldest first.
 */
const ownConsentsOf = async (tx: Queryable, leadId: string): Promise<readonly ConsentView[]> => {
  const merges = await tx.rows<{ readonly ids: readonly string[] | null }>(sql`
    SELECT coalesce(snapshot #> '{moves,rows,consent}', '[]') || coalesce(snapshot -> 'objectionIds', '[]') AS ids
    FROM lead_merge WHERE lead_id = ${leadId} AND undone_at IS NULL AND snapshot IS NOT NULL`);
  const others = new Set(merges.flatMap(({ ids }) => ids ?? []));
  return (await consentsOf(tx, leadId)).filter(({ id }) => !others.has(id));
};

/**
 * Withdraws what is in force of a purpose. Where the lead does not object by that, the objection itself is written: also where it
 * objects only by what another lead had said that was merged into it. Says whether it did either.
 */
export async function withdrawConsent(
  tx: Queryable,
  leadId: string,
  purpose: string,
  { actor, proof }: { readonly actor: string; readonly proof: ConsentProof },
  now: Instant,
): Promise<boolean> {
  if (objectsTo(purpose, await ownConsentsOf(tx, leadId), now)) return false;
  await tx.rows(sql`
    UPDATE consent SET withdrawn_at = ${now}, withdrawn_by = ${actor}
    WHERE lead_id = ${leadId} AND purpose = ${purpose} AND withdrawn_at IS NULL AND at <= ${now}`);
  if (objectsTo(purpose, await ownConsentsOf(tx, leadId), now)) return true;
  await tx.rows(sql`
    INSERT INTO consent (id, lead_id, purpose, basis, source, proof, actor, withdrawn_by, at, withdrawn_at)
    VALUES (${newId()}, ${leadId}, ${purpose}, 'legitimate_interest', ${objection}, ${json(proof)}, ${actor}, ${actor}, ${now},
      ${now})`);
  return true;
}

const noMailPurposes: ReadonlySet<string> = new Set([trackingPurpose, profilingPurpose]);

/** Whether mails are sent for the purpose: who withdraws such a consent is mailed for it no more. */
export const isMailPurpose = (purpose: string): boolean => !noMailPurposes.has(purpose);

/** Asks the programs of a lead that mail for these purposes to stop. */
export const stopMailing = (
  tx: Queryable,
  leadId: string,
  purposes: readonly string[],
  reason: 'unsubscribe' | 'consent',
  now: Instant,
): Promise<number> =>
  purposes.length === 0 ? Promise.resolve(0) : stopEnrollments(tx, mailingFor(leadId, purposes), reason, now);

const mailingFor = (leadId: string, purposes: readonly string[]): Sql => sql`lead_id = ${leadId} AND EXISTS (
  SELECT 1 FROM sequence_version v WHERE v.id = enrollment.sequence_version_id
    AND coalesce(v.program #>> '{settings,purpose}', ${defaultPurpose}) = ANY (${purposes}))`;
