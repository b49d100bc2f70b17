/** Leads that are found to be one person when they come in. */

import { readFile } from 'node:fs/promises';
import { beforeEach, describe, expect, it } from 'vitest';
import type { LeadInput } from '../../domain/lead.ts';
import { mailboxOf } from '../../domain/mailbox-aliases.ts';
import { type Arriving, originWays } from '../../domain/origin.ts';
import { defaultLimits } from '../../domain/source.ts';
import { organisationDefaults } from '../../domain/workspace.ts';
import { createTestStore, type TestStore } from '../support/database.ts';
import { addLead, minute, publishBasics, start, whileHeld, workspace } from './fixtures.ts';
import { mergeById, run } from './merge-ground.ts';

let test: TestStore;

beforeEach(async () => {
  test = await createTestStore();
  await publishBasics(test.store);
  return () => test.close();
});

const open = async () =>
  (await test.store.merges.duplicates({ limit: 50 })).items.map(({ leads, reason }) => [
    ...leads.map(({ id }) => id),
    reason,
  ]);
const told = async (lead: LeadInput, origin: Arriving) =>
  (await test.store.leads.save(lead, start, 'test', origin)).lead;
const person = { firstName: 'Zoë', lastName: 'Lindqvist', phone: '+4533123456' };

describe('what is as good as sure', () => {
  it('is one mailbox under the rules of its provider, whichever spelling comes first, and is merged at once', async () => {
    const one = await addLead(test.store, { email: 'j.doe@gmail.com' });
    const saved = await test.store.leads.save({ email: 'JDoe+news@googlemail.com', title: 'Head' }, minute(1), 'form');
    expect(saved).toMatchObject({ created: false, lead: { id: one.id, title: 'Head', email: 'j.doe@gmail.com' } });
    expect(await addLead(test.store, { email: 'jdoe@gmail.com' })).toMatchObject({ id: one.id });
    expect(await addLead(test.store, { email: 'j.doe@outlook.com' })).not.toMatchObject({ id: one.id });
    expect(await test.store.merges.of(one.id)).toMatchObject([
      { reason: 'address', actor: 'test' },
      { reason: 'address', actor: 'form' },
    ]);
    // The other spelling is known from now on, so that nothing is merged anew.
    await test.store.leads.save({ email: 'jdoe+news@googlemail.com' }, minute(2), 'form');
    expect(await test.store.merges.of(one.id)).toHaveLength(2);
  });

  it('is the same phone with the same name, however that is written, where people of ours told both', async () => {
    const one = await told({ ...person, email: 'zoe@acme.test' }, { way: 'hand' });
    const two = await told({ ...person, firstName: 'ZOE', email: 'zl@private.test', source: 'fair' }, { way: 'file' });
    expect(two.id).toBe(one.id);
  });

  it.each<Arriving & { readonly source?: string }>([
    ...originWays.filter((way) => way !== 'hand' && way !== 'file').map((way) => ({ way })),
    { way: 'file', source: 'bought' },
    { way: 'file', source: 'passed-on' },
    { way: 'file', detail: { partner: 'Lists Ltd' } },
  ])('is not the phone with the name where it comes by %o, in either order', async ({ source, ...origin }) => {
    const bought = { channel: 'list', kind: null, label: null, alertAt: defaultLimits } as const;
    const sources = {
      ...workspace.sources,
      bought: { ...bought, partner: null, consent: 'confirmed' },
      'passed-on': { ...bought, partner: 'Lists Ltd', consent: null },
    } as const;
    await test.store.publications.publishWorkspace({ ...workspace, sources }, minute(1));
    const others = { ...person, email: 'zoe@evil.test', ...(source === undefined ? {} : { source }) };
    const ours = await told({ ...person, email: 'zoe@acme.test' }, { way: 'file' });
    const theirs = await told(others, origin);
    expect(await open()).toEqual([[ours.id, theirs.id, 'phone-and-name']]);
    await told({ ...others, phone: '+4533999999', email: 'eve@evil.test' }, origin);
    await told({ ...person, phone: '+4533999999', email: 'eva@acme.test' }, { way: 'hand' });
    expect((await open()).map(([, , reason]) => reason)).toEqual(['phone-and-name', 'phone-and-name']);
  });

  it('is not the phone with the name of a lead of ours that somebody else named since, whoever tells more of it', async () => {
    const ours = await told({ email: 'zoe@acme.test' }, { way: 'file' });
    await told({ ...person, email: 'zoe@acme.test' }, { way: 'api' });
    const other = await told({ ...person, email: 'zl@private.test' }, { way: 'file' });
    await told({ email: 'zoe@acme.test', company: 'Acme' }, { way: 'hand' });
    expect(await open()).toEqual([[ours.id, other.id, 'phone-and-name']]);
    const ways = (await test.store.leads.origins(ours.id)).map(({ way }) => way);
    expect(ways).toEqual(['file', 'api', 'hand']);
  });

  it('is only listed where the organisation wants to be asked', async () => {
    const asking = { ...workspace, organisation: { ...workspace.organisation, duplicates: 'ask' as const } };
    await test.store.publications.publishWorkspace(asking, minute(1));
    const one = await addLead(test.store, { email: 'j.doe@gmail.com' });
    const two = await addLead(test.store, { email: 'jdoe@gmail.com' });
    expect(await open()).toEqual([[one.id, two.id, 'address']]);
    expect(organisationDefaults.duplicates).toBe('merge');
  });

  it('of two that come in at one moment, both spellings find each other', async () => {
    const all = ['x.y@gmail.com', 'xy@gmail.com'].map((email) => () => test.store.leads.save({ email }, start, 'form'));
    // Both have written their row before either looks.
    await whileHeld(test.url, 'LOCK TABLE lead_duplicate IN ACCESS EXCLUSIVE MODE', 2, () =>
      Promise.all(all.map((save) => save())),
    );
    expect(await run(test.url, 'SELECT count(*)::int AS n FROM lead')).toEqual([{ n: 1 }]);
  });
});

