/** The way in for webhooks of providers: what is answered when, whatever the provider. */
import { OpenAPIHono } from '@hono/zod-openapi';
import { describe, expect, it } from 'vitest';
import { plusMs } from '../../domain/instant.ts';
import type { ProviderEvent } from '../../domain/provider-event.ts';
import { secret } from '../../domain/secret.ts';
import { createWebhookEndpoints } from '../../mail/provider/webhooks/adapters.ts';
import { addProviderWebhooks, type ProviderWebhooks } from '../../server/webhooks-in.ts';
import { certificateAt, certificateFor, snsRequest, topic } from '../mail/provider/webhooks/sns-sample.ts';

const password = 'pass';
const authorization = `Basic ${Buffer.from(`tendril:${password}`).toString('base64')}`;

function server(change: Partial<ProviderWebhooks> = {}) {
  const delivered: ProviderEvent[] = [];
  const confirmed: string[] = [];
  const lines: object[] = [];
  const line = (fields: object, message: string) => void lines.push({ ...fields, message });
  const clock = { now: '2026-11-22T10:00:00.000Z' };
  const files: Record<string, string> = { [certificateAt]: certificateFor('sns.amazonaws.com') };
  const app = new OpenAPIHono();
  addProviderWebhooks(app, {
    endpoints: createWebhookEndpoints(
      [
        {
          provider: 'postmark',
          name: 'pm',
          inbound: false,
          basic: { user: 'tendril', password: secret(password) },
          header: null,
        },
        { provider: 'ses', name: 'ses', inbound: true, topics: [topic] },
      ],
      async (url) => {
        const file = files[url];
        if (file === undefined) throw new Error('HTTP 404');
        return file;
      },
    ),
    deliver: async (_endpoint, events) => void delivered.push(...events),
    confirm: async (url) => void confirmed.push(url),
    now: () => clock.now,
    log: { debug: line, info: line, warn: line, error: line },
    ...change,
  });
  const post = (path: string, body: string | Uint8Array, headers: Record<string, string> = { authorization }) =>
    app.request(path, { method: 'POST', body, headers });
  return { post, delivered, confirmed, lines, clock, files, app };
}

const complaint = JSON.stringify({ RecordType: 'SpamComplaint', ID: 1, Email: 'ann@lead.test' });
const seen = async (response: Response | Promise<Response>) => {
  const { status, headers } = await response;
  return `${status} ${await (await response).text()}|${headers.get('retry-after') ?? ''}`;
};

