/** `tendril templates preview`, for the mails of the example: needs no engine. */
import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'node-html-parser';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Material, materialFor, type Reader } from '../../cli/preview/material.ts';
import { previewPage } from '../../cli/preview/page.ts';
import { type Views, viewsOf } from '../../cli/preview/views.ts';
import type { Samples, Services } from '../../cli/services.ts';
import type { Finding } from '../../domain/errors.ts';
import { findChromium, openBrowser } from '../support/browser.ts';
import { createInstallation, type Installation, root } from './command-line.ts';

interface Previewed {
  readonly name: string;
  readonly language: string;
  readonly fixture: string | null;
  readonly subject: string;
  readonly preheader: string;
  readonly headers: readonly { readonly name: string; readonly value: string }[];
  readonly html: string;
  readonly text: string;
  readonly links: readonly { readonly name: string; readonly url: string }[];
  readonly bytes: { readonly html: number; readonly message: number };
  readonly file: string;
}

let installation: Installation;
let services: Services;
let samples: Samples;
beforeAll(async () => {
  installation = await createInstallation();
  services = installation.services();
  samples = await services.samples();
});
afterAll(async () => {
  await services.close();
  await installation.remove();
});

const pageOf = (material: Material, views: Views, script: string | null = null): string =>
  previewPage({ material, views, language: material.organisation.language, script });

