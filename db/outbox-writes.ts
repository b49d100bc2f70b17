/**
 * Puts work for the relay into the outbox, in the transaction that made it necessary, and wakes the relays when that
 * transaction commits.
 */
import type { Instant } from '../domain/time.ts';
import type { Queryable } from './database.ts';
import { json, sql } from './sql.ts';
import type { OutboxKind, OutboxPayloads } from './store.ts';

/** The channel of NOTIFY that relays listen to. */
export const outboxChannel = 'tendril_outbox';

export type OutboxDraft = {
  [K in OutboxKind]: {
    readonly kind: K;
    readonly workflowId: string;
    readonly payload: OutboxPayloads[K];
    /** Not to be delivered before; at once when absent. */
    readonly availableAt?: Instant;
  };
}[OutboxKind];

/** Writes the entries in the order given; nothing when there are none. */
export async function enqueue(tx: Queryable, drafts: readonly OutboxDraft[], now: Instant): Promise<void> {
  if (drafts.length === 0) return;
  await tx.rows(sql`
    WITH entries AS (
      INSERT INTO outbox (kind, workflow_id, payload, available_at, created_at)
      SELECT draft ->> 'kind', draft ->> 'workflowId', draft -> 'payload',
        coalesce((draft ->> 'availableAt')::timestamptz, ${now}), ${now}
      FROM jsonb_array_elements(${json(drafts)}::jsonb) WITH ORDINALITY AS list (draft, place)
      ORDER BY place
    )
    SELECT pg_notify(${outboxChannel}, '') WHERE ${drafts.some(({ availableAt = now }) => availableAt <= now)}`);
}
