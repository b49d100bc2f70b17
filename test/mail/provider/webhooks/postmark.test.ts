/** Who may speak for Postmark, and what its webhooks mean; payloads made from the fields that Postmark documents. */
import PostalMime from 'postal-mime';
import { describe, expect, it } from 'vitest';
import { secret } from '../../../../domain/secret.ts';
import { postmarkWebhooks } from '../../../../mail/provider/webhooks/postmark.ts';
import { eventOf, messageId, now, verdictOf, verificationOf, webhookRequest } from './webhook-request.ts';

const basic = { user: 'tendril', password: secret('pass:wörd') };
const header = { name: 'X-Tendril-Secret', value: secret('sesame') };
const endpoint = { provider: 'postmark', name: 'pm', inbound: true, basic, header } as const;
const adapter = postmarkWebhooks(endpoint);

const login = (text: string) => `Basic ${Buffer.from(text, 'utf8').toString('base64')}`;

describe('a webhook of Postmark', () => {
  it('is taken with both secrets only, when both are set up', async () => {
    const withHeaders = (headers: Record<string, string>) => verificationOf(adapter, webhookRequest({}, { headers }));
    const authorization = login('tendril:pass:wörd');
    expect(await withHeaders({ authorization, 'x-tendril-secret': 'sesame' })).toBe('ok');
    for (const wrong of ['', 'Bearer x', login('tendril:pass'), login('tendril'), login(''), 'Basic %%%']) {
      expect(await withHeaders({ authorization: wrong, 'x-tendril-secret': 'sesame' })).toBe(
        'refused: the log-in is wrong',
      );
    }
    expect(await withHeaders({ authorization, 'x-tendril-secret': 'sesam' })).toBe(
      'refused: the secret header is wrong',
    );
    expect(await withHeaders({ authorization })).toBe('refused: the secret header is wrong');
  });

  it('is taken with the one secret that is set up, and never without any', async () => {
    const only = (change: object, headers: Record<string, string>) =>
      verificationOf(postmarkWebhooks({ ...endpoint, ...change }), webhookRequest({}, { headers }));
    expect(await only({ header: null }, { authorization: login('tendril:pass:wörd') })).toBe('ok');
    expect(await only({ basic: null }, { 'x-tendril-secret': 'sesame' })).toBe('ok');
    expect(await only({ basic: null, header: null }, {})).toBe('refused: the endpoint has no secret');
  });

  const mailId = '883953f4-6105-42a2-a16a-77a8eac79483';
  const told = (RecordType: string, more: object = {}) =>
    eventOf(
      adapter,
      webhookRequest({ RecordType, MessageID: mailId, Metadata: { 'tendril-message': messageId }, ...more }),
    );
  const bounced = (TypeCode: number, Details?: string) =>
    told('Bounce', { ID: 42, TypeCode, Email: 'ann@lead.test', BouncedAt: '2026-11-20T09:00:00.1234567Z', Details });

  it('tells a bounce of our message, by its metadata', () => {
    expect(bounced(1, 'smtp;550 5.1.1 The email account does not exist')).toMatchObject({
      key: 'postmark/bounce/42',
      kind: 'bounce',
      messageId,
      providerMessageId: mailId,
      recipient: 'ann@lead.test',
      occurredAt: '2026-11-20T09:00:00.123Z',
      report: { class: 'hard', hard: true, status: '5.1.1', diagnostic: '550 5.1.1 The email account does not exist' },
    });
  });

  it.each([
    [1, '', 'bounce | hard | dead | postmark:1'],
    [1, 'smtp;552 5.2.2 mailbox full', 'bounce | mailbox-full | postmark:1 by its words'],
    [2, 'smtp;550 5.1.1 user unknown', 'deferral | deferred | postmark:2'],
    [16, '', 'unsubscribe'],
    [64, '', 'bounce | auto-reply | postmark:64'],
    [256, '', 'bounce | hard-domain | postmark:256'],
    [512, '', 'bounce | blocked-reputation | postmark:512'],
    [4096, '', 'bounce | expired | postmark:4096'],
    [100001, '', 'complaint | complaint | postmark:100001'],
    [100006, '', 'bounce | blocked-policy | postmark:100006'],
    [100009, '', 'bounce | blocked-authentication | postmark:100009'],
    [777, '', 'bounce | unsure | postmark:777'],
  ])('tells of type %d with "%s": %s', (code, details, verdict) => {
    expect(verdictOf(bounced(code, details))).toBe(verdict);
  });

  it('tells deliveries, complaints, opens, clicks and changes of subscription', () => {
    const visit = { Recipient: 'ann@lead.test', UserAgent: 'Mozilla/5.0', Geo: { IP: '192.0.2.1' }, ReceivedAt: now };
    const stopped = { SuppressSending: true, Recipient: 'ann@lead.test' };
    const events = [
      told('Delivery', { Recipient: 'ann@lead.test', Details: 'smtp;250 ok' }),
      told('SpamComplaint', { ID: 43, Email: 'ann@lead.test' }),
      told('Open', visit),
      told('Click', { ...visit, OriginalLink: 'https://acme.test/' }),
      told('SubscriptionChange', { ...stopped, SuppressionReason: 'ManualSuppression', ChangedAt: '2026-11-20' }),
      told('SubscriptionChange', { ...stopped, SuppressionReason: 'HardBounce', ChangedAt: '2026-11-21' }),
      told('Tomorrow'),
    ];
    expect(events.map(verdictOf)).toEqual([
      'delivery | delivered | postmark:Delivery',
      'complaint | complaint | postmark:SpamComplaint',
      'open',
      'click',
      'unsubscribe',
      'other',
      'other',
    ]);
    expect(events[3]).toMatchObject({ url: 'https://acme.test/', ip: '192.0.2.1', userAgent: 'Mozilla/5.0' });
    expect(new Set(events.map(({ key }) => key)).size).toBe(events.length);
  });

  it('brings a mail whole, or made again from its parts without a header that was smuggled in', async () => {
    const parts = {
      OriginalRecipient: 'r+token@reply.acme.test',
      From: 'Ann <ann@lead.test>\r\nX-Evil: yes',
      To: 'r+token@reply.acme.test',
      Subject: 'Grüße',
      Headers: [
        { Name: 'In-Reply-To', Value: '<m.1@acme.test>' },
        { Name: 'Content-Type', Value: 'multipart/mixed' },
        { Name: 'Bad Name\r\nX', Value: 'x' },
      ],
      TextBody: 'Ja, gerne.\nAnn',
    };
    const rebuilt = eventOf(adapter, webhookRequest(parts));
    expect(rebuilt).toMatchObject({ kind: 'inbound', envelopeTo: ['r+token@reply.acme.test'] });
    const mail = await PostalMime.parse(rebuilt.raw ?? '');
    expect(mail).toMatchObject({ subject: 'Grüße', text: 'Ja, gerne.\nAnn\n', inReplyTo: '<m.1@acme.test>' });
    expect(mail.headers.map(({ key }) => key)).not.toContain('x-evil');
    const whole = eventOf(adapter, webhookRequest({ ...parts, RawEmail: 'From: a@b.test\r\n\r\nHi' }));
    expect(Buffer.from(whole.raw ?? '').toString()).toBe('From: a@b.test\r\n\r\nHi');
  });

  it('that is no object is malformed', () => {
    for (const body of ['', '[]', '7', 'null', '{']) {
      expect(adapter.parse(webhookRequest(body), now).kind).toBe('malformed');
    }
  });
});
