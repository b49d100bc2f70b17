/** What tests of clicks at addresses of ours start from: a mail that was sent, requests, and what came of them. */
import type { EventInput, TrackedHit } from '../../db/store.ts';
import { plusMs } from '../../domain/instant.ts';
import type { TestStore } from '../support/database.ts';
import { addLead, connect, event, minute, outboxOf, sendMail, start } from './fixtures.ts';

export const browser =
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/128.0.0.0 Safari/537.36';

export const hit = (input: Partial<TrackedHit> = {}): TrackedHit => ({
  ...{ link: 0, honeypot: false, method: 'GET', prefetch: false, userAgent: browser, network: 'n1', networkKind: null },
  ...input,
});

export const mailed = async ({ store }: TestStore, templateVersionId: string) => {
  const lead = await addLead(store);
  const { id, workflowId } = await store.enrollments.enroll(lead.id, 'welcome', 'test', start);
  const enrollment = await store.enrollments.get(id);
  const messageId = await sendMail(store, enrollment, 'hello', templateVersionId);
  return { lead, enrollmentId: id, workflowId, messageId };
};

export const clickOf = (messageId: string, at: string, seen: Partial<TrackedHit> = {}): EventInput =>
  event({ kind: 'click', lead: { messageId }, hit: hit(seen), occurredAt: at });

export const arm = ({ store }: TestStore, enrollmentId: string, until: string) =>
  store.enrollments.arm(
    enrollmentId,
    {
      stepId: 'look',
      awaited: {
        mode: 'any',
        events: [{ kind: 'click', of: { stepId: 'hello', visit: 1 }, link: null }],
        since: start,
      },
      until,
      consumed: [],
    },
    start,
  );

export const scoreOf = async ({ store }: TestStore, leadId: string, at: string): Promise<number> =>
  (await store.leads.get(leadId, at)).score;

export const eventsOf = async ({ store }: TestStore, leadId: string) =>
  (await store.leads.timeline(leadId)).flatMap((entry) =>
    entry.kind === 'event' && entry.event !== 'sent' ? [entry] : [],
  );

export const judgementsOf = async ({ url }: TestStore, messageId: string) => {
  const client = await connect(url);
  const { rows } = await client.query(
    'SELECT kind, payload, available_at FROM outbox WHERE workflow_id = $1 ORDER BY id',
    [`clicks/${messageId}`],
  );
  await client.end();
  return rows.map(({ available_at, ...row }) => ({ ...row, at: (available_at as Date).toISOString() }));
};

export const signalsTo = async ({ url }: TestStore, workflowId: string) =>
  (await outboxOf(url)).filter((row) => row.workflow_id === workflowId && row.kind === 'signal_nurture');

/** Two minutes after the mail: a click of that time may be the first of a burst. */
export const early = minute(2);
export const due = plusMs(early, 45_000);
