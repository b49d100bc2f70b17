import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { plusMs } from '../../domain/instant.ts';
import type { ProviderEvent } from '../../domain/provider-event.ts';
import { makeToken } from '../../domain/tokens.ts';
import { type ProviderEventsDeps, takeProviderEvents } from '../../server/inbound/provider-events.ts';
import { type Callers, nobody } from '../../server/tracking/callers.ts';
import { rawMail, receivingOver, receivingParts } from '../support/receiving.ts';
import { eventsOf, publicUrl, startTestServer, type TestServer } from './test-server.ts';

let server: TestServer;
let deps: ProviderEventsDeps;
const log = { debug() {}, info() {}, warn() {}, error() {} };

beforeAll(async () => {
  server = await startTestServer();
  const ground = { store: server.store, signer: server.signer, now: server.now, log };
  const callers: Callers = (peer) => (peer === undefined ? nobody : { network: `net of ${peer}`, networkKind: null });
  deps = { ...receivingParts(ground), deliver: receivingOver(ground).deliver, signer: server.signer, callers };
});
afterAll(() => server.close());

async function freshMail() {
  const lead = await server.addLead();
  return { lead, mail: await server.sentMail(lead) };
}
const event = (given: Partial<ProviderEvent> & Pick<ProviderEvent, 'key' | 'kind'>): ProviderEvent => ({
  name: `test:${given.kind}`,
  report: null,
  messageId: null,
  providerMessageId: null,
  messageIdHeader: null,
  tokens: [],
  recipient: null,
  url: null,
  userAgent: null,
  ip: null,
  byMachine: false,
  occurredAt: server.now(),
  raw: null,
  envelopeTo: [],
  ...given,
});
const gone = {
  address: null,
  class: 'hard',
  hard: true,
  status: '5.1.1',
  rule: 'test:Permanent/NoEmail',
  diagnostic: '550 5.1.1 unknown',
} as const;
const take = (...events: readonly ProviderEvent[]) => takeProviderEvents(deps, 'main', events);

