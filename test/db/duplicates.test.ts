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

  it('is one mailbox also when it belongs to a lead with another address, into which its own was merged', async () => {
    const one = await addLead(test.store, { email: 'jane@acme.test' });
    const dotted = await addLead(test.store, { email: 'j.doe@gmail.com' });
    await mergeById(test.store, one.id, dotted.id, minute(1), one.id);
    expect(await test.store.leads.ofMailbox('jdoe+x@googlemail.com', minute(2))).toMatchObject({ id: one.id });
    expect(await addLead(test.store, { email: 'jdoe@gmail.com' })).toMatchObject({ id: one.id });
  });

  it('is the same phone with the same name, however that is written, where people of ours told both', async () => {
    const one = await told({ ...person, email: 'zoe@acme.test' }, { way: 'hand', own: true });
    const two = await told({ ...person, firstName: 'ZOE', email: 'zl@private.test' }, { way: 'file', own: true });
    expect(two.id).toBe(one.id);
  });

  const list = { channel: 'list', kind: null, label: null, alertAt: defaultLimits } as const;
  const sources = {
    fair: { ...list, partner: null, consent: null },
    bought: { ...list, partner: null, consent: 'confirmed' },
    'passed-on': { ...list, partner: 'Lists Ltd', consent: null },
  } as const;
  const publishSources = (declared: Partial<typeof sources>) =>
    test.store.publications.publishWorkspace({ ...workspace, sources: { ...workspace.sources, ...declared } }, start);

  it.each<Arriving & { readonly source?: string }>([
    // The door says who brings it, whatever a program says of the way.
    ...originWays.map((way) => ({ way })),
    ...['bought', 'passed-on', 'nobody declared it'].map((source) => ({ way: 'file' as const, own: true, source })),
    { way: 'file', own: true, detail: { partner: 'Lists Ltd' } },
  ])('is not the phone with the name where it comes by %o, in either order', async ({ source, ...origin }) => {
    await publishSources(sources);
    const others = { ...person, email: 'zoe@evil.test', ...(source === undefined ? {} : { source }) };
    const ours = await told({ ...person, email: 'zoe@acme.test', source: 'fair' }, { way: 'file', own: true });
    const theirs = await told(others, origin);
    expect(await open()).toEqual([[ours.id, theirs.id, 'phone-and-name']]);
    await told({ ...others, phone: '+4533999999', email: 'eve@evil.test' }, origin);
    await told({ ...person, phone: '+4533999999', email: 'eva@acme.test' }, { way: 'hand', own: true });
    expect((await open()).map(([, , reason]) => reason)).toEqual(['phone-and-name', 'phone-and-name']);
    // A list stays bought when nobody declares it any more.
    await publishSources({ fair: sources.fair });
    await told({ email: 'zoe@acme.test', company: 'Acme' }, { way: 'hand', own: true });
    expect(await test.store.leads.get(ours.id, minute(1))).toMatchObject({ id: ours.id, email: 'zoe@acme.test' });
  });

  it('is not the phone with the name of a lead of which nobody knows where it came from', async () => {
    const old = '00000000-0000-7000-8000-000000000001';
    await run(
      test.url,
      `INSERT INTO lead (id, email, canonical_email, first_name, last_name, phone, created_at, updated_at)
       VALUES ($1, 'old@acme.test', 'old@acme.test', $2, $3, $4, now(), now())`,
      [old, person.firstName, person.lastName, person.phone],
    );
    const { id } = await told({ ...person, email: 'zoe@acme.test' }, { way: 'hand', own: true });
    expect(await open()).toEqual([[old, id, 'phone-and-name']]);
  });

  it('is not the phone with the name of a lead of ours that somebody else named since, whoever tells more of it', async () => {
    const ours = await told({ email: 'zoe@acme.test' }, { way: 'file', own: true });
    await told({ ...person, email: 'zoe@acme.test' }, { way: 'file' });
    const other = await told({ ...person, email: 'zl@private.test' }, { way: 'file', own: true });
    await told({ email: 'zoe@acme.test', company: 'Acme' }, { way: 'hand', own: true });
    expect(await open()).toEqual([[ours.id, other.id, 'phone-and-name']]);
    const ways = (await test.store.leads.origins(ours.id)).map(({ way }) => way);
    expect(ways).toEqual(['file', 'file', 'hand']);
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

it('origins of older versions are ours as far as that is sure', async () => {
  const declared = {
    channel: 'list',
    partner: null,
    kind: null,
    label: null,
    consent: null,
    alertAt: defaultLimits,
  } as const;
  const sources = {
    fair: declared,
    bought: { ...declared, consent: 'confirmed' },
    passed: { ...declared, partner: 'P' },
  } as const;
  await test.store.publications.publishWorkspace({ ...workspace, sources }, minute(1));
  const lead = await addLead(test.store);
  const came: readonly (readonly [string, string | null, string, string, boolean])[] = [
    ['hand', null, 'cli', '{}', true],
    ['file', 'fair', 'ines', '{"reference": "a.csv"}', true],
    ['file', 'bought', 'ines', '{}', false],
    ['file', 'passed', 'ines', '{}', false],
    ['file', 'undeclared', 'ines', '{}', false],
    ['file', null, 'ines', '{"partner": "P"}', false],
    ['hand', null, 'api/crm', '{}', false],
    ['form', null, 'form demo', '{}', false],
  ];
  await run(test.url, 'DELETE FROM lead_origin', []);
  for (const [way, source, actor, detail] of came) {
    await run(
      test.url,
      `INSERT INTO lead_origin (id, lead_id, way, source, actor, detail, at) VALUES (gen_random_uuid(), $1, $2, $3, $4, $5, now())`,
      [lead.id, way, source, actor, detail],
    );
  }
  const migration = await readFile('prisma/migrations/20261123080000_origin_own/migration.sql', 'utf8');
  await run(test.url, migration.slice(migration.indexOf('UPDATE "lead_origin"')));
  const rows = await run(test.url, 'SELECT way, source, actor, own FROM lead_origin');
  const expected = came.map(([way, source, actor, , own]) => ({ way, source, actor, own }));
  expect(rows).toEqual(expect.arrayContaining(expected));
  expect(rows).toHaveLength(expected.length);
});