describe('a webhook of a provider', () => {
  it('is answered with 200 only after its events are committed', async () => {
    let commit = (): void => {};
    const committed = new Promise<void>((resolve) => {
      commit = resolve;
    });
    let asked = (): void => {};
    const delivering = new Promise<void>((resolve) => {
      asked = resolve;
    });
    const { post } = server({
      deliver: () => {
        asked();
        return committed;
      },
    });
    let answered = false;
    const answer = Promise.resolve(post('/webhooks/in/pm', complaint)).then((response) => {
      answered = true;
      return response;
    });
    await delivering;
    await new Promise(setImmediate);
    expect(answered).toBe(false);
    commit();
    expect(await seen(answer)).toBe('200 |');
  });

  it('brings its events, also to the address that ends with /mime', async () => {
    const { post, delivered } = server();
    expect(await seen(post('/webhooks/in/pm', complaint))).toBe('200 |');
    expect(await seen(post('/webhooks/in/pm/mime', complaint))).toBe('200 |');
    expect(delivered.map(({ key }) => key)).toEqual(['postmark/complaint/1', 'postmark/complaint/1']);
  });

  it('is to be told again when its events cannot be committed, and the log has no address', async () => {
    const { post, lines } = server({ deliver: () => Promise.reject(new Error('no database for ann@lead.test')) });
    expect(await seen(post('/webhooks/in/pm', complaint))).toBe('503 |30');
    expect(lines).toHaveLength(1);
    expect(JSON.stringify(lines)).not.toContain('ann@lead.test');
  });

  it('is refused without a word about why, and logged once a minute', async () => {
    const { post, delivered, lines, clock } = server();
    const wrong = { authorization: 'Basic eDp5' };
    for (let time = 0; time < 5; time += 1) expect(await seen(post('/webhooks/in/pm', complaint, wrong))).toBe('401 |');
    clock.now = plusMs(clock.now, 60_000);
    await post('/webhooks/in/pm', complaint, wrong);
    expect(delivered).toEqual([]);
    expect(lines).toEqual([
      expect.objectContaining({ endpoint: 'pm', why: 'the log-in is wrong', refusedSinceTheLastLine: 0 }),
      expect.objectContaining({ endpoint: 'pm', refusedSinceTheLastLine: 4 }),
    ]);
  });

  it('goes nowhere by another name or method, with a body that is too large, packed or unreadable', async () => {
    const { post, delivered, app } = server();
    expect(await seen(post('/webhooks/in/nobody', complaint))).toBe('404 |');
    expect((await app.request('/webhooks/in/pm', { headers: { authorization } })).status).toBe(404);
    expect(await seen(post('/webhooks/in/pm', 'x'.repeat(1024 * 1024 + 1)))).toBe('413 |');
    expect(await seen(post('/webhooks/in/pm', 'x', { authorization, 'content-length': '9999999' }))).toBe('413 |');
    expect(await seen(post('/webhooks/in/pm', 'x', { authorization, 'content-encoding': 'gzip' }))).toBe('415 |');
    expect(await seen(post('/webhooks/in/pm', '{'))).toBe('400 |');
    expect(delivered).toEqual([]);
  });

  /** A body that says whether anybody has begun to read it. */
  const watchedBody = () => {
    const seenBody = { read: false };
    const body = new ReadableStream<Uint8Array>(
      {
        pull(controller) {
          seenBody.read = true;
          controller.enqueue(Buffer.from('{}'));
          controller.close();
        },
      },
      { highWaterMark: 0 },
    );
    return { body, seenBody };
  };
  const streamed = async (app: OpenAPIHono, path: string, headers: Record<string, string>) => {
    const { body, seenBody } = watchedBody();
    const request = new Request(`http://x${path}`, { method: 'POST', body, headers, duplex: 'half' } as RequestInit);
    return { status: (await app.request(request)).status, ...seenBody };
  };

  it('is refused before its body is read where the proof stands in the head', async () => {
    const { app } = server({
      endpoints: createWebhookEndpoints(
        [
          {
            provider: 'postmark',
            name: 'pm',
            inbound: true,
            basic: { user: 'tendril', password: secret(password) },
            header: null,
          },
          { provider: 'sendgrid', name: 'sg', inbound: true, publicKey: null, inboundKey: secret('k') },
        ],
        () => Promise.reject(new Error('none')),
      ),
    });
    const form = { 'content-type': 'multipart/form-data; boundary=x' };
    expect(await streamed(app, '/webhooks/in/pm', {})).toEqual({ status: 401, read: false });
    expect(await streamed(app, '/webhooks/in/pm', { authorization: 'Basic eDp5' })).toEqual({
      status: 401,
      read: false,
    });
    expect(await streamed(app, '/webhooks/in/sg?key=wrong', form)).toEqual({ status: 401, read: false });
    expect(await streamed(app, '/webhooks/in/sg', {})).toEqual({ status: 401, read: false });
    expect(await streamed(app, '/webhooks/in/pm', { authorization })).toEqual({ status: 200, read: true });
    expect(await streamed(app, '/webhooks/in/sg?key=k', form)).toEqual({ status: 400, read: true });
  });

  it('is taken however many strangers were refused before: by the same provider they have the same address', async () => {
    const { post, delivered } = server();
    const genuine = snsRequest({
      eventType: 'Complaint',
      mail: { messageId: '1', destination: ['ann@lead.test'], tags: {} },
      complaint: { feedbackId: 'f1', complainedRecipients: [{ emailAddress: 'ann@lead.test' }] },
    }).body;
    expect(await seen(post('/webhooks/in/ses', genuine))).toBe('200 |');
    const strange = snsRequest({ eventType: 'Send' }, {}, { TopicArn: `${topic}-of-a-stranger` }).body;
    for (let time = 0; time < 60; time += 1) expect(await seen(post('/webhooks/in/ses', strange))).toBe('401 |');
    expect(await seen(post('/webhooks/in/ses', genuine))).toBe('200 |');
    expect(delivered).toHaveLength(2);
  });

  it('is to be told again while the certificate of SNS cannot be fetched', async () => {
    const { post, files } = server();
    const { body } = snsRequest({ eventType: 'Send' });
    const file = files[certificateAt] ?? '';
    delete files[certificateAt];
    expect(await seen(post('/webhooks/in/ses', body))).toBe('503 |30');
    files[certificateAt] = file;
    expect(await seen(post('/webhooks/in/ses', body))).toBe('200 |');
  });

  it('agrees to a subscription of our topic only when it is signed, and again when that failed', async () => {
    const SubscribeURL = `https://sns.eu-central-1.amazonaws.com/?Action=ConfirmSubscription&TopicArn=${topic}&Token=1`;
    const fields = { Type: 'SubscriptionConfirmation', SubscribeURL, Token: '1' };
    const { body } = snsRequest('', fields);
    const { post, confirmed } = server();
    expect(await seen(post('/webhooks/in/ses', snsRequest('', fields, { Token: '2' }).body))).toBe('401 |');
    expect(confirmed).toEqual([]);
    expect(await seen(post('/webhooks/in/ses', body))).toBe('200 |');
    expect(confirmed).toEqual([SubscribeURL]);
    const failing = server({ confirm: () => Promise.reject(new Error('HTTP 500')) });
    expect(await seen(failing.post('/webhooks/in/ses', body))).toBe('503 |30');
  });
});
