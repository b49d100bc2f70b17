/** Encryption on the way to a real mail server, whose certificate is known to those who were told of it. */
import { fork } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SendResult } from '../../domain/send-result.ts';
import { outgoingMail } from '../mail/outgoing-sample.ts';
import { type Postfix, startPostfix } from '../support/postfix.ts';
import { openPostOffice, type PostOffice } from './post-office.ts';
import { headerOf } from './raw-mail.ts';

const ann = 'ann@lead.test';
let office: PostOffice;
let postfix: Postfix<never>;
beforeAll(async () => {
  office = await openPostOffice();
  postfix = await startPostfix({ mailboxes: [ann] });
});
afterAll(async () => {
  await postfix.close();
  await office.close();
});

const sent = async (url: string) => {
  const mail = outgoingMail();
  let leaving = 0;
  const result = await office.mailerTo(url).send(mail, async () => {
    leaving += 1;
  });
  return { mail, result, leaving };
};

/** Sends a mail from a process that trusts the certificate of the server. */
async function sentWithTrust(host: string) {
  const url = new URL(`${postfix.startTlsUrl}?starttls=required`);
  url.hostname = host;
  const messageId = randomUUID();
  const child = fork(join(import.meta.dirname, 'trusting-mailer.ts'), [url.href, messageId, ann], {
    execArgv: ['--import', 'tsx'],
    env: { ...process.env, NODE_EXTRA_CA_CERTS: postfix.certificate },
  });
  const [{ result }] = (await once(child, 'message')) as [{ readonly result: SendResult }];
  await once(child, 'exit');
  return { result, mail: outgoingMail({ messageId }) };
}

describe('STARTTLS to a mail server', () => {
  it('is used with the certificate checked, once it is trusted', async () => {
    const { mail, result } = await sentWithTrust('127.0.0.1');
    expect(result).toMatchObject({ kind: 'sent' });
    const received = headerOf(await postfix.delivered(ann, mail.messageIdHeader), 'received');
    expect(received).toMatch(/using TLSv1\.[23]/);
  });

  it('lets no mail out to a host that the certificate is not for, however trusted it is', async () => {
    const { mail, result } = await sentWithTrust('localhost');
    expect(result).toMatchObject({ kind: 'declined', class: 'setup', response: expect.stringContaining('localhost') });
    expect(await postfix.log()).not.toContain(mail.messageIdHeader);
  });

  it('is used where it is required, when the certificate need not be known', async () => {
    const { mail, result } = await sent(`${postfix.startTlsUrl}?starttls=required&certificate=unchecked`);
    expect(result).toMatchObject({ kind: 'sent', response: expect.stringMatching(/^250 2\.0\.0 Ok: queued as/) });
    const received = headerOf(await postfix.delivered(ann, mail.messageIdHeader), 'received');
    expect(received).toMatch(/\(using TLSv1\.[23] with cipher .*with ESMTPS id/);
  });

  it.each(['required', 'opportunistic'])(
    'lets no mail out when the certificate is not trusted and STARTTLS is %s',
    async (words) => {
      const { mail, result, leaving } = await sent(`${postfix.startTlsUrl}?starttls=${words}`);
      expect(result).toMatchObject({ kind: 'declined', class: 'setup', code: null });
      expect(leaving).toBe(0);
      expect(await postfix.log()).not.toContain(mail.messageIdHeader);
    },
  );

  it('is not forgone: a server without it gets no mail when it is required', async () => {
    const { mail, result, leaving } = await sent(`${postfix.url}?starttls=required`);
    expect(result).toMatchObject({ kind: 'declined' });
    expect(leaving).toBe(0);
    expect(await postfix.log()).not.toContain(mail.messageIdHeader);
  });

  it('is not needed where nothing asks for it', async () => {
    const { mail, result } = await sent(postfix.url);
    expect(result).toMatchObject({ kind: 'sent' });
    const received = headerOf(await postfix.delivered(ann, mail.messageIdHeader), 'received');
    expect(received).toMatch(/with ESMTP id/);
  });
});
