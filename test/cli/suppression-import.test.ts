/** Lists of addresses that must not be mailed: of any size, told line by line what is wrong, and the same when taken twice. */
import { createWriteStream } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { leadFile } from '../../cli/lead-file.ts';
import { importSuppressions, type SuppressionImportOptions } from '../../cli/suppression-import.ts';
import { errorOf } from './command-line.ts';
import { createStoredInstallation, now, type StoredInstallation } from './installation.ts';

let tendril: StoredInstallation;
beforeAll(async () => {
  tendril = await createStoredInstallation();
});
afterAll(() => tendril.close());

const at = (name: string) => join(tendril.home, name);
async function file(name: string, text: string): Promise<string> {
  await writeFile(at(name), text);
  return at(name);
}
const note = { reason: 'unsubscribe', scope: 'all', detail: 'test', actor: 'test' } as const;
const imported = async (path: string, options: Partial<SuppressionImportOptions> = {}) =>
  importSuppressions(tendril.store, await leadFile(path), { note, now, errorFile: `${path}.errors.csv`, ...options });
const reasons = (...addresses: readonly string[]) =>
  Promise.all(addresses.map((address) => tendril.store.suppressions.reasonFor(address)));

setFlagsFromString('--expose-gc');
const collectGarbage: () => void = runInNewContext('gc');
/** Megabytes that are in use. */
function live(): number {
  collectGarbage();
  const { heapUsed, external } = process.memoryUsage();
  return (heapUsed + external) / 2 ** 20;
}

