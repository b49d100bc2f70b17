/** How a relay is reached: what its URL says, and that nothing goes out in clear text where it must not. */
import { afterEach, describe, expect, it } from 'vitest';
import { createMailer } from '../../mail/smtp.ts';
import { readSmtpUrl } from '../../mail/smtp-url.ts';
import { type SmtpSinkOptions, startSmtpSink } from '../support/smtp-sink.ts';
import { outgoingMail } from './outgoing-sample.ts';

const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

/** Sends one mail to a sink at its URL with these words after it. */
async function sendTo(sinkOptions: SmtpSinkOptions, words: string) {
  const sink = await startSmtpSink(sinkOptions);
  const mailer = createMailer(`${sink.url}${words}`, {
    timeouts: { connectionMs: 2000, greetingMs: 2000, socketMs: 2000 },
  });
  closers.push(
    () => sink.close(),
    () => mailer.close(),
  );
  const result = await mailer.send(outgoingMail(), async () => {});
  return { result, encrypted: sink.mails.map(({ encrypted }) => encrypted) };
}

describe('encryption', () => {
  it.each<[string, SmtpSinkOptions, string, boolean]>([
    ['from the first byte with smtps', { tls: 'immediate' }, '?certificate=unchecked', true],
    ['after STARTTLS where it is required', { tls: 'starttls' }, '?starttls=required&certificate=unchecked', true],
    ['after STARTTLS where it is offered', { tls: 'starttls' }, '?certificate=unchecked', true],
    ['not at all where it is not offered', {}, '?starttls=opportunistic', false],
    ['not at all where it is off', { tls: 'starttls' }, '?starttls=off', false],
  ])('%s', async (_name, sink, words, encrypted) => {
    expect(await sendTo(sink, words)).toEqual({
      result: expect.objectContaining({ kind: 'sent' }),
      encrypted: [encrypted],
    });
  });

  it('sends nothing in clear text when the relay does not offer what is required', async () => {
    const { result, encrypted } = await sendTo({}, '?starttls=required');
    expect(result).toMatchObject({ kind: 'declined' });
    expect(encrypted).toEqual([]);
  });

  it.each([
    ['immediate', ''],
    ['starttls', ''],
    ['starttls', '?starttls=required'],
  ] as const)('sends nothing to a relay that cannot prove who it is (%s %s)', async (tls, words) => {
    const { result, encrypted } = await sendTo({ tls }, words);
    expect(result).toMatchObject({ kind: 'declined', class: 'setup', code: null });
    expect(encrypted).toEqual([]);
  });
});

describe('the URL of a relay', () => {
  const plain = {
    host: 'mx.acme.test',
    port: 587,
    auth: null,
    secure: false,
    startTls: 'opportunistic',
    checkCertificate: true,
  };
  const login = { user: 'ann@acme.test', pass: 'p@:/?#% ü' };
  const credentials = `${encodeURIComponent(login.user)}:${encodeURIComponent(login.pass)}@`;

  it.each([
    ['smtp://mx.acme.test', {}],
    ['smtps://mx.acme.test', { secure: true, port: 465 }],
    ['smtp://mx.acme.test:25/', { port: 25 }],
    ['smtp://[::1]:1025', { host: '::1', port: 1025 }],
    [`smtp://${credentials}mx.acme.test`, { auth: login, startTls: 'required' }],
    [`smtp://${credentials}127.0.0.1`, { auth: login, host: '127.0.0.1' }],
    [`smtp://${credentials}mx.acme.test?starttls=opportunistic`, { auth: login }],
    ['smtp://mx.acme.test?starttls=required', { startTls: 'required' }],
    ['smtp://mx.acme.test?starttls=off&certificate=unchecked', { startTls: 'off', checkCertificate: false }],
    ['smtp://mx.acme.test?requireTLS=true', { startTls: 'required' }],
    ['smtp://mx.acme.test?ignoreTLS=true&tls.rejectUnauthorized=false', { startTls: 'off', checkCertificate: false }],
  ])('%s', (url, change) => {
    expect(readSmtpUrl(url)).toEqual({ ...plain, ...change });
  });

  it.each([
    'http://mx.acme.test',
    'smtp:',
    'smtp://',
    'smtp://mx.acme.test:99999',
    'smtp://mx.acme.test/inbox',
    'smtp://mx.exämple.test',
    'smtp://ann:100%@mx.acme.test',
    'smtp://ann:hunter2@mx.acme.test?starttls=maybe',
    'smtp://ann:hunter2@mx.acme.test?logger=true',
    'smtp://ann:hunter2@mx.acme.test?__proto__=true',
  ])('%s is refused without repeating the password', (url) => {
    expect(() => readSmtpUrl(url)).toThrow(expect.objectContaining({ code: 'CONFIG_INVALID' }));
    expect(() => readSmtpUrl(url)).not.toThrow(/hunter2/);
  });
});