/** What the page itself would fetch: everything but the mails in their frames, and links that a person follows. */
function fetchedBy(page: string): readonly string[] {
  const document = parse(page, { comment: true, blockTextElements: { script: true, style: true, pre: true } });
  const elements = document.querySelectorAll(
    '[src], link, script, object, embed, base, form, meta[http-equiv=refresh]',
  );
  const style = document.querySelectorAll('style').map((element) => element.innerHTML);
  return [...elements.map(String), ...style.filter((text) => /url\(|@import/.test(text))];
}

describe('a preview', () => {
  it('of every example mail is whole for every fixture in every language, on a page that loads nothing', async () => {
    const compiler = await services.compiler(join(root, 'templates'));
    const names = await compiler.names();
    expect(names.length).toBeGreaterThan(30);
    for (const name of names) {
      const material = await materialFor(services, name, {});
      const views = viewsOf(samples, material, services.now());
      expect(views, name).toMatchObject({ failures: [], leftOut: 0 });
      expect(views.all, name).toHaveLength(material.readers.length * material.template.variants.length);
      for (const { sample } of views.all) {
        expect(sample.mail.subject, name).toMatch(/\w/);
        expect(sample.preheader, name).toMatch(/\w/);
        const whole = [sample.mail.subject, sample.preheader, sample.text, sample.html].join('\n');
        expect(whole, name).not.toMatch(/\{\{|\}\}|undefined|\[object|&amp;amp;/);
        expect(sample.headers.map((header) => header.name)).toEqual(expect.arrayContaining(['List-Unsubscribe', 'To']));
      }
      expect(fetchedBy(pageOf(material, views)), name).toEqual([]);
    }
  }, 120_000);

  it('is one JSON object and a file that only its owner may read', async () => {
    const shown = await installation.json<Previewed>('templates', 'preview', 'renewal-soon', '--fixture', 'german');
    expect(shown).toMatchObject({
      name: 'renewal-soon',
      language: 'de',
      fixture: 'german',
      subject: 'Noch 30 Tage: bitte verlängern Sie Ihren Vertrag',
      preheader: 'Eine Unterschrift, derselbe Preis, keine Lücke in den Messwerten.',
      from: { address: 'nora@lumenfield.example' },
      to: { name: 'Noah Fischer' },
      file: join(installation.home, 'previews', 'renewal-soon.html'),
    });
    expect(shown.links).toContainEqual({ name: 'renew', url: 'https://www.example.com/lumenfield/contract/renew' });
    expect(shown.text).toContain('Guten Tag Noah Fischer,\n');
    expect(shown.bytes.message).toBeGreaterThan(shown.bytes.html);
    expect((await stat(shown.file)).mode & 0o777).toBe(0o600);
    expect(await readFile(shown.file, 'utf8')).toContain(`<h1>${shown.subject}</h1>`);

    const english = await installation.json<Previewed>(
      ...[
        'templates',
        'preview',
        'renewal-soon',
        '--fixture',
        'german',
        '--language',
        'en-GB',
        '--sender',
        'customers',
      ],
    );
    expect(english).toMatchObject({ language: 'en', from: { address: 'service@lumenfield.example' } });
    expect(english.text).toMatch(/until Wednesday,? 31 March 2027\./);
  });

  it('prints nothing but the path on stdout, and says which mail it is', async () => {
    const file = join(installation.home, 'mine.html');
    const outcome = await installation.tendril(
      'templates',
      'preview',
      'renewal-soon',
      '--language',
      'fr',
      '--out',
      file,
    );
    expect(outcome).toMatchObject({ code: 0, stdout: `${file}\n` });
    expect(outcome.stderr).toContain('renewal-soon has no mail in fr: this is the one for everybody else.');
  });

  it.each([
    [['nonsense'], 2, 'TEMPLATE_MISSING'],
    [['renewal-son'], 2, 'did you mean "renewal-soon"?'],
    [['renewal-soon', '--fixture', 'french'], 2, 'it has default, address-only and german'],
    [['renewal-soon', '--sender', 'bob'], 2, 'SENDER_UNKNOWN'],
    [['renewal-soon', '--language', 'not a language'], 2, 'BCP 47'],
    [['renewal-soon', '--lead', 'ann@example.com'], 5, 'DATABASE_UNAVAILABLE'],
    [['renewal-soon', '--lead', 'x', '--fixture', 'y'], 2, 'cannot be used with'],
  ])('of %j is refused', async (argv, code, message) => {
    const outcome = await installation.tendril('templates', 'preview', ...argv);
    expect(outcome).toMatchObject({ code, stdout: '' });
    expect(outcome.stderr).toContain(message);
  });
});

describe('whatever a lead is called', () => {
  const hostile = `"'></iframe></pre><script>document.title='taken'</script><img src=x onerror=alert(1)>&lt;b&gt;`;
  const page = async (script: string | null = null): Promise<string> => {
    const material = await materialFor(services, 'welcome-hello', {});
    const [first] = material.readers;
    const facts = { ...first.facts, firstName: hostile, lastName: hostile, company: hostile };
    const reader: Reader = { ...first, name: hostile, facts };
    const made = { ...material, readers: [reader] as const, warnings: [warning] };
    return pageOf(made, viewsOf(samples, made, services.now()), script);
  };
  const warning: Finding = {
    file: hostile,
    line: 1,
    col: 1,
    code: 'TEMPLATE_DOUBTFUL',
    message: hostile,
    remedy: hostile,
    severity: 'warning',
  };

  it('it is text on the page, in the mail and in its source', async () => {
    const made = await page();
    expect(made).toContain('&lt;/iframe&gt;');
    expect(fetchedBy(made)).toEqual([]);
    const document = parse(made);
    expect(document.querySelectorAll('script, img')).toEqual([]);
    const frames = document.querySelectorAll('iframe');
    expect(frames).toHaveLength(1);
    expect(frames[0]?.getAttribute('sandbox')).toBe('');
    const mail = parse(frames[0]?.getAttribute('srcdoc') ?? '');
    expect(mail.querySelectorAll('script, [onerror]')).toEqual([]);
  });

  it('the policy of the page lets nothing run but the script that it was made with', async () => {
    const policyOf = (made: string): string =>
      parse(made).querySelector('meta[http-equiv=Content-Security-Policy]')?.getAttribute('content') ?? '';
    expect(policyOf(await page())).toMatch(
      /^default-src 'none'; img-src data: https: http:; style-src 'unsafe-inline';/,
    );
    expect(policyOf(await page())).not.toContain('script-src');
    const hash = createHash('sha256').update('void 0;').digest('base64');
    expect(policyOf(await page('void 0;'))).toContain(`script-src 'sha256-${hash}'; connect-src 'self'`);
  });

  it.skipIf(findChromium() === null)('a browser runs nothing of it, and shows one mail at a time', async () => {
    const browser = await openBrowser(findChromium() ?? '');
    try {
      await browser.show(await page(), 'light');
      const seen = await browser.inPage<Readonly<Record<string, unknown>>>(`
        const shown = (selector) => [...document.querySelectorAll(selector)].filter((one) => one.offsetParent !== null).length;
        const before = { title: document.title, frames: shown('iframe'), texts: shown('pre') };
        document.getElementById('panel-text').click();
        return { ...before, framesAfter: shown('iframe'), textsAfter: shown('pre') };`);
      expect(seen).toEqual({ title: 'welcome-hello · Tendril', frames: 1, texts: 0, framesAfter: 0, textsAfter: 1 });
    } finally {
      await browser.close();
    }
  });
});
