/**
 * Broadcasts on the command line: what is shown before, who is asked, and the report. The engine's pages are turned by hand.
 * Long, because all of it is shown for the same few leads.
 */
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { BroadcastReport, BroadcastView, MessageView } from '../../db/store.ts';
import { noConsentPolicy } from '../../domain/consent.ts';
import { plusMs } from '../../domain/instant.ts';
import { testWorkspace } from '../support/workspace.ts';
import { errorOf, lines, root, runAtTerminal } from './command-line.ts';
import { createStoredInstallation, now, publishSmall, type StoredInstallation, sendMail } from './installation.ts';

let cli: StoredInstallation;

const organisation = {
  ...testWorkspace.organisation,
  segments: { large: 'lead.fields.employees >= 50' },
  senders: { nora: { name: 'Nora Feld', address: 'nora@mail.acme.example' } },
  caps: [{ atMost: 1, within: 'P7D' }],
  consent: { ...noConsentPolicy, countries: { CA: 'express' as const } },
};

beforeAll(async () => {
  cli = await createStoredInstallation();
  await cli.store.publications.publishWorkspace({ ...testWorkspace, organisation }, now());
  await publishTemplate('letter-heat', 'letter');
  for (const [email, employees, country] of leads) {
    const input = { email, firstName: 'Ann', country, fields: { employees }, tags: ['heat'] };
    await cli.store.leads.save(input, now(), 'test');
  }
  await cli.store.suppressions.add('gone@one.example', 'unsubscribe', null, now());
});
afterAll(() => cli.close());

const leads = [
  ['ann@one.example', 80, 'DE'],
  ['bob@one.example', 60, 'DE'],
  ['gone@one.example', 70, 'DE'],
  ['quiet@one.example', 90, 'CA'],
  ['small@one.example', 5, 'DE'],
] as const;

/** Compiles a template of the clone and publishes it under a name of its own. */
async function publishTemplate(file: string, name: string): Promise<void> {
  const services = cli.services();
  const compiled = await (await services.compiler(join(root, 'templates'))).compile(file);
  await services.close();
  if (compiled.kind === 'refused') throw new Error(JSON.stringify(compiled.findings));
  const template = { ...compiled.template, name };
  await cli.store.publications.publishTemplate({ name, contentHash: name, compiled: template }, now());
}

const send = (...words: string[]) => cli.tendril('broadcast', 'send', 'letter', ...words);

/** Takes the next mails of a broadcast as the engine does, and lets the relay accept them. */
async function turnPages(id: string, limit = 100): Promise<number> {
  const { broadcasts } = cli.store;
  const at = now();
  const rules = {
    ...{ stages: ['name', 'awareness'] as const, priority: 0, caps: organisation.caps, purpose: 'marketing' },
    ...{ consent: organisation.consent, fromDomain: 'mail.acme.example', relay: 'smtp' },
    slot: () => ({ kind: 'now' }) as const,
  };
  const { claims } = await broadcasts.claimPage(id, rules, { limit, leaseMs: 60_000 }, at);
  const mails = claims.map(({ messageId, claimToken }) => ({ messageId, claimToken, subject: 'Heat', links: [] }));
  await broadcasts.markInFlight(mails, plusMs(at, 60_000));
  await broadcasts.settle(
    claims.map(({ messageId, claimToken }) => ({ messageId, claimToken, kind: 'sent', response: '250 ok' })),
    at,
  );
  return claims.length;
}

describe('tendril broadcast send --dry-run', () => {
  test('shows who gets it, whom the gate holds back and why, and sends nothing', async () => {
    const { code, stdout, stderr } = await send(
      ...['--name', 'look', '--segment', 'large', '--sender', 'nora', '--between', '08:00-18:00', '--weekdays'],
      ...['--pace', '0.1', '--late', '5 minutes', '--dry-run'],
    );
    expect([code, stderr]).toEqual([0, expect.stringContaining('Nothing was sent: this was a dry run.')]);
    expect(stdout.replace(/begins .*?, at most/, 'begins NOW, at most')).toMatchInlineSnapshot(`
      "broadcast   look: template letter, version 1
      from        Nora Feld <nora@mail.acme.example>
      subject     "Letter 2: the pump that heated the summer", as ann@one.example gets it
      to          4 of 5 leads (segment large)
      get it      2
      held back   2: 1 unsubscribed, 1 without the consent that the purpose needs
      purpose     marketing
      begins NOW, at most 0.1/s: 20 seconds at least
      leaves      08:00-18:00 on weekdays; on the clock of each lead
      left out    what could not leave within 5 minutes
      "
    `);
    expect(await cli.store.broadcasts.list()).toEqual([]);
  });

  test('says in JSON what a program needs to decide', async () => {
    const plan = await cli.json<{ order: object; forecast: object; sample: object }>(
      ...['broadcast', 'send', 'letter', '--name', 'look', '--all', '--dry-run', '--stages', 'name,customer'],
    );
    expect(plan.forecast).toMatchObject({ total: 5, fit: 5, heldBack: { unsubscribe: 1, consent: 1 } });
    expect(plan.order).toMatchObject({
      settings: { stages: ['name', 'customer'], window: null, stale: { after: 'PT48H' } },
    });
    expect(plan.sample).toMatchObject({ recipient: 'ann@one.example' });
  });

  test('warns of a pause of its sender', async () => {
    const scope = { kind: 'domain', domain: 'mail.acme.example' } as const;
    const look = async () => (await send('--name', 'look', '--tag', 'heat', '--dry-run')).stderr;
    await cli.store.pauses.pause(scope, 'blocked', 'test', now());
    expect(await look()).toContain('Its mails will wait: sending domain mail.acme.example since');
    await cli.store.pauses.resume(scope, 'test', now());
    expect(await look()).not.toContain('wait');
  });
});

