/**
 * How much there is of everything, counted in one statement so that the numbers fit each other.
 */
import { outcomes } from '../domain/enrollment.ts';
import { handoffStatuses } from '../domain/handoff.ts';
import { type Stage, stages } from '../domain/lifecycle.ts';
import type { Database } from './database.ts';
import { createMailboxes } from './mailboxes.ts';
import { pendingOf } from './outbox.ts';
import { sql } from './sql.ts';
import { type EnrollmentView, type MessageState, messageStates, type Overview, type StatusReport } from './store.ts';
import { webhooksPending } from './webhook-deliveries.ts';

const enrollmentStatuses: readonly EnrollmentView['status'][] = ['active', ...outcomes];

interface Count {
  readonly what: 'lead' | 'enrollment' | 'message' | 'handoff' | 'inbound' | 'task';
  readonly state: string;
  readonly count: number;
}

export function createOverview(database: Database): Overview {
  return {
    async status() {
      const [counts, outbox, webhooks, mailboxes, [retention]] = await Promise.all([
        database.rows<Count>(sql`
          SELECT 'lead' AS what, stage AS state, count(*)::int AS count FROM lead WHERE erased_at IS NULL GROUP BY stage
          UNION ALL SELECT 'enrollment', status, count(*)::int FROM enrollment GROUP BY status
          UNION ALL SELECT 'message', state, count(*)::int FROM message GROUP BY state
          UNION ALL SELECT 'handoff', status, count(*)::int FROM handoff GROUP BY status
          UNION ALL SELECT 'inbound', status, count(*)::int FROM inbound_item WHERE status IN ('held', 'pending') GROUP BY status
          UNION ALL SELECT 'task', 'open', count(*)::int FROM task WHERE done_at IS NULL`),
        pendingOf(database),
        webhooksPending(database),
        createMailboxes(database).list(),
        database.rows<StatusReport['retention']>(sql`
          SELECT max(at) AS "lastRun", coalesce(array_agg(kind ORDER BY kind) FILTER (WHERE failure IS NOT NULL), '{}') AS failed
          FROM retention_sweep`),
      ]);
      const tally = <State extends string>(what: Count['what'], states: readonly State[]) =>
        Object.fromEntries(
          states.map((state) => [
            state,
            counts.find((count) => count.what === what && count.state === state)?.count ?? 0,
          ]),
        ) as Record<State, number>;
      return {
        leads: tally<Stage>('lead', stages),
        enrollments: tally('enrollment', enrollmentStatuses),
        messages: tally<MessageState>('message', messageStates),
        handoffs: tally('handoff', handoffStatuses),
        inbound: tally('inbound', ['held', 'pending']),
        tasks: tally('task', ['open']),
        mailboxes,
        retention: retention ?? { lastRun: null, failed: [] },
        outbox,
        webhooks,
      };
    },

    async isEmpty() {
      const [row] = await database.rows<{ readonly empty: boolean }>(sql`
        SELECT NOT EXISTS (SELECT 1 FROM workspace_version) AND NOT EXISTS (SELECT 1 FROM lead) AS empty`);
      return row?.empty ?? true;
    },
  };
}