describe('what may be', () => {
  it('is the same phone with another name, or the same name and company, and is listed once', async () => {
    const one = await addLead(test.store, { ...person, email: 'zoe@acme.test', company: 'Acme' });
    const phone = await addLead(test.store, { ...person, firstName: 'Ole', email: 'ole@acme.test' });
    const name = await addLead(test.store, { ...person, phone: null, email: 'z.l@other.test', company: 'ACME' });
    await test.store.leads.save({ email: 'z.l@other.test', firstName: 'zoe' }, minute(1), 'test');
    expect(await open()).toEqual([
      [one.id, name.id, 'name'],
      [one.id, phone.id, 'phone'],
    ]);
    const first = await test.store.merges.duplicates({ limit: 1 });
    expect(await test.store.merges.duplicates({ limit: 1, after: first.next ?? '' })).toMatchObject({
      items: [{ reason: 'phone' }],
      next: null,
    });
    await mergeById(test.store, one.id, name.id, minute(2));
    expect((await open()).map(([, , reason]) => reason)).toEqual(['phone']);
  });

  it('is not the phone of a house that many have', async () => {
    for (let i = 0; i < 7; i += 1)
      await addLead(test.store, { ...person, lastName: `Nr ${i}`, email: `p${i}@house.test` });
    expect((await open()).length).toBe(10);
  });

  it('is never proposed again once somebody has told the two apart', async () => {
    const one = await addLead(test.store, { ...person, email: 'zoe@acme.test' });
    const two = await addLead(test.store, { ...person, firstName: 'Ole', email: 'ole@acme.test' });
    await test.store.merges.distinct(two.email, one.id, 'ines', minute(1));
    await test.store.leads.save({ email: two.email, firstName: 'Zoë' }, minute(2), 'test');
    expect(await open()).toEqual([]);
    expect(await test.store.leads.get(two.email, minute(3))).toMatchObject({ id: two.id });
    const three = await addLead(test.store, { ...person, firstName: 'Eva', email: 'eva@acme.test' });
    const { merge } = await mergeById(test.store, three.id, one.id, minute(4), three.id);
    await test.store.leads.save({ email: three.email, lastName: 'Other' }, minute(5), 'test');
    expect((await open()).flat()).not.toContain(one.id);
    await test.store.merges.undo(merge.id, 'ines', minute(6));
    await test.store.leads.save({ email: three.email, lastName: 'Lindqvist', firstName: 'Zoë' }, minute(7), 'test');
    expect(await test.store.leads.get(one.email, minute(8))).toMatchObject({ id: one.id });
  });
});

it('leads of older versions get the mailbox that the table of rules says', async () => {
  const addresses = [
    'J.Doe+x@googlemail.com',
    'plain@gmail.com',
    'a+b@proton.me',
    'a.b@proton.me',
    'a+b@acme.test',
    '+x@gmail.com',
    'q+1@me.com',
  ];
  for (const email of addresses) {
    await run(
      test.url,
      `INSERT INTO lead (id, email, canonical_email, created_at, updated_at) VALUES (gen_random_uuid(), $1, $2, now(), now())`,
      [email, email.toLowerCase()],
    );
  }
  const migration = await readFile('prisma/migrations/20261123010000_lead_mailbox/migration.sql', 'utf8');
  await run(test.url, migration.slice(migration.indexOf('UPDATE "lead"')));
  const rows = await run(test.url, 'SELECT canonical_email, coalesce(mailbox, canonical_email) AS mailbox FROM lead');
  expect(rows.map(({ mailbox }) => mailbox)).toEqual(
    rows.map(({ canonical_email }) => mailboxOf(String(canonical_email))),
  );
  expect(new Set(rows.map(({ mailbox }) => mailbox))).toContain('jdoe@gmail.com');
});