describe('tendril broadcast send', () => {
  test.each([
    [[], 'say who gets it: --segment, --when, --source or --tag; or --all for all leads'],
    [['--all', '--tag', 'heat'], '--all and a choice of leads cannot stand together'],
    [['--all', '--between', '8-18'], '--between is wrong: "8-18" is not a time from and to'],
    [['--all', '--at', '2020-01-01 09:00'], '--at is over'],
    [['--all', '--late', 'soon'], '--late is wrong'],
    [['--all', '--stages', 'lead'], '--stages Invalid option'],
    [['--all', '--pace', '20000'], 'It must be a number from 0.1 to 10000, such as 20 or 20/s.'],
    [['--tag', 'nobody-has-it', '--yes'], 'Nobody was mailed: no lead fits'],
    [['--all'], 'Nothing was sent: nobody can be asked here: look at it with --dry-run and give --yes'],
  ])('with %j does not begin', async (words, message) => {
    const { code, stderr } = await send('--name', 'wrong', ...words);
    expect([code, stderr]).toEqual([2, expect.stringContaining(message)]);
    expect(await cli.store.broadcasts.list()).toEqual([]);
  });

  test.each([
    [['nothing', '--name', 'x', '--all'], 'TEMPLATE_UNKNOWN'],
    [['letter', '--name', 'x', '--all', '--sender', 'norra'], 'SENDER_UNKNOWN'],
    [['letter', '--name', 'x', '--segment', 'larg'], 'SEGMENT_UNKNOWN'],
    [['letter', '--name', 'x', '--when', 'lead.contry == "DE"'], 'CONDITION_INVALID'],
  ])('with %j fails by its code', async (words, code) => {
    const { stderr } = await cli.tendril('broadcast', 'send', ...words, '--yes', '--json');
    expect(errorOf(stderr).code).toBe(code);
  });

  test('asks at a terminal, and begins only on a yes', async () => {
    const words = ['broadcast', 'send', 'letter', '--name', 'asked', '--segment', 'large'];
    for (const answer of ['n\n', '\n', '']) {
      const no = await runAtTerminal(answer, words, cli.env);
      expect([no.code, no.stderr]).toEqual([2, expect.stringContaining('Send 2 mails? [y/N] ')]);
      expect(no.stderr).toContain('Nothing was sent: as you said');
    }
    expect(await cli.store.broadcasts.list()).toEqual([]);
    const yes = await runAtTerminal('y\n', words, cli.env);
    expect([yes.code, yes.stdout]).toEqual([0, expect.stringContaining('asked begins now (')]);
    expect((await cli.store.broadcasts.get('asked')).status).toBe('scheduled');
    await cli.tendril('broadcast', 'stop', 'asked');
  });

  test('takes a name once', async () => {
    const first = await cli.json<BroadcastView>('broadcast', 'send', 'letter', '--name', 'once', '--all', '--yes');
    expect(first).toMatchObject({ name: 'once', template: 'letter', status: 'scheduled', actor: 'cli', total: 5 });
    const again = await send('--name', 'once', '--all', '--yes', '--json');
    expect([again.code, errorOf(again.stderr).code]).toEqual([4, 'BROADCAST_EXISTS']);
    await cli.tendril('broadcast', 'stop', 'once');
  });
});

