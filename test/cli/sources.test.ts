/** `tendril sources`, `tendril accounts`, and what `tendril leads` says of where a lead came from. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { fieldsOf } from '../../domain/fields.ts';
import { defaultLimits } from '../../domain/source.ts';
import { testWorkspace } from '../support/workspace.ts';
import { createStoredInstallation, now, type StoredInstallation } from './installation.ts';

let tendril: StoredInstallation;
beforeAll(async () => {
  tendril = await createStoredInstallation();
  const source = { partner: null, kind: null, alertAt: defaultLimits } as const;
  const sources = {
    fairs: { ...source, label: 'Fairs', channel: 'event', consent: null },
    bought: { ...source, label: null, channel: 'list', consent: 'confirmed', partner: 'Lists Ltd' },
  } as const;
  const building = { type: 'string', label: 'Kind of building', values: ['office', 'hotel'], sensitive: true } as const;
  const fields = { ...testWorkspace.organisation.fields, ...fieldsOf({ building }) };
  const organisation = { ...testWorkspace.organisation, country: 'DK', fields };
  await tendril.store.publications.publishWorkspace({ ...testWorkspace, organisation, sources }, now());
});
afterAll(() => tendril.close());

const run = async (...words: readonly string[]) => {
  const { stdout, stderr, code } = await tendril.tendril(...words);
  return { stdout, stderr, code };
};

it('a number without a country is of the country that is known of the lead, before that of the organisation', async () => {
  const phone = async (...words: readonly string[]) => {
    expect((await run('leads', 'add', 'kim@home.example', ...words)).code).toBe(0);
    return (await tendril.store.leads.get('kim@home.example', now())).phone;
  };
  expect(await phone('--phone', '33 12 34 56')).toBe('+4533123456');
  expect(await phone('--country', 'NO', '--phone', '22 12 34 56')).toBe('+4722123456');
  expect(await phone('--phone', '22 12 34 57')).toBe('+4722123457');
  expect(await phone('--country', 'SE', '--phone', '08 123 456 78')).toBe('+46812345678');
});

it('a lead is shown with its number, the labels of its fields, where it came from, and why it gets no mail', async () => {
  const add = [
    'leads',
    'add',
    'ann@bought.example',
    '--phone',
    '33 12 34 56',
    '--source',
    'Bought',
    '--field',
    'building=Hotel',
  ];
  expect((await run(...add)).code).toBe(0);
  const { stdout } = await run('leads', 'show', 'ann@bought.example');
  const line = (label: string) =>
    stdout
      .split('\n')
      .find((one) => one.trimStart().startsWith(label))
      ?.trim()
      .replaceAll(/ {2,}/g, ' ');
  expect(line('phone')).toBe('phone +4533123456');
  expect(line('Kind of building')).toBe('Kind of building (building) hotel');
  expect(line('not nurtured')).toBe(
    'not nurtured the source bought wants a consent to marketing that the person has confirmed, and this lead has given none',
  );
  expect(line('came by')).toMatch(/^came by bought, way: hand, \d{4}-/);
  const wrong = await run('leads', 'add', 'no@bought.example', '--field', 'building=hotell');
  expect([wrong.code, wrong.stderr]).toEqual([2, expect.stringContaining('did you mean "hotel"?')]);
});

it('sources are listed with what they brought and cost; a cost is taken back by its id', async () => {
  await run('leads', 'add', 'ben@fairs.example', '--source', 'fairs');
  await run('leads', 'add', 'cem@fairs.example', '--source', 'street', '--new-source');
  const slip = await run('leads', 'add', 'dan@fairs.example', '--source', 'fiars');
  expect([slip.code, slip.stderr]).toEqual([3, expect.stringMatching(/SOURCE_UNKNOWN.*did you mean "fairs"/s)]);
  expect((await run('leads', 'show', 'dan@fairs.example')).code).toBe(3);
  const period = ['--from', '2026-11-01', '--to', '2026-11-30'];
  const added = await run(
    'sources',
    'cost',
    'add',
    'fairs',
    ...period,
    '--amount',
    '12.50',
    '--currency',
    'EUR',
    '--json',
  );
  const { id } = JSON.parse(added.stdout) as { readonly id: string };
  const { stdout } = await run('sources', 'list');
  expect(stdout).toMatch(/^fairs +event +1 .*12\.50 EUR +12\.50 EUR/m);
  expect(stdout).toMatch(/^street +undeclared +1 /m);
  const shown = await run('sources', 'show', 'bought');
  expect(shown.stdout).toContain('before nurturing: a consent that the person has confirmed');
  expect((await run('sources', 'show', 'fair')).stderr).toContain('did you mean "fairs"?');
  expect(
    (await run('sources', 'cost', 'add', 'fairs', ...period, '--amount', 'much', '--currency', 'EUR')).stderr,
  ).toContain('COST_INVALID');
  expect((await run('sources', 'list', '--from', 'May')).code).toBe(2);
  expect((await run('sources', 'cost', 'void', id)).stdout).toContain(
    'Void: 12.50 EUR for fairs, 2026-11-01 to 2026-11-30',
  );
  expect((await run('sources', 'show', 'fairs')).stdout).toMatch(/12\.50 EUR +void/);
});

it('a company is shown with the people who decide together', async () => {
  await run('leads', 'add', 'boss@group.example', '--company', 'Group', '--title', 'CEO');
  await run('leads', 'add', 'tech@group.example');
  const { stdout } = await run('accounts', 'show', 'group');
  expect(stdout).toMatch(/^Group {2}group\.example/);
  expect(stdout).toMatch(/^boss@group\.example +– +CEO +name/m);
  expect(stdout).toContain('tech@group.example');
  expect((await run('accounts', 'list', '--search', 'group')).stdout).toMatch(/^Group +group\.example +2 /m);
  expect((await run('accounts', 'show', 'nobody')).code).toBe(3);
});
