/** Files of leads that are cut off in the middle, by a real kill, by a second import or by the network: no row is lost or twice. */
import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { leadFile } from '../../cli/lead-file.ts';
import { type ImportOptions, type ImportResult, importLeads, type LeadFile } from '../../cli/lead-import.ts';
import { createServices } from '../../cli/main.ts';
import { readConfig } from '../../config/config.ts';
import type { Store } from '../../db/store.ts';
import { connect } from '../db/fixtures.ts';
import { type CutLine, startCutLine } from '../support/cut-line.ts';
import { errorOf, start } from './command-line.ts';
import { createStoredInstallation, now, publishSmall, type StoredInstallation } from './installation.ts';

let tendril: StoredInstallation;
let database: Awaited<ReturnType<typeof connect>>;
beforeAll(async () => {
  tendril = await createStoredInstallation();
  await publishSmall(tendril.store);
  database = await connect(tendril.env.DATABASE_URL ?? '');
});
afterAll(async () => {
  await database.end();
  await tendril.close();
});

interface Given {
  readonly path: string;
  readonly errorFile: string;
  readonly domain: string;
  readonly good: number;
  /** The numbers of the broken lines. */
  readonly broken: readonly number[];
}

/** A file in which every seventh row is broken. */
async function given(name: string, rows: number): Promise<Given> {
  const domain = `${name}.example`;
  const isBroken = (n: number) => n % 7 === 3;
  const lines = Array.from({ length: rows }, (_, n) =>
    isBroken(n) ? `nobody-${n},"a, b"` : `p${n}@${domain},"Firm, ${n}"`,
  );
  const path = join(tendril.home, `${name}.csv`);
  await writeFile(path, `email,company\n${lines.join('\n')}\n`);
  const broken = lines.flatMap((_, n) => (isBroken(n) ? [n + 2] : []));
  return { path, domain, broken, good: rows - broken.length, errorFile: join(tendril.home, `${name}.errors.csv`) };
}

const imported = async (
  store: Store,
  { path, errorFile }: Given,
  options: Partial<ImportOptions> = {},
  file?: LeadFile,
): Promise<ImportResult> =>
  importLeads(store, file ?? (await leadFile(path)), { now, actor: 'test', errorFile, ...options });

async function leadsOf(domain: string): Promise<number> {
  const { rows } = await database.query<{ readonly count: number }>(
    'SELECT count(*)::int AS count FROM lead WHERE email LIKE $1',
    [`%@${domain}`],
  );
  return rows[0]?.count ?? 0;
}

/** Every lead is in once, every broken row is in its file once, and the counts say so. */
async function expectWhole(file: Given, result: ImportResult): Promise<void> {
  const { good, broken } = file;
  expect(result).toMatchObject({ imported: good, created: good, refused: broken.length, left: 0 });
  expect(await leadsOf(file.domain)).toBe(good);
  const [head, ...rows] = (await readFile(file.errorFile, 'utf8')).trimEnd().split('\r\n');
  expect(head).toBe('\ufeffemail,company,error_line,error_code,error_reason');
  expect(rows.map((row) => Number(/,(\d+),ADDRESS_INVALID,/.exec(row)?.[1]))).toEqual(broken);
  const runs = await tendril.store.imports.list({ limit: 50 });
  expect(runs.items.filter(({ fileName }) => fileName === file.path)).toMatchObject([
    { status: 'done', created: good, updated: 0, unchanged: 0, refused: broken.length },
  ]);
}

/** Asks again and again until it is so; each time the database has its say, so nothing is waited for in vain. */
async function until(isSo: () => Promise<boolean>): Promise<void> {
  while (!(await isSo())) await new Promise((resolve) => setImmediate(resolve));
}

/** Resolves when the server has noticed that nobody imports any more: until then the file is being imported by somebody else. */
const untilMissed = () =>
  until(async () => {
    const { rows } = await database.query(`SELECT 1 FROM pg_locks l JOIN pg_database d ON d.oid = l.database
      WHERE l.locktype = 'advisory' AND d.datname = current_database()`);
    return rows.length === 0;
  });

