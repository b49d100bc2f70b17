/** `tendril clicks`, on the command line. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { plusMs } from '../../domain/instant.ts';
import { lines } from './command-line.ts';
import { createStoredInstallation, now, publishSmall, type StoredInstallation, sendMail } from './installation.ts';

let tendril: StoredInstallation;
let template: string;
beforeAll(async () => {
  tendril = await createStoredInstallation();
  template = await publishSmall(tendril.store);
});
afterAll(() => tendril.close());

const hit = { link: 0, honeypot: false, method: 'GET', prefetch: false, network: 'n1', networkKind: null };
const firefox = 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0';

it('judges clicks anew: says what would change, writes it with --apply, and the next time finds nothing', async () => {
  const { store } = tendril;
  const clickedAt = plusMs(now(), -3_600_000);
  const { lead } = await store.leads.save({ email: 'ann@one.example' }, now(), 'test');
  const { id: messageId } = await sendMail(
    store,
    lead.id,
    template,
    [{ name: 'guide', url: 'https://acme.example/guide' }],
    { kind: 'sent', response: '250 ok', at: plusMs(clickedAt, -7_200_000) },
  );
  const click = { kind: 'click', lead: { messageId }, occurredAt: clickedAt } as const;
  await store.events.ingest({ ...click, dedupeKey: 'person', hit: { ...hit, userAgent: firefox } }, clickedAt);
  expect((await store.leads.get(lead.id, now())).score).toBeGreaterThan(9);
  // What was not known then: half a second before, the same caller had asked whether the link is there.
  const looked = { ...hit, userAgent: firefox, method: 'HEAD' };
  const before = plusMs(clickedAt, -500);
  await store.events.ingest({ ...click, dedupeKey: 'look', hit: looked, occurredAt: before }, now());

  const dry = await tendril.tendril('clicks', 'rejudge', '--since', '2020-01-01');
  expect(dry).toMatchObject({ code: 0 });
  expect(dry.stdout).toMatch(/^WAS +IS +HOW MANY\nclick: human, counts +click: (scanner|unknown) +1\n$/);
  expect(dry.stderr).toContain('2 judged anew, 1 would change; --apply writes it.');
  expect((await store.leads.get(lead.id, now())).score).toBeGreaterThan(9);

  const applied = await tendril.tendril('clicks', 'rejudge', '--apply', '--json');
  expect(applied).toMatchObject({ code: 0 });
  expect(lines(applied.stdout)).toMatchObject([{ judged: 2, corrected: 1, applied: true, changes: [{ count: 1 }] }]);
  expect((await store.leads.get(lead.id, now())).score).toBe(0);
  expect((await tendril.tendril('clicks', 'rejudge', '--apply')).stderr).toContain('2 judged anew, 0 changed.');
});

it('takes a date only, and says so', async () => {
  const outcome = await tendril.tendril('clicks', 'rejudge', '--since', 'yesterday');
  expect(outcome.code).not.toBe(0);
  expect(outcome.stderr).toContain('It must be a date such as 2026-11-01.');
});
