/** What authors may write, and where they are told that something is wrong. Long, because it is a list of cases. */
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import Handlebars from 'handlebars';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Finding } from '../../domain/errors.ts';
import { type FieldType, fieldsOf } from '../../domain/fields.ts';
import { createTemplateCompiler, type TemplateCompiler } from '../../mail/template-compiler.ts';
import { printedPlan } from './printed-plan.ts';

const footer =
  '<mj-section><mj-column><mj-text><a href="{{unsubscribeUrl}}">Unsubscribe</a> {{organisation.postalAddress}}</mj-text></mj-column></mj-section>';

/** A template of nine lines; what is tested stands in line 5. */
const template = (line5: string, { head = '', foot = footer, title = '<mj-title>Hello</mj-title>' } = {}) => `<mjml>
  <mj-head>${title}<mj-preview>Soon</mj-preview>${head}</mj-head>
  <mj-body>
    <mj-section><mj-column>
${line5}
    </mj-column></mj-section>
    ${foot}
  </mj-body>
</mjml>
`;

const text = (inner: string) => template(`<mj-text>${inner}</mj-text>`);

let dir: string;
let compiler: TemplateCompiler;

beforeAll(async () => {
  dir = join(await mkdtemp(join(tmpdir(), 'tendril-templates-')), 'templates');
  await mkdir(join(dir, 'partials'), { recursive: true });
  compiler = createTemplateCompiler(dir);
});
afterAll(async () => {
  await compiler.close();
  await rm(dirname(dir), { recursive: true });
});

const write = (file: string, content: string) => writeFile(join(dir, file), content);

/** What was compiled, with its plans in the words of the language. */
async function compiled(content: string) {
  await write('a.mjml', content);
  const result = await compiler.compile('a');
  if (result.kind === 'refused') throw new Error(JSON.stringify(result.findings));
  const { template: whole } = result;
  const [{ subject, preheader, html, text }] = whole.variants;
  const printed = { subject, preheader, html, text };
  const [one, two, three, four] = Object.values(printed).map(printedPlan);
  return {
    whole,
    name: whole.name,
    fields: whole.fields,
    links: whole.links,
    subject: one,
    preheader: two,
    html: three ?? '',
    text: four ?? '',
  };
}

/** Findings as `file:line:col CODE`, with their messages. */
async function refused(
  content: string,
  fields: Readonly<Record<string, FieldType>> | null = null,
): Promise<readonly (Finding & { readonly place: string })[]> {
  await write('a.mjml', content);
  const result = await compiler.compile('a', { fields: fields && fieldsOf(fields), organisation: null });
  if (result.kind === 'compiled') throw new Error(`It compiled: ${JSON.stringify(result.template)}`);
  return result.findings.map((one) => ({
    ...one,
    place: `${one.file.slice(dir.length + 1)}:${one.line}:${one.col} ${one.code}`,
  }));
}

describe('a field that no lead has', () => {
  it('is refused where it stands, with the name that was meant', async () => {
    const [value, condition, ...more] = await refused(
      text('{{field "compnay" "your company"}} {{field "sites" "some"}} {{#if (has "siets")}}x{{/if}}'),
      { sites: 'number' },
    );
    expect([value?.place, value?.message]).toEqual([
      'a.mjml:5:10 TEMPLATE_VARIABLE',
      'a lead has no field "compnay"; did you mean "company"?',
    ]);
    expect(condition?.message).toBe('a lead has no field "siets"; did you mean "sites"?');
    expect(more).toEqual([]);
  });
});

