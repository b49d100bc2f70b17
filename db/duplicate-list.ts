/** The two that may be one person, as they are listed until somebody has decided. */
import { TendrilError } from '../domain/errors.ts';
import type { DuplicateReason } from '../domain/merging.ts';
import type { Instant } from '../domain/time.ts';
import type { Queryable } from './database.ts';
import { isId } from './ids.ts';
import { sql } from './sql.ts';
import type { DuplicateView, MergedLead, Page, PageRequest } from './store.ts';

interface DuplicateRow {
  readonly lead: MergedLead;
  readonly other: MergedLead;
  readonly reason: DuplicateReason;
  readonly found_at: Instant;
}

const shown = (lead: 'l' | 'o') => {
  const row = { kind: 'sql' as const, parts: [lead], values: [] };
  return sql`jsonb_build_object('id', ${row}.id, 'email', ${row}.email, 'name', nullif(concat_ws(' ', ${row}.first_name, ${row}.last_name), ''),
    'company', (SELECT a.name FROM account a WHERE a.id = ${row}.account_id), 'phone', ${row}.phone, 'stage', ${row}.stage)`;
};

/** Those of the newest leads first. @throws REQUEST_INVALID when `after` is not one that an earlier page gave */
export async function openDuplicates(on: Queryable, { limit, after }: PageRequest): Promise<Page<DuplicateView>> {
  const [other = null, lead = null] = after === undefined ? [] : after.split('.');
  if (after !== undefined && !(isId(other ?? '') && isId(lead ?? ''))) {
    throw new TendrilError('REQUEST_INVALID', `"${after.slice(0, 80)}" is not the "next" of an earlier page`);
  }
  const rows = await on.rows<DuplicateRow>(sql`
    SELECT ${shown('l')} AS lead, ${shown('o')} AS other, d.reason, d.found_at
    FROM lead_duplicate d JOIN lead l ON l.id = d.lead_id JOIN lead o ON o.id = d.other_id
    WHERE d.status = 'open' AND l.erased_at IS NULL AND o.erased_at IS NULL
      AND (${other}::uuid IS NULL OR (d.other_id, d.lead_id) < (${other}::uuid, ${lead}::uuid))
    ORDER BY d.other_id DESC, d.lead_id DESC LIMIT ${limit + 1}`);
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  return {
    items: items.map(({ lead: one, other: two, reason, found_at }) => ({
      leads: [one, two],
      reason,
      foundAt: found_at,
    })),
    next: rows.length > limit && last ? `${last.other.id}.${last.lead.id}` : null,
  };
}
