/** Where a text names a person's address, and where it is somebody else's that holds or begins it: an erasure goes by that. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addressPattern, namesAddress, withoutAddress } from '../../db/personal-data.ts';
import { type Sql, sql, textOf } from '../../db/sql.ts';
import { createTestStore, type TestStore } from '../support/database.ts';
import { addLead, connect, minute, publishBasics } from './fixtures.ts';
import { tablesWith } from './person.ts';

let test: TestStore;
beforeAll(async () => {
  test = await createTestStore();
  await publishBasics(test.store);
});
afterAll(() => test.close());

async function rowsOf(statement: Sql): Promise<readonly Record<string, unknown>[]> {
  const client = await connect(test.url);
  try {
    return (await client.query(textOf(statement), [...statement.values])).rows;
  } finally {
    await client.end();
  }
}

const subjectOf = (...addresses: readonly string[]) => ({ leadId: '', accountId: null, hashes: [], addresses });

const own: Readonly<Record<string, readonly string[]>> = {
  'ann@firm.test': [
    'ann@firm.test',
    'ANN@Firm.TEST',
    'Write to ann@firm.test.',
    'Ann <ann@firm.test>, Bob <bob@firm.test>',
    '"ann@firm.test"',
    "'ann@firm.test'",
    'mailto:ann@firm.test?subject=Hi',
    'https://acme.example/?e=ann@firm.test&k=1',
    '/v1/leads/ann@firm.test/events',
    'rfc822;ann@firm.test',
    'prvs=0123=ann@firm.test',
    '=3Cann@firm.test=3E',
    '%3Cann@firm.test%3E',
    String.raw`{"text":"Hi,\nann@firm.test\nbye"}`,
    String.raw`\302\240ann@firm.test\302\240`,
    'メールはann@firm.testまで',
    'joann@firm.test and ann@firm.test',
    'ann@firm.test-Adresse',
    '(ann@firm.test)…ann@firm.test!',
    '...ann@firm.test...',
  ],
  "o'hara+x.y{1}@xn--exmple-cua.com": ["To: O'Hara+x.y{1}@xn--exmple-cua.com;"],
};

const others: Readonly<Record<string, readonly string[]>> = {
  'ann@firm.test': [
    'joann@firm.test',
    'jo.ann@firm.test',
    'jo-ann@firm.test',
    'jo_ann@firm.test',
    'jo+ann@firm.test',
    "o'ann@firm.test",
    'jüann@firm.test',
    'ann@firm.tester',
    'ann@firm.test.uk',
    'ann@firm.test-lab.example',
    'ann@firmatest',
    'JoAnn <JOANN@FIRM.TEST>',
  ],
  'max@acme.co': ['max@acme.com', 'max@acme.co.uk', 'max@acme.co-op.example'],
  'a.b@firm.test': ['axb@firm.test'],
  'a+@firm.test': ['aa@firm.test'],
};

describe.each([
  ['names', own, true],
  ['does not name', others, false],
] as const)('a text that %s an address', (_, table, expected) => {
  const cases = Object.entries(table).flatMap(([address, texts]) => texts.map((text) => ({ address, text, expected })));

  it('is known to the database, among any others', async () => {
    for (const { address, text } of cases) {
      const [row] = await rowsOf(
        sql`SELECT ${namesAddress(sql`${text}::text`, subjectOf('x@y.test', address))} AS named`,
      );
      expect({ address, text, ...row }).toEqual({ address, text, named: expected });
    }
  });

  it('is changed or left as it is, by the database and by the engine', async () => {
    for (const { address, text } of cases) {
      const changed = text.replaceAll(new RegExp(addressPattern(address), 'gi'), 'nobody@erased.invalid');
      expect({ address, text, changed: changed !== text }).toEqual({ address, text, changed: expected });
      const [row] = await rowsOf(
        sql`SELECT ${withoutAddress(sql`${text}::text`, address, 'nobody@erased.invalid')} AS changed`,
      );
      expect(row).toEqual({ changed });
    }
  });
});

describe('who has an address that holds the one of a person who is erased', () => {
  const keep = async (from: string) => {
    const { store } = test;
    const item = { way: 'smtp', wayKey: null, contentKey: from, format: 'mail', receivedAt: minute(1) } as const;
    const raw = Buffer.from(`From: ${from}\r\nSubject: Re: hi\r\n\r\nPlease call me`);
    const { id } = await store.inbound.keep({ ...item, envelopeFrom: from, envelopeTo: ['info@acme.example'], raw });
    const finding = { kind: 'reply', status: 'held', messageId: null, leadId: null, matchedBy: null } as const;
    const reading = { kind: 'other', reason: `from ${from}` } as const;
    await store.inbound.settle(id, { ...finding, reading, note: 'held' }, null, minute(1));
    await store.tasks.askWhom({ inboundItemId: id, from }, minute(1));
    return id;
  };

  it('keeps its mails, tasks, answers and filters', async () => {
    const { store } = test;
    const ann = await addLead(store, { email: 'ann@firm.test' });
    const joann = await addLead(store, { email: 'joann@firm.test' });
    const [hers, others] = [await keep('ann@firm.test'), await keep('joann@firm.test')];
    const task = { kind: 'call', leadId: joann.id, inboundItemId: null, detail: null, assignee: null } as const;
    await store.tasks.open({ ...task, key: 'a call', title: 'joann@firm.test asks for a call' }, minute(2));
    await rowsOf(sql`INSERT INTO idempotent_request (key, api_key_id, request_hash, status, body, created_at)
      VALUES ('import joann@firm.test', gen_random_uuid(), 'hash', 200, '{}', now()),
        ('import/ann@firm.test', gen_random_uuid(), 'hash', 200, '{}', now())`);
    const when = `lead.email in ["ann@firm.test", "joann@firm.test", "ann@firm.test.uk"]`;
    await store.batches.begin('recycle', { source: null, tag: null, when, segment: null }, 5, minute(3));
    const { counts } = await store.rights.erase(ann.id, 'ines', null, minute(10));

    expect(counts).toMatchObject({ unmatched: 1, requests: 1, filters: 1, tasks: 0 });
    expect(await store.inbound.get(hers)).toMatchObject({ status: 'ignored', kept: false });
    expect(await store.inbound.get(others)).toMatchObject({ status: 'held', kept: true });
    const open = (await store.tasks.list({}, { limit: 9 })).items;
    expect(open.map(({ kind, title }) => `${kind}: ${title}`).toSorted()).toEqual([
      'call: joann@firm.test asks for a call',
      'match: Whom is this reply about?',
    ]);
    const [batch] = await rowsOf(sql`SELECT filter ->> 'when' AS "when" FROM enrollment_batch`);
    expect(batch?.when).toBe(
      `lead.email in ["erased-${ann.id}@erased.invalid", "joann@firm.test", "ann@firm.test.uk"]`,
    );
    expect(await tablesWith(test.url, 'import joann@firm.test')).toEqual(['idempotent_request']);
  });
});