describe('a template that compiles', () => {
  it('has its subject, preheader, fields and links, and is the same again for the same file', async () => {
    const source = template(
      '<mj-text>Hi {{field "firstName" "there"}}{{#if (has "company")}} at {{field "company" "work"}}{{/if}}, <a href="https://x.test/a">see</a> <a name="pricing" href="https://x.test/b">prices</a></mj-text><mj-button name="guide" href="https://x.test/g?a=1&amp;b=2">Go</mj-button>',
      { title: '<mj-title>Tips &amp; more for {{field "firstName" "you"}}</mj-title>' },
    );
    const first = await compiled(source);
    expect(first).toMatchObject({
      name: 'a',
      subject: 'Tips & more for {{field "firstName" "you"}}',
      preheader: 'Soon',
      fields: ['company', 'firstName'],
      links: ['link-1', 'pricing', 'guide'],
    });
    expect(await compiled(source)).toEqual(first);
    expect(JSON.parse(JSON.stringify(first.whole))).toEqual(first.whole);
    expect(first.html).toContain(`href="{{#trackedLink 2 'guide'}}https://x.test/g?a=1&amp;b=2{{/trackedLink}}"`);
    expect(first.html).toContain('href="{{unsubscribeUrl}}"');
  });

  it('has a text part with the tags, the links and no layout', async () => {
    const { text: part } = await compiled(
      template(
        '<mj-text><h1>Prices</h1>{{#if (is "grade" "A")}}Call{{else}}Read{{/if}} <a href="https://x.test/a">this</a></mj-text><mj-table><tr><td>a</td><td>b</td></tr></mj-table><mj-image src="https://x.test/i.png" />',
      ),
    );
    expect(part).toContain('Prices\n');
    expect(part).toContain('{{#if (is "grade" "A")}}Call{{else}}Read{{/if}} this <{{linkUrl 0}}>');
    expect(part).toContain('a b');
    expect(part).toContain('Unsubscribe <{{unsubscribeUrl}}> {{organisation.postalAddress}}');
    expect(part).not.toMatch(/Soon|i\.png|tnd/);
  });

  it('keeps conditions around sections in <mj-raw>, in their order', async () => {
    const section = (inner: string) => `<mj-section><mj-column><mj-text>${inner}</mj-text></mj-column></mj-section>`;
    const { html } = await compiled(
      template('<mj-text>x</mj-text>', {
        foot: `<mj-raw>{{#if (is "grade" "A")}}</mj-raw>${section('one')}<mj-raw>{{else}}</mj-raw>${section('two')}<mj-raw>{{/if}}</mj-raw>${footer}`,
      }),
    );
    const order = ['{{#if (is "grade" "A")}}', '>one<', '{{else}}', '>two<', '{{/if}}', '{{unsubscribeUrl}}'].map(
      (part) => html.indexOf(part),
    );
    expect(order).toEqual([...order].sort((a, b) => a - b));
    expect(order.every((place) => place > 0)).toBe(true);
  });

  it('puts partials in their place and leaves mailto, tel, anchors and data-no-track alone', async () => {
    await write(
      'partials/note.mjml',
      '<mj-text><a href="mailto:a@b.test">m</a><a href="tel:1">t</a><a href="#x">x</a><a href="https://x.test" data-no-track>n</a></mj-text>',
    );
    const { html, links } = await compiled(template('<mj-include path="./partials/note.mjml"/>'));
    expect(links).toEqual([]);
    for (const href of ['mailto:a@b.test', 'tel:1', '#x', 'https://x.test']) expect(html).toContain(`href="${href}"`);
  });

  it('encodes a variable inside of a URL, but not one that is the whole URL', async () => {
    const { html } = await compiled(
      text(
        '<a href="https://x.test/?c={{field "company" "x"}}&n={{organisation.name}}">a</a><a href="{{organisation.website}}">w</a>',
      ),
    );
    expect(html).toContain(
      'https://x.test/?c={{inUrl (field "company" "x")}}&n={{inUrl organisation.name}}{{/trackedLink}}',
    );
    expect(html).toContain("{{#trackedLink 1 'link-2'}}{{organisation.website}}{{/trackedLink}}");
  });

  it('encodes it in links that count no clicks and in images as well, in both parts', async () => {
    const { html, text: plain } = await compiled(
      template(
        '<mj-text><a data-no-track href="https://x.test/?c={{field "company" "x"}}">{{field "company" "x"}}</a></mj-text><mj-image alt="a" src="https://x.test/{{field "company" "x"}}.png" />',
      ),
    );
    expect(html).toContain('href="https://x.test/?c={{inUrl (field "company" "x")}}"');
    expect(html).toContain('src="https://x.test/{{inUrl (field "company" "x")}}.png"');
    expect(html).toContain('>{{field "company" "x"}}</a>');
    expect(plain).toContain('{{field "company" "x"}} <https://x.test/?c={{inUrl (field "company" "x")}}>');
  });

  it('ignores what stands in comments of the author', async () => {
    const { html, fields } = await compiled(
      template(
        '<!-- {{nonsense}} <mj-include path="../x"/> -->{{! a note }}<mj-text>x{{!-- {{field "b"}} --}}</mj-text>',
      ),
    );
    expect(html).not.toMatch(/nonsense|note/);
    expect(fields).toEqual([]);
  });
});

