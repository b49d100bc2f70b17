/** A reply and the next mail to the same lead at the same moment: the one that commits first decides. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { LeadView, MessageView } from '../../db/store.ts';
import type { Receiving } from '../../server/inbound/receiving.ts';
import { arrival, rawMail, receivingOver } from '../support/receiving.ts';
import { eventsOf, openRules, startTestServer, type TestServer } from './test-server.ts';

let server: TestServer;
let receiving: Receiving;
const log = { debug() {}, info() {}, warn() {}, error() {} };

beforeAll(async () => {
  server = await startTestServer();
  receiving = receivingOver({ store: server.store, signer: server.signer, now: server.now, log });
});
afterAll(() => server.close());

interface Mailed {
  readonly lead: LeadView;
  readonly mail: MessageView;
}
async function mailed(): Promise<Mailed> {
  const lead = await server.addLead();
  return { lead, mail: await server.sentMail(lead) };
}
const reply = ({ mail }: Mailed) =>
  receiving.deliver(
    arrival(
      rawMail({ headers: { 'Message-ID': `<${crypto.randomUUID()}@customer.example>` }, body: ['Tell me more.'] }),
      [`r+${server.token('reply', mail.id)}@reply.acme.example`],
      { receivedAt: server.now() },
    ),
  );

/** The mail of a step, up to where its first byte would leave; `answered` happens between the claim and that. */
async function send({ mail }: Mailed, step: string, answered = async () => {}): Promise<string> {
  const { enrollmentId } = mail;
  if (enrollmentId === null) throw new Error('not a mail of a sequence');
  const owner = {
    kind: 'nurture',
    enrollmentId,
    stepId: step,
    visit: 1,
    templateVersionId: server.templateVersionId,
  } as const;
  const key = `nurture/${enrollmentId}/${step}/1`;
  const claim = await server.store.messages.claim(key, owner, openRules, 60_000, server.now());
  if (claim.kind !== 'claimed') return claim.kind;
  await answered();
  const left = await server.store.messages
    .markInFlight(claim.messageId, claim.claimToken, { subject: 'Next', links: [] })
    .then(
      () => true,
      () => false,
    );
  if (!left) return 'stopped before it left';
  const at = server.now();
  await server.store.messages.settle(claim.messageId, claim.claimToken, { kind: 'sent', response: '250 ok', at });
  return 'sent';
}
const replies = async ({ lead }: Mailed) =>
  (await eventsOf(server.store, lead.id)).filter(({ event }) => event === 'reply').length;

test('a reply that is committed before the claim keeps the next mail from leaving', async () => {
  const one = await mailed();
  await reply(one);
  expect(await send(one, 'second')).not.toBe('sent');
  expect(await replies(one)).toBe(1);
});

test('a reply between the claim and the first byte keeps the mail from leaving as well', async () => {
  const one = await mailed();
  expect(await send(one, 'second', () => reply(one))).toBe('stopped before it left');
  expect(await replies(one)).toBe(1);
});

test('a reply that comes after the mail has left is counted, and stops the mail after that', async () => {
  const one = await mailed();
  expect(await send(one, 'second')).toBe('sent');
  await reply(one);
  expect(await replies(one)).toBe(1);
  expect(await send(one, 'third')).not.toBe('sent');
});

test('whichever is first, the reply is counted and nothing leaves after it', async () => {
  const rounds = await Promise.all(Array.from({ length: 8 }, mailed));
  const second = await Promise.all(
    rounds.map(async (one) => (await Promise.all([send(one, 'second'), reply(one)]))[0]),
  );
  expect(second).toHaveLength(8);
  expect(await Promise.all(rounds.map(replies))).toEqual(rounds.map(() => 1));
  expect(await Promise.all(rounds.map((one) => send(one, 'third')))).not.toContain('sent');
});
