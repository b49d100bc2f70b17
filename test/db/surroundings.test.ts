import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { EnrollmentView, LeadView, Store } from '../../db/store.ts';
import type { Need } from '../../domain/lead.ts';
import { createTestStore, type TestStore } from '../support/database.ts';
import { addLead, connect, event, minute, publishBasics, sendMail, start } from './fixtures.ts';

let test: TestStore;
let store: Store;
let templateVersionId: string;

beforeAll(async () => {
  test = await createTestStore();
  store = test.store;
  ({ templateVersionId } = await publishBasics(store));
});
afterAll(() => test.close());

const enrolled = async (input = {}, sequence = 'welcome'): Promise<{ lead: LeadView; enrollment: EnrollmentView }> => {
  const lead = await addLead(store, input);
  return { lead, enrollment: await store.enrollments.enroll(lead.id, sequence, 'test', start) };
};
const around = (enrollment: EnrollmentView, needs: readonly Need[], now = minute(10)) =>
  store.enrollments.surroundings(enrollment.id, needs, now);

describe('what conditions ask beside the lead', () => {
  it('is the company: its leads, how many of them are engaged, and the best score of the moment', async () => {
    const { lead, enrollment } = await enrolled({ company: 'Meters AG' });
    const colleague = await addLead(store, { company: 'meters ag' });
    await addLead(store, { company: 'Other AG' });
    await store.events.ingest(event({ kind: 'click', lead: { id: colleague.id } }), start);
    await store.events.ingest(event({ kind: 'click', lead: { id: colleague.id } }), start);
    await store.events.ingest(event({ kind: 'open', lead: { id: lead.id } }), start);
    const account = { name: 'Meters AG', leads: 2, engaged: 1, score: 20 };
    expect(await around(enrollment, ['account'], start)).toEqual({ account });
    // A half-life later.
    expect(await around(enrollment, ['account'], '2026-12-21T09:00:00.000Z')).toEqual({
      account: { ...account, score: 10 },
    });
    const { enrollment: alone } = await enrolled();
    expect(await around(alone, ['account'])).toEqual({ account: null });
  });

  it('is the newest hand-off to sales, with the reason of its return', async () => {
    const { lead, enrollment } = await enrolled();
    expect(await around(enrollment, ['handoff'])).toEqual({ handoff: null });
    const step = { enrollmentId: enrollment.id, stepId: 'sales', visit: 1 };
    await store.enrollments.act(step, { kind: 'handoff', reason: 'asked for a call' }, start);
    expect(await around(enrollment, ['handoff'])).toEqual({ handoff: { status: 'open', reason: null, number: 1 } });
    const { items } = await store.handoffs.list({}, { limit: 50 });
    const handoff = items.find(({ leadId }) => leadId === lead.id);
    await store.handoffs.decide(handoff?.id ?? '', { kind: 'returned', reason: 'timing' }, 'ines', minute(5));
    const returned = { status: 'returned', reason: 'timing', number: 1 };
    expect(await around(enrollment, ['handoff'])).toEqual({ handoff: returned });
  });

  it('is the consents in force', async () => {
    const { lead, enrollment } = await enrolled();
    const client = await connect(test.url);
    const consents = [
      ['newsletter', start, minute(1), null],
      ['newsletter', minute(2), null, null],
      ['surveys', start, null, null],
      ['surveys', minute(1), minute(2), null],
      ['calls', start, minute(20), minute(20)],
      ['ads', start, minute(5), null],
      ['events', start, null, minute(5)],
      ['future', minute(30), null, null],
    ];
    for (const [purpose, at, withdrawn, expires] of consents) {
      await client.query(
        `INSERT INTO consent (id, lead_id, purpose, basis, source, at, withdrawn_at, expires_at)
         VALUES (gen_random_uuid(), $1, $2, 'form', 'site', $3, $4, $5)`,
        [lead.id, purpose, at, withdrawn, expires],
      );
    }
    await client.end();
    expect(await around(enrollment, ['consent'])).toEqual({ consent: ['calls', 'newsletter'] });
  });

  it('is how often the lead did what, in this enrollment and elsewhere', async () => {
    const { lead, enrollment } = await enrolled();
    const ingest = (input: Parameters<typeof event>[0], at: string) => store.events.ingest(event(input), at);
    const before = minute(-5);
    await ingest({ kind: 'form', name: 'contact', lead: { id: lead.id } }, before);
    const other = await store.enrollments.enroll(lead.id, 'recycle', 'test', start);
    const mine = await sendMail(store, enrollment, 'hello', templateVersionId);
    const others = await sendMail(store, other, 'hello', templateVersionId);
    for (const messageId of [mine, mine, others]) {
      await ingest({ kind: 'click', link: 'guide', lead: { messageId } }, minute(1));
    }
    await ingest({ kind: 'open', lead: { messageId: mine } }, minute(1));
    await ingest({ kind: 'reply', name: 'question', lead: { messageId: mine } }, minute(2));
    await ingest({ kind: 'form', name: 'contact', lead: { id: lead.id } }, minute(3));
    await ingest({ kind: 'custom', name: 'visited', lead: { id: lead.id } }, minute(3));
    await ingest({ kind: 'page_view', name: '/pricing', lead: { id: lead.id } }, minute(3));
    const { events = [] } = await around(enrollment, ['events']);
    const lines = events.map(
      ({ kind, name, here, count }) => `${kind} ${name} ${here ? 'here' : 'elsewhere'}: ${count}`,
    );
    expect(lines.sort()).toEqual([
      'click guide elsewhere: 1',
      'click guide here: 2',
      'custom visited here: 1',
      'form contact elsewhere: 1',
      'form contact here: 1',
      'page_view /pricing here: 1',
      'reply question here: 1',
    ]);
  });

  it('is the newest answer of each webhook', async () => {
    const { enrollment } = await enrolled();
    const answer = (stepId: string, visit: number, status: number) =>
      store.enrollments.recordAnswer(
        { enrollmentId: enrollment.id, stepId, visit },
        { status, body: { visit } },
        start,
      );
    await answer('enrich', 2, 500);
    await answer('enrich', 10, 200);
    await answer('check', 1, 404);
    await store.enrollments.act(
      { enrollmentId: enrollment.id, stepId: 'tag', visit: 1 },
      { kind: 'tag', add: ['x'], remove: [] },
      start,
    );
    expect(await around(enrollment, ['answers'])).toEqual({
      answers: { enrich: { status: 200, body: { visit: 10 } }, check: { status: 404, body: { visit: 1 } } },
    });
  });

  it('is looked up only when it is asked for, one statement each', async () => {
    const { enrollment } = await enrolled({ company: 'Lonely' });
    const statements = async (needs: readonly Need[]) => {
      await store.publications.workspace();
      const query = vi.spyOn(pg.Client.prototype, 'query');
      const answer = await around(enrollment, needs);
      const count = query.mock.calls.length;
      query.mockRestore();
      return [Object.keys(answer).sort(), count];
    };
    expect(await statements([])).toEqual([[], 1]);
    expect(await statements(['consent'])).toEqual([['consent'], 2]);
    expect(await statements(['answers', 'events', 'consent', 'account', 'handoff'])).toEqual([
      ['account', 'answers', 'consent', 'events', 'handoff'],
      6,
    ]);
    await expect(store.enrollments.surroundings('x', ['consent'], start)).rejects.toMatchObject({
      code: 'ENROLLMENT_UNKNOWN',
    });
  });
});
