/** Replies that name none of our mails: how many tasks strangers can make, and what an erasure finds of a person there. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { InboundItemView } from '../../db/store.ts';
import type { Receiving } from '../../server/inbound/receiving.ts';
import { arrival, bounceMail, rawMail, receivingOver } from '../support/receiving.ts';
import { startTestServer, type TestServer } from './test-server.ts';

let server: TestServer;
let receiving: Receiving;
const log = { debug() {}, info() {}, warn() {}, error() {} };
const replies = 'replies@reply.acme.example';
const dayMs = 86_400_000;

beforeAll(async () => {
  server = await startTestServer();
  receiving = receivingOver({ store: server.store, signer: server.signer, now: server.now, log });
});
afterAll(() => server.close());

async function take(raw: Uint8Array, to = replies): Promise<InboundItemView> {
  await receiving.deliver(arrival(raw, [to], { receivedAt: server.now() }));
  const { items } = await server.store.inbound.list({}, { limit: 1 });
  if (!items[0]) throw new Error('nothing was kept');
  return items[0];
}
const reply = (from: string, text: string, subject = 'Re: Your offer') =>
  rawMail({
    headers: { From: from, Subject: subject, 'Message-ID': `<${crypto.randomUUID()}@x.example>` },
    body: [text],
  });
const matchTasks = async () => (await server.store.tasks.list({ kind: 'match' }, { limit: 200 })).items;

test('one sender gets one open task a day, which shows who wrote what and goes on to the next that waits', async () => {
  const lead = await server.addLead();
  const from = `Ann <${lead.email}>`;
  const first = await take(reply(from, 'What does it cost?'));
  const second = await take(reply(from.toUpperCase(), 'And how long does it take?', 'Re: Once more'));
  const third = await take(reply(from, 'Hello?'));
  expect([first, second, third].map(({ status }) => status)).toEqual(['held', 'held', 'held']);
  expect(await matchTasks()).toMatchObject([
    {
      inboundItemId: first.id,
      mail: { from: lead.email, subject: 'Re: Your offer', text: expect.stringContaining('What does it cost?') },
      perhaps: [{ id: lead.id }],
      detail: '3 of this sender wait',
    },
  ]);
  await receiving.replay(first.id, 'nora');
  expect(await matchTasks()).toHaveLength(1);
  await receiving.dismiss(first.id, 'nora');
  expect(await matchTasks()).toMatchObject([
    {
      inboundItemId: second.id,
      mail: { subject: 'Re: Once more' },
      detail: '2 of this sender wait',
    },
  ]);
  await receiving.dismiss(second.id, 'nora');
  await receiving.dismiss(third.id, 'nora');
  expect(await matchTasks()).toEqual([]);
  const again = await take(reply(from, 'Still there?'));
  expect(await matchTasks()).toMatchObject([{ inboundItemId: again.id, detail: null }]);
  await receiving.dismiss(again.id, 'nora');
});

test('many senders get fifty open tasks a day, and one more tells of the rest', async () => {
  for (let count = 0; count < 53; count += 1) await take(reply(`s${count}@strangers.example`, `Hi ${count}`));
  const tasks = await matchTasks();
  expect(tasks).toHaveLength(51);
  expect(tasks.filter(({ inboundItemId }) => inboundItemId === null)).toMatchObject([
    { title: 'More replies wait that name none of our mails', detail: expect.stringContaining('--status held') },
  ]);
  server.advance(dayMs);
  await take(reply('s1@strangers.example', 'Another day'));
  expect(await matchTasks()).toHaveLength(52);
});

test('a lead that writes when strangers have used up the tasks of a day has its own, and one more lead too', async () => {
  server.advance(dayMs);
  for (let count = 0; count < 51; count += 1) await take(reply(`t${count}@strangers.example`, `Hi ${count}`));
  const before = (await matchTasks()).length;
  const asked = [];
  for (const lead of [await server.addLead(), await server.addLead()]) {
    const item = await take(reply(lead.email.toUpperCase(), 'We want to buy.'));
    asked.push({ inboundItemId: item.id, perhaps: [{ id: lead.id }] });
  }
  const tasks = await matchTasks();
  expect(tasks).toHaveLength(before + 2);
  expect(tasks.slice(0, 2)).toMatchObject(asked.reverse());
});

test('an erasure ends the tasks about held replies of the person, and empties what names it and was matched to nobody', async () => {
  const [lead, other] = [await server.addLead(), await server.addLead()];
  const held = await take(reply(lead.email, 'My number is 555 1234'));
  const named = await take(
    bounceMail({ 'Final-Recipient': `rfc822; ${lead.email.toUpperCase()}`, Action: 'failed', Status: '5.1.1' }),
    'postmaster@reply.acme.example',
  );
  const about = await take(
    rawMail({ headers: { From: 'list@spam.example', Cc: lead.email, Subject: 'Watches' }, body: ['Buy'] }),
  );
  const others = await take(
    bounceMail({ 'Final-Recipient': `rfc822; ${other.email}`, Action: 'failed', Status: '5.1.1' }),
  );
  expect(named.leadId).toBeNull();
  await server.store.rights.erase(lead.id, 'nora', null, server.now());
  for (const { id } of [held, named, about]) {
    const item = await server.store.inbound.get(id);
    expect(item).toMatchObject({ status: 'ignored', kept: false, envelopeTo: [], fromAddress: null, text: null });
    expect(JSON.stringify(item).toLowerCase()).not.toContain(lead.email);
  }
  expect(await server.store.inbound.get(others.id)).toMatchObject({ kept: true });
  const done = (await server.store.tasks.list({ kind: 'match', done: true }, { limit: 5 })).items;
  expect(done).toContainEqual(expect.objectContaining({ inboundItemId: held.id, title: 'erased', detail: null }));
});
