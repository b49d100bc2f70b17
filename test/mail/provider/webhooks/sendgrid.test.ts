/** Who may speak for SendGrid, and what its events and mails mean; payloads made from the fields that it documents. */
import { generateKeyPairSync, sign } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { secret } from '../../../../domain/secret.ts';
import { sendGridWebhooks } from '../../../../mail/provider/webhooks/sendgrid.ts';
import {
  eventOf,
  eventsOf,
  messageId,
  multipart,
  now,
  verdictOf,
  verificationOf,
  webhookRequest,
} from './webhook-request.ts';

const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
const endpoint = {
  provider: 'sendgrid',
  name: 'sg',
  inbound: true,
  publicKey: publicKey.export({ type: 'spki', format: 'der' }).toString('base64'),
  inboundKey: secret('sesame'),
} as const;
const adapter = sendGridWebhooks(endpoint);

const timestamp = '1763715600';
const signatureOf = (body: string | Uint8Array, at = timestamp, key = privateKey) =>
  sign('sha256', Buffer.concat([Buffer.from(at), Buffer.from(body)]), key).toString('base64');
const signedBy = (signature: string, at = timestamp) => ({
  'x-twilio-email-event-webhook-signature': signature,
  'x-twilio-email-event-webhook-timestamp': at,
});

describe('a request of SendGrid', () => {
  it('is taken with a signature over its timestamp and body, and refused when either was changed', async () => {
    const body = '[{"event":"open"}]\r\n';
    const verify = (sent: string, headers: Record<string, string>) =>
      verificationOf(adapter, webhookRequest(sent, { headers }));
    const right = signatureOf(body);
    expect(await verify(body, signedBy(right))).toBe('ok');
    const stranger = generateKeyPairSync('ec', { namedCurve: 'prime256v1' }).privateKey;
    const wrong = [
      verify(body.trim(), signedBy(right)),
      verify(body, signedBy(right, '1763715601')),
      verify(body, signedBy(signatureOf(body, timestamp, stranger))),
      verify(body, signedBy('AAAA')),
      verify(body, signedBy('no base64')),
      verify(body, {}),
    ];
    for (const answer of await Promise.all(wrong)) expect(answer).toBe('refused: the signature is wrong');
  });

  it('is a mail when it is a form, taken with the key of the URL or a signature; the key proves no events', async () => {
    const { body, headers } = multipart({ email: 'x' });
    const form = (query: Record<string, string>, more: Record<string, string> = {}) =>
      verificationOf(adapter, webhookRequest(body, { headers: { ...headers, ...more }, query }));
    expect(await form({ key: 'sesame' })).toBe('ok');
    expect(await form({}, signedBy(signatureOf(body)))).toBe('ok');
    for (const query of [{}, { key: '' }, { key: 'sesam' }]) {
      expect(await form(query)).toBe('refused: neither signed nor with the key of the URL');
    }
    expect(await verificationOf(adapter, webhookRequest('[]', { query: { key: 'sesame' } }))).toBe(
      'refused: the signature is wrong',
    );
  });
});

const common = {
  email: 'ann@lead.test',
  timestamp: 1763715600,
  'smtp-id': `<m.${messageId}@reply.acme.test>`,
  sg_message_id: '14c5d75ce93.dfd.64b469.filter0001.16648.5515E0B88.0',
};
const told = (event: object) => eventOf(adapter, webhookRequest([{ ...common, sg_event_id: 'ZGVm-x_1', ...event }]));

