/** `tendril templates` beside an engine: real leads, what is published, and mails that are sent to try them. */
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { readToken, type TokenPurpose } from '../../domain/tokens.ts';
import { type AcceptedMail, type SmtpSink, startSmtpSink } from '../support/smtp-sink.ts';
import { testWorkspace } from '../support/workspace.ts';
import { errorOf, lines, runHere } from './command-line.ts';
import { createStoredInstallation, now, type StoredInstallation } from './installation.ts';

let sink: SmtpSink;
let tendril: StoredInstallation;
beforeAll(async () => {
  sink = await startSmtpSink();
  tendril = await createStoredInstallation({ SMTP_URL: sink.url });
});
afterEach(() => sink.behave());
afterAll(() => Promise.all([tendril.close(), sink.close()]));

const to = 'tester@office.example';
const send = (...rest: readonly string[]) => tendril.tendril('templates', 'test', 'renewal-soon', '--to', to, ...rest);

describe('a mail that is sent to try it', () => {
  const newest = async (): Promise<AcceptedMail> => {
    const mail = (await sink.waitFor(1)).at(-1);
    if (!mail) throw new Error('No mail came');
    return mail;
  };

  it('is the mail as it would leave, to one address, and in no ledger', async () => {
    const { stdout, stderr, code } = await send('--fixture', 'german', '--sender', 'customers');
    expect({ code, stderr }).toMatchObject({ code: 0 });
    expect(stdout).toMatch(/^127\.0\.0\.1:\d+ accepted "\[Test\] Noch 30 Tage.*" for tester@office\.example: 250 /);
    const mail = await newest();
    expect(mail.envelope.to).toEqual([to]);
    expect(mail.subject).toBe('[Test] Noch 30 Tage: bitte verlängern Sie Ihren Vertrag');
    expect(mail.header('from')).toContain('service@lumenfield.example');
    expect(mail.header('list-unsubscribe')).toContain('/u/');
    expect(mail.text).toContain('Guten Tag Noah Fischer,');
    expect((await tendril.store.messages.list({}, { limit: 10 })).items).toEqual([]);
  });

  it('has a Message-ID of its own each time, and no token in it is one of ours', async () => {
    const [first, ...before] = [await newest(), ...sink.mails];
    expect((await send('--json')).code).toBe(0);
    const [mail] = (await sink.waitFor(before.length + 1)).slice(-1);
    expect(mail?.header('message-id')).not.toBe(first.header('message-id'));
    const { signer } = await tendril.services().keys();
    const tokens = [
      ...String(mail?.raw)
        .replaceAll('=\r\n', '')
        .matchAll(/[a-z2-7]{58}/g),
    ].map(([token]) => token);
    expect(tokens.length).toBeGreaterThan(5);
    const purposes: readonly TokenPurpose[] = ['click', 'open', 'unsubscribe', 'reply', 'bounce', 'offer'];
    expect(tokens.flatMap((token) => purposes.filter((purpose) => readToken(signer, purpose, token)))).toEqual([]);
  });

  it('says where to look when the local inbox took it', async () => {
    const file = join(tendril.home, 'run.json');
    const env = { SMTP_URL: sink.url };
    await writeFile(file, JSON.stringify({ env, urls: { inbox: 'http://127.0.0.1:1080' } }));
    const { SMTP_URL: _given, ...rest } = tendril.env;
    const outcome = await runHere(['templates', 'test', 'renewal-soon', '--to', to], rest);
    await rm(file);
    expect(outcome).toMatchObject({ code: 0 });
    expect(outcome.stdout).toContain('Look at it: http://127.0.0.1:1080\n');
  });

  it('that is declined is told with class, rule and reply', async () => {
    sink.behave(({ stage }) => (stage === 'rcpt' ? { reply: '550 5.1.1 no such user here' } : undefined));
    const { stderr, stdout, code } = await send('--json');
    expect([code, stdout]).toEqual([4, '']);
    expect(errorOf(stderr)).toMatchObject({
      code: 'MAIL_NOT_ACCEPTED',
      details: { kind: 'declined', class: 'mailbox', rule: expect.any(String), code: 550, relay: 'default' },
    });
    expect((await send()).stderr).toMatch(/class mailbox, rule ".+"\): 550 5\.1\.1 no such user here/);
  });

  it.each([
    ['ADDRESS_MULTIPLE', ['--to', 'ann@one.example, bo@two.example']],
    ['ADDRESS_INVALID', ['--to', 'ann']],
    ['USAGE', ['--to', 'ann@one.example', '--to', 'bo@two.example']],
    ['USAGE', []],
  ])('is refused with %s for %j, before anything leaves', async (code, argv) => {
    const before = sink.connectionCount;
    const outcome = await tendril.tendril('templates', 'test', 'renewal-soon', '--json', ...argv);
    expect([outcome.code, errorOf(outcome.stderr).code]).toEqual([2, code]);
    expect(sink.connectionCount).toBe(before);
  });

  it('does not go to an address that was suppressed by hand, but to one that unsubscribed', async () => {
    await tendril.store.suppressions.add('no@office.example', 'manual', null, now());
    await tendril.store.suppressions.add('gone@office.example', 'unsubscribe', null, now());
    const sent = (address: string) => tendril.tendril('templates', 'test', 'renewal-soon', '--to', address, '--json');
    const refused = await sent('No@office.example');
    expect([refused.code, errorOf(refused.stderr).code]).toEqual([4, 'LEAD_SUPPRESSED']);
    expect((await sent('gone@office.example')).code).toBe(0);
  });

  it('does not leave this machine from a domain that nobody activated', async () => {
    const env = { ...tendril.env, SMTP_URL: 'smtp://out.acme.example:587' };
    const outcome = await runHere(['templates', 'test', 'renewal-soon', '--to', to, '--json'], env);
    expect([outcome.code, errorOf(outcome.stderr).code]).toEqual([4, 'SENDER_NOT_READY']);
  });
});

