/** Amazon SES against its documented wire format: what is asked for, and what its errors mean. */
import PostalMime from 'postal-mime';
import { afterEach, describe, expect, it } from 'vitest';
import type { SesRelay } from '../../../domain/relay.ts';
import { secret } from '../../../domain/secret.ts';
import { stopRules } from '../../../domain/sender-stops.ts';
import { createProviderMailer } from '../../../mail/provider/provider-mailer.ts';
import { sesProvider } from '../../../mail/provider/ses.ts';
import { type SesServer, sesError, startSesServer } from '../../support/ses-server.ts';
import { outgoingMail } from '../outgoing-sample.ts';

const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

async function ses(change: Partial<SesRelay> = {}) {
  const server: SesServer = await startSesServer();
  const mailer = createProviderMailer(sesProvider(server.relay(change)), { timeouts: { answerMs: 2000 } });
  closers.push(server.close, mailer.close);
  return { server, send: (mail = outgoingMail()) => mailer.send(mail, async () => undefined) };
}

describe('what SES is asked for', () => {
  it('is to send our MIME to one recipient, with bounces to the VERP address and a tag that names the message', async () => {
    const { server, send } = await ses({ configurationSet: 'nurture', sessionToken: secret('AQoDYXdzEPT') });
    const mail = outgoingMail({ from: { name: 'Acmé', address: 'hello@acme.test' } });
    expect(await send(mail)).toEqual({ kind: 'sent', response: expect.stringMatching(/^HTTP 200 0107[0-9a-f-]+$/) });
    expect(server.mails).toHaveLength(1);
    const [{ request, raw } = { request: undefined, raw: Buffer.alloc(0) }] = server.mails;
    expect(request).toEqual({
      FromEmailAddress: 'hello@acme.test',
      Destination: { ToAddresses: ['ann@lead.test'] },
      FeedbackForwardingEmailAddress: 'b+token@mail.acme.test',
      Content: { Raw: { Data: raw.toString('base64') } },
      EmailTags: [{ Name: 'tendril-message', Value: mail.messageId }],
      ConfigurationSetName: 'nurture',
    });
    const parsed = await PostalMime.parse(Buffer.from(raw));
    expect([parsed.from?.name, parsed.subject, parsed.html?.trim()]).toEqual([
      'Acmé',
      mail.subject,
      '<p>Hello Ann</p>',
    ]);
    expect(parsed.headers.find(({ key }) => key === 'list-unsubscribe-post')?.value).toBe('List-Unsubscribe=One-Click');
  });
});

describe('what SES answers', () => {
  const notVerified = 'Email address is not verified. The following identities failed the check: hello@acme.test';
  it.each([
    [400, 'MessageRejected', '', 'content'],
    [400, 'MessageRejected', notVerified, 'setup'],
    [400, 'MessageRejected', 'Address blacklisted.', 'mailbox'],
    [429, 'TooManyRequestsException', 'Maximum sending rate exceeded', 'throttled'],
    [400, 'ThrottlingException', 'Daily message quota exceeded', 'throttled'],
    [400, 'LimitExceededException', '', 'throttled'],
    [400, 'AccountSuspendedException', '', 'setup'],
    [400, 'SendingPausedException', '', 'setup'],
    [400, 'MailFromDomainNotVerifiedException', '', 'setup'],
    [404, 'NotFoundException', 'Configuration set <x> does not exist', 'setup'],
    [400, 'BadRequestException', '', 'content'],
    [403, 'SignatureDoesNotMatch', '', 'credentials'],
    [403, 'AccessDeniedException', 'not authorized to perform ses:SendEmail', 'credentials'],
    [400, 'ExpiredTokenException', '', 'credentials'],
    [403, 'UnrecognizedClientException', '', 'credentials'],
    [408, 'RequestTimeoutException', '', 'passing'],
    [503, 'ServiceUnavailable', '', 'passing'],
    [400, 'ANameOfTomorrow', '', 'unclear'],
  ])('%i %s %s means %s', async (status, name, message, means) => {
    const { server, send } = await ses();
    server.behave(sesError(status, name, message));
    const response = `HTTP ${status} ${name}${message && ` ${message}`}`;
    expect(await send()).toMatchObject({ kind: 'declined', class: means, response, code: null });
    expect(server.mails).toEqual([]);
  });

  it.each([
    [500, 'InternalFailure'],
    [500, 'InternalServiceError'],
    [500, 'InternalServiceErrorException'],
    [503, 'InternalFailure'],
    [500, 'ANameOfTomorrow'],
    [504, 'RequestTimeoutException'],
  ])('%i %s means that nobody knows, so that no mail goes twice', async (status, name) => {
    const { server, send } = await ses();
    server.behave(sesError(status, name, 'failed'));
    expect(await send()).toEqual({ kind: 'unknown', response: `HTTP ${status} ${name} failed` });
  });

  it('is also read where the name of the error stands in the body', async () => {
    const { server, send } = await ses();
    server.behave({ status: 400, body: '{"__type":"com.amazonaws.sesv2#SendingPausedException","Message":"paused"}' });
    expect(await send()).toMatchObject({
      class: 'setup',
      rule: stopRules.account.name,
      response: 'HTTP 400 SendingPausedException paused',
    });
  });

  it('is credentials when the secret is wrong, which a server finds by the signature', async () => {
    const { server, send } = await ses({ secretAccessKey: secret('another') });
    expect(await send()).toMatchObject({ kind: 'declined', class: 'credentials' });
    expect(server.mails).toEqual([]);
  });
});
