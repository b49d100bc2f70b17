/** How a preview reaches whoever asked for it: opened by the system, and served while its files are edited. */
import { mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { livePage } from '../../cli/preview/live-page.ts';
import { openerOf } from '../../cli/preview/opener.ts';

describe('a preview that follows the files', () => {
  it('is told when one changes, shows what is wrong with them, and is served to nobody else', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'tendril-live-'));
    const file = join(folder, 'mail.txt');
    await writeFile(file, 'first');
    const end = new AbortController();
    const told: string[] = [];
    let begin: (address: string) => void = () => {};
    const begun = new Promise<string>((resolve) => {
      begin = resolve;
    });
    const over = livePage({
      name: 'mail',
      folders: [folder],
      signal: end.signal,
      async render() {
        const text = await readFile(file, 'utf8');
        if (text === 'broken') throw new Error('it is <broken>');
        return text;
      },
      ready: async (address) => begin(address),
      failed: (message) => told.push(message),
    });
    try {
      const address = await begun;
      expect(await (await fetch(address)).text()).toBe('first');
      expect((await fetch(new URL('/', address))).status).toBe(404);
      const changes = (await fetch(new URL('changes', address))).body?.getReader();
      const heard = async (): Promise<string> => new TextDecoder().decode((await changes?.read())?.value);
      expect(await heard()).toBe(': following\n\n');
      const shows = async (text: string): Promise<void> => {
        while (!(await (await fetch(address)).text()).includes(text)) expect(await heard()).toContain('event: changed');
      };
      await writeFile(file, 'broken');
      await shows('it is &lt;broken&gt;');
      expect(told).toContain('INTERNAL it is <broken>');
      // As editors save: written aside and renamed, more than once.
      for (const text of ['second', 'third']) {
        await writeFile(`${file}~`, text);
        await rename(`${file}~`, file);
        await shows(text);
      }
      await changes?.cancel();
    } finally {
      end.abort();
      await over;
      await rm(folder, { recursive: true });
    }
  });
});

it('a page is opened by the program of the system, and by none where nobody sits', () => {
  expect(openerOf('darwin', {})?.command).toBe('open');
  expect(openerOf('win32', {})?.command).toBe('cmd');
  expect(openerOf('linux', { DISPLAY: ':0' })?.command).toBe('xdg-open');
  expect([openerOf('linux', {}), openerOf('darwin', { CI: 'true' })]).toEqual([null, null]);
});
