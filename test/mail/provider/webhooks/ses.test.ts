/** What the notifications and events of Amazon SES mean; payloads made from the fields that AWS documents. */
import { describe, expect, it } from 'vitest';
import { sesAdapter, snsRequest } from './sns-sample.ts';
import { eventOf, eventsOf, messageId, now, verdictOf } from './webhook-request.ts';

const { adapter } = sesAdapter();

const mail = {
  timestamp: '2026-11-20T08:59:00.000Z',
  messageId: '0107018f-aaaa-000000',
  source: 'b+token@reply.acme.test',
  destination: ['ann@lead.test'],
  headersTruncated: false,
  headers: [
    { name: 'Reply-To', value: 'r+token@reply.acme.test' },
    { name: 'Subject', value: 'Hello' },
  ],
  commonHeaders: { messageId: '<0107018f-aaaa-000000@eu-central-1.amazonses.com>', subject: 'Hello' },
  tags: { 'ses:configuration-set': ['nurture'], 'tendril-message': [messageId] },
};
const told = (record: object) => snsRequest({ mail, ...record });

const bounce = (bounceType: string, bounceSubType: string, one: object = {}) => ({
  bounceType,
  bounceSubType,
  bouncedRecipients: [{ emailAddress: 'ann@lead.test', action: 'failed', ...one }],
  timestamp: '2026-11-20T08:59:30.000Z',
  feedbackId: '0107018f-feed-000000',
});
const said = (status: string, diagnosticCode: string) => ({ status, diagnosticCode });

