/** Who may speak for Mailgun, and what its webhooks and routes mean; payloads made from the fields that it documents. */
import { createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { secret } from '../../../../domain/secret.ts';
import { mailgunWebhooks } from '../../../../mail/provider/webhooks/mailgun.ts';
import { eventOf, messageId, multipart, now, verdictOf, verificationOf, webhookRequest } from './webhook-request.ts';

const endpoint = {
  provider: 'mailgun',
  name: 'mg',
  inbound: true,
  signingKeys: [secret('new'), secret('old')],
} as const;
const newAdapter = () => mailgunWebhooks(endpoint);

const at = (seconds: number) => String(Date.parse(now) / 1000 + seconds);
function proof(key = 'new', timestamp = at(-60), token = 'a'.repeat(50)) {
  const signature = createHmac('sha256', key).update(`${timestamp}${token}`).digest('hex');
  return { timestamp, token, signature };
}
const request = (signature: object, data: object = { event: 'opened' }) =>
  webhookRequest({ signature, 'event-data': data });

describe('a request of Mailgun', () => {
  it('is taken when any of our keys has signed it, that of the main account among them', async () => {
    expect(await verificationOf(newAdapter(), request(proof()))).toBe('ok');
    expect(await verificationOf(newAdapter(), request(proof('old')))).toBe('ok');
    const ofSubaccount = { ...proof('another'), 'parent-signature': proof().signature };
    expect(await verificationOf(newAdapter(), request(ofSubaccount))).toBe('ok');
  });

  it('is refused with another key, another token, another time, or no signature', async () => {
    const adapter = newAdapter();
    const wrong = [
      proof('another'),
      { ...proof(), token: 'b' },
      { ...proof(), timestamp: at(-61) },
      { ...proof(), signature: '' },
    ];
    for (const signature of wrong) {
      expect(await verificationOf(adapter, request(signature))).toBe('refused: the signature is wrong');
    }
    for (const signature of [{}, null, 'x', { ...proof(), timestamp: 'NaN' }, { ...proof(), token: '' }]) {
      expect(await verificationOf(adapter, webhookRequest({ signature }))).toBe('refused: there is no signature');
    }
    const large = request(proof(), { event: 'opened', padding: 'x'.repeat(1024 * 1024) });
    expect(await verificationOf(adapter, large)).toBe('refused: there is no signature');
    for (const body of ['', 'null', '[]', '7']) {
      expect(await verificationOf(adapter, webhookRequest(body))).toBe('refused: there is no signature');
    }
  });

  it('is good for the eight hours in which Mailgun tries again, and not for longer', async () => {
    const aged = (seconds: number) => verificationOf(newAdapter(), request(proof('new', at(seconds))));
    expect(await aged(-8 * 3600)).toBe('ok');
    expect(await aged(120)).toBe('ok');
    expect(await aged(-10 * 3600)).toBe('refused: the signature is too old');
    expect(await aged(3600)).toBe('refused: the signature is too old');
  });

  it('may come again as it was, but its signature does not carry another body', async () => {
    const adapter = newAdapter();
    expect(await verificationOf(adapter, request(proof()))).toBe('ok');
    expect(await verificationOf(adapter, request(proof()))).toBe('ok');
    const forged = request(proof(), { event: 'unsubscribed', recipient: 'ann@lead.test' });
    expect(await verificationOf(adapter, forged)).toBe('refused: the signature was used for something else');
  });
});

const adapter = newAdapter();
const told = (data: object) =>
  eventOf(
    adapter,
    request(proof(), {
      id: 'G9Bn5sl1TC6nu79C8C0bwg',
      timestamp: 1763715600.123456,
      recipient: 'ann@lead.test',
      message: { headers: { 'message-id': `m.${messageId}@reply.acme.test` } },
      envelope: { sender: 'b+token@reply.acme.test' },
      ...data,
    }),
  );
const failed = (severity: string, reason: string, status: object = {}) => ({
  event: 'failed',
  severity,
  reason,
  'delivery-status': status,
});

describe('an event of Mailgun', () => {
  it('is about the mail that our Message-ID and return path name', () => {
    const status = { code: 550, message: '5.1.1 no such user', 'enhanced-code': '5.1.1' };
    expect(told(failed('permanent', 'bounce', status))).toMatchObject({
      key: 'mailgun/G9Bn5sl1TC6nu79C8C0bwg',
      kind: 'bounce',
      messageId,
      providerMessageId: `m.${messageId}@reply.acme.test`,
      tokens: ['b+token@reply.acme.test'],
      occurredAt: '2025-11-21T09:00:00.123Z',
      report: { class: 'hard', hard: true, status: '5.1.1', diagnostic: '550 5.1.1 no such user' },
    });
  });

  it.each([
    [
      failed('permanent', 'suppress-bounce', { code: 605, message: 'Not delivering' }),
      'bounce | hard | dead | mailgun:permanent/suppress-bounce',
    ],
    [failed('permanent', 'suppress-complaint'), 'complaint | complaint | mailgun:permanent/suppress-complaint'],
    [failed('permanent', 'suppress-unsubscribe'), 'unsubscribe'],
    [failed('permanent', 'old'), 'bounce | expired | mailgun:permanent/old'],
    [failed('permanent', 'espblock'), 'bounce | blocked-reputation | mailgun:permanent/espblock'],
    [
      failed('permanent', 'generic', { code: 552, message: '5.2.2 mailbox full' }),
      'bounce | mailbox-full | mailgun:permanent/generic by its words',
    ],
    [failed('permanent', 'generic'), 'bounce | unsure | mailgun:permanent/generic'],
    [
      failed('temporary', 'generic', { code: 550, message: 'user unknown' }),
      'deferral | deferred | mailgun:temporary/generic',
    ],
    [
      { event: 'delivered', 'delivery-status': { code: 250, message: 'OK' } },
      'delivery | delivered | mailgun:delivered',
    ],
    [{ event: 'complained' }, 'complaint | complaint | mailgun:complained'],
    [{ event: 'unsubscribed' }, 'unsubscribe'],
    [{ event: 'accepted' }, 'other'],
    [{ event: 'tomorrow', 'delivery-status': 'x', message: [] }, 'other'],
    [{ event: 7 }, 'other'],
  ])('%j is %s', (data, verdict) => {
    expect(verdictOf(told(data))).toBe(verdict);
  });

  it('is an open or a click, by a machine if Mailgun says so', () => {
    const visit = { ip: '192.0.2.1', 'client-info': { 'user-agent': 'Mozilla/5.0', bot: 'apple' } };
    expect(told({ event: 'opened', ...visit })).toMatchObject({ kind: 'open', ip: '192.0.2.1', byMachine: true });
    const clicked = { event: 'clicked', url: 'https://acme.test/', 'client-info': { bot: '' } };
    expect(told(clicked)).toMatchObject({ kind: 'click', url: 'https://acme.test/', byMachine: false });
  });

  it('is malformed without its data', () => {
    for (const body of ['x', '{}', '{"event-data":7}']) {
      expect(adapter.parse(webhookRequest(body), now).kind).toBe('malformed');
    }
  });
});

describe('a mail that Mailgun brings', () => {
  const mime = Buffer.from('Subject: x\r\n\r\nGr\xfc\xdfe & 100%', 'latin1');
  const escaped = [...mime].map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join('');

  it('is signed as a form, and is the raw one, byte for byte, in both kinds of forms', async () => {
    const fields = { ...proof(), recipient: 'r+token@reply.acme.test, b@reply.acme.test', 'body-mime': mime };
    const parts = multipart(fields);
    const pairs = new URLSearchParams({ ...proof(), recipient: fields.recipient }).toString();
    const type = { 'content-type': 'application/x-www-form-urlencoded' };
    for (const sent of [
      webhookRequest(parts.body, { headers: parts.headers }),
      webhookRequest(`${pairs}&body-mime=${escaped}`, { headers: type }),
    ]) {
      expect(await verificationOf(newAdapter(), sent)).toBe('ok');
      const event = eventOf(adapter, sent);
      expect(event).toMatchObject({ kind: 'inbound', envelopeTo: ['r+token@reply.acme.test', 'b@reply.acme.test'] });
      expect(Buffer.from(event.raw ?? '').equals(mime)).toBe(true);
    }
    const unsigned = multipart({ ...fields, signature: 'x' });
    expect(await verificationOf(newAdapter(), webhookRequest(unsigned.body, { headers: unsigned.headers }))).toBe(
      'refused: the signature is wrong',
    );
  });

  it('is made again from its parts when the URL of the route does not ask for the raw one', () => {
    const head = JSON.stringify([['From', 'ann@lead.test'], ['X'], ['References', '<a>']]);
    const { body, headers } = multipart({ recipient: 'r@x.test', 'message-headers': head, 'body-plain': 'Hi' });
    const raw = Buffer.from(eventOf(adapter, webhookRequest(body, { headers })).raw ?? '').toString();
    expect(raw).toMatch(/^From: ann@lead\.test\r\nReferences: <a>\r\nMIME-Version/);
  });
});
