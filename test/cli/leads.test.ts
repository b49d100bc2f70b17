import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { LeadView, TimelineEntry } from '../../db/store.ts';
import { type ErrorOutput, lines } from './command-line.ts';
import {
  createStoredInstallation,
  now,
  openHandoff,
  publishSmall,
  type StoredInstallation,
  sendMail,
} from './installation.ts';

let tendril: StoredInstallation;
let template: string;
beforeAll(async () => {
  tendril = await createStoredInstallation();
  template = await publishSmall(tendril.store);
});
afterAll(() => tendril.close());

async function csv(name: string, text: string): Promise<string> {
  const file = join(tendril.home, name);
  await writeFile(file, text);
  return file;
}

describe('leads import', () => {
  const broken = `email,first name,employees
ann@one.example,Ann,80
"bob@one.example, ben@one.example",Bob,10
cem@one.example,Cem,many
dora@one.example,Dora,5
`;

  it('imports the good rows and lists the broken ones with line and reason, and a dry run says that none is in', async () => {
    const file = await csv('broken.csv', broken);
    const dry = await tendril.tendril('leads', 'import', file, '--dry-run');
    expect(dry.stderr).toMatch(/NOT_ALL_DONE Of .*broken\.csv, 2 leads could be imported; 2 of 4 rows are broken\n/);
    await expect(tendril.store.leads.get('dora@one.example', now())).rejects.toMatchObject({ code: 'LEAD_UNKNOWN' });
    const outcome = await tendril.tendril('leads', 'import', file);
    expect(outcome).toMatchObject({ code: 1, stdout: `${file}: 2 new, 0 updated, 2 broken\n` });
    expect(outcome.stderr).toMatch(/broken\.csv:3:1 ADDRESS_MULTIPLE .*\n {2}Give one address/);
    expect(outcome.stderr).toMatch(/broken\.csv:4:1 FIELD_INVALID .*many/);
    expect(outcome.stderr).toMatch(/NOT_ALL_DONE Of .*broken\.csv, 2 leads are in; 2 of 4 rows are broken\n/);
    expect((await tendril.store.leads.get('dora@one.example', now())).firstName).toBe('Dora');
  });

  it('shows before it writes how the first leads are read, side by side', async () => {
    const file = await csv('look.csv', 'email,first name,employees\nida@look.example,Ida,80\njo@look.example,,7\n');
    const { code, stdout } = await tendril.tendril('leads', 'import', file, '--dry-run');
    expect({ code, shown: stdout.split('\n').map((line) => line.replace(/ {2,}/g, ' | ')) }).toEqual({
      code: 0,
      shown: [
        'READ AS | LEAD 1 | LEAD 2',
        'email | ida@look.example | jo@look.example',
        'firstName | Ida | –',
        'employees | 80 | 7',
        '',
        `${file}: would be 2 new, 0 updated; nothing was written`,
        '',
      ],
    });
  });

  it('tells the same in one JSON object, and changes nothing when it runs again', async () => {
    const file = await csv('again.csv', broken);
    const outcome = await tendril.tendril('leads', 'import', file, '--again', '--json');
    expect(outcome.code).toBe(1);
    expect(JSON.parse(outcome.stdout)).toMatchObject({
      file,
      imported: 2,
      created: 0,
      updated: 0,
      unchanged: 2,
      left: 0,
      broken: [
        { line: 3, code: 'ADDRESS_MULTIPLE' },
        { line: 4, code: 'FIELD_INVALID' },
      ],
    });
    const { error } = JSON.parse(outcome.stderr) as ErrorOutput;
    expect(error).toMatchObject({ code: 'NOT_ALL_DONE', details: { broken: 2 } });
  });

  it('of a file without broken rows exits 0', async () => {
    const outcome = await tendril.tendril('leads', 'import', await csv('good.csv', 'email\neve@one.example\n'));
    expect(outcome).toMatchObject({ code: 0, stderr: '' });
  });

  it('of a file with an unknown column imports nothing and says which', async () => {
    const outcome = await tendril.tendril(
      'leads',
      'import',
      await csv('column.csv', 'email,emploees\nfay@one.example,3\n'),
    );
    expect(outcome.code).toBe(2);
    expect(outcome.stdout).toBe('');
    expect(outcome.stderr).toMatch(
      /^\S*column\.csv:1:1 COLUMNS_UNKNOWN nothing was imported, for .*"emploees"; did you mean "employees"/,
    );
    expect(outcome.stderr.match(/COLUMNS_UNKNOWN/g)).toHaveLength(1);
    expect(await tendril.tendril('leads', 'show', 'fay@one.example')).toMatchObject({ code: 3 });
  });

  it('keeps many rows apart although several are saved at once', async () => {
    const rows = Array.from({ length: 300 }, (_, i) => `many-${i}@two.example,Lead ${i}`);
    const result = await tendril.json(
      'leads',
      'import',
      await csv('many.csv', `email,first name\n${rows.join('\n')}\n`),
    );
    expect(result).toMatchObject({ imported: 300, created: 300, broken: [] });
    expect((await tendril.store.leads.get('many-217@two.example', now())).firstName).toBe('Lead 217');
  });
});