describe('tags that would get lost', () => {
  it.each([
    [
      'between columns',
      template('<mj-text>x</mj-text>', { foot: `{{#if (has "company")}}${footer}{{/if}}${footer}` }),
      ['a.mjml:7:5', 'a.mjml:7:170'],
    ],
    ['between elements', template('{{#if (has "company")}}<mj-text>x</mj-text>{{/if}}'), ['a.mjml:5:1', 'a.mjml:5:44']],
    ['a value between elements', template('<mj-text>x</mj-text> {{field "company" "x"}}'), ['a.mjml:5:22']],
    ['in the head', template('<mj-text>x</mj-text>', { head: '{{field "company" "x"}}' }), ['a.mjml:2:67']],
  ])('are refused %s, each at its place', async (_where, source, places) => {
    const findings = await refused(source);
    expect(findings.map(({ place }) => place)).toEqual(places.map((place) => `${place} TEMPLATE_INVALID`));
    expect(findings[0]?.message).toContain('would be dropped');
    expect(findings[0]?.remedy).toContain('<mj-raw>{{');
  });

  it('are found in a partial at their place there', async () => {
    await write('partials/p.mjml', '<mj-text>ok</mj-text>\n  {{#if (has "company")}}<mj-text>x</mj-text>{{/if}}\n');
    const findings = await refused(template('  <mj-include path="./partials/p.mjml" />'));
    expect(findings.map(({ place }) => place)).toEqual([
      'partials/p.mjml:2:3 TEMPLATE_INVALID',
      'partials/p.mjml:2:46 TEMPLATE_INVALID',
    ]);
  });
});

