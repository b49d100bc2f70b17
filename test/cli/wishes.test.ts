/** The commands about who gets no mail, what leads agreed to and what they want. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { ConsentView, SuppressionInForce } from '../../db/store.ts';
import { type ErrorOutput, lines } from './command-line.ts';
import { createStoredInstallation, now, publishSmall, type StoredInstallation } from './installation.ts';

let tendril: StoredInstallation;
let address: string;
let people = 0;
beforeAll(async () => {
  tendril = await createStoredInstallation();
  await publishSmall(tendril.store);
});
afterAll(() => tendril.close());
beforeEach(async () => {
  people += 1;
  address = `lead${people}@y.test`;
  await tendril.store.leads.save({ email: address }, now(), 'test');
});

const suppressions = (...argv: readonly string[]) => tendril.tendril('suppressions', ...argv);

describe('suppressions', () => {
  it('are added, shown and lifted, with what was said', async () => {
    const added = await suppressions('add', address.toUpperCase(), '--why', 'asked by phone');
    expect(added).toMatchObject({ code: 0, stderr: '' });
    expect(added.stdout).toMatch(
      /^No marketing mail goes to .*: manual\.\n\n(.*\n)*all mail +manual .*asked by phone/i,
    );
    expect((await suppressions('lift', address)).stdout).toMatch(/^No suppression keeps marketing mail from/);
    const shown = await tendril.json('suppressions', 'show', address);
    expect(shown).toMatchObject({
      reason: null,
      entries: [{ reason: 'manual', liftedFor: 'manual', liftedBy: 'cli' }],
    });
  });

  it('of one topic are told apart from all mail, and listed with the address if a lead has it', async () => {
    await suppressions('add', address, '--topic', 'news', '--reason', 'unsubscribe');
    await suppressions('add', `stranger-${address}`, '--reason', 'legal');
    const listed = lines<SuppressionInForce>((await suppressions('list', '--json')).stdout);
    expect(listed.slice(0, 2)).toMatchObject([
      { scope: 'all', reason: 'legal', email: null },
      { scope: 'topic/news', reason: 'unsubscribe', email: address },
    ]);
    expect((await suppressions('show', address)).stdout).toMatch(/^No suppression keeps marketing mail from/);
  });

  it.each([
    ['unsubscribe', [], 'SUPPRESSION_LASTING'],
    ['complaint', [], 'SUPPRESSION_LASTING'],
    ['legal', [], 'USAGE'],
    ['legal', ['--why', 'settled'], null],
    ['bounce_hard', [], null],
  ] as const)('for %s, lifted with %j: %s', async (reason, argv, code) => {
    await suppressions('add', address, '--reason', reason);
    const outcome = await suppressions('lift', address, ...argv, '--json');
    if (code === null) expect(outcome.code).toBe(0);
    else expect((JSON.parse(outcome.stderr) as ErrorOutput).error.code).toBe(code);
    expect(await tendril.store.suppressions.reasonFor(address)).toBe(code === null ? null : reason);
  });

  it('are imported from a file of addresses; broken lines are listed', async () => {
    const file = join(tendril.home, 'opt-outs.csv');
    await writeFile(file, `\uFEFFE-Mail,when\r\n${address},2020\r\n\r\n"${address.toUpperCase()}"\r\nnobody\r\n`);
    const outcome = await suppressions('import', file, '--reason', 'unsubscribe');
    expect(outcome.code).toBe(1);
    expect(outcome.stdout).toMatch(/opt-outs\.csv: \d suppressed \(unsubscribe\), 1 broken\n/);
    expect(outcome.stderr).toMatch(/opt-outs\.csv:5:1 /);
    expect(await tendril.store.suppressions.reasonFor(address)).toBe('unsubscribe');
    expect(await tendril.store.suppressions.entries(address)).toHaveLength(1);
  });
});

describe('consents of a lead', () => {
  it('are recorded, withdrawn and listed', async () => {
    const source = ['--source', 'fair Hannover', '--reference', 'card 118', '--at', '2026-01-02'];
    const recorded = await tendril.tendril('leads', 'consents', 'record', address, 'marketing', ...source);
    expect(recorded).toMatchObject({ code: 0, stderr: '' });
    expect(recorded.stdout).toMatch(/marketing +express .*fair Hannover +person, card 118/);
    await tendril.tendril('leads', 'consents', 'withdraw', address, 'marketing');
    const listed = await tendril.tendril('leads', 'consents', 'list', address, '--json');
    expect(lines<ConsentView>(listed.stdout)).toMatchObject([
      { purpose: 'marketing', at: '2026-01-02T00:00:00.000Z', withdrawnBy: 'cli' },
    ]);
  });

  it('say that they lift an opt-out, which they do with a time and proof only', async () => {
    const record = (...more: readonly string[]) =>
      tendril.tendril('leads', 'consents', 'record', address, 'marketing', '--source', 'fair Hannover', ...more);
    const proof = ['--reference', 'card 118'];
    await tendril.store.suppressions.add(address, 'unsubscribe', 'by phone', '2026-01-01T00:00:00.000Z');
    expect(await record(...proof)).toMatchObject({ code: 0, stderr: '' });
    expect(await tendril.store.suppressions.reasonFor(address)).toBe('unsubscribe');
    const lifting = await record(...proof, '--at', '2026-02-01');
    expect(lifting.stderr).toMatch(/The opt-out that came before it is lifted/);
    expect(await tendril.store.suppressions.reasonFor(address)).toBeNull();
    await tendril.tendril('leads', 'consents', 'withdraw', address, 'marketing');
    const refused = await record();
    expect(refused.code).not.toBe(0);
    expect(refused.stderr).toMatch(/Not recorded: .+ objected to marketing/);
  });

  it.each([
    [['record', 'Not a purpose', '--source', 'x']],
    [['record', 'marketing', '--source', 'x', '--at', 'yesterday']],
    [['record', 'marketing']],
  ])('are refused with %j', async ([verb = '', ...argv]) => {
    expect((await tendril.tendril('leads', 'consents', verb, address, ...argv)).code).toBe(2);
  });
});

describe('a lead as it is shown', () => {
  it('says what it agreed to, what it objects to, and why it gets no mail', async () => {
    const source = ['--source', 'fair Hannover', '--reference', 'card 118'];
    await tendril.tendril('leads', 'consents', 'record', address, 'marketing', ...source);
    await tendril.tendril('leads', 'consents', 'withdraw', address, 'tracking');
    await suppressions('add', address, '--topic', 'news', '--reason', 'unsubscribe', '--why', 'by phone');
    await tendril.tendril('leads', 'preferences', address, '--frequency', 'weekly');
    const { stdout } = await tendril.tendril('leads', 'show', address);
    expect(stdout).toMatch(/^ {2}suppressed +news: unsubscribe, since .+, by cli: by phone$/m);
    expect(stdout).toMatch(/^ {2}wants +at most one a week$/m);
    expect(stdout).toMatch(/^ {2}consent +marketing: express, since .+, fair Hannover$/m);
    expect(stdout).toMatch(/^ {2}objects to +tracking, since [-\d]+ /m);
    const shown = await tendril.json<Readonly<Record<string, unknown>>>('leads', 'show', address);
    expect(shown).toMatchObject({
      consents: [{ purpose: 'marketing' }, { purpose: 'tracking' }],
      suppressions: [{ scope: 'topic/news' }],
      preferences: { frequency: 'weekly', without: ['news'] },
    });
  });
});

describe('preferences of a lead', () => {
  it('are shown, and how many mails it wants is written down', async () => {
    const change = { topics: { news: false } };
    const { id } = await tendril.store.leads.get(address, now());
    await tendril.store.preferences.changeOfLead(id, change, 'test', now());
    const { stdout } = await tendril.tendril('leads', 'preferences', address, '--frequency', 'monthly');
    expect(stdout).toMatch(/not wanted +news\n +how many +at most one a month\n/);
    expect(await tendril.json('leads', 'preferences', address)).toMatchObject({
      without: ['news'],
      frequency: 'monthly',
    });
  });
});
