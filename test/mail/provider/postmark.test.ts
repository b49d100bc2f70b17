/** Postmark against its documented wire format: what is asked for, and what its errors mean. */
import { afterEach, describe, expect, it } from 'vitest';
import type { PostmarkRelay } from '../../../domain/relay.ts';
import { secret } from '../../../domain/secret.ts';
import { postmarkProvider } from '../../../mail/provider/postmark.ts';
import { createProviderMailer } from '../../../mail/provider/provider-mailer.ts';
import { bodyOf } from '../../../mail/quoted-printable.ts';
import { postmarkError, startPostmarkServer } from '../../support/postmark-server.ts';
import { outgoingMail } from '../outgoing-sample.ts';

const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

async function postmark(change: Partial<PostmarkRelay> = {}) {
  const server = await startPostmarkServer();
  const mailer = createProviderMailer(postmarkProvider(server.relay(change)), { timeouts: { answerMs: 2000 } });
  closers.push(server.close, mailer.close);
  return { server, send: (mail = outgoingMail()) => mailer.send(mail, async () => undefined) };
}

describe('what Postmark is asked for', () => {
  it('is a mail of decoded parts with every header field that is ours, and no tracking of its own', async () => {
    const { server, send } = await postmark({ messageStream: 'broadcast' });
    const mail = outgoingMail({
      subject: 'Grüße',
      html: bodyOf('<p>Grüße, Ann = 1</p>'),
      text: bodyOf('Grüße'),
      inReplyTo: '<m.1@mail.acme.test>',
    });
    expect(await send(mail)).toEqual({ kind: 'sent', response: expect.stringMatching(/^HTTP 200 [0-9a-f-]{36}$/) });
    expect(server.mails).toEqual([
      {
        From: '"Acme" <hello@acme.test>',
        To: '"Ann Lee" <ann@lead.test>',
        ReplyTo: '"Acme" <r+token@mail.acme.test>',
        Subject: 'Grüße',
        HtmlBody: '<p>Grüße, Ann = 1</p>',
        TextBody: 'Grüße',
        Headers: [
          { Name: 'Message-ID', Value: mail.messageIdHeader },
          { Name: 'In-Reply-To', Value: '<m.1@mail.acme.test>' },
          { Name: 'References', Value: '<m.1@mail.acme.test>' },
          {
            Name: 'List-Unsubscribe',
            Value: '<https://t.acme.test/u/abc>, <mailto:u+abc@mail.acme.test?subject=unsubscribe>',
          },
          { Name: 'List-Unsubscribe-Post', Value: 'List-Unsubscribe=One-Click' },
          { Name: 'List-Id', Value: 'Night load <night-load.energy-guide.lists.mail.acme.test>' },
          { Name: 'Feedback-ID', Value: 'night-load:nurture:Acme:mail-acme-test' },
          { Name: 'X-PM-KeepID', Value: 'true' },
        ],
        MessageStream: 'broadcast',
        Metadata: { 'tendril-message': mail.messageId },
        TrackOpens: false,
        TrackLinks: 'None',
      },
    ]);
  });

  it.each([
    ['Lee, Ann', '"Lee, Ann" <ann@lead.test>'],
    ['Ann" <eve@evil.test>, "x', '"Ann   eve@evil.test ,  x" <ann@lead.test>'],
    ['Ann\r\nBcc: eve@evil.test', '"Ann Bcc: eve@evil.test" <ann@lead.test>'],
    ['', 'ann@lead.test'],
  ])('is one recipient, whatever the name is: %j', async (name, field) => {
    const { server, send } = await postmark();
    await send(outgoingMail({ to: { name, address: 'ann@lead.test' } }));
    expect(server.mails.map(({ To }) => To)).toEqual([field]);
  });
});

describe('what Postmark answers', () => {
  it.each([
    [401, 10, 'Bad or missing API token', 'credentials'],
    [503, 100, 'Maintenance', 'passing'],
    [422, 300, "Invalid 'To' address: 'x'.", 'mailbox'],
    [422, 300, "Error parsing 'To': Illegal email domain", 'mailbox'],
    [422, 300, "Invalid 'From' address: 'x'.", 'setup'],
    [422, 300, 'Provide either email TextBody or HtmlBody or both.', 'content'],
    [422, 400, 'Sender signature not found', 'setup'],
    [422, 401, 'Sender signature not confirmed', 'setup'],
    [422, 402, 'Invalid JSON', 'content'],
    [422, 405, 'Not allowed to send', 'setup'],
    [422, 406, 'Inactive recipient', 'mailbox'],
    [422, 412, 'Account is pending approval', 'setup'],
    [422, 413, 'Account may not send', 'setup'],
    [429, 429, 'Rate limit exceeded', 'throttled'],
    [422, 1235, 'no such stream', 'setup'],
    [422, 9999, "The 'MessageStream' is archived", 'setup'],
    [422, 9999, 'a code of tomorrow', 'unclear'],
  ])('%i with code %i "%s" means %s', async (status, code, message, means) => {
    const { server, send } = await postmark();
    server.behave(postmarkError(status, code, message));
    const response = `HTTP ${status} ${code} ${message}`;
    expect(await send()).toMatchObject({ kind: 'declined', class: means, response, code: null });
  });

  it('is unknown with HTTP 500, of which Postmark says that the message is lost in most cases', async () => {
    const { server, send } = await postmark();
    server.behave(postmarkError(500, 500, 'Internal error'));
    expect(await send()).toMatchObject({ kind: 'unknown' });
  });

  it('is credentials when the token is wrong', async () => {
    const { server, send } = await postmark({ serverToken: secret('another') });
    expect(await send()).toMatchObject({ kind: 'declined', class: 'credentials' });
    expect(server.mails).toEqual([]);
  });
});
