/** Mails that ask for a confirmation, and what follows when it comes. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { NewConsentRequest } from '../../db/store.ts';
import { defaultSettings } from '../../domain/program-settings.ts';
import { createTestStore, type TestStore } from '../support/database.ts';
import { addLead, connect, minute, outboxOf, publishBasics, publishWith, start, workspace } from './fixtures.ts';
import { mergeById } from './merge-ground.ts';

let test: TestStore;
beforeAll(async () => {
  test = await createTestStore();
  await publishBasics(test.store);
  await publishWith(test.store, 'closed', { enter: { ...defaultSettings.enter, when: 'false' } });
});
afterAll(() => test.close());

const asked: NewConsentRequest = {
  purposes: ['marketing'],
  source: 'form guide',
  wording: 'Please send me the guide.',
  wordingVersion: '3',
  enroll: 'welcome',
};
const ask = (leadId: string, now = start, request: Partial<NewConsentRequest> = {}) =>
  test.store.consents.askConfirmation(leadId, { ...asked, ...request }, 'form', now);
const lettersOf = async (text = '%') => {
  const client = await connect(test.url);
  const { rows } = await client.query('SELECT * FROM letter WHERE recipient LIKE $1 ORDER BY id', [text]);
  await client.end();
  return rows;
};
const proof = { ip: '192.0.2.7' };

describe('a confirmation that is asked for by mail', () => {
  it('writes one letter with its workflow, in one transaction with the request', async () => {
    const lead = await addLead(test.store, { email: 'one@asked.test' });
    const { request, mailed } = await ask(lead.id);
    expect(mailed).toBe(true);
    expect(request).toMatchObject({ enroll: 'welcome', enrollRefused: null, confirmedAt: null });
    const [letter] = await lettersOf('one@asked.test');
    expect(letter).toMatchObject({ kind: 'confirmation', consent_request_id: request.id, text: asked.wording });
    expect(await outboxOf(test.url)).toContainEqual({
      ...{ kind: 'start_letter', workflow_id: `letter/${letter.id}`, payload: { letterId: letter.id } },
    });
    expect(await test.store.letters.thread(lead.id)).toEqual([]);
  });

  it('goes to one mailbox three times a day at most, whoever asks at the same time and whatever stands behind its +', async () => {
    const leads = await Promise.all(
      ['bomb', 'bomb+1', 'bomb+2', 'Bomb+3', 'bomb+4'].map((name) =>
        addLead(test.store, { email: `${name}@asked.test` }),
      ),
    );
    const answers = await Promise.all(leads.map(({ id }) => ask(id)));
    expect(answers.filter(({ mailed }) => mailed)).toHaveLength(3);
    expect(await lettersOf('%omb%@asked.test')).toHaveLength(3);
    const [first] = leads;
    const again = await ask(first?.id ?? '', minute(60));
    expect(again.mailed).toBe(false);
    // Nothing piles up, either.
    expect((await ask(first?.id ?? '', minute(61))).request.id).toBe(again.request.id);
    expect((await ask(first?.id ?? '', minute(24 * 60 + 1))).mailed).toBe(true);
    expect((await ask((await addLead(test.store, { email: 'bob@asked.test' })).id)).mailed).toBe(true);
  });

  it('goes no more often to a mailbox of which a provider takes many spellings, though the organisation keeps them apart', async () => {
    const { store } = test;
    const organisation = { ...workspace.organisation, duplicates: 'ask' as const };
    await store.publications.publishWorkspace({ ...workspace, organisation }, start);
    const spellings = ['flood.ed@gmail.com', 'f.looded@gmail.com', 'flooded+a@googlemail.com', 'flo.oded@gmail.com'];
    const others = ['floo.ded@firm.test', 'flooded@firm.test', 'flooded@outlook.com', 'flood.ed@outlook.com'];
    const mailed: boolean[] = [];
    for (const email of [...spellings, ...others])
      mailed.push((await ask((await addLead(store, { email })).id)).mailed);
    expect(mailed).toEqual([true, true, true, false, true, true, true, true]);
    await store.publications.publishWorkspace(workspace, minute(1));
  });

  it('is asked for once by an id, however often and at the same time, and also when it has expired', async () => {
    const lead = await addLead(test.store, { email: 'again@asked.test' });
    const id = randomUUID();
    const answers = await Promise.all([0, 1, 2].map(() => ask(lead.id, start, { id })));
    expect(answers.map(({ request }) => request.id)).toEqual([id, id, id]);
    expect(answers.filter(({ mailed }) => mailed)).toHaveLength(1);
    expect(await ask(lead.id, minute(8 * 24 * 60), { id })).toMatchObject({ mailed: false, request: { id } });
    expect(await lettersOf(lead.email)).toHaveLength(1);
    expect(await test.store.consents.requested(id, minute(8 * 24 * 60))).toBeNull();
    expect(await test.store.consents.confirm(id, proof, minute(8 * 24 * 60))).toBeNull();
    expect(await test.store.consents.list(lead.id)).toEqual([]);
  });

  it('counts after merges for the mailbox that it went to, and for no other on the way', async () => {
    const { store } = test;
    const emails = ['asked@asked.test', 'x.y@gmail.com', 'xy@gmail.com'];
    const organisation = { ...workspace.organisation, duplicates: 'ask' as const };
    await store.publications.publishWorkspace({ ...workspace, organisation }, start);
    const [asked, other, spelled] = await Promise.all(emails.map((email) => addLead(store, { email })));
    if (!asked || !other || !spelled) throw new Error('they were merged');
    const { request } = await ask(asked.id);
    const { request: own } = await ask(other.id);
    await mergeById(store, other.id, asked.id, minute(1), other.id);
    await mergeById(store, spelled.id, other.id, minute(2), spelled.id);
    expect(await store.consents.requested(request.id, minute(3))).toBeNull();
    expect(await store.consents.confirm(request.id, proof, minute(3))).toBeNull();
    expect(await store.consents.list(spelled.id)).toEqual([]);
    // Another spelling is the same mailbox.
    expect(await store.consents.confirm(own.id, proof, minute(3))).toMatchObject({ leadId: spelled.id });
    await store.publications.publishWorkspace(workspace, minute(4));
  });

  it('enrolls who confirms it, once, and marks the lead as confirmed', async () => {
    const { store } = test;
    const lead = await addLead(store);
    const { request } = await ask(lead.id);
    const confirmed = await Promise.all([0, 1].map(() => store.consents.confirm(request.id, proof, minute(5))));
    for (const one of confirmed) expect(one).toMatchObject({ confirmedAt: minute(5), enrollRefused: null });
    const enrollments = (await store.enrollments.list({ leadId: lead.id }, { limit: 5 })).items;
    expect(enrollments).toMatchObject([{ sequence: 'welcome', status: 'active' }]);
    expect(await store.registrations.of(lead.id)).toMatchObject({ registration: 'confirmed' });
    expect(await store.consents.list(lead.id)).toMatchObject([{ purpose: 'marketing', basis: 'express' }]);
  });

  it('counts though its sequence does not take the lead, and says why that was', async () => {
    const { store } = test;
    for (const [enroll, code] of [
      ['closed', 'ENTRY_REFUSED'],
      ['gone', 'SEQUENCE_UNKNOWN'],
    ] as const) {
      const lead = await addLead(store);
      const { request } = await ask(lead.id, start, { enroll });
      expect(await store.consents.confirm(request.id, proof, minute(5))).toMatchObject({ enrollRefused: code });
      expect(await store.consents.confirm(request.id, proof, minute(6))).toMatchObject({ enrollRefused: code });
      expect(await store.consents.list(lead.id)).toHaveLength(1);
      expect((await store.enrollments.list({ leadId: lead.id }, { limit: 5 })).items).toEqual([]);
    }
  });

  it('brings who had left back onto the list, and lets it enter', async () => {
    const { store } = test;
    const lead = await addLead(store);
    await store.suppressions.add(lead.email, 'unsubscribe', null, start);
    const { request } = await ask(lead.id, minute(1));
    expect(await store.consents.confirm(request.id, proof, minute(5))).toMatchObject({ enrollRefused: null });
    expect(await store.suppressions.reasonFor(lead.email)).toBeNull();
  });

  it('goes with its lead, and after thirty days when nobody confirmed it', async () => {
    const { store } = test;
    const lead = await addLead(store);
    const { request } = await ask(lead.id);
    const done = await ask(lead.id);
    await store.consents.confirm(done.request.id, proof, minute(5));
    expect(await store.retention.sweep('requestsToConfirm', minute(1), 100, minute(2))).toBeGreaterThan(0);
    const client = await connect(test.url);
    const { rows } = await client.query('SELECT id FROM consent_request WHERE lead_id = $1', [lead.id]);
    await client.end();
    expect(rows).toEqual([{ id: done.request.id }]);
    expect((await lettersOf(lead.email)).map((one) => one.consent_request_id)).toEqual([null, done.request.id]);
    expect(await store.consents.requested(request.id, minute(3))).toBeNull();
  });
});
