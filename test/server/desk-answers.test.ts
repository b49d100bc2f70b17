/** What salespeople answer to mails about hand-offs: understood, done once, confirmed; and what is not sure decides nothing. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { plusMs } from '../../domain/instant.ts';
import { plainDesk, plainPerson, type Service } from '../../domain/sales-desk.ts';
import { run } from '../db/merge-ground.ts';
import { arrival } from '../support/receiving.ts';
import { apartDesk, testWorkspace } from '../support/workspace.ts';
import { reply, startInboundGround } from './inbound-ground.ts';
import { sentSalesMail } from './test-server.ts';

const ground = await startInboundGround();
const { address, receiving, server, take } = ground;
const { store } = server;
afterAll(() => server.close());

const others = { accept: 'PT4H', contact: 'PT8H' };
const service: Service = { hot: others, others, remindAt: 0.5, reassignAt: 1, managerAt: 1.5, silentAfter: null };
beforeAll(async () => {
  const products = { starter: { label: 'Starter plan', when: null } };
  const people = { ines: { ...plainPerson, zone: 'America/New_York' } };
  const desk = { ...plainDesk, ...apartDesk, service, products, people };
  await store.publications.publishWorkspace(
    { ...testWorkspace, sales: { ...testWorkspace.sales, desk } },
    server.now(),
  );
});

/** A hand-off that ines has the offer of, with the mail about it. */
async function offered() {
  const { lead, handoffId } = await server.openHandoff();
  const { handoff } = await store.handoffs.story(handoffId, server.now());
  const { handoff: own } =
    handoff.salesperson?.key === 'ines'
      ? { handoff }
      : { handoff: await store.handoffs.assign(handoffId, 'ines', 'test', server.now()) };
  const mail = await sentSalesMail(store, handoffId, 'ines@sales.acme.example', server.now(), own.offer);
  return { lead, id: handoffId, mail };
}
const from = (key: string) => ({ From: `Somebody <${key}@sales.acme.example>` });
const answer = (text: string, mail: { readonly id: string }, key = 'ines') =>
  take(reply(text, from(key)), address('reply', mail.id));
const seen = async (id: string) => (await store.handoffs.story(id, server.now())).handoff;
const lettersOf = (leadId: string) =>
  run(
    server.databaseUrl,
    "SELECT recipient, subject, text FROM letter WHERE lead_id = $1 AND kind = 'decision' ORDER BY id",
    [leadId],
  );

describe('an answer of who has the offer', () => {
  it('returns the lead with reason, note and day, and says so', async () => {
    const { lead, id, mail } = await offered();
    const item = await answer('Return: no budget until March', mail);
    expect(item).toMatchObject({
      kind: 'reply',
      status: 'applied',
      note: expect.stringMatching(/^ines decided by mail/),
    });
    const handoff = await seen(id);
    expect(handoff).toMatchObject({
      ...{ status: 'returned', reason: 'no_budget', note: 'no budget until March', decidedBy: 'ines' },
      againOn: expect.stringMatching(/^20\d\d-03-01$/),
    });
    const [letter, ...more] = await lettersOf(lead.id);
    expect(more).toEqual([]);
    expect(letter).toMatchObject({ recipient: 'ines@sales.acme.example', subject: 'Re: Hello' });
    expect(letter?.text).toMatch(
      /\nReturned for no budget; to be tried again from 1 March 20\d\d\. Marketing keeps in touch\.\n/,
    );
    expect((await store.leads.get(lead.id, server.now())).stage).toBe('recycled');
  });

  it('goes the whole way: accept, contacted, meeting at their own clock, won with a product', async () => {
    const { lead, id, mail } = await offered();
    await answer('Accept, calling her at 3', mail);
    expect(await seen(id)).toMatchObject({ status: 'accepted', decidedBy: 'ines', note: 'calling her at 3' });
    await answer('contacted - likes it', mail);
    expect(await seen(id)).toMatchObject({ contactedAt: server.now() });
    await answer('Meeting 3 December at 15:00', mail);
    // Three in the afternoon in New York.
    expect(await seen(id)).toMatchObject({ plannedAt: expect.stringMatching(/-12-03T20:00:00/), plans: 1 });
    await answer('won 12.500 EUR Starter plan', mail);
    expect(await seen(id)).toMatchObject({ status: 'won', amount: '12500.00', currency: 'EUR', product: 'starter' });
    expect(await lettersOf(lead.id)).toHaveLength(4);
  });

  it('that is read again, or comes twice, is one step and one confirmation', async () => {
    const { lead, id, mail } = await offered();
    const item = await answer('contacted', mail);
    await receiving.replay(item.id, 'test');
    const steps = await run(server.databaseUrl, 'SELECT kind FROM handoff_step WHERE handoff_id = $1 ORDER BY id', [
      id,
    ]);
    expect(steps).toEqual([{ kind: 'accepted' }, { kind: 'contacted' }]);
    expect(await lettersOf(lead.id)).toHaveLength(1);
    expect(await store.inbound.get(item.id)).toMatchObject({ status: 'applied' });
  });

  it.each([
    ['Should I accept this?', 'It is a question'],
    ['do not accept', 'It says no'],
    ['no budget', 'Not clear'],
    ['Thanks!', 'No decision begins the first line'],
  ])('that is not sure decides nothing, and says what to write: %s', async (text, why) => {
    const { lead, id, mail } = await offered();
    expect(await answer(text, mail)).toMatchObject({ status: 'ignored', note: 'of ines: no decision was understood' });
    expect(await seen(id)).toMatchObject({ status: 'open' });
    const [letter] = await lettersOf(lead.id);
    expect(letter?.text).toContain(why);
  });

  it('plans the next contact on the clock of who writes; one that is over by now is told, and decides nothing', async () => {
    const { lead, id, mail } = await offered();
    const year = Number(server.now().slice(0, 4)) + 1;
    await answer(`call again 1 March ${year} at 9:30`, mail);
    // Nine thirty in New York.
    expect(await seen(id)).toMatchObject({ status: 'accepted', plannedAt: `${year}-03-01T14:30:00.000Z`, plans: 1 });
    expect((await lettersOf(lead.id)).at(-1)?.text).toContain(
      `Next contact planned for 1 March ${year} at 09:30. It is noted.`,
    );
    // A mail that was on its way for three days: what it calls tomorrow is over.
    const late = arrival(reply('call again tomorrow at 9:30', from('ines')), [address('reply', mail.id)], {
      receivedAt: plusMs(server.now(), -3 * 86_400_000),
    });
    await receiving.deliver(late);
    expect((await lettersOf(lead.id)).at(-1)?.text).toContain(
      'Nothing was decided. The next contact cannot be planned for',
    );
    expect(await seen(id)).toMatchObject({ plans: 1, meetingAt: null });
  });

  it('to what was answered to it counts for the same lead', async () => {
    const { lead, id, mail } = await offered();
    await answer('hm', mail);
    const [{ id: letterId } = { id: '' }] = await run(server.databaseUrl, 'SELECT id FROM letter WHERE lead_id = $1', [
      lead.id,
    ]);
    const owner = {
      kind: 'letter',
      letterId: String(letterId),
      recipient: 'ines@sales.acme.example',
      internal: true,
    } as const;
    const sent = await store.messages.claim(`letter/${letterId}`, owner, null, 60_000, server.now());
    if (sent.kind !== 'claimed') throw new Error('not claimed');
    await answer('accept', { id: sent.messageId });
    expect(await seen(id)).toMatchObject({ status: 'accepted', decidedBy: 'ines' });
  });
});

