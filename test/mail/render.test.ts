/** Filling templates: values, links, and what a lead's data cannot do to a mail. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { LeadFacts } from '../../domain/lead.ts';
import type { Organisation } from '../../domain/workspace.ts';
import type { CompiledTemplate, MailBody, RenderedMail } from '../../mail/ports.ts';
import { decodedBody } from '../../mail/quoted-printable.ts';
import { createRenderer } from '../../mail/render.ts';
import { planOf } from '../../mail/template/plan.ts';
import { createTemplateCompiler, type TemplateCompiler } from '../../mail/template-compiler.ts';
import { leadFacts, organisation } from './lead-sample.ts';

let dir: string;
let compiler: TemplateCompiler;
let count = 0;
const renderer = createRenderer();

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'tendril-render-'));
  compiler = createTemplateCompiler(dir);
});
afterAll(async () => {
  await compiler.close();
  await rm(dir, { recursive: true });
});

async function template(inner: string, title = 'Hello'): Promise<CompiledTemplate> {
  await writeFile(
    join(dir, 'a.mjml'),
    `<mjml><mj-head><mj-title>${title}</mj-title></mj-head><mj-body><mj-section><mj-column><mj-text>${inner}</mj-text>
<mj-text><a href="{{unsubscribeUrl}}">Unsubscribe</a> {{organisation.postalAddress}}</mj-text></mj-column></mj-section></mj-body></mjml>`,
  );
  const result = await compiler.compile('a');
  if (result.kind === 'refused') throw new Error(JSON.stringify(result.findings));
  return result.template;
}

type ReadMail = Omit<RenderedMail, 'html' | 'text'> & { readonly html: string; readonly text: string };

/** A template filled, as its reader has it. */
function fill(
  compiled: CompiledTemplate,
  lead: Partial<LeadFacts> = {},
  org: Partial<Organisation> = {},
  consents: readonly string[] = [],
): ReadMail {
  count += 1;
  const mail = renderer.render(compiled, `template ${count}`, {
    lead: leadFacts(lead),
    consents,
    organisation: { ...organisation, ...org },
    urls: {
      unsubscribe: 'https://t.test/u/one',
      preferences: 'https://t.test/p/one',
      open: 'https://t.test/o/one.gif',
    },
    clickUrl: (index) => `https://t.test/c/${index}`,
  });
  return { ...mail, html: plain(mail.html), text: plain(mail.text) };
}

const plain = (body: MailBody): string => decodedBody(body).replaceAll('\r\n', '\n');

/** The template with other plans in its only variant. */
function changed(
  compiled: CompiledTemplate,
  change: { readonly subject?: string; readonly html?: string; readonly text?: string },
): CompiledTemplate {
  const plans = Object.fromEntries(Object.entries(change).map(([part, source]) => [part, planOf(source)]));
  return { ...compiled, variants: [{ ...compiled.variants[0], ...plans }] };
}

/** A template without MJML. */
const templateOf = (parts: Parameters<typeof changed>[1]): CompiledTemplate =>
  changed(
    {
      format: 2,
      name: 'b',
      variants: [{ language: null, subject: [], preheader: [], html: [], text: [] }],
      fields: [],
      links: [],
    },
    parts,
  );

