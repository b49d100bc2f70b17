/** The sending ledger over HTTP: what was sent, and what people say of mails whose fate nobody knows. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestServer, type TestServer } from './test-server.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.close());

/** A note to a colleague whose relay broke off. */
async function unknownMail(): Promise<{ readonly id: string; readonly email: string }> {
  const { id: leadId, email } = await server.addLead();
  const { id: enrollmentId } = await server.enroll(leadId);
  const recipient = 'ines@sales.acme.example';
  const owner = { kind: 'notice', enrollmentId, stepId: 'tell', visit: 1, recipient } as const;
  const { messages } = server.store;
  const claim = await messages.claim(`notice/${enrollmentId}`, owner, null, 60_000, server.now());
  if (claim.kind !== 'claimed') throw new Error(`Not claimed: ${claim.kind}`);
  await messages.markInFlight(claim.messageId, claim.claimToken, { subject: 'A note', links: [] });
  await messages.settle(claim.messageId, claim.claimToken, { kind: 'unknown', detail: 'the connection broke' });
  return { id: claim.messageId, email };
}

const resolve = (id: string, fate: unknown, as: 'leads' | 'events' = 'leads') =>
  server.call(`POST /v1/messages/${id}/resolution`, { as, body: { fate } });

describe('mails', () => {
  test('are listed by state and by lead, and shown one by one', async () => {
    const lead = await server.addLead();
    const { id } = await server.sentMail(lead);
    const { id: unknown, email } = await unknownMail();
    const ofLead = await server.call(`GET /v1/messages?lead=${lead.email}`, { as: 'leads' });
    expect(ofLead.body).toMatchObject({
      items: [{ id, state: 'SENT', recipient: lead.email, relay: 'smtp' }],
      next: null,
    });
    const inState = await server.call(`GET /v1/messages?state=UNKNOWN&lead=${email}`, { as: 'leads' });
    expect(inState.body.items).toMatchObject([{ id: unknown, state: 'UNKNOWN', detail: 'the connection broke' }]);
    const one = await server.call(`GET /v1/messages/${unknown}`, { as: 'leads' });
    expect([one.status, one.body]).toEqual([200, inState.body.items[0]]);
  });

  test('that do not exist, and states that do not, are told apart', async () => {
    const missing = await server.call('GET /v1/messages/no-id', { as: 'leads' });
    expect([missing.status, missing.body.code]).toEqual([404, 'MESSAGE_UNKNOWN']);
    expect((await server.call('GET /v1/messages?state=GONE', { as: 'leads' })).status).toBe(400);
    expect((await server.call('GET /v1/messages?lead=nobody@acme.test', { as: 'leads' })).status).toBe(404);
    expect((await server.call('GET /v1/messages', { as: 'events' })).status).toBe(403);
  });
});

describe('a mail of unknown fate', () => {
  test('is resolved by whoever knows, once; the timeline says who did', async () => {
    const { id, email } = await unknownMail();
    const resolved = await resolve(id, 'lost');
    expect([resolved.status, resolved.body]).toMatchObject([200, { state: 'FAILED', resolvedBy: 'api/leads' }]);
    expect((await resolve(id, 'lost')).body).toEqual(resolved.body);
    const other = await resolve(id, 'arrived');
    expect([other.status, other.body.code]).toEqual([409, 'MESSAGE_SETTLED']);
    const timeline = (await server.call(`GET /v1/leads/${email}/timeline`, { as: 'leads' })).body;
    const entries: readonly { readonly kind: string }[] = timeline.items;
    expect(entries.find(({ kind }) => kind === 'mail')).toMatchObject({ state: 'FAILED', resolvedBy: 'api/leads' });
  });

  test('is not resolved by whoever may not, or with a word that says nothing', async () => {
    const { id } = await unknownMail();
    expect((await resolve(id, 'lost', 'events')).status).toBe(403);
    expect((await resolve(id, 'maybe')).status).toBe(400);
    expect((await resolve('no-id', 'lost')).status).toBe(404);
    expect((await server.store.messages.find(id))?.state).toBe('UNKNOWN');
  });
});
