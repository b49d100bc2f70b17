/** Layouts and partials: what is put together, and where an author is told that it does not fit. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type AuthoredTemplates, authoredTemplates, wholeText } from './authored-templates.ts';
import { printedPlan } from './printed-plan.ts';

let templates: AuthoredTemplates;
beforeAll(async () => {
  templates = await authoredTemplates();
});
afterAll(() => templates.remove());

const layout = `<mjml lang="en">
  <mj-head>
    <mj-slot name="head" />
    <mj-raw><meta name="color-scheme" content="light dark" /></mj-raw>
  </mj-head>
  <mj-body>
    <mj-section><mj-column><mj-text>HEADER</mj-text></mj-column></mj-section>
    <mj-slot />
    <mj-section><mj-column><mj-text>
      <mj-slot name="signature"><p>Nora</p></mj-slot>
      {{organisation.postalAddress}} <a href="{{unsubscribeUrl}}">Unsubscribe</a>
    </mj-text></mj-column></mj-section>
  </mj-body>
</mjml>
`;

const section = (inner: string): string =>
  `<mj-section><mj-column><mj-text>${inner}</mj-text></mj-column></mj-section>`;

/** What is tested stands in line 4. */
const letter = (line4: string, attributes = 'path="./layouts/plain.mjml"'): string => `<mj-layout ${attributes}>
  <mj-title>Hello</mj-title>
  <mj-preview>Soon</mj-preview>
  ${line4}
</mj-layout>
`;

const html = async (): Promise<string> => printedPlan((await templates.compiled('a')).template.variants[0].html);

/** What people read of it, in one line. */
const words = async (): Promise<string> => {
  const { template } = await templates.compiled('a');
  return printedPlan(template.variants[0].text).replace(/\s+/g, ' ').trim();
};

beforeEach(() => templates.write({ 'layouts/plain.mjml': layout }));

describe('a template with a layout', () => {
  it('has what the layout has around its own parts, and stands in its own language', async () => {
    await templates.write({
      'a.mjml': letter(section('Hi {{field "firstName" "you"}}'), 'path="./layouts/plain.mjml" lang="de"'),
    });
    const [{ subject, preheader }] = (await templates.compiled('a')).template.variants;
    expect([subject, preheader]).toEqual([['Hello'], ['Soon']]);
    expect(await words()).toBe(
      'HEADER Hi {{field "firstName" "you"}} Nora {{organisation.postalAddress}} Unsubscribe <{{unsubscribeUrl}}>',
    );
    expect(await html()).toMatch(/<html lang="de".*<meta name="color-scheme"/s);
  });

  it('fills named slots, in texts as well, and what belongs into the head goes there', async () => {
    const style = '<mj-style>.own { color: red; }</mj-style>';
    await templates.write({
      'a.mjml': letter(`${style}${section('one')}<mj-slot name="signature">Jonas</mj-slot>${section('two')}`),
    });
    expect(await words()).toMatch(/^HEADER one two Jonas /);
    expect((await html()).indexOf('.own')).toBeLessThan((await html()).indexOf('<body'));
  });

  it('may name a layout that has a layout itself, which hands on what it is given', async () => {
    await templates.write({
      'layouts/german.mjml': `<mj-layout path="./plain.mjml" lang="de">
  <mj-slot name="head" />
  ${section('before')}<mj-slot /><mj-include path="./parts/after.mjml" />
  <mj-slot name="signature">Deine Nora, <mj-slot name="role">Beratung</mj-slot></mj-slot>
</mj-layout>`,
      'layouts/parts/after.mjml': section('after'),
      'a.mjml': letter(section('Hallo'), 'path="./layouts/german.mjml"'),
    });
    expect(await words()).toMatch(/^HEADER before Hallo after Deine Nora, Beratung /);
    expect(await html()).toContain('<html lang="de"');
    await templates.write({
      'a.mjml': letter(`${section('Hallo')}<mj-slot name="role">Verkauf</mj-slot>`, 'path="./layouts/german.mjml"'),
    });
    expect(await words()).toMatch(/Deine Nora, Verkauf /);
  });

  it('is told of mistakes at their place, in whichever file they stand', async () => {
    await templates.write({ 'a.mjml': letter(section('{{field "x"}}')) });
    expect(await templates.told('a')).toEqual([
      'a.mjml:4:35 TEMPLATE_VARIABLE x may be missing for some leads and has no fallback',
    ]);
    await templates.write({
      'layouts/plain.mjml': layout.replace('HEADER', '{{{header}}}'),
      'a.mjml': letter(section('x')),
    });
    expect(await templates.told('a')).toEqual([
      expect.stringMatching(/^layouts\/plain\.mjml:7:37 TEMPLATE_INVALID .*unescaped/),
    ]);
    await templates.write({ 'layouts/plain.mjml': layout.replace('<mj-text>HEADER', '<mj-text colour="red">HEADER') });
    expect(await templates.told('a')).toEqual([expect.stringMatching(/^layouts\/plain\.mjml:7:\d+ .*colour/)]);
  });
});

