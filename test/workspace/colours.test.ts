/** The example mails in a real browser: what they say can be read on light and on dark screens, and in Outlook.com. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Browser, findChromium, openBrowser } from '../support/browser.ts';
import { exampleCompilations, exampleWorkspace, rendered } from './example-files.ts';

const chromium = findChromium();

/** WCAG 2.2 §1.4.3, for text of any size. */
const enough = 4.5;

interface Seen {
  readonly text: string;
  /** Between the text and what is behind it. */
  readonly contrast: number;
  /** Relative luminance of what is behind it: 0 black, 1 white. */
  readonly ground: number;
}

/** Runs in the page: every piece of text that can be seen. Code of the browser, so it is a text here. */
const seenTexts = `
  const colour = (css) => { const [r = 0, g = 0, b = 0, a = 1] = (css.match(/[\\d.]+/g) ?? []).map(Number); return [r, g, b, a]; };
  const over = ([r, g, b, a], [x, y, z]) => [r * a + x * (1 - a), g * a + y * (1 - a), b * a + z * (1 - a), 1];
  const linear = (part) => part / 255 <= 0.04045 ? part / 255 / 12.92 : ((part / 255 + 0.055) / 1.055) ** 2.4;
  const luminance = ([r, g, b]) => 0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b);
  const groundOf = (element) => {
    if (!element) return [255, 255, 255, 1];
    const own = colour(getComputedStyle(element).backgroundColor);
    return own[3] === 1 ? own : over(own, groundOf(element.parentElement));
  };
  const seen = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const element = node.parentElement;
    const text = node.textContent.trim();
    if (text === '' || !element.checkVisibility() || element.closest('style')) continue;
    const style = getComputedStyle(element);
    if (style.fontSize === '0px' || element.getBoundingClientRect().height === 0) continue;
    const ground = groundOf(element);
    const [a, b] = [luminance(over(colour(style.color), ground)), luminance(ground)];
    seen.push({ text, contrast: (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05), ground: b });
  }
  return seen;
`;

describe.skipIf(chromium === null)('the example mails in a browser', () => {
  let browser: Browser;
  let mails: readonly { readonly name: string; readonly html: string }[];
  beforeAll(async () => {
    browser = await openBrowser(chromium ?? '');
    const workspace = exampleWorkspace();
    mails = [...(await exampleCompilations()).values()].flatMap(({ template, fixtures }) =>
      template.variants.flatMap(({ language }) =>
        fixtures.map(({ name, lead }) => ({
          name: `${template.name} ${language} ${name}`,
          html: rendered(workspace, template, { ...lead, language }).html,
        })),
      ),
    );
  });
  afterAll(() => browser.close());

  /** What of all mails cannot be read well, or is not as dark as wanted. */
  async function faults(
    colours: 'light' | 'dark',
    isRight: (ground: number, text: string) => boolean,
    html = (it: string) => it,
  ) {
    const found: string[] = [];
    let texts = 0;
    for (const mail of mails) {
      await browser.show(html(mail.html), colours);
      for (const { text, contrast, ground } of await browser.inPage<readonly Seen[]>(seenTexts)) {
        texts += 1;
        if (contrast >= enough && isRight(ground, text)) continue;
        found.push(`${mail.name}: contrast ${contrast.toFixed(2)} on ${ground.toFixed(2)}: ${text.slice(0, 60)}`);
      }
    }
    expect(texts).toBeGreaterThan(mails.length * 10);
    return found;
  }

  it('have dark text on light ground by day', async () => {
    const buttons = new Set<number>();
    expect(
      await faults('light', (ground) => {
        if (ground < 0.5) buttons.add(ground);
        return true;
      }),
    ).toEqual([]);
    // Only the button is dark.
    expect(buttons.size).toBe(1);
  });

  it('have light text on dark ground by night', async () => {
    expect(await faults('dark', (ground) => ground < 0.2)).toEqual([]);
  });

  it('have the same dark colours where Outlook.com turns colours over', async () => {
    const marked = (html: string) => html.replace('<html', '<html data-ogsc data-ogsb');
    expect(await faults('light', (ground) => ground < 0.2, marked)).toEqual([]);
  });
});