describe('Handlebars that is not of the language', () => {
  it.each([
    ['{{{field "company" "x"}}}', 'TEMPLATE_INVALID', 'unescaped'],
    ['{{&unsubscribeUrl}}', 'TEMPLATE_INVALID', 'unescaped'],
    ['{{> partial}}', 'TEMPLATE_INVALID', 'partials'],
    ['{{#> layout}}x{{/layout}}', 'TEMPLATE_INVALID', 'partials'],
    ['{{lookup this "x"}}', 'TEMPLATE_INVALID', 'not known'],
    ['{{log "x"}}', 'TEMPLATE_INVALID', 'not known'],
    ['{{@root.lead.email}}', 'TEMPLATE_INVALID', 'not known'],
    ['{{this}}', 'TEMPLATE_INVALID', 'not known'],
    ['{{lead.firstName}}', 'TEMPLATE_INVALID', 'not known'],
    ['{{organisation.sender.address}}', 'TEMPLATE_INVALID', 'not known'],
    ['{{constructor.constructor "x"}}', 'TEMPLATE_INVALID', 'not known'],
    ['{{organisation.name "x"}}', 'TEMPLATE_INVALID', 'takes nothing'],
    ["{{trackedLink 0 'x'}}", 'TEMPLATE_INVALID', 'not known'],
    ['{{firstName}}', 'TEMPLATE_VARIABLE', 'no variable'],
    ['{{field "firstName"}}', 'TEMPLATE_VARIABLE', 'no fallback'],
    ['{{field firstName "x"}}', 'TEMPLATE_INVALID', 'cannot be read'],
    ['{{field "a" "b" "c"}}', 'TEMPLATE_INVALID', 'cannot be read'],
    ['{{field (field "a" "b") "c"}}', 'TEMPLATE_INVALID', 'cannot be read'],
    ['{{#foo}}x{{/foo}}', 'TEMPLATE_INVALID', 'not known'],
    ['{{#each lead}}x{{/each}}', 'TEMPLATE_INVALID', 'not known'],
    ['{{#with lead}}x{{/with}}', 'TEMPLATE_INVALID', 'not known'],
    ['{{#if company}}x{{/if}}', 'TEMPLATE_INVALID', 'one condition'],
    ['{{#if (lookup this "x")}}x{{/if}}', 'TEMPLATE_INVALID', 'one condition'],
    ['{{#if (is "grade")}}x{{/if}}', 'TEMPLATE_INVALID', 'one condition'],
    ['{{#if (has "a") as |b|}}x{{/if}}', 'TEMPLATE_INVALID', 'one condition'],
    ['{{* decorator}}', 'TEMPLATE_INVALID', 'decorators'],
    ['\\{{field "a" "b"}}', 'TEMPLATE_INVALID', 'backslash'],
  ])('%s is refused where it stands', async (tag, code, message) => {
    const findings = await refused(text(`ab${tag}`));
    expect(findings.map(({ place }) => place)).toEqual([`a.mjml:5:12 ${code}`]);
    expect(findings[0]?.message).toContain(message);
    expect(findings[0]?.remedy).not.toBe('');
  });

  it.each([
    ['{{#if (has "a")}}x', 'a.mjml:'],
    ['x{{/if}}', 'a.mjml:5:11'],
    ['x{{field "a}}', 'a.mjml:5:11'],
  ])('%s, which cannot be parsed, is refused near its place', async (tag, place) => {
    const [found, ...more] = await refused(text(tag));
    expect(more).toEqual([]);
    expect(found?.place).toContain(place);
    expect(found?.message).toContain('cannot be read');
  });

  it('gets one finding for each wrong tag', async () => {
    const findings = await refused(text('{{a}} {{b}}\n{{{c}}}'));
    expect(findings.map(({ place }) => place)).toEqual([
      'a.mjml:5:10 TEMPLATE_VARIABLE',
      'a.mjml:5:16 TEMPLATE_VARIABLE',
      'a.mjml:6:1 TEMPLATE_INVALID',
    ]);
  });

  it('allows facts that every lead has without a fallback', async () => {
    const { fields } = await compiled(
      text(
        '{{field "email"}} {{field "stage"}} {{field "score"}}{{#unless (has "x")}}n{{else if (is "y" 3)}}m{{/unless}}',
      ),
    );
    expect(fields).toEqual(['email', 'score', 'stage', 'x', 'y']);
  });

  it.each([
    ['in each other', (depth: number) => `${'{{#if (has "a")}}'.repeat(depth)}x${'{{/if}}'.repeat(depth)}`, 17],
    [
      'in each other, turned round',
      (depth: number) => `${'{{^if (has "a")}}'.repeat(depth)}x${'{{/if}}'.repeat(depth)}`,
      17,
    ],
    ['by else if', (depth: number) => `{{#if (has "a")}}${'{{else if (has "a")}}'.repeat(depth - 1)}x{{/if}}`, 21],
  ])('nests conditions ten deep %s and no deeper, which is told at once and at the place', async (_, nested, width) => {
    const { fields } = await compiled(text(nested(10)));
    expect(fields).toEqual(['a']);
    const begun = performance.now();
    // Handlebars itself would take a minute for these.
    const [first, ...more] = await refused(text(nested(5000)));
    expect(performance.now() - begun).toBeLessThan(5000);
    expect(more).toEqual([]);
    expect(first?.message).toContain('more than 10 deep');
    const [, col] = /:(\d+) TEMPLATE_INVALID$/.exec(first?.place ?? '') ?? [];
    const [eleventh] = await refused(text(`y${nested(11)}`));
    expect(Number(/:(\d+) TEMPLATE_INVALID$/.exec(eleventh?.place ?? '')?.[1]) - Number(col)).toBe(1);
    expect(Number(col)).toBeGreaterThan(10 * Math.min(width, 17));
  });

  it('may have any number of conditions beside each other', async () => {
    await compiled(text('{{#if (has "a")}}x{{else}}y{{/if}}{{#unless (has "b")}}z{{/unless}}'.repeat(30)));
  });
});