describe('beside an engine', () => {
  it('a real lead is shown its own mail, and the published version instead of the file', async () => {
    const email = 'vera@one.example';
    const input = { email, firstName: 'Vera', language: 'de-AT', fields: { region: 'Wien' } };
    await tendril.store.publications.publishWorkspace(testWorkspace, now());
    await tendril.store.leads.save(input, now(), 'test');
    const shown = await tendril.json('templates', 'preview', 'renewal-soon', '--lead', email);
    expect(shown).toMatchObject({ lead: email, language: 'de', to: { name: 'Vera', address: email } });
    expect(shown).not.toHaveProperty('fixture');

    const published = await tendril.tendril('templates', 'preview', 'renewal-soon', '--published');
    expect([published.code, published.stderr]).toEqual([3, expect.stringContaining('TEMPLATE_UNKNOWN')]);
    const services = tendril.services();
    const compiled = await (await services.compiler('templates')).compile('renewal-soon');
    await services.close();
    if (compiled.kind === 'refused') throw new Error('The example is refused');
    await tendril.store.publications.publishTemplate(
      { name: 'renewal-soon', contentHash: 'one', compiled: compiled.template },
      now(),
    );
    const now2 = await tendril.json('templates', 'preview', 'renewal-soon', '--published', '--fixture', 'german');
    expect(now2).toMatchObject({ language: 'de', from: testWorkspace.organisation.sender });
  });

  it('the list has every template with its languages, fixtures, links and published version', async () => {
    const { stdout, code } = await tendril.tendril('templates', 'list', '--json');
    expect(code).toBe(0);
    const rows = lines<{ readonly name: string; readonly htmlBytes: number; readonly mistakes: number }>(stdout);
    expect(rows.length).toBeGreaterThan(30);
    expect(rows.filter(({ mistakes, htmlBytes }) => mistakes > 0 || htmlBytes > 102 * 1024)).toEqual([]);
    expect(rows.find(({ name }) => name === 'renewal-soon')).toMatchObject({
      languages: ['en', 'de'],
      fixtures: ['default', 'address-only', 'german'],
      links: expect.arrayContaining(['renew']),
      published: { version: 1, current: true },
    });
    expect(rows.find(({ name }) => name === 'welcome-hello')).toMatchObject({ published: null });
  }, 60_000);
});