describe('a layout that does not fit', () => {
  it.each([
    ['a file that is not there', letter(section('x'), 'path="./layouts/none.mjml"'), 'a.mjml:1:1', 'no such file'],
    ['a path upwards', letter(section('x'), 'path="../plain.mjml"'), 'a.mjml:1:1', 'lead down'],
    ['an absolute path', letter(section('x'), 'path="/etc/passwd"'), 'a.mjml:1:1', 'lead down'],
    ['no path', letter(section('x'), 'lang="en"'), 'a.mjml:1:1', 'lead down'],
    ['a layout that is only a part', letter(section('x'), 'path="./layouts/part.mjml"'), 'a.mjml:1:1', 'is no layout'],
    [
      'a layout that is broken',
      letter(section('x'), 'path="./layouts/broken.mjml"'),
      'a.mjml:1:1',
      'in line 2, column 3, <mj-head> is not closed',
    ],
    [
      'a layout that names itself',
      letter(section('x'), 'path="./layouts/loop.mjml"'),
      'layouts/loop.mjml:1:1',
      'never ends',
    ],
    [
      'a layout with a slot twice',
      letter(section('x'), 'path="./layouts/twice.mjml"'),
      'layouts/twice.mjml:1:31',
      'stands twice',
    ],
    [
      'a slot that the layout has not',
      letter('<mj-slot name="aside">x</mj-slot>'),
      'a.mjml:4:25',
      'has no <mj-slot name="aside" />',
    ],
    [
      'a body that the layout has no place for',
      letter(section('x'), 'path="./layouts/headless.mjml"'),
      'a.mjml:4:3',
      'has no <mj-slot />',
    ],
    ['something behind the end', `${letter(section('x'))}\n<mj-text>y</mj-text>`, 'a.mjml:7:1', 'behind </mj-layout>'],
    [
      'a layout inside of a mail',
      wholeText('x').replace('<mj-body>', '<mj-body><mj-layout path="./layouts/plain.mjml"></mj-layout>'),
      'a.mjml:4:12',
      'outermost',
    ],
    ['a slot in a mail without layout', wholeText('<mj-slot />'), 'a.mjml:5:10', 'nothing to put into'],
    [
      'a layout as a partial',
      wholeText('x').replace('<mj-body>', '<mj-body><mj-include path="./layouts/plain.mjml" />'),
      'a.mjml:4:12',
      'without <mjml>',
    ],
  ])('is told where it is named: %s', async (_what, source, place, message) => {
    await templates.write({
      'layouts/part.mjml': '<mj-text>x</mj-text>',
      'layouts/broken.mjml': '<mjml>\n  <mj-head>\n  <mj-body><mj-slot /></mj-body></mjml>',
      'layouts/loop.mjml': letter('x', 'path="./loop.mjml"'),
      'layouts/twice.mjml': '<mjml><mj-body><mj-slot /><!--x--><mj-slot /></mj-body></mjml>'.replace(
        '<!--x-->',
        '    ',
      ),
      'layouts/headless.mjml': '<mjml><mj-head><mj-slot name="head" /></mj-head><mj-body></mj-body></mjml>',
      'a.mjml': source,
    });
    const [first, ...more] = await templates.told('a');
    expect(more).toEqual([]);
    expect(first).toContain(`${place} TEMPLATE_INVALID `);
    expect(first).toContain(message);
  });
});

describe('a partial that is broken', () => {
  it('is told where it is included, with the place in it', async () => {
    await templates.write({
      'partials/open.mjml': '<mj-section>\n  <mj-column>\n</mj-section>',
      'a.mjml': wholeText('x').replace('<mj-body>', '<mj-body>\n<mj-include path="./partials/open.mjml" />'),
    });
    expect(await templates.told('a')).toEqual([
      'a.mjml:5:1 TEMPLATE_INVALID partials/open.mjml is broken: in line 2, column 3, <mj-column> is not closed',
    ]);
    await templates.write({ 'partials/open.mjml': '</mj-section>' });
    expect(await templates.told('a')).toEqual([expect.stringMatching(/^a\.mjml:5:1 .*<\/mj-section> closes nothing$/)]);
  });

  it('is refused when it is larger than a template may be', async () => {
    await templates.write({
      'partials/open.mjml': `<mj-text>${'x'.repeat(300_000)}</mj-text>`,
      'a.mjml': wholeText('x').replace('<mj-body>', '<mj-body>\n<mj-include path="./partials/open.mjml" />'),
    });
    expect(await templates.told('a')).toEqual([expect.stringMatching(/^a\.mjml:5:1 .*256 KB/)]);
  });
});
