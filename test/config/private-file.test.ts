import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { holdingFile } from '../../config/private-file.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tendril-private-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

it('whoever takes a file for a sign waits for who has it, and gives it back after a failure', async () => {
  const file = join(folder, 'at-work');
  const told: string[] = [];
  const failing = holdingFile(file, async () => {
    told.push('first', ...(await readdir(folder)));
    throw new Error('no luck');
  });
  const next = holdingFile(file, async () => void told.push('second'));
  await expect(failing).rejects.toThrow('no luck');
  await next;
  expect([told, await readdir(folder)]).toEqual([['first', 'at-work', 'second'], []]);
});

it('a file that a killed command has left is named, and not taken away', async () => {
  const file = join(folder, 'at-work');
  await writeFile(file, '');
  const work = holdingFile(file, async () => 'done', 1);
  await expect(work).rejects.toMatchObject({ code: 'CONFIG_INVALID', message: expect.stringContaining(file) });
  expect(await readdir(folder)).toEqual(['at-work']);
});