describe('an event of SendGrid', () => {
  it('is about the mail that our Message-ID names', () => {
    const event = told({ event: 'bounce', type: 'bounce', status: '5.1.1', reason: '550 5.1.1 no such user' });
    expect(event).toMatchObject({
      key: 'sendgrid/ZGVm-x_1',
      messageId,
      providerMessageId: '14c5d75ce93',
      messageIdHeader: `m.${messageId}@reply.acme.test`,
      recipient: 'ann@lead.test',
      occurredAt: '2025-11-21T09:00:00.000Z',
      report: { class: 'hard', hard: true, status: '5.1.1' },
    });
  });

  it.each([
    [{ event: 'bounce', bounce_classification: 'Invalid Address' }, 'bounce | hard | dead | sendgrid:Invalid Address'],
    [{ event: 'bounce', bounce_classification: 'Reputation' }, 'bounce | blocked-reputation | sendgrid:Reputation'],
    [{ event: 'bounce', bounce_classification: 'Content' }, 'bounce | content | sendgrid:Content'],
    [
      { event: 'bounce', type: 'blocked', bounce_classification: 'Unclassified' },
      'bounce | blocked-policy | sendgrid:blocked',
    ],
    [{ event: 'bounce', type: 'bounce', reason: '' }, 'bounce | unsure | sendgrid:bounce'],
    [{ event: 'dropped', reason: 'Bounced Address' }, 'bounce | hard | dead | sendgrid:Bounced Address'],
    [{ event: 'dropped', reason: 'Spam Reporting Address' }, 'complaint | complaint | sendgrid:Spam Reporting Address'],
    [{ event: 'dropped', reason: 'Unsubscribed Address' }, 'unsubscribe'],
    [{ event: 'dropped', reason: 'constructor' }, 'bounce | unsure | sendgrid:constructor'],
    [{ event: 'deferred', response: '550 5.1.1 user unknown' }, 'deferral | deferred | sendgrid:deferred'],
    [{ event: 'delivered', response: '250 OK' }, 'delivery | delivered | sendgrid:delivered'],
    [{ event: 'spamreport' }, 'complaint | complaint | sendgrid:spamreport'],
    [{ event: 'group_unsubscribe', asm_group_id: 1 }, 'unsubscribe'],
    [{ event: 'group_resubscribe' }, 'other'],
    [{ event: 'processed' }, 'other'],
  ])('%j is %s', (event, verdict) => {
    expect(verdictOf(told(event))).toBe(verdict);
  });

  it('is an open, by a machine if SendGrid says so, or a click', () => {
    const visit = { useragent: 'Mozilla/5.0', ip: '192.0.2.1' };
    expect(told({ event: 'open', ...visit, sg_machine_open: true })).toMatchObject({ kind: 'open', byMachine: true });
    expect(told({ event: 'open', ...visit })).toMatchObject({ ip: '192.0.2.1', byMachine: false });
    expect(told({ event: 'click', ...visit, url: 'https://acme.test/' })).toMatchObject({ url: 'https://acme.test/' });
  });

  it('that is odd harms none of the others in a batch of thousands', () => {
    const odd = [
      null,
      7,
      'x',
      [],
      {},
      { event: 5 },
      { event: 'bounce', email: { a: 1 }, timestamp: 'never', reason: [] },
    ];
    const many = Array.from({ length: 3_000 }, (_, number) => ({
      ...common,
      event: 'delivered',
      sg_event_id: `e${number}`,
    }));
    const events = eventsOf(adapter, webhookRequest([...odd, ...many]));
    expect(events.slice(0, odd.length).map(({ name }) => name)).toEqual([
      ...Array.from({ length: 6 }, () => 'sendgrid:unreadable'),
      'sendgrid:bounce',
    ]);
    expect(events[6]).toMatchObject({ recipient: null, occurredAt: now, report: { class: 'unsure' } });
    expect(events.filter(({ kind }) => kind === 'delivery')).toHaveLength(3_000);
  });

  it('comes in an array of at most ten thousand, or not at all', () => {
    for (const body of ['{}', 'x', JSON.stringify(Array.from({ length: 10_001 }, () => 0))]) {
      expect(adapter.parse(webhookRequest(body), now).kind).toBe('malformed');
    }
  });
});

describe('a mail that SendGrid brings', () => {
  const envelope = JSON.stringify({ to: ['r+token@reply.acme.test'], from: 'ann@lead.test' });

  it('is the raw one, byte for byte, with whom it was sent to', () => {
    const email = Buffer.from([...Buffer.from('Subject: \r\n\r\n'), 0xe4, 0xff, 0, ...Buffer.from('\r\n--xYzZ\r\n')]);
    const { body, headers } = multipart({ envelope, email });
    const event = eventOf(adapter, webhookRequest(body, { headers }));
    expect(event).toMatchObject({ kind: 'inbound', envelopeTo: ['r+token@reply.acme.test'] });
    expect(Buffer.from(event.raw ?? '').equals(email)).toBe(true);
  });

  it('is made again from its parts when the raw one is not posted', () => {
    const { body, headers } = multipart({
      envelope,
      headers: 'From: ann@lead.test\nReferences: <a>\n <b>\n',
      text: 'Hi',
    });
    const raw = Buffer.from(eventOf(adapter, webhookRequest(body, { headers })).raw ?? '').toString();
    expect(raw).toContain('References: <a> <b>\r\n');
    expect(raw.endsWith('\r\n\r\nHi')).toBe(true);
  });

  it('is malformed when the form breaks off, has no boundary or holds no mail', () => {
    const { body, headers } = multipart({ email: 'Subject: x\r\n\r\nx' });
    const cuts = [1, 20, 60, body.length - 5].map((length) => webhookRequest(body.subarray(0, length), { headers }));
    const none = webhookRequest(body, { headers: { 'content-type': 'multipart/form-data' } });
    const empty = multipart({ envelope });
    for (const request of [...cuts, none, webhookRequest(empty.body, { headers: empty.headers })]) {
      expect(adapter.parse(request, now).kind).toBe('malformed');
    }
  });
});