describe('variables in places where they could do harm', () => {
  it.each([
    ['a style attribute', '<mj-text><p style="color:{{field "c" "red"}}">x</p></mj-text>', 28 - 3],
    ["an attribute of the author's own", '<mj-text><p data-c="{{field "c" "x"}}">x</p></mj-text>', 21],
    ['a conditional comment', '<mj-text><!--[if mso]>{{field "c" "x"}}<![endif]--></mj-text>', 23],
  ])('are refused: %s', async (_where, line, col) => {
    const findings = await refused(template(line));
    expect(findings.map(({ place }) => place)).toEqual([
      `a.mjml:5:${col + (line.includes('style') ? 1 : 0)} TEMPLATE_INVALID`,
    ]);
  });

  it('are refused in CSS', async () => {
    const findings = await refused(
      template('<mj-text>x</mj-text>', { head: '<mj-style>p { color: {{field "c" "red"}} ; }</mj-style>' }),
    );
    expect(findings[0]?.message).toContain('CSS');
  });
});

describe('links that could lead astray', () => {
  it.each([
    'javascript:alert(1)',
    'JAVASCRIPT:alert(1)',
    ' javascript:alert(1)',
    'data:text/html,x',
    'vbscript:x',
    '//evil.test/',
    '/relative',
    'page.html',
    '',
    'ftp://x.test/',
    'https://user:pass@evil.test/',
    'https://x.test\\@evil.test/',
    'https://',
    'java{{field "x" "script:"}}',
    'x{{unsubscribeUrl}}',
    '{{unsubscribeUrl}}?a=1',
  ])('%j is refused where it stands', async (href) => {
    const findings = await refused(text(`<a href="${href.replaceAll('"', "'")}">x</a>`));
    expect(findings[0]?.place).toBe('a.mjml:5:13 TEMPLATE_INVALID');
  });

  it('are found on buttons and in single quotes too', async () => {
    expect((await refused(template('<mj-button href="javascript:x">x</mj-button>')))[0]?.place).toBe(
      'a.mjml:5:12 TEMPLATE_INVALID',
    );
    expect((await refused(text("<a title=' href=\"https://ok.test\"' href='javascript:x'>x</a>")))[0]?.place).toBe(
      'a.mjml:5:45 TEMPLATE_INVALID',
    );
  });

  it('are refused for a name that cannot be waited for', async () => {
    expect((await refused(text('<a name="a b" href="https://x.test">x</a>')))[0]?.place).toBe(
      'a.mjml:5:13 TEMPLATE_INVALID',
    );
  });
});

describe('includes', () => {
  beforeAll(async () => {
    await writeFile(join(dirname(dir), 'outside.mjml'), '<mj-text>secret</mj-text>');
    await write('partials/x.css', 'p{}');
    await write('partials/loop.mjml', '<mj-include path="./loop.mjml" />');
    await write('partials/whole.mjml', '<mjml><mj-body></mj-body></mjml>');
    await symlink(join(dirname(dir), 'outside.mjml'), join(dir, 'partials/link.mjml'));
  });

  it.each([
    ['path="../outside.mjml"', 'a.mjml'],
    ['path="./partials/../../outside.mjml"', 'a.mjml'],
    ['path="/etc/passwd"', 'a.mjml'],
    ['path="%2e%2e/outside.mjml"', 'a.mjml'],
    ['path="..\\outside.mjml"', 'a.mjml'],
    ['path="./partials/link.mjml"', 'a.mjml'],
    ['path="./partials/x.css" type="css"', 'a.mjml'],
    ['path="./partials/x.css"', 'a.mjml'],
    ['path="./partials/missing.mjml"', 'a.mjml'],
    ['path="./partials/whole.mjml"', 'a.mjml'],
    ['type="html"', 'a.mjml'],
    ['path="./partials/loop.mjml"', 'partials/loop.mjml'],
  ])('with %s are refused and nothing is read', async (attributes, file) => {
    const findings = await refused(template(`  <mj-include ${attributes} />`));
    expect(findings.map(({ place }) => place)).toEqual([
      file === 'a.mjml' ? 'a.mjml:5:3 TEMPLATE_INVALID' : `${file}:1:1 TEMPLATE_INVALID`,
    ]);
    expect(JSON.stringify(findings)).not.toContain('secret');
  });
});