describe('a broadcast', () => {
  test('is paused, resumed, shown, listed and stopped, and the status tells it', async () => {
    const { id } = await cli.json<BroadcastView>(
      ...['broadcast', 'send', 'letter', '--name', 'heat', '--all', '--yes'],
    );
    // Of three leads looked at, ann and bob get it, and the third has unsubscribed.
    expect(await turnPages(id, 3)).toBe(2);
    const paused = await cli.tendril('broadcast', 'pause', 'heat', '--reason', 'the price is wrong');
    expect(paused.stdout).toBe('heat is paused: the price is wrong. 2 mails have left; 3 of 5 leads were looked at.\n');
    expect((await cli.tendril('status')).stdout).toContain(
      'broadcast    heat paused: 3/5 leads looked at, 2 sent: the price is wrong\n',
    );
    expect(await turnPages(id)).toBe(0);
    expect((await cli.tendril('broadcast', 'resume', 'heat')).stdout).toMatch(/^heat goes on\. 2 mails have left/);
    expect((await cli.tendril('broadcast', 'resume', id)).stdout).toMatch(/^heat was not paused/);
    expect(await turnPages(id)).toBe(1);
    await cli.store.broadcasts.finish(id, now());
    const shown = (await cli.tendril('broadcast', 'show', 'heat')).stdout;
    expect(shown.replaceAll(/\d{4}-\d\d-\d\d \d\d:\d\d:\d\d \([^)]+\)/g, 'TIME')).toMatchInlineSnapshot(`
      "heat: template letter, version 1; to all; by cli
      done; began TIME, ended TIME
      3 mails have left; 5 of 5 leads were looked at.

      MAILS
      sent          3  60.0%  ██████████████████
      held back     2  40.0%  ████████████

      CAME BACK
      opened        0   0.0%
      clicked       0   0.0%
      replied       0   0.0%
      bounced       0   0.0%
      complained    0   0.0%
      unsubscribed  0   0.0%

      NOT SENT, OR NOT YET, BECAUSE                                                   MAILS
      leads in CA must have given express consent to marketing, and this one has not      1
      the address is suppressed (unsubscribe)                                             1
      "
    `);
    const mails = lines<MessageView>((await cli.tendril('messages', 'list', '--broadcast', 'heat', '--json')).stdout);
    expect(mails.map(({ broadcastId, state }) => [broadcastId === id, state]).toSorted()).toEqual([
      [true, 'SENT'],
      [true, 'SENT'],
      [true, 'SENT'],
      [true, 'SUPPRESSED'],
      [true, 'SUPPRESSED'],
    ]);
    expect((await cli.tendril('status')).stdout).not.toContain('broadcast');
    const late = await cli.tendril('broadcast', 'pause', 'heat', '--json');
    expect([late.code, errorOf(late.stderr).code]).toEqual([4, 'BROADCAST_ENDED']);
    const listed = lines<BroadcastView>((await cli.tendril('broadcast', 'list', '--json')).stdout);
    expect(listed.map(({ name, status }) => [name, status])).toContainEqual(['heat', 'done']);
  });

  test('is followed until it has ended', async () => {
    const { id } = await cli.json<BroadcastView>(
      ...['broadcast', 'send', 'letter', '--name', 'followed', '--tag', 'heat', '--yes'],
    );
    const following = cli.json<BroadcastReport>('broadcast', 'show', 'followed', '--follow');
    await cli.store.broadcasts.stop(id, 'test', now());
    // Everybody has had a mail this week.
    expect(await following).toMatchObject({ status: 'stopped', reason: 'stopped by test', mails: {} });
  });

  test('that is not known is told so', async () => {
    for (const verb of ['show', 'pause', 'resume', 'stop']) {
      const { code, stderr } = await cli.tendril('broadcast', verb, 'nothing', '--json');
      expect([verb, code, errorOf(stderr).code]).toEqual([verb, 3, 'BROADCAST_UNKNOWN']);
    }
  });
});

describe('a pace that is too low', () => {
  test('to send all mails in time is told before', async () => {
    for (const n of [1, 2, 3, 4, 5, 6]) {
      await cli.store.leads.save({ email: `crowd-${n}@one.example`, tags: ['crowd'] }, now(), 'test');
    }
    const look = async (late: string) =>
      (await send('--name', 'slow', '--tag', 'crowd', '--pace', '0.1', '--late', late, '--dry-run')).stderr;
    expect(await look('1 minute')).toContain('At 0.1/s not all of them can leave within 1 minute');
    expect(await look('2 minutes')).not.toContain('not all of them');
  });
});

test('a forecast counts what sequences have sent to a lead against its caps', async () => {
  const email = 'busy@one.example';
  const busy = { email, firstName: 'Bo', country: 'DE', fields: { employees: 10 }, tags: ['busy'] };
  const { id } = (await cli.store.leads.save(busy, now(), 'test')).lead;
  await sendMail(cli.store, id, await publishSmall(cli.store), []);
  await cli.store.publications.publishWorkspace({ ...testWorkspace, organisation }, now());
  const plan = await cli.json<{ forecast: object }>(
    ...['broadcast', 'send', 'letter', '--name', 'busy', '--tag', 'busy', '--dry-run'],
  );
  expect(plan.forecast).toMatchObject({ fit: 1, later: { cap: 1 } });
});
