/** Whose word is taken for that of Amazon SNS, with signatures made as AWS documents them. */
import { describe, expect, it } from 'vitest';
import { certificateAt, certificateFor, inAMinute, sesAdapter, snsRequest, topic } from './sns-sample.ts';
import { verificationOf, webhookRequest } from './webhook-request.ts';

const elsewhere = 'refused: SigningCertURL is not an address of SNS';

describe('a message of SNS', () => {
  it.each(['1', '2'])(
    'is taken when signature version %s is right, and its certificate is fetched once',
    async (SignatureVersion) => {
      const { adapter, fetched } = sesAdapter();
      for (const Subject of ['Amazon SES Email Event', undefined]) {
        const request = snsRequest('{}', { SignatureVersion, ...(Subject && { Subject }) });
        expect(await verificationOf(adapter, request)).toBe('ok');
      }
      expect(fetched).toEqual([certificateAt]);
    },
  );

  it.each([
    ['Message', '{"a":1}'],
    ['Timestamp', '2026-11-21T09:00:00.000Z'],
    ['MessageId', 'another'],
    ['Subject', 'added'],
    ['Type', 'SubscriptionConfirmation'],
    ['SignatureVersion', '1'],
    ['Signature', 'AAAA'],
    ['Signature', 'not base64'],
  ])('is refused when %s was changed', async (name, value) => {
    const { adapter } = sesAdapter();
    const request = snsRequest('{}', {}, { [name]: value });
    expect(await verificationOf(adapter, request)).toBe('refused: the signature is wrong');
  });

  it('is refused for the topic of somebody else, rightly signed as it is, and nothing is fetched', async () => {
    const { adapter, fetched } = sesAdapter();
    const request = snsRequest('{}', { TopicArn: topic.replace('123456789012', '999999999999') });
    expect(await verificationOf(adapter, request)).toBe('refused: the topic is not one of those configured');
    expect(fetched).toEqual([]);
  });

  it.each([
    'https://sns.evil.amazonaws.com.evil.test/SimpleNotificationService-0a.pem',
    'https://sns.eu-central-1.amazonaws.com.evil.test/SimpleNotificationService-0a.pem',
    'https://evil.test/sns.eu-central-1.amazonaws.com/SimpleNotificationService-0a.pem',
    'https://sns.eu-central-1.amazonaws.com@evil.test/SimpleNotificationService-0a.pem',
    'https://evil.test\\@sns.eu-central-1.amazonaws.com/SimpleNotificationService-0a.pem',
    'https://user@sns.eu-central-1.amazonaws.com/SimpleNotificationService-0a.pem',
    'https://sns.eu-central-1.amazonaws.com:8443/SimpleNotificationService-0a.pem',
    'https://s3.eu-central-1.amazonaws.com/SimpleNotificationService-0a.pem',
    'https://sns.eu-central-1.amazonaws.com/bucket/x.pem',
    'https://sns.eu-central-1.amazonaws.com/?Action=GetSomething&x=.pem',
    'https://sns.eu-central-1.amazonaws.com/SimpleNotificationService-0a.pem?x=1',
    'https://sns.eu-central-1.amazonaws.com/SimpleNotificationService-0a.pem#x',
    'http://sns.eu-central-1.amazonaws.com/SimpleNotificationService-0a.pem',
    'https://sns.eu-central-1.amazonaws.com:443/SimpleNotificationService-0a.pem',
    'https:\\\\sns.eu-central-1.amazonaws.com\\SimpleNotificationService-0a.pem',
    'file:///etc/SimpleNotificationService-0a.pem',
    'nothing',
  ])('is refused, and nothing is fetched, when its certificate lies at %s', async (SigningCertURL) => {
    const { adapter, fetched } = sesAdapter({ [SigningCertURL]: certificateFor('sns.amazonaws.com') });
    expect(await verificationOf(adapter, snsRequest('{}', { SigningCertURL }))).toBe(elsewhere);
    expect(fetched).toEqual([]);
  });

  it('is taken from China, where the certificate names the host', async () => {
    const SigningCertURL = 'https://sns.cn-north-1.amazonaws.com.cn/SimpleNotificationService-0a.pem';
    const { adapter } = sesAdapter({ [SigningCertURL]: certificateFor('sns.cn-north-1.amazonaws.com.cn') });
    expect(await verificationOf(adapter, snsRequest('{}', { SigningCertURL }))).toBe('ok');
  });

  it('is refused with a certificate of another name, of another time, or none', async () => {
    const withFile = (file: string) => verificationOf(sesAdapter({ [certificateAt]: file }).adapter, snsRequest('{}'));
    expect(await withFile(certificateFor('evil.test'))).toBe('refused: the certificate is not one of SNS');
    expect(await withFile(certificateFor('sns.amazonaws.com', '20251231235959Z'))).toBe(
      'refused: the certificate of SNS is out of date',
    );
    expect(await withFile('<html>')).toBe('refused: what SNS has at the address of its certificate is none');
  });

  it('cannot be told while its certificate cannot be fetched, and strangers make no more than ten requests a minute', async () => {
    const { adapter, fetched } = sesAdapter();
    const named = (name: string) => ({ SigningCertURL: certificateAt.replace('0a1b2c3d4e5f', name) });
    const answers = [];
    for (let number = 0; number < 12; number += 1) {
      answers.push(await verificationOf(adapter, snsRequest('{}', named(`n${number}`))));
    }
    expect(answers[9]).toBe('unavailable: the certificate of SNS cannot be fetched: HTTP 404');
    expect(answers[10]).toBe('unavailable: too many certificates of SNS were asked for in a minute');
    expect(fetched).toHaveLength(10);
    expect(await verificationOf(adapter, snsRequest('{}'), inAMinute)).toBe('ok');
  });

  it('is refused when it is none, raw delivery among that', async () => {
    const { adapter } = sesAdapter();
    for (const body of ['', '[]', 'null', '{"eventType":"Bounce"}', '\xff', '['.repeat(100_000)]) {
      expect(await verificationOf(adapter, webhookRequest(body))).toMatch(/^refused: not a message of SNS/);
    }
  });
});

describe('a subscription', () => {
  const asking = (SubscribeURL: string, Type = 'SubscriptionConfirmation') =>
    snsRequest('You have chosen to subscribe', { Type, SubscribeURL, Token: '2336412f37' });
  const url = `https://sns.eu-central-1.amazonaws.com/?Action=ConfirmSubscription&TopicArn=${topic}&Token=2336412f37`;

  it('is agreed to at an address of SNS, for the topic that was signed', async () => {
    const { adapter } = sesAdapter();
    expect(await verificationOf(adapter, asking(url))).toBe('ok');
    expect(adapter.confirmation?.(asking(url))).toBe(url);
  });

  it.each([
    url.replace('sns.eu-central-1.amazonaws.com', 'sns.eu-central-1.amazonaws.com.evil.test'),
    url.replace('https:', 'http:'),
    url.replace('tendril-events', 'another'),
    url.replace('ConfirmSubscription', 'DeleteTopic'),
    url.replace('/?', '/path?'),
  ])('is not agreed to at %s', (other) => {
    expect(sesAdapter().adapter.confirmation?.(asking(other))).toBeNull();
  });

  it('that ends is noted, and not agreed to anew', () => {
    const { adapter } = sesAdapter();
    const ending = asking(url, 'UnsubscribeConfirmation');
    expect(adapter.confirmation?.(ending)).toBeNull();
    expect(adapter.parse(ending, inAMinute)).toMatchObject({
      events: [{ kind: 'other', name: 'ses:UnsubscribeConfirmation' }],
    });
  });
});