describe('an answer to another mail', () => {
  it('about one that is attached, that it is the wrong person, is said of that one alone', async () => {
    const { id, mail } = await offered();
    const other = await offered();
    await run(server.databaseUrl, 'UPDATE handoff SET attached_to = $2 WHERE id = $1', [id, other.id]);
    await run(server.databaseUrl, 'DELETE FROM handoff_offer WHERE handoff_id = $1', [id]);
    await answer('return: bad data, the phone is wrong', mail);
    expect(await seen(id)).toMatchObject({ status: 'returned', reason: 'bad_data' });
    expect(await seen(other.id)).toMatchObject({ status: 'open' });
    await answer('return: no budget until March', other.mail);
    expect(await seen(other.id)).toMatchObject({ status: 'returned', reason: 'no_budget' });
  });

  it('about one that is attached decides what leads; to the mail of the morning decides nothing', async () => {
    const { lead, id, mail } = await offered();
    const other = await offered();
    await run(server.databaseUrl, 'UPDATE handoff SET attached_to = $2 WHERE id = $1', [id, other.id]);
    await answer('accept', mail);
    expect(await seen(other.id)).toMatchObject({ status: 'accepted' });
    expect(await seen(id)).toMatchObject({ status: 'accepted', attachedTo: other.id });
    const owner = { kind: 'handoff', handoffId: other.id, offer: 1, recipient: 'ines@sales.acme.example' } as const;
    const digest = await store.messages.claim('digest/ines/2026-11-21', owner, null, 60_000, server.now());
    if (digest.kind !== 'claimed') throw new Error('not claimed');
    const note = 'it answers a mail to a person of your own';
    expect(await answer('lost: price', { id: digest.messageId })).toMatchObject({ status: 'ignored', note });
    expect(await seen(other.id)).toMatchObject({ status: 'accepted' });
    expect(await lettersOf(lead.id)).toHaveLength(1);
  });
});

describe('an answer of somebody else', () => {
  it('who sells takes the lead over; one that was accepted is not given back by them', async () => {
    const { lead, id, mail } = await offered();
    expect(await answer('accept', mail, 'joel')).toMatchObject({ status: 'applied' });
    expect(await seen(id)).toMatchObject({ status: 'accepted', salesperson: { key: 'joel' } });
    expect(await answer('return: timing', mail)).toMatchObject({ status: 'ignored' });
    const letters = await lettersOf(lead.id);
    expect(letters.at(-1)).toMatchObject({
      recipient: 'ines@sales.acme.example',
      text: expect.stringContaining('Nothing was decided. The hand-off was accepted by joel already'),
    });
    expect(await seen(id)).toMatchObject({ status: 'accepted' });
  });

  it('whose offer has passed on is told that it has', async () => {
    const { lead, id, mail } = await offered();
    await store.handoffs.assign(id, 'joel', 'test', server.now());
    await answer('accept', mail);
    expect(await seen(id)).toMatchObject({ status: 'open', salesperson: { key: 'joel' } });
    expect((await lettersOf(lead.id)).at(-1)?.text).toContain('It is with somebody else now');
  });

  it('who does not sell, or of a program, or to the return path, decides nothing and gets no answer', async () => {
    const { lead, id, mail } = await offered();
    const note = 'it answers a mail about a hand-off, and is from nobody who sells';
    const stranger = reply('accept', { From: 'x@elsewhere.example' });
    expect(await take(stranger, address('reply', mail.id))).toMatchObject({ status: 'ignored', note });
    const away = reply('accept', { ...from('ines'), 'Auto-Submitted': 'auto-replied' });
    expect(await take(away, address('reply', mail.id))).toMatchObject({ status: 'ignored' });
    expect(await take(reply('accept', from('ines')), address('bounce', mail.id))).toMatchObject({ status: 'ignored' });
    expect(await seen(id)).toMatchObject({ status: 'open' });
    expect(await lettersOf(lead.id)).toEqual([]);
  });
});
