/**
 * Files of leads through the use-case: whatever interrupts them, each row is in once or in the file of broken rows once.
 * Long, because one database serves all that can be said of such a file.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { leadFile } from '../../cli/lead-file.ts';
import { type ImportOptions, type ImportResult, importLeads } from '../../cli/lead-import.ts';
import { defaultLimits, type Source, type Sources } from '../../domain/source.ts';
import { testWorkspace } from '../support/workspace.ts';
import { createStoredInstallation, now, publishSmall, type StoredInstallation } from './installation.ts';

let tendril: StoredInstallation;
beforeAll(async () => {
  tendril = await createStoredInstallation();
  await publishSmall(tendril.store);
});
afterAll(() => tendril.close());

async function file(name: string, text: string | Uint8Array): Promise<string> {
  const path = join(tendril.home, name);
  await writeFile(path, text);
  return path;
}

const imported = async (path: string, options: Partial<ImportOptions> = {}): Promise<ImportResult> =>
  importLeads(tendril.store, await leadFile(path), { now, actor: 'test', ...options });

const leadsOf = async (search: string) => (await tendril.store.leads.list({ search }, { limit: 500 }, now())).items;

describe('an import that is interrupted', () => {
  const rows = Array.from({ length: 23 }, (_, n) =>
    n % 5 === 2 ? `nobody-${n},"a, b"${n === 7 ? ',beyond,the header' : ''}` : `p${n}@resume.example,"A, ${n}"`,
  );
  const text = (mark: string) => `email,company\n${rows.join('\n').replaceAll('resume', mark)}\n`;

  it('by a person after any batch goes on there, and ends with the same leads and broken rows', async () => {
    for (let stopAfter = 1; stopAfter <= 5; stopAfter += 1) {
      const path = await file(`stop-${stopAfter}.csv`, text(`stop${stopAfter}`));
      const options = { batchRows: 4, errorFile: join(tendril.home, `stop-${stopAfter}.errors.csv`) };
      const stop = new AbortController();
      let batches = 0;
      const onLines = () => {
        batches += 1;
        if (batches === stopAfter) stop.abort();
      };
      const first = await imported(path, { ...options, signal: stop.signal, onLines });
      expect(first.left).toBeGreaterThan(0);
      expect(first.imported + first.refused + first.left).toBe(rows.length);
      const second = await imported(path, options);
      expect(second).toMatchObject({ state: 'resumed', imported: 18, created: 18, refused: 5, left: 0 });
      expect(await leadsOf(`stop${stopAfter}.example`)).toHaveLength(18);
      const lines = (await readFile(options.errorFile, 'utf8')).trim().split('\r\n');
      expect(lines.map((line) => line.split(',')[0]?.replace('\ufeff', ''))).toEqual([
        'email',
        ...[2, 7, 12, 17, 22].map((n) => `nobody-${n}`),
      ]);
    }
  });

  it('by a failure keeps what was committed, and goes on there', async () => {
    const path = await file('fail.csv', text('fail'));
    const errorFile = join(tendril.home, 'fail.errors.csv');
    const onLines = (done: number) => {
      if (done > 9) throw new Error('the power went');
    };
    await expect(imported(path, { batchRows: 4, errorFile, onLines })).rejects.toThrow('the power went');
    const [run] = (await tendril.store.imports.list({ limit: 1 })).items;
    expect(run).toMatchObject({ status: 'stopped', fileName: path });
    expect(await imported(path, { batchRows: 4, errorFile })).toMatchObject({
      state: 'resumed',
      fromLine: run?.nextLine,
      created: 18,
      refused: 5,
    });
    expect((await readFile(errorFile, 'utf8')).match(/^nobody/gm)).toHaveLength(5);
  });

  it('is not taken for another one, and a file that is in already changes nothing', async () => {
    const path = await file('twice.csv', text('twice'));
    expect(await imported(path)).toMatchObject({ state: 'new', created: 18 });
    expect(await imported(path)).toMatchObject({ state: 'done', created: 18, refused: 5 });
    expect(await imported(path, { again: true })).toMatchObject({
      state: 'new',
      created: 0,
      updated: 0,
      unchanged: 18,
    });
  });
});

describe('the file of broken rows', () => {
  it('is mended and imported as it is; what stands in it runs in no spreadsheet', async () => {
    const text =
      'email;first name;company;phone\n=1+1@x;Ann;"a; b";+45 33 12 34 56\nbob@mend.example;Bob;"=cmd|x";\n"open;x;y\ncem@mend.example;C;D;\n';
    const path = await file('mend.csv', text);
    const errorFile = join(tendril.home, 'mend.errors.csv');
    expect(await imported(path, { errorFile })).toMatchObject({ created: 2, refused: 2, errorFile });
    const broken = await readFile(errorFile, 'utf8');
    expect(broken).toMatch(
      /^\ufeffemail;first name;company;phone;error_line;error_code;error_reason\r\n'=1\+1@x;Ann;"a; b";'\+45 33 12 34 56;2;ADDRESS_INVALID;/,
    );
    const mended = broken.replace("'=1+1@x", 'ann@mend.example').replace(/\r\n.*;CSV_SYNTAX;.*$/m, '');
    expect(await imported(await file('mended.csv', mended))).toMatchObject({ created: 1, refused: 0 });
    expect((await leadsOf('ann@mend.example'))[0]).toMatchObject({ company: 'a; b', phone: '+4533123456' });
    expect((await leadsOf('bob@mend.example'))[0]).toMatchObject({ company: '=cmd|x' });
  });

  it('has what stands beyond the header, so that a row is not taken before it is mended', async () => {
    const path = await file('beyond.csv', 'email;company\nann@beyond.example;Acme; Berlin;x\n');
    const errorFile = join(tendril.home, 'beyond.errors.csv');
    expect(await imported(path, { errorFile })).toMatchObject({ refused: 1, broken: [{ code: 'CSV_SYNTAX' }] });
    const broken = await readFile(errorFile, 'utf8');
    expect(broken).toMatch(/^ann@beyond\.example;Acme;2;CSV_SYNTAX;[^;]*;Berlin;x\r$/m);
    const again = join(tendril.home, 'beyond.errors-2.csv');
    expect(await imported(errorFile, { errorFile: again })).toMatchObject({ created: 0, refused: 1 });
    expect(await readFile(again, 'utf8')).toMatch(/^ann@beyond\.example;Acme;2;CSV_SYNTAX;[^;]*;Berlin;x\r$/m);
  });
});

describe('how a file is read', () => {
  it('is remembered for the next file with its header, and forgotten when asked', async () => {
    const head = 'E-Mail;Kunde;Notiz\n';
    const wishes = { map: { Kunde: 'company', Notiz: null }, update: { company: 'fill' } } as const;
    expect(await imported(await file('m1.csv', `${head}ann@map.example;Acme;x\n`))).toMatchObject({
      state: 'refused',
      refused: 1,
    });
    expect(await imported(await file('m1.csv', `${head}ann@map.example;Acme;x\n`), { wishes })).toMatchObject({
      created: 1,
    });
    const next = await imported(await file('m2.csv', `${head}ann@map.example;Other;x\nbob@map.example;Other;y\n`));
    expect(next).toMatchObject({
      created: 1,
      unchanged: 1,
      notices: [expect.stringMatching(/as last time \(Kunde = company, Notiz left out, company: fill\)/)],
    });
    expect((await leadsOf('ann@map.example'))[0]?.company).toBe('Acme');
    expect(await imported(await file('m3.csv', `${head}cem@map.example;X;\n`), { forget: true })).toMatchObject({
      state: 'refused',
    });
  });

  it('is told when it is a guess, and by the first line that it matters for', async () => {
    const latin = await imported(
      await file('latin.csv', Buffer.from('email,company\nann@latin.example,M\xfcller\n', 'latin1')),
    );
    expect(latin.notices).toEqual([
      expect.stringMatching(/read as windows-1252; line 2 is read as "ann@latin.example,Müller"/),
    ]);
    const unicode = Buffer.from('\ufeffemail\tcompany\r\nann@utf16.example\tŁódź\r\n', 'utf16le');
    expect(await imported(await file('utf16.csv', unicode))).toMatchObject({ created: 1, encoding: 'utf-16le' });
    expect((await leadsOf('ann@utf16.example'))[0]?.company).toBe('Łódź');
    expect(await imported(await file('book.csv', 'PK\x03\x04'))).toMatchObject({
      state: 'refused',
      broken: [{ message: expect.stringContaining('workbook') }],
    });
  });

  it('is seen by a dry run, which writes nothing', async () => {
    const path = await file('dry.csv', 'email,source\nann@dry.example,\nbob@dry.example,fair\nnobody,\n');
    const seen = await imported(path, { dryRun: true });
    expect(seen).toMatchObject({
      dryRun: true,
      created: 2,
      refused: 1,
      samples: [{ email: 'ann@dry.example' }, { email: 'bob@dry.example' }],
    });
    expect(await leadsOf('dry.example')).toEqual([]);
    expect(await imported(path, { source: 'webinar' })).toMatchObject({ state: 'new', created: 2 });
    expect((await leadsOf('dry.example')).map(({ source }) => source)).toEqual(['fair', 'webinar']);
  });
});

describe('numbers of a file', () => {
  it('are read as was said, also in the next file with its header, and else refused where that matters', async () => {
    const head = 'E-Mail;Employees\n';
    const path = await file('n1.csv', `${head}ann@number.example;1.500\n`);
    expect(await imported(path)).toMatchObject({
      ...{ created: 0, refused: 1 },
      broken: [{ code: 'FIELD_INVALID', message: expect.stringMatching(/may be 1500 or a number with decimals/) }],
    });
    const told = await tendril.tendril('leads', 'import', path, '--decimals', 'comma', '--json');
    expect(JSON.parse(told.stdout)).toMatchObject({ created: 1, refused: 0 });
    const next = await imported(await file('n2.csv', `${head}bob@number.example;2.000,5\n`));
    expect(next).toMatchObject({ created: 1, notices: [expect.stringMatching(/as last time \(decimals comma\)/)] });
    const employees = (await leadsOf('number.example')).map(({ fields }) => fields.employees);
    expect(employees.sort()).toEqual([1500, 2000.5]);
  });
});

describe('sources that nobody declared', () => {
  const rest = { label: null, partner: null, kind: null, alertAt: defaultLimits };
  const bought: Source = { ...rest, channel: 'list', consent: 'confirmed' };
  const { sources } = testWorkspace;
  const declare = (declared: Sources) =>
    tendril.store.publications.publishWorkspace({ ...testWorkspace, sources: declared }, now());
  beforeAll(() => declare({ 'bought-2026': bought, fair: { ...rest, channel: 'event', consent: null } }));
  afterAll(() => declare(sources));

  it('refuse an import that names one for its rows, before the file is read, unless that is meant', async () => {
    const path = await file('bought.csv', 'email\nann@bought.example\n');
    const unread = { name: path, open: () => expect.fail('the file was read') };
    await expect(
      importLeads(tendril.store, unread, { now, actor: 'test', source: 'boght-2026' }),
    ).rejects.toMatchObject({
      code: 'SOURCE_UNKNOWN',
      message: expect.stringMatching(
        /^No source "boght-2026" is declared; did you mean "bought-2026"\? .*--new-source$/,
      ),
    });
    const told = await tendril.tendril('leads', 'import', path, '--source', 'boght-2026', '--new-source', '--json');
    expect(JSON.parse(told.stdout)).toMatchObject({ created: 1, undeclared: { rows: 0, sources: [] } });
    expect((await leadsOf('ann@bought.example'))[0]?.source).toBe('boght-2026');
    // As declared, in another spelling.
    expect(await imported(path, { source: 'Bought 2026', dryRun: true })).toMatchObject({ unchanged: 0, updated: 1 });
  });

  it('are told with their rows, by a dry run too', async () => {
    const rows = [
      'a;boght-2026',
      'b;boght-2026',
      'c;Fair',
      'd;',
      ...['r1', 'r2', 'r3', 'r4', 'r5'].map((one) => `${one};${one}-radio`),
    ];
    const text = `email;source\n${rows.map((row) => row.replace(';', '@undeclared.example;')).join('\n')}\nnobody;tv\n`;
    const path = await file('undeclared.csv', text);
    const undeclared = {
      rows: 7,
      sources: [
        { source: 'boght-2026', rows: 2, nearest: 'bought-2026' },
        ...Array(4).fill({ rows: 1, nearest: null, source: expect.stringMatching(/^r\d-radio$/) }),
      ],
    };
    expect(await imported(path, { dryRun: true })).toMatchObject({ created: 9, refused: 1, undeclared });
    const { stderr } = await tendril.tendril('leads', 'import', path, '--dry-run');
    expect(stderr).toContain(
      '7 rows name a source that sources.yaml does not declare, so nothing would hold their leads back: "boght-2026" 2 (did you mean "bought-2026"?), "r1-radio" 1',
    );
    expect(await imported(path, { batchRows: 2 })).toMatchObject({ created: 9, undeclared });
  });

  it('are no matter where none is declared', async () => {
    await declare({});
    const path = await file('free.csv', 'email,source\nann@free.example,anything\n');
    expect(await imported(path, { source: 'any' })).toMatchObject({ created: 1, undeclared: { rows: 0 } });
  });
});

describe('leads download', () => {
  it.each([[], ['--excel']])('%s is imported again and changes nothing', async (...flags) => {
    const lead = {
      email: 'odd@down.example',
      firstName: '=HYPERLINK("x")',
      lastName: "'-x",
      phone: '+4533123456',
      tags: ['vip', 'fair'],
    };
    await tendril.store.leads.save(
      { ...lead, company: '@a; "b", c', fields: { employees: -1.125, region: '="01"' } },
      now(),
      'test',
    );
    const out = join(tendril.home, `down${flags.length}.csv`);
    expect(await tendril.tendril('leads', 'download', '--out', out, ...flags)).toMatchObject({ code: 0 });
    expect(await readFile(out, 'utf8')).not.toMatch(/(^|[,;"\n])[=@]/m);
    const all = (await leadsOf('')).length;
    expect(await imported(out)).toMatchObject({ created: 0, updated: 0, unchanged: all, refused: 0 });
  });
});

it('leads imports lists what was imported, and how far it came', async () => {
  const runs = await tendril.tendril('leads', 'imports');
  expect(runs).toMatchObject({ code: 0, stderr: '' });
  expect(runs.stdout).toMatch(/^FILE +STATE +NEW/);
  expect(runs.stdout).toContain('mend.errors.csv');
});