describe('a template that is not fit to send', () => {
  it('is refused without an unsubscribe link that every reader sees', async () => {
    const address = '{{organisation.postalAddress}}';
    const foot = (inner: string) => ({
      foot: `<mj-section><mj-column><mj-text>${inner}</mj-text></mj-column></mj-section>`,
    });
    const message = async (inner: string) =>
      (await refused(template('<mj-text>x</mj-text>', foot(inner)))).map(({ message: what }) => what);
    expect(await message(address)).toEqual([expect.stringContaining('unsubscribe link')]);
    expect(await message(`${address} {{unsubscribeUrl}}`)).toEqual([expect.stringContaining('unsubscribe link')]);
    expect(await message(`${address} {{#if (has "a")}}<a href="{{unsubscribeUrl}}">u</a>{{/if}}`)).toEqual([
      expect.stringContaining('unsubscribe link'),
    ]);
    expect(await message('<a href="{{unsubscribeUrl}}">u</a>')).toEqual([expect.stringContaining('postal address')]);
    expect(
      await message('<a href="{{unsubscribeUrl}}">u</a>{{#unless (has "a")}}{{organisation.postalAddress}}{{/unless}}'),
    ).toEqual([expect.stringContaining('postal address')]);
  });

  it('is refused without a subject', async () => {
    const findings = await refused(template('<mj-text>x</mj-text>', { title: '' }));
    expect(findings[0]?.message).toContain('no subject');
  });

  it('is refused when Gmail would cut it', async () => {
    const findings = await refused(text('lorem ipsum '.repeat(9000)));
    expect(findings[0]?.message).toContain('102 KB');
  });

  it('is refused when its source is a megabyte', async () => {
    const findings = await refused(text('x'.repeat(1_000_000)));
    expect(findings[0]?.message).toContain('256 KB');
  });

  it.each([
    ['<mj-text colour="red">x</mj-text>', 'a.mjml:5:1', 'colour'],
    ['<mj-nonsense>x</mj-nonsense>', 'a.mjml:5:1', 'mj-nonsense'],
    ['<mj-text background-color="{{field "c" "red"}}">x</mj-text>', 'a.mjml:5:', 'background-color'],
    ['<mj-text><mj-button>x</mj-button></mj-text>', 'a.mjml:5:10', 'mj-button'],
  ])('is refused for MJML that is wrong: %s', async (line, place, message) => {
    const [found] = await refused(template(line));
    expect(found?.place).toContain(place);
    expect(found?.message).toContain(message);
  });

  it.each([
    ['', 1],
    ['no markup', 1],
    ['<html></html>', 1],
  ])('is refused when it is no MJML: %j', async (content, line) => {
    const [found] = await refused(content);
    expect([found?.file, found?.line]).toEqual([join(dir, 'a.mjml'), line]);
  });

  it('is refused when it does not exist or its name leads elsewhere', async () => {
    const { parse } = Handlebars;
    for (const name of ['missing', '../outside', '/etc/passwd', 'partials/x', '', 'a.de', parse('x'), null]) {
      // What comes from outside may be anything, a syntax tree included.
      expect(await compiler.compile(name as string)).toMatchObject({
        kind: 'refused',
        findings: [{ code: 'TEMPLATE_MISSING' }],
      });
    }
  });

  it('is refused when it takes too long, and the next one compiles all the same', async () => {
    const hasty = createTemplateCompiler(dir, { timeoutMs: 1 });
    await write('a.mjml', text('x'));
    expect(await hasty.compile('a')).toMatchObject({
      kind: 'refused',
      findings: [{ message: expect.stringContaining('longer than') }],
    });
    expect(await hasty.compile('a')).toMatchObject({ kind: 'refused' });
    await hasty.close();
    expect(await compiled(text('x'))).toMatchObject({ subject: 'Hello' });
  });
});

describe('the folder', () => {
  it('lists its templates, without partials', async () => {
    const other = join(dirname(dir), 'other');
    await mkdir(join(other, 'partials'), { recursive: true });
    for (const file of ['b.mjml', 'a.mjml', 'notes.txt', 'partials/p.mjml']) await writeFile(join(other, file), '');
    const others = createTemplateCompiler(other);
    expect(await others.names()).toEqual(['a', 'b']);
    await others.close();
  });

  it('that does not exist is named', async () => {
    const lost = createTemplateCompiler(join(dir, 'nowhere'));
    await expect(lost.names()).rejects.toMatchObject({ code: 'FILE_UNKNOWN' });
    await lost.close();
  });
});
