/** Whether leads are real: what is noted of checks, of people's words, and of what only a person does. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { judgeAddress } from '../../domain/registration.ts';
import { createTestStore, type TestStore } from '../support/database.ts';
import { addLead, event, minute, outboxOf, publishBasics, sendMail, start } from './fixtures.ts';

let test: TestStore;
let templateVersionId: string;
beforeAll(async () => {
  test = await createTestStore();
  ({ templateVersionId } = await publishBasics(test.store));
});
afterAll(() => test.close());

const typo = judgeAddress('ann@gmial.com', { host: 'mx', disposable: false });
const good = judgeAddress('ann@acme.com', { host: 'mx', disposable: false });
const of = (leadId: string) => test.store.registrations.of(leadId);

describe('the registration of a lead', () => {
  it('is what checks find, with the reasons, until somebody is known to be there', async () => {
    const { store } = test;
    const lead = await addLead(store);
    expect(await of(lead.id)).toMatchObject({ registration: 'unchecked', reasons: [] });
    await store.registrations.checked(lead.id, typo, start);
    expect(await of(lead.id)).toMatchObject({ registration: 'suspicious', reasons: ['typo'] });
    await store.registrations.checked(lead.id, good, start);
    expect(await of(lead.id)).toMatchObject({ registration: 'checked', reasons: [] });
    await store.registrations.checked(lead.id, typo, start);

    const enrollment = await store.enrollments.enroll(lead.id, 'welcome', 'test', start);
    const messageId = await sendMail(store, enrollment, 'hello', templateVersionId);
    await store.events.ingest(event({ kind: 'click_machine', lead: { messageId } }), minute(1));
    await store.events.ingest(event({ kind: 'custom', name: 'seen', lead: { id: lead.id } }), minute(1));
    expect((await of(lead.id)).registration).toBe('suspicious');
    await store.events.ingest(event({ kind: 'reply', lead: { messageId } }), minute(2));
    expect(await of(lead.id)).toMatchObject({ registration: 'confirmed', reasons: [] });
    await store.registrations.checked(lead.id, typo, minute(3));
    expect(await of(lead.id)).toMatchObject({ registration: 'confirmed', reasons: [] });
  });

  it('is fake when a person says so: it leaves every sequence and is disqualified, once', async () => {
    const { store } = test;
    const lead = await addLead(store);
    const enrollment = await store.enrollments.enroll(lead.id, 'welcome', 'test', start);
    await store.registrations.checked(lead.id, typo, start);
    for (let times = 0; times < 2; times += 1) {
      expect(await store.registrations.fake(lead.id, 'a pizzeria', 'ines', minute(1))).toMatchObject({
        ...{ registration: 'fake', reasons: ['typo', 'person'] },
      });
    }
    expect((await store.leads.get(lead.id, minute(1))).stage).toBe('disqualified');
    const moves = (await store.leads.timeline(lead.id)).filter((entry) => entry.kind === 'stage');
    expect(moves.at(-1)).toMatchObject({ to: 'disqualified', reason: 'fake: a pizzeria', actor: 'ines' });
    expect(moves.filter((move) => 'to' in move && move.to === 'disqualified')).toHaveLength(1);
    const stops = (await outboxOf(test.url)).filter(({ payload }) => JSON.stringify(payload).includes('"stop"'));
    expect(stops).toMatchObject([{ workflow_id: enrollment.workflowId, payload: { reason: 'manual' } }]);
    // A mailbox may be real, and the person not.
    await store.events.ingest(event({ kind: 'reply', lead: { id: lead.id } }), minute(2));
    expect((await of(lead.id)).registration).toBe('fake');
  });

  it('of leads that nobody has looked at is found page by page, by source', async () => {
    const { store } = test;
    const ids = [];
    for (let i = 0; i < 3; i += 1) ids.push((await addLead(store, { source: 'fair' })).id);
    await addLead(store, { source: 'other' });
    const first = await store.registrations.unchecked({ source: 'fair' }, null, 2);
    const rest = await store.registrations.unchecked({ source: 'fair' }, first.at(-1)?.id ?? null, 2);
    expect([...first, ...rest].map(({ id }) => id)).toEqual(ids);
    await store.registrations.checked(ids[0] ?? '', good, start);
    expect(await store.registrations.unchecked({ source: 'fair' }, null, 5)).toHaveLength(2);
    await expect(store.registrations.of('nobody')).rejects.toMatchObject({ code: 'LEAD_UNKNOWN' });
  });
});
