import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ProviderEvent } from '../../domain/provider-event.ts';
import { makeToken } from '../../domain/tokens.ts';
import { type ProviderEventsDeps, takeProviderEvents } from '../../server/inbound/provider-events.ts';
import { rawMail, receivingOver, receivingParts } from '../support/receiving.ts';
import { eventsOf, startTestServer, type TestServer } from './test-server.ts';

let server: TestServer;
let deps: ProviderEventsDeps;
const log = { debug() {}, info() {}, warn() {}, error() {} };

beforeAll(async () => {
  server = await startTestServer();
  const ground = { store: server.store, signer: server.signer, now: server.now, log };
  deps = { ...receivingParts(ground), deliver: receivingOver(ground).deliver };
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

  test('of clicks counts those that are not a machine’s, by the name of the link', async () => {
    const { lead, mail } = await freshMail();
    const url = mail.links[0]?.url ?? '';
    await take(
      event({ key: 'c1', kind: 'click', messageId: mail.id, url, byMachine: true }),
      event({ key: 'c2', kind: 'click', messageId: mail.id, url }),
      event({ key: 'o1', kind: 'open', messageId: mail.id }),
    );
    expect(await eventsOf(server.store, lead.id)).toMatchObject([
      { event: 'click_machine' },
      { event: 'click', link: mail.links[0]?.name },
      { event: 'open' },
    ]);
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
