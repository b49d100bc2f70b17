/**
 * Leads whose source asks for a consent that is not there: they are kept and not nurtured until it is. Who may be mailed is
 * judged again, with the same rule, whenever a mail is about to leave (`send-judgement.ts`).
 */
import { type ConsentEntry, consentVerdict, noConsentPolicy } from '../domain/consent.ts';
import type { Instant } from '../domain/time.ts';
import type { Queryable } from './database.ts';
import type { LeadRow } from './lead-rows.ts';
import { sql } from './sql.ts';

/** Why not, in words, by the id of the lead; of leads that their source lets be nurtured there is none. */
export async function unconsentedOf(
  on: Queryable,
  leads: readonly Pick<LeadRow, 'id' | 'consent_rule'>[],
  purpose: string,
  now: Instant,
): Promise<ReadonlyMap<string, string>> {
  const ruled = leads.filter(({ consent_rule }) => consent_rule !== null);
  if (ruled.length === 0) return new Map();
  const rows = await on.rows<ConsentEntry & { readonly lead_id: string }>(sql`
    SELECT lead_id, purpose, basis, proof, at, expires_at AS "expiresAt", withdrawn_at AS "withdrawnAt"
    FROM consent WHERE lead_id = ANY (${ruled.map(({ id }) => id)}::uuid[]) AND purpose = ${purpose}`);
  return new Map(
    ruled.flatMap(({ id, consent_rule: rule }) => {
      const entries = rows.filter(({ lead_id }) => lead_id === id);
      const verdict = consentVerdict(noConsentPolicy, null, purpose, entries, now, rule);
      return verdict.kind === 'withheld' ? [[id, verdict.why] as const] : [];
    }),
  );
}
