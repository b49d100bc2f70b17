/** `tendril segments`: what people see of segments, and what programs read. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { leadsAsCsv } from '../../cli/lead-download.ts';
import { fieldsOf } from '../../domain/fields.ts';
import { defaultSettings } from '../../domain/program-settings.ts';
import { testWorkspace } from '../support/workspace.ts';
import { createStoredInstallation, now, publishWaits, type StoredInstallation } from './installation.ts';

const segments = {
  'large-sites': 'lead.fields.employees >= 100',
  northern: 'lead.fields.region == "north"\n  && lead.country != null',
};

let tendril: StoredInstallation;
beforeAll(async () => {
  tendril = await createStoredInstallation();
  const { publications, leads } = tendril.store;
  const organisation = { ...testWorkspace.organisation, segments };
  await publications.publishWorkspace({ ...testWorkspace, organisation }, now());
  await publishWaits(tendril.store, 'grow', ['pause'], {
    settings: { ...defaultSettings, start: { segment: 'large-sites' } },
  });
  await tendril.store.segments.watch(now());
  const add = (email: string, employees: number, rest: object = {}) =>
    leads.save({ email, fields: { employees }, ...rest }, now(), 'test');
  await add('ann@large.example', 100, { firstName: 'Ann', lastName: 'Lee', company: 'Large AG' });
  await add('bob@large.example', 5_000);
  await add('cem@small.example', 99, { country: 'DK', fields: { employees: 99, region: 'north' } });
});
afterAll(() => tendril.close());

const shown = async (...words: readonly string[]) => {
  const { code, stdout } = await tendril.tendril('segments', ...words);
  return {
    code,
    lines: stdout
      .trimEnd()
      .split('\n')
      .map((line) => line.trimEnd().replace(/ {2,}/g, ' | ')),
  };
};
const records = async (...words: readonly string[]): Promise<readonly unknown[]> => {
  const { stdout } = await tendril.tendril('segments', ...words, '--json');
  return stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
};

it('list shows every segment with its leads now, what it begins, and its condition in a line', async () => {
  expect(await shown('list')).toEqual({
    code: 0,
    lines: [
      'SEGMENT | LEADS | BEGINS | CONDITION',
      'northern | 1 | lead.fields.region == "north" && lead.country != null',
      'large-sites | 2 | grow | lead.fields.employees >= 100',
    ],
  });
  const [northern, large] = await records('list');
  expect(large).toEqual({
    name: 'large-sites',
    condition: segments['large-sites'],
    leads: 2,
    starts: ['grow'],
    watchedSince: expect.stringMatching(/^\d{4}-.*Z$/),
  });
  expect(northern).toMatchObject({ name: 'northern', leads: 1, starts: [], watchedSince: null });
});

it('show tells one of them in words, and as one record', async () => {
  const { code, lines } = await shown('show', 'large-sites');
  expect({ code, first: lines.slice(0, 3) }).toEqual({
    code: 0,
    first: ['large-sites: 2 leads', segments['large-sites'], 'Begins grow for leads that come to be in it.'],
  });
  expect(lines[3]).toMatch(/^Its members are known since \S/);
  expect((await shown('show', 'northern')).lines[0]).toBe('northern: 1 lead');
  expect(await records('show', 'northern')).toEqual([
    { name: 'northern', condition: segments.northern, leads: 1, starts: [], watchedSince: null },
  ]);
});

it('count counts a segment, or a condition that stands nowhere, and refuses both at once', async () => {
  expect(await shown('count', 'large-sites')).toEqual({ code: 0, lines: ['2'] });
  const when = 'lead.fields.employees in [99, 100]';
  expect(await shown('count', '--when', when)).toEqual({ code: 0, lines: ['2'] });
  expect(await records('count', '--when', when)).toEqual([{ when, leads: 2 }]);
  expect(await records('count', 'northern')).toEqual([{ segment: 'northern', leads: 1 }]);
  for (const words of [['large-sites', '--when', when], []]) {
    const { code, stderr } = await tendril.tendril('segments', 'count', ...words);
    expect([code, stderr]).toEqual([2, expect.stringContaining('Name a segment or give --when, and not both')]);
  }
});

it('members lists who is in it, the newest first, page after page', async () => {
  expect(await shown('members', 'large-sites')).toEqual({
    code: 0,
    lines: [
      'E-MAIL | NAME | COMPANY | STAGE | SCORE | GRADE',
      'bob@large.example | – | Large AG | name | 0 | A',
      'ann@large.example | Ann Lee | Large AG | name | 0 | A',
    ],
  });
  const { stdout, stderr } = await tendril.tendril('segments', 'members', 'large-sites', '--limit', '1');
  expect(stdout).not.toContain('ann@');
  expect(stderr).toContain('The first 1; there are more');
  expect(await records('members', 'large-sites')).toMatchObject([
    { email: 'bob@large.example', grade: 'A' },
    { email: 'ann@large.example', company: 'Large AG' },
  ]);
});

it('the leads of a segment are downloaded with their sensitive fields in one statement a page, and only when asked', async () => {
  const { store } = tendril;
  const { organisation } = await store.publications.workspace();
  const salary = { type: 'number', label: null, values: null, sensitive: true } as const;
  const fields = { ...organisation.fields, ...fieldsOf({ salary }) };
  await store.publications.publishWorkspace({ ...testWorkspace, organisation: { ...organisation, fields } }, now());
  await store.leads.save({ email: 'ann@large.example', fields: { salary: 7 } }, now(), 'test');
  // Whoever looks up each lead fails here.
  const leads = { ...store.leads, get: () => Promise.reject(new Error('a look-up of one lead')) };
  const lastColumns = async (sensitive: boolean) => {
    const options = { segment: 'large-sites', sensitive, standing: false, excel: false };
    let csv = '';
    for await (const { bytes } of leadsAsCsv({ ...store, leads }, options, now())) csv += Buffer.from(bytes).toString();
    const rows = csv.trimEnd().split('\r\n');
    return rows.map((row) => row.split(',').slice(-2).join());
  };
  expect(await lastColumns(true)).toEqual(['salary,employees', ',5000', '7,100']);
  expect(await lastColumns(false)).toEqual(['region,employees', ',5000', ',100']);
});

it.each(['show', 'count', 'members'])('%s says what was meant by a name that no segment has', async (command) => {
  const { code, stdout, stderr } = await tendril.tendril('segments', command, 'large-site');
  expect({ code, stdout }).toEqual({ code: 3, stdout: '' });
  expect(stderr).toContain('SEGMENT_UNKNOWN There is no segment "large-site"; did you mean "large-sites"?');
});