describe('what SES tells', () => {
  it('is a bounce of our message, by its tag and its tokens, under one key in both shapes', () => {
    const record = { bounce: bounce('Permanent', 'General', said('5.1.1', 'smtp; 550 5.1.1 user unknown')) };
    const event = eventOf(adapter, told({ eventType: 'Bounce', ...record }));
    expect(event).toMatchObject({
      key: 'ses/bounce/0107018f-feed-000000/0',
      kind: 'bounce',
      name: 'ses:Bounce',
      messageId,
      providerMessageId: '0107018f-aaaa-000000',
      messageIdHeader: '0107018f-aaaa-000000@eu-central-1.amazonses.com',
      tokens: ['b+token@reply.acme.test', 'r+token@reply.acme.test'],
      recipient: 'ann@lead.test',
      occurredAt: '2026-11-20T08:59:30.000Z',
      report: {
        address: 'ann@lead.test',
        class: 'hard',
        hard: true,
        status: '5.1.1',
        diagnostic: '550 5.1.1 user unknown',
      },
    });
    expect(eventOf(adapter, told({ notificationType: 'Bounce', ...record })).key).toBe(event.key);
  });

  it.each([
    ['Permanent', 'General', {}, 'bounce | hard | dead | ses:Permanent/General'],
    [
      'Permanent',
      'General',
      said('5.7.1', 'smtp; 550 5.7.1 blocked using zen.spamhaus.org'),
      'bounce | blocked-reputation | ses:Permanent/General by its words',
    ],
    [
      'Permanent',
      'General',
      said('5.7.26', 'smtp; 550 5.7.26 This mail is unauthenticated'),
      'bounce | blocked-authentication | ses:Permanent/General by its words',
    ],
    ['Permanent', 'NoEmail', said('5.7.1', 'smtp; 550 5.7.1 blocked'), 'bounce | hard | dead | ses:Permanent/NoEmail'],
    ['Permanent', 'OnAccountSuppressionList', {}, 'bounce | hard | dead | ses:Permanent/OnAccountSuppressionList'],
    ['Permanent', 'UnsubscribedRecipient', {}, 'unsubscribe'],
    ['Transient', 'General', {}, 'bounce | deferred | ses:Transient/General'],
    [
      'Transient',
      'General',
      said('4.4.7', 'smtp; 451 4.4.7 later'),
      'bounce | expired | ses:Transient/General by its words',
    ],
    ['Transient', 'MailboxFull', {}, 'bounce | mailbox-full | ses:Transient/MailboxFull'],
    ['Transient', 'ContentRejected', {}, 'bounce | content | ses:Transient/ContentRejected'],
    ['Undetermined', 'Undetermined', {}, 'bounce | unsure | ses:Undetermined/Undetermined'],
    ['Permanent', 'constructor', {}, 'bounce | unsure | ses:Permanent/constructor'],
  ])('of a bounce %s/%s with %j is %s', (type, subtype, one, verdict) => {
    const request = told({ eventType: 'Bounce', bounce: bounce(type, subtype, one) });
    expect(verdictOf(eventOf(adapter, request))).toBe(verdict);
  });

  it('is a complaint, unless the person took it back', () => {
    const complaint = { complainedRecipients: [{ emailAddress: 'ann@lead.test' }], feedbackId: 'f-1' };
    const verdict = (more: object) =>
      verdictOf(eventOf(adapter, told({ eventType: 'Complaint', complaint: { ...complaint, ...more } })));
    expect(verdict({ complaintFeedbackType: 'abuse' })).toBe('complaint | complaint | ses:Complaint/abuse');
    expect(verdict({ complaintFeedbackType: 'not-spam' })).toBe('complaint | not-spam | ses:Complaint/not-spam');
  });

  it('is a delivery, a delay, a refusal, an open, a click and an opt-out', () => {
    const visit = { ipAddress: '192.0.2.1', timestamp: '2026-11-20T09:05:00.000Z', userAgent: 'Mozilla/5.0' };
    const records = [
      { eventType: 'Delivery', delivery: { recipients: ['ann@lead.test'], smtpResponse: '250 2.0.0 OK' } },
      {
        eventType: 'DeliveryDelay',
        deliveryDelay: {
          delayType: 'MailboxFull',
          delayedRecipients: [{ emailAddress: 'ann@lead.test', ...said('4.2.2', '452 4.2.2 full') }],
        },
      },
      { eventType: 'Reject', reject: { reason: 'Bad content' } },
      { eventType: 'Open', open: visit },
      { eventType: 'Click', click: { ...visit, link: 'https://acme.test/a?b=1' } },
      { eventType: 'Subscription', subscription: { newTopicPreferences: { unsubscribeAll: true } } },
      { eventType: 'Send', send: {} },
      { eventType: 'SomethingNew' },
    ];
    const events = records.map((record) => eventOf(adapter, told(record)));
    expect(events.map(verdictOf)).toEqual([
      'delivery | delivered | ses:Delivery',
      'deferral | deferred | ses:DeliveryDelay/MailboxFull',
      'bounce | content | ses:Reject',
      'open',
      'click',
      'unsubscribe',
      'other',
      'other',
    ]);
    expect(events[4]).toMatchObject({ url: 'https://acme.test/a?b=1', ip: '192.0.2.1', userAgent: 'Mozilla/5.0' });
    expect(new Set(events.map(({ key }) => key)).size).toBe(6 + 1);
  });

  it('is a whole mail, when the receipt rule publishes it', () => {
    const content = 'From: ann@lead.test\r\n\r\nGr\u00fc\u00dfe';
    const receipt = (encoding: string) => ({
      recipients: ['r+token@reply.acme.test'],
      action: { type: 'SNS', encoding },
    });
    const coded = { content: Buffer.from(content).toString('base64'), receipt: receipt('BASE64') };
    for (const record of [coded, { content, receipt: receipt('UTF-8') }]) {
      const event = eventOf(adapter, told({ notificationType: 'Received', ...record }));
      expect(event).toMatchObject({ kind: 'inbound', envelopeTo: ['r+token@reply.acme.test'] });
      expect(Buffer.from(event.raw ?? '').toString()).toBe(content);
    }
    expect(eventOf(adapter, told({ notificationType: 'Received', receipt: receipt('UTF-8') })).kind).toBe('other');
  });

  it('harms nothing when parts of it are odd, and is never later than now', () => {
    const recipients = [
      null,
      7,
      { emailAddress: 5 },
      { emailAddress: 'ann@lead.test\0' },
      { emailAddress: `${'x'.repeat(9000)}\0\ud800` },
    ];
    const odd = {
      ...bounce('Permanent', 'NoEmail'),
      bouncedRecipients: recipients,
      timestamp: '2999-01-01',
      feedbackId: { a: 1 },
    };
    const events = eventsOf(adapter, snsRequest({ eventType: 'Bounce', mail: 'x', bounce: odd }));
    expect(events.map(({ recipient }) => recipient?.slice(0, 20))).toEqual(['5', 'ann@lead.test', 'x'.repeat(20)]);
    expect(events[0]).toMatchObject({ occurredAt: now, messageId: null, tokens: [] });
    expect(events[2]?.recipient).toHaveLength(500);
    expect(eventOf(adapter, snsRequest('Successfully validated SNS topic')).kind).toBe('other');
  });
});