describe('leads add', () => {
  it('says that an address belongs to a lead with another one, and how to part them', async () => {
    await tendril.tendril('leads', 'add', 'Kim.Ro@gmail.com');
    const { stdout, stderr } = await tendril.tendril('leads', 'add', 'kimro@gmail.com');
    expect(stdout).toMatch(/^Updated Kim\.Ro@gmail\.com /);
    expect(stderr).toBe(
      'kimro@gmail.com is this lead, too. If these are two persons: tendril leads unmerge kimro@gmail.com\n',
    );
    const known = await tendril.tendril('leads', 'add', 'KIM.RO@gmail.com');
    expect(known.stderr).toBe('');
    expect((await tendril.tendril('leads', 'unmerge', 'kimro@gmail.com')).code).toBe(0);
  });

  it('adds a lead with custom fields, then fills in what is new', async () => {
    const address = 'gil@one.example';
    const argv = ['leads', 'add', address, '--first-name', 'Gil', '--field', 'employees=80', '--field', 'region=north'];
    expect(await tendril.json(...argv)).toMatchObject({
      created: true,
      lead: { fields: { employees: 80, region: 'north' } },
    });
    const again = await tendril.tendril(
      'leads',
      'add',
      address,
      '--company',
      'Gil & Co',
      '--tag',
      'vip',
      '--tag',
      'fair',
    );
    expect(again.code).toBe(0);
    expect(again.stdout).toMatch(/^Updated gil@one\.example \(name, score 0, grade A\)/);
    const known = { firstName: 'Gil', company: 'Gil & Co', tags: ['vip', 'fair'] };
    expect(await tendril.store.leads.get(address, now())).toMatchObject(known);
    expect((await tendril.tendril('leads', 'show', address)).stdout).toMatch(/^ {2}tags +vip, fair$/m);
  });

  it.each([
    [['nobody'], 'ADDRESS_INVALID'],
    [['a@b.example, c@d.example'], 'ADDRESS_MULTIPLE'],
    [['hal@one.example', '--field', 'colour=red'], 'FIELD_INVALID'],
    [['hal@one.example', '--field', 'employees'], 'USAGE'],
    [['hal@one.example', '--tag', 'Not a tag'], 'USAGE'],
  ])('refuses %j with %s', async (argv, code) => {
    const outcome = await tendril.tendril('leads', 'add', ...argv, '--json');
    expect(outcome).toMatchObject({ code: 2, stdout: '' });
    expect((JSON.parse(outcome.stderr) as ErrorOutput).error.code).toBe(code);
  });
});