describe('values', () => {
  it('are escaped in HTML and plain in subject and text', async () => {
    const mail = fill(await template('Hi {{field "firstName" "there"}}', 'For {{field "firstName" "you"}}'), {
      firstName: '<b>O\'Neil & "Co" =`</b>',
    });
    expect(mail.subject).toBe('For <b>O\'Neil & "Co" =`</b>');
    expect(mail.text).toContain('Hi <b>O\'Neil & "Co" =`</b>');
    expect(mail.html).toContain('Hi &lt;b&gt;O&#x27;Neil &amp; &quot;Co&quot; &#x3D;&#x60;&lt;/b&gt;');
    expect(mail.html).not.toContain("<b>O'Neil");
  });

  it.each([[null], [''], ['  '], ['\u0000\n'], ['\u200b\u2060\ufeff']])(
    'that are missing (%j) give way to the fallback',
    async (firstName) => {
      expect(fill(await template('Hi {{field "firstName" "there"}}!'), { firstName }).text).toContain('Hi there!');
    },
  );

  it('may be custom fields of every type, and only own ones', async () => {
    const compiled = await template(
      '{{field "seats" "-"}} {{field "trial" "-"}} {{field "nothing" "-"}} {{field "constructor" "-"}} {{field "toString" "-"}}',
    );
    expect(fill(compiled, { fields: { seats: 12, trial: false, nothing: null } }).text).toContain('12 false - - -');
  });

  it('cannot bring line breaks into the subject or lines into the text', async () => {
    const mail = fill(await template('Hi {{field "firstName" "there"}}.', '{{field "firstName" "x"}}'), {
      firstName: 'Ann\r\nBcc: eve@evil.test\u2028\u0007',
    });
    expect(mail.subject).toBe('Ann Bcc: eve@evil.test');
    expect(mail.text).toContain('Hi Ann Bcc: eve@evil.test.');
  });

  it('are never read as templates', async () => {
    const mail = fill(await template('Hi {{field "firstName" "there"}}'), {
      firstName: '{{unsubscribeUrl}}{{#each this}}',
    });
    expect(mail.text).toContain('Hi {{unsubscribeUrl}}{{#each this}}');
  });

  it('decide conditions', async () => {
    const compiled = await template(
      '{{#if (has "company")}}C{{else}}-{{/if}}{{#if (is "grade" "A")}}A{{else if (is "grade" "B")}}B{{/if}}{{#unless (is "seats" 3)}}not{{/unless}}',
    );
    expect(fill(compiled, { fields: { seats: 3 } }).text).toContain('CB\n');
    expect(fill(compiled, { company: ' ', grade: 'A' }).text).toContain('-Anot\n');
  });

  it('without fallback refuse the mail when they are missing', async () => {
    const compiled = await template('x');
    const bare = changed(compiled, { text: '{{field "company"}}' });
    expect(() => fill(bare, { company: null })).toThrow(expect.objectContaining({ code: 'TEMPLATE_VARIABLE' }));
    expect(() => fill(compiled, {}, { postalAddress: ' ' })).toThrow(
      expect.objectContaining({ code: 'TEMPLATE_VARIABLE' }),
    );
  });
});

