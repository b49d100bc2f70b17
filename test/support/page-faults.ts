/** What stands in the way of people on a page that a real browser shows. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Browser } from './browser.ts';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** What a checker of accessibility says against the page that is open, and what is wider than the screen. */
export async function pageFaults(browser: Browser, where: string): Promise<readonly string[]> {
  await browser.inPage(`${axe}; window.verdict = null;
    axe.run({ resultTypes: ['violations'] }).then(({ violations }) => {
      window.verdict = violations.map(({ id, nodes }) => id + ': ' + nodes.map(({ html }) => html).join(' '));
    }); return null;`);
  for (;;) {
    const verdict = await browser.inPage<readonly string[] | null>('return window.verdict;');
    if (verdict === null) continue;
    const wide = await browser.inPage<boolean>('return document.documentElement.scrollWidth > innerWidth;');
    return [...verdict, ...(wide ? ['wider than the screen'] : [])].map((fault) => `${where} ${fault}`);
  }
}