describe('leads list', () => {
  it('writes one JSON line a lead, as many as asked for, and all with --all', async () => {
    const few = await tendril.tendril('leads', 'list', '--limit', '3', '--json');
    expect(few).toMatchObject({ code: 0, stderr: '' });
    expect(lines<LeadView>(few.stdout)).toHaveLength(3);
    const all = lines<LeadView>((await tendril.tendril('leads', 'list', '--all', '--json')).stdout);
    expect(all.length).toBeGreaterThan(300);
    expect(new Set(all.map(({ id }) => id)).size).toBe(all.length);
  });

  it('says on stderr that there are more than it shows', async () => {
    const outcome = await tendril.tendril('leads', 'list', '--limit', '3');
    expect(outcome.stdout.trimEnd().split('\n')).toHaveLength(4);
    expect(outcome.stderr).toBe('The first 3; there are more: --limit N or --all.\n');
  });

  it('finds by text and by stage', async () => {
    const found = await tendril.tendril('leads', 'list', '--search', 'dora', '--stage', 'name', '--json');
    expect(lines<LeadView>(found.stdout).map(({ email }) => email)).toEqual(['dora@one.example']);
    expect(await tendril.tendril('leads', 'list', '--search', 'nobody-at-all')).toMatchObject({ code: 0, stdout: '' });
  });
});

describe('leads show', () => {
  it('tells what happened to a lead in the order of time, with reasons', async () => {
    const { lead } = await tendril.store.leads.save(
      { email: 'ida@one.example', firstName: 'Ida', fields: { employees: 80 } },
      now(),
      'test',
    );
    const mail = await sendMail(tendril.store, lead.id, template, [
      { name: 'guide', url: 'https://acme.example/guide' },
    ]);
    await tendril.store.events.ingest(
      { dedupeKey: 'ida-click', kind: 'click', lead: { messageId: mail.id }, link: 'guide', occurredAt: now() },
      now(),
    );
    await openHandoff(tendril.store, lead.id);
    const { stdout, code } = await tendril.tendril('leads', 'show', 'IDA@one.example');
    expect(code).toBe(0);
    expect(stdout).toMatch(/^Ida {2}ida@one\.example/);
    expect(stdout).toMatch(/stage +mql/);
    expect(stdout).toMatch(/employees +80/);
    const order = ['enrolled', 'mail SENT', 'click', 'score +10', 'demo_requested', 'score +50', 'hand-off offered'];
    const places = order.map((word) => stdout.indexOf(word));
    expect(places).not.toContain(-1);
    expect(places).toEqual(places.toSorted((a, b) => a - b));
    const timeline = stdout.slice(stdout.indexOf('TIME (')).trimEnd().split('\n');
    const column = timeline[0]?.indexOf('DETAIL') ?? 0;
    for (const line of timeline.slice(1)) expect(line.slice(column - 2, column + 1)).toMatch(/^ {2}\S/);
  });

  it('gives the timeline as one JSON object', async () => {
    const shown = await tendril.json<{ lead: LeadView; timeline: TimelineEntry[] }>('leads', 'show', 'ida@one.example');
    expect(shown.lead).toMatchObject({ email: 'ida@one.example', stage: 'mql' });
    expect(shown.timeline.map(({ kind }) => kind)).toEqual(
      expect.arrayContaining(['stage', 'mail', 'event', 'score', 'handoff']),
    );
  });

  it('of an unknown lead exits 3', async () => {
    const outcome = await tendril.tendril('leads', 'show', 'nobody@one.example');
    expect(outcome).toMatchObject({ code: 3, stdout: '' });
    expect(outcome.stderr).toMatch(/^LEAD_UNKNOWN /);
    expect(await tendril.tendril('leads', 'show', '0199f0a2-6c1e-7d4b-9a3e-0c5f6a7b8c9d')).toMatchObject({ code: 3 });
    expect(await tendril.tendril('leads', 'show', 'not an id')).toMatchObject({ code: 3 });
  });

  it('prints what a stranger typed without letting it steer the terminal', async () => {
    await tendril.store.leads.save(
      { email: 'eve@two.example', firstName: '\u001b[2JEve', company: '森の会社' },
      now(),
      'test',
    );
    const outcome = await tendril.tendril('leads', 'show', 'eve@two.example');
    expect(outcome.stdout).not.toContain('\u001b');
    expect(outcome.stdout).toContain('森の会社');
  });
});