describe('what a provider reports', () => {
  test('of a dead mailbox suppresses the address, once however often it is told', async () => {
    const { lead, mail } = await freshMail();
    const bounce = event({ key: 'b1', kind: 'bounce', report: gone, messageId: mail.id });
    await take(bounce, bounce);
    await take(bounce);
    expect(await eventsOf(server.store, lead.id)).toMatchObject([{ event: 'bounce_hard' }]);
    expect(await server.store.suppressions.reasonFor(lead.email)).toBe('bounce_hard');
    const { items } = await server.store.inbound.list({ leadId: lead.id }, { limit: 10 });
    expect(items).toMatchObject([{ way: 'webhook/main', format: 'event', kind: 'bounce', status: 'applied' }]);
  });

  test('is matched by a token in an address of ours', async () => {
    const { lead, mail } = await freshMail();
    const token = makeToken(server.signer, { purpose: 'bounce', id: mail.id, index: 0 });
    await take(
      event({
        key: 'b2',
        kind: 'complaint',
        report: { ...gone, class: 'complaint', hard: false },
        tokens: [`b+${token}@reply.test`],
      }),
    );
    expect(await server.store.suppressions.reasonFor(lead.email)).toBe('complaint');
  });

  test('is matched by the name that the provider gave to the mail when it took it', async () => {
    const lead = await server.addLead();
    const mail = await server.sentMail(lead, undefined, 'HTTP 200 0100018c-aaaa-bbbb');
    await take(
      event({ key: 'b3', kind: 'bounce', report: gone, messageIdHeader: '0100018c-aaaa-bbbb@eu-west-1.amazonses.com' }),
    );
    expect(await eventsOf(server.store, lead.id)).toMatchObject([{ event: 'bounce_hard' }]);
    expect((await server.store.inbound.list({ leadId: lead.id }, { limit: 1 })).items).toMatchObject([
      { matchedBy: 'provider-id', messageId: mail.id },
    ]);
  });

  test('of a mail that is not ours is kept as ignored and harms nobody', async () => {
    await take(event({ key: 'b4', kind: 'bounce', report: gone, messageIdHeader: 'somebody@else.test' }));
    expect((await server.store.inbound.list({ status: 'ignored' }, { limit: 1 })).items).toMatchObject([
      { leadId: null },
    ]);
  });

  test('that a person wants no more mail is an opt-out', async () => {
    const { lead, mail } = await freshMail();
    await take(event({ key: 'u1', kind: 'unsubscribe', messageId: mail.id }));
    expect(await server.store.suppressions.reasonFor(lead.email)).toBe('unsubscribe');
  });

  const chrome =
    'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36';
  const links = ['guide', 'price', 'demo', 'team'].map((name) => ({ name, url: `https://acme.example/${name}` }));
  const mailWithLinks = async () => {
    const lead = await server.addLead();
    return { lead, mail: await server.sentMail(lead, links) };
  };

  test('of clicks is judged as a burst when it is one, in one request or in many', async () => {
    const { lead, mail } = await mailWithLinks();
    server.advance(43_000);
    const click = (key: string, link: number) =>
      event({
        key,
        kind: 'click',
        messageId: mail.id,
        url: links[link]?.url ?? '',
        userAgent: chrome,
        ip: '192.0.2.7',
      });
    await take(click('burst-0', 0), click('burst-1', 1), click('burst-2', 2));
    await take(click('burst-3', 3));
    expect((await eventsOf(server.store, lead.id)).map(({ event: kind }) => kind)).toEqual([
      'click_machine',
      'click_machine',
      'click_machine',
      'click_machine',
    ]);
  });

  test('of a calm click counts it after the hold, by the name of its link, with no address kept', async () => {
    const { lead, mail } = await mailWithLinks();
    server.advance(3 * 3_600_000);
    const at = server.now();
    // Told late, it is held all the same: what belongs to it may come later still.
    server.advance(90_000);
    const visit = { messageId: mail.id, userAgent: chrome, ip: '198.51.100.9', occurredAt: at };
    await take(event({ ...visit, key: 'calm', kind: 'click', url: `${links[1]?.url}?utm_source=provider` }));
    expect(await eventsOf(server.store, lead.id)).toMatchObject([{ event: 'click_held' }]);
    expect(await server.store.events.judgeClicks(mail.id, plusMs(server.now(), 44_000))).not.toBeNull();
    await server.store.events.judgeClicks(mail.id, plusMs(server.now(), 45_000));
    const [counted] = await eventsOf(server.store, lead.id);
    expect(counted).toMatchObject({ event: 'click', link: 'price' });
    expect(JSON.stringify(await server.store.rights.export(lead.id, server.now()))).not.toContain('"198.51.100.9"');
  });

  test('to be a machine’s is one, and says why, however calm it looks', async () => {
    const { lead, mail } = await mailWithLinks();
    server.advance(3 * 3_600_000);
    const visit = { messageId: mail.id, userAgent: chrome, ip: '192.0.2.8', byMachine: true } as const;
    await take(
      event({ ...visit, key: 'm-click', kind: 'click', url: links[0]?.url ?? '' }),
      event({ ...visit, key: 'm-open', kind: 'open' }),
    );
    const [click, open] = (await eventsOf(server.store, lead.id)).toSorted((a, b) => (a.event < b.event ? -1 : 1));
    expect(click).toMatchObject({ event: 'click_machine', verdict: 'scanner' });
    expect(open).toMatchObject({ event: 'open', verdict: 'prefetch' });
    const why = JSON.stringify(await server.store.rights.export(lead.id, server.now()));
    expect(why).toContain('told-machine-click');
    expect(why).toContain('told-machine-open');
  });

  test('of clicks at addresses of our own is left to our own server, which has seen them', async () => {
    const { lead, mail } = await freshMail();
    const url = mail.links[0]?.url ?? '';
    const own = `${publicUrl}/c/${makeToken(server.signer, { purpose: 'link', id: mail.id, index: 0 }, url)}/${Buffer.from(url).toString('base64url')}`;
    const page = `${publicUrl}/u/${server.token('unsubscribe', mail.id)}`;
    await take(
      event({ key: 'own-1', kind: 'click', messageId: mail.id, url: own }),
      event({ key: 'own-2', kind: 'click', messageId: mail.id, url: page }),
    );
    expect(await eventsOf(server.store, lead.id)).toEqual([]);
  });

  test('of somebody who was erased, or wants nothing kept, keeps no other from being taken', async () => {
    const [erased, silent, gone1] = [await freshMail(), await freshMail(), await freshMail()];
    await server.store.rights.erase(erased.lead.id, 'nora', null, server.now());
    await server.store.consents.withdraw(silent.lead.id, 'tracking', 'nora', server.now());
    await take(
      event({ key: 'x1', kind: 'open', messageId: erased.mail.id }),
      event({ key: 'x2', kind: 'open', messageId: silent.mail.id }),
      event({ key: 'x3', kind: 'bounce', report: gone, messageId: erased.mail.id }),
      event({ key: 'x4', kind: 'bounce', report: gone, messageId: gone1.mail.id }),
    );
    expect(await server.store.suppressions.reasonFor(gone1.lead.email)).toBe('bounce_hard');
    expect((await server.store.inbound.list({ status: 'pending' }, { limit: 1 })).items).toEqual([]);
  });

  test('of a whole mail goes the way of every incoming one', async () => {
    const { lead, mail } = await freshMail();
    const token = makeToken(server.signer, { purpose: 'reply', id: mail.id, index: 0 });
    await take(
      event({
        key: 'm1',
        kind: 'inbound',
        raw: rawMail({ body: ['A reply by way of a provider'] }),
        envelopeTo: [`r+${token}@reply.test`],
      }),
    );
    expect(await eventsOf(server.store, lead.id)).toMatchObject([
      { event: 'reply', text: 'A reply by way of a provider' },
    ]);
  });
});