describe('a list', () => {
  it('of 200,000 lines takes no more memory at its end than at its beginning', async () => {
    const lines = 200_000;
    // A note with every line, so that the file is far larger than the limit below. Each address stands there ten times in a
    // row: what is written to the database is not what this is about.
    const rest = `,"${'left us after the fair, '.repeat(20)}"\n`;
    const nameOf = (line: number) => `p${Math.floor(line / 10)}@large.example`;
    const pieces = Readable.from(
      (function* () {
        for (let n = 0; n < lines; n += 5_000) {
          yield Array.from({ length: 5_000 }, (_, i) => `${nameOf(n + i)}${rest}`).join('');
        }
      })(),
    );
    await pipeline(pieces, createWriteStream(at('large.csv')));
    const before = live();
    const during: { readonly live: number; readonly rss: number }[] = [];
    let next = 0.2;
    const onLines = (done: number, total: number) => {
      if (done < total * next) return;
      next += 0.4;
      during.push({ live: live(), rss: process.memoryUsage().rss / 2 ** 20 });
    };
    const result = await imported(at('large.csv'), { onLines });
    expect(result).toMatchObject({ suppressed: lines / 10, added: lines / 10, refused: 0 });
    const [early, , last] = during;
    if (!early || !last) throw new Error('It was not looked at twice');
    // A tenth of the file is more than what is kept of it; what is thrown away by and by takes its room as well.
    expect(Math.max(...during.map((one) => one.live))).toBeLessThan(before + 10);
    expect(last.rss).toBeLessThan(early.rss + 160);
    expect(await reasons(nameOf(0), nameOf(lines - 1).toUpperCase())).toEqual(['unsubscribe', 'unsubscribe']);
  });

  it('is read by its first column, whatever marks, quotes and line ends it has', async () => {
    const text =
      '\uFEFFE-Mail;when\r\na@odd.example;"a note\r\n"b@odd.example";x\rc@odd.example\td\n\n  d@odd.example|x\n"e, f"@odd.example\ng@odd.example';
    const path = await file('odd.csv', text);
    expect(await imported(path)).toMatchObject({
      suppressed: 5,
      refused: 1,
      broken: [{ line: 7, code: 'ADDRESS_MULTIPLE' }],
    });
    expect(await reasons(...['a', 'b', 'c', 'd', 'g'].map((one) => `${one}@odd.example`))).toEqual(
      Array.from({ length: 5 }, () => 'unsubscribe'),
    );
    expect(await tendril.store.suppressions.reasonFor('e@odd.example')).toBeNull();
  });

  it('gives back the lines that are no address, with number and reason, and that file is imported as it is', async () => {
    const path = await file('mend.txt', 'ann@mend.example\nnobody\n=cmd@\nbob@mend.example\n');
    const first = await tendril.tendril('suppressions', 'import', path, '--reason', 'unsubscribe', '--json');
    expect([first.code, errorOf(first.stderr).code]).toEqual([1, 'NOT_ALL_DONE']);
    const told = JSON.parse(first.stdout);
    expect(told).toMatchObject({ suppressed: 2, added: 2, refused: 2, errorFile: at('mend.errors.csv') });
    const broken = await readFile(told.errorFile, 'utf8');
    expect(broken).toMatch(
      /^\ufeffaddress,error_line,error_code,error_reason\r\nnobody,2,ADDRESS_INVALID,.*\r\n'=cmd@,3,/,
    );
    const mended = broken.replace('nobody', 'cem@mend.example').replace("'=cmd@", 'eve@mend.example');
    const second = await tendril.tendril(
      'suppressions',
      'import',
      await file('mended.csv', mended),
      '--reason',
      'manual',
    );
    expect(second).toMatchObject({ code: 0, stderr: '' });
    expect(await reasons('cem@mend.example', 'eve@mend.example')).toEqual(['manual', 'manual']);
  });

  it('that is taken twice suppresses nobody twice', async () => {
    const path = await file('twice.txt', 'ann@twice.example\nbob@twice.example\nANN@twice.example\n');
    expect(await imported(path)).toMatchObject({ suppressed: 2, added: 2 });
    expect(await imported(path)).toMatchObject({ suppressed: 2, added: 0, errorFile: null });
    expect(await tendril.store.suppressions.entries('ann@twice.example')).toHaveLength(1);
    const told = await tendril.tendril('suppressions', 'import', path, '--reason', 'unsubscribe');
    expect(told.stdout).toMatch(/twice\.txt: 2 suppressed \(unsubscribe\), 0 broken, 2 known before\n/);
  });

  it('that is stopped says how far it came, and is done when it is imported again', async () => {
    const rows = Array.from({ length: 9_000 }, (_, n) => (n % 1_000 === 7 ? 'nobody' : `p${n}@stop.example`));
    const path = await file('stop.txt', `${rows.join('\n')}\n`);
    const stop = new AbortController();
    const stopped = await imported(path, { signal: stop.signal, onLines: () => stop.abort() });
    expect(stopped.left).toBeGreaterThan(0);
    expect(stopped.suppressed + stopped.refused + stopped.left).toBe(rows.length);
    const again = await imported(path);
    expect(again).toMatchObject({ suppressed: 8_991, added: 8_991 - stopped.suppressed, refused: 9, left: 0 });
    const lines = (await readFile(`${path}.errors.csv`, 'utf8')).trim().split('\r\n').slice(1);
    expect(lines.map((line) => Number(line.split(',')[1]))).toEqual(
      [0, 1, 2, 3, 4, 5, 6, 7, 8].map((n) => n * 1_000 + 8),
    );
  });

  it('that is no text is refused as a whole, and one that is its own error file', async () => {
    const book = await tendril.tendril('suppressions', 'import', await file('book.csv', 'PK\x03\x04'), '--json');
    expect(errorOf(book.stderr)).toMatchObject({ code: 'CSV_SYNTAX', message: expect.stringContaining('workbook') });
    const path = await file('own.txt', 'nobody\n');
    const own = await tendril.tendril('suppressions', 'import', path, '--errors', path, '--json');
    expect(errorOf(own.stderr).code).toBe('USAGE');
    expect(await readFile(path, 'utf8')).toBe('nobody\n');
  });
});