describe('an import whose process is killed', () => {
  it('goes on with the next start: no row is lost or counted twice, and the file of broken rows is whole', async () => {
    const file = await given('killed', 12_000);
    const argv = ['leads', 'import', file.path, '--json'];
    const child = start(argv, tendril.env);
    const ended = once(child, 'close');
    await until(async () => child.exitCode !== null || (await leadsOf(file.domain)) > 0);
    child.kill('SIGKILL');
    expect((await ended)[1]).toBe('SIGKILL');
    const before = await leadsOf(file.domain);
    expect(before).toBeGreaterThan(0);
    expect(before).toBeLessThan(file.good);
    await untilMissed();
    const again = start(argv, tendril.env);
    let stdout = '';
    again.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
    });
    expect(await once(again, 'close')).toEqual([1, null]);
    const result: ImportResult = JSON.parse(stdout);
    expect(result.state).toBe('resumed');
    expect(result.fromLine).toBeGreaterThan(2);
    await expectWhole(file, result);
  });
});

describe('two imports of one file at one moment', () => {
  it('are one: the second is told so, and when it is over that all is in', async () => {
    const file = await given('both', 400);
    const whole = await leadFile(file.path);
    const second: string[] = [];
    let opened = 0;
    const held: LeadFile = {
      name: whole.name,
      async *open() {
        opened += 1;
        // It is read once to be looked at, and once to be imported: then the second import comes.
        if (opened === 2) {
          const { stderr } = await tendril.tendril('leads', 'import', file.path, '--json');
          second.push(errorOf(stderr).code);
        }
        yield* whole.open();
      },
    };
    const result = await imported(tendril.store, file, { batchRows: 50 }, held);
    expect(second).toEqual(['IMPORT_RUNNING']);
    await expectWhole(file, result);
    expect(await imported(tendril.store, file)).toMatchObject({ state: 'done', created: file.good });
    expect(await leadsOf(file.domain)).toBe(file.good);
  });

  it('whichever is faster, leave every row once', async () => {
    const file = await given('race', 400);
    const outcomes = await Promise.allSettled([1, 2, 3].map(() => imported(tendril.store, file, { batchRows: 50 })));
    const results = outcomes.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
    const refused = outcomes.flatMap((one) => (one.status === 'rejected' ? [one.reason.code] : []));
    expect(refused).toEqual(refused.map(() => 'IMPORT_RUNNING'));
    const [first] = results.filter(({ state }) => state === 'new');
    if (!first) throw new Error('Nobody has imported it');
    await expectWhole(file, first);
  });
});

describe('an import that loses the database', () => {
  let line: CutLine;
  let away: StoredInstallation['store'];
  let close: () => Promise<void>;
  beforeAll(async () => {
    const url = new URL(tendril.env.DATABASE_URL ?? '');
    line = await startCutLine(`${url.hostname}:${url.port}`);
    url.host = line.address;
    const services = createServices(readConfig({ ...tendril.env, DATABASE_URL: url.href }));
    away = await services.store();
    close = () => services.close();
  });
  afterAll(async () => {
    line.mend();
    await close();
    await line.close();
  });

  /** The store, whose line is cut at a moment of the second batch. */
  const cutAt = (moment: 'before' | 'within'): Store => {
    let batches = 0;
    const save: Store['imports']['save'] = (run, batch, actor, at, keep) => {
      batches += 1;
      if (batches === 2 && moment === 'before') line.cut();
      return away.imports.save(run, batch, actor, at, async (refused) => {
        await keep(refused);
        if (batches === 2 && moment === 'within') line.cut();
      });
    };
    return { ...away, imports: { ...away.imports, save } };
  };

  it.each(['before', 'within'] as const)('%s a batch says so, and goes on there when it is back', async (moment) => {
    const file = await given(`cut-${moment}`, 400);
    const cut = imported(cutAt(moment), file, { batchRows: 50 });
    await expect(cut).rejects.toMatchObject({ code: 'DATABASE_UNAVAILABLE' });
    const rows = (await readFile(file.errorFile, 'utf8')).match(/nobody/g)?.length ?? 0;
    expect(rows).toBeGreaterThan(moment === 'within' ? 8 : 6);
    expect(await leadsOf(file.domain)).toBe(50 - file.broken.filter((row) => row < 52).length);
    line.mend();
    await untilMissed();
    const result = await imported(away, file, { batchRows: 50 });
    expect(result).toMatchObject({ state: 'resumed', fromLine: 52 });
    await expectWhole(file, result);
  });
});
