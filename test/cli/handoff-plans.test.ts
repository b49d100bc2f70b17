/** What salespeople plan, and whom a hand-off goes with, at the terminal. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { HandoffView } from '../../db/store.ts';
import { plainDesk } from '../../domain/sales-desk.ts';
import { testWorkspace } from '../support/workspace.ts';
import { createStoredInstallation, now, openHandoff, publishSmall, type StoredInstallation } from './installation.ts';

let tendril: StoredInstallation;
const others = { accept: 'PT4H', contact: null };
const service = { hot: others, others, remindAt: 0.5, reassignAt: 1, managerAt: 1.5, silentAfter: null };
beforeAll(async () => {
  tendril = await createStoredInstallation();
  await publishSmall(tendril.store);
  const sales = { ...testWorkspace.sales, desk: { ...plainDesk, service } };
  await tendril.store.publications.publishWorkspace({ ...testWorkspace, sales }, now());
});
afterAll(() => tendril.close());

async function handedOver(name: string, company: string): Promise<string> {
  const input = { email: `${name}@${company}.example`, firstName: name, company, fields: { employees: 90 } };
  const { lead } = await tendril.store.leads.save(input, now(), 'test');
  return openHandoff(tendril.store, lead.id);
}
/** The next one: plans may not be made for years. */
const year = new Date().getFullYear() + 1;
const run = (...words: readonly string[]) => tendril.tendril('handoffs', ...words);

it('the next contact is planned on the clock here, and is a file for the calendar; what is over cannot be planned', async () => {
  const id = await handedOver('ann', 'planned');
  expect((await run('calendar', id)).stderr).toContain('No contact is planned');
  const planned = await run(
    'plan',
    id,
    '--at',
    `${year}-03-01 09:30`,
    '--note',
    'their budget is decided',
    '--as',
    'ines',
  );
  expect([planned.code, planned.stdout]).toEqual([
    0,
    expect.stringMatching(
      new RegExp(`: accepted, .*with .*\\n {2}no contact is logged yet\\n {2}next contact ${year}-03-01 09:30:00 \\(`),
    ),
  ]);
  expect((await run('show', id)).stdout).toMatch(new RegExp(`^ {2}next contact ${year}-03-01 09:30:00 \\(`, 'm'));
  const start = new Date(`${year}-03-01T09:30`).toISOString().replace(/\.\d{3}|[-:]/g, '');
  const { stdout } = await run('calendar', id);
  expect(stdout).toContain(`\r\nDTSTART:${start}\r\n`);
  expect(stdout).toContain('SUMMARY:Contact ann\\, planned');
  for (const at of ['2020-01-01 10:00', '2090-01-01 10:00', 'tomorrow'])
    expect((await run('plan', id, '--at', at)).code).toBe(2);
  const [plan] = (await tendril.store.leads.timeline((await tendril.store.handoffs.story(id, now())).lead.id)).flatMap(
    (entry) => (entry.kind === 'handoff' && entry.what === 'planned' ? [entry] : []),
  );
  expect(plan).toMatchObject({ salesperson: 'ines', reason: 'their budget is decided' });
});

it('what is done is said, and what cannot be won is refused in words', async () => {
  const id = await handedOver('dan', 'logged');
  expect((await run('contacted', id)).stdout).toMatch(/: accepted, .*\n {2}first contact \d{4}-/);
  expect((await run('meeting', id)).stdout).toMatch(/\n {2}a meeting was set \d{4}-/);
  const products = { roof: { label: 'Roofs', when: null } };
  const sales = { ...testWorkspace.sales, desk: { ...plainDesk, service, products } };
  await tendril.store.publications.publishWorkspace({ ...testWorkspace, sales }, now());
  const won = (...more: readonly string[]) => run('won', id, ...more);
  expect((await won('--amount', '100')).stderr).toContain('An amount needs its --currency, such as EUR');
  const typo = await won('--product', 'rof');
  expect([typo.code, typo.stderr]).toEqual([
    2,
    expect.stringContaining('no product "rof" in sales.yaml; did you mean "roof"?'),
  ]);
  expect((await won('--product', 'roof')).code).toBe(0);
});

it('of one that came back it is said how long it rests and what takes it then; of one that is lost too', async () => {
  const id = await handedOver('eva', 'back');
  await run('return', id, '--reason', 'no_budget', '--again', '2090-03-01');
  expect((await run('show', id)).stdout).toMatch(/^ {2}rests until 2090-03-01 .*; then "recycle"$/m);
  const lost = await handedOver('fay', 'gone');
  await run('lost', lost, '--reason', 'price');
  expect((await run('show', lost)).stdout).not.toMatch(/no contact is logged|rests until/);
  await tendril.store.handoffs.recycle(lost, 'recycle', now());
  expect((await run('show', lost)).stdout).toMatch(/^ {2}nurtured by "recycle" since \d{4}-/m);
});

it('leads of one company are shown together, and only what leads is decided', async () => {
  const first = await handedOver('bea', 'group');
  const second = await handedOver('cem', 'group');
  const listed = (await run('list')).stdout;
  expect(listed).toMatch(new RegExp(`open, attached .*${second}`));
  expect((await run('show', first)).stdout).toMatch(
    /^ {2}together with cem \(cem@group\.example, score \d+\): open, /m,
  );
  expect((await run('show', second)).stdout).toMatch(/^ {2}goes with bea \(/m);
  await tendril.store.leads.save({ email: 'dry@group.example', company: 'group' }, now(), 'test');
  expect((await run('route', 'dry@group.example')).stdout).toMatch(
    /^dry@group\.example would go with bea@group\.example, of the same company: (Ines Blum|Joel Park) has that\.$/m,
  );
  const alone = await run('accept', second, '--json');
  expect([alone.code, alone.stderr]).toEqual([4, expect.stringContaining('HANDOFF_ATTACHED')]);
  await run('accept', first, '--as', 'ines');
  const seen = await tendril.store.handoffs.story(second, now());
  expect(seen.handoff satisfies HandoffView).toMatchObject({ status: 'accepted', salesperson: { key: 'ines' } });
});