describe('links', () => {
  it('become click URLs in both parts, with their destination frozen, and the unsubscribe link stays', async () => {
    const mail = fill(
      await template(
        '<a name="guide" href="https://x.test/g?a=1&amp;c={{field "company" "none"}}">Guide</a> <a href="{{organisation.website}}">Web</a>',
      ),
      { company: 'Smith & Sons/ü' },
    );
    expect(mail.links).toEqual([
      { name: 'guide', url: 'https://x.test/g?a=1&c=Smith%20%26%20Sons%2F%C3%BC' },
      { name: 'link-1', url: 'https://www.acme.test/?from=mail&to=web' },
    ]);
    expect(mail.html).toContain('href="https://t.test/c/0"');
    expect(mail.html).toContain('href="https://t.test/c/1"');
    expect(mail.html).toContain('href="https://t.test/u/one"');
    expect(mail.text).toContain('Guide <https://t.test/c/0> Web <https://t.test/c/1>');
    expect(mail.text).toContain('Unsubscribe <https://t.test/u/one>');
    expect(`${mail.html}${mail.text}`).not.toMatch(/x\.test|www\.acme\.test/);
  });

  it('are numbered without gaps when conditions leave some out', async () => {
    const compiled = await template(
      '{{#if (is "grade" "A")}}<a name="call" href="https://x.test/call">c</a>{{else}}<a name="read" href="https://x.test/read">r</a>{{/if}}<a name="last" href="https://x.test/last">l</a>',
    );
    const mail = fill(compiled, { grade: 'C' });
    expect(mail.links.map(({ name }) => name)).toEqual(['read', 'last']);
    expect(mail.text).toContain('r <https://t.test/c/0>l <https://t.test/c/1>');
    expect(fill(compiled, { grade: 'A' }).links.map(({ name }) => name)).toEqual(['call', 'last']);
  });

  it.each([
    'javascript:alert(1)',
    '//evil.test',
    'https://acme.test@evil.test/',
    'data:text/html,x',
    'ftp://x.test',
    'acme.test',
    '',
    ' ',
    'https://x.test/a b',
    'https://x\\@evil.test',
  ])('that would lead to %j refuse the mail', async (website) => {
    const compiled = await template('<a name="web" href="{{organisation.website}}">w</a>');
    expect(() => fill(compiled, {}, { website })).toThrow(
      expect.objectContaining({ code: 'TEMPLATE_INVALID', message: expect.stringContaining('"web"') }),
    );
  });

  it('cannot be broken out of by a value', async () => {
    const compiled = await template(
      '<a href="https://x.test/?q={{field "company" "x"}}" title="{{field "company" "x"}}">x</a>',
    );
    const mail = fill(compiled, { company: `"><script>alert(1)</script>` });
    expect(mail.html).not.toContain('<script>alert');
    expect(mail.links[0]?.url).toBe('https://x.test/?q=%22%3E%3Cscript%3Ealert(1)%3C%2Fscript%3E');
  });
});

describe('a rendered mail', () => {
  it('ends with one open pixel', async () => {
    const { html } = fill(await template('x'));
    expect(html.match(/https:\/\/t\.test\/o\/one\.gif/g)).toHaveLength(1);
    expect(html.indexOf('one.gif')).toBeGreaterThan(html.indexOf('Unsubscribe'));
    expect(html.trim().endsWith('</html>')).toBe(true);
  });

  it('has no tags left and the same bytes each time', async () => {
    const compiled = await template(
      '{{#if (has "company")}}{{field "company" "x"}}{{/if}} <a href="https://x.test">x</a>',
    );
    const mail = fill(compiled);
    expect(`${mail.subject}${mail.html}${mail.text}`).not.toMatch(/\{\{|\}\}|tnd/);
    expect(fill(compiled)).toEqual(mail);
  });

  it('has no blanks and no gaps where conditions come out empty', () => {
    const compiled = templateOf({
      text: 'Hi \n\n{{#if (has "title")}}{{field "title" ""}}{{/if}}\n\n  {{field "company" " "}} {{#unless (has "title")}} {{/unless}}\n{{field "title" ""}}\n\n\n  Bye\t{{field "firstName" ""}}  \n\n\n',
    });
    expect(fill(compiled, { company: null }).text).toBe('Hi\n\n  Bye Ann\n\n');
    expect(fill(compiled, { title: 'CEO' }).text).toBe('Hi\n\nCEO\n\n  Lead Ltd\nCEO\n\n  Bye Ann\n\n');
  });

  it('is made from the newest content of its key only as long as the cache holds', async () => {
    const small = createRenderer(1);
    const compiled = await template('x');
    const context = {
      lead: leadFacts(),
      consents: [],
      organisation,
      urls: { unsubscribe: 'https://t.test/u', preferences: 'https://t.test/p', open: 'https://t.test/o' },
      clickUrl: String,
    };
    const subjects = [
      small.render(changed(compiled, { subject: 'one' }), 'a', context).subject,
      small.render(changed(compiled, { subject: 'not read' }), 'a', context).subject,
      small.render(changed(compiled, { subject: 'two' }), 'b', context).subject,
      small.render(changed(compiled, { subject: 'three' }), 'a', context).subject,
    ];
    expect(subjects).toEqual(['one', 'one', 'two', 'three']);
  });
});
