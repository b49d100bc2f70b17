/** A template in several languages, the sample leads it is tried with, and what its author is warned of. */
import { beforeEach, describe, expect, it } from 'vitest';
import { fieldsOf } from '../../domain/fields.ts';
import type { Organisation } from '../../domain/workspace.ts';
import { createTemplateCompiler } from '../../mail/template-compiler.ts';
import { type AuthoredTemplates, authoredTemplates, wholeMail, wholeText } from './authored-templates.ts';
import { organisation } from './lead-sample.ts';
import { printedPlan } from './printed-plan.ts';

const acme: Organisation = {
  ...organisation,
  fields: fieldsOf({ sites: 'number', contractEnd: 'date', page: 'string' }),
};

let templates: AuthoredTemplates;
beforeEach(async () => {
  templates = await authoredTemplates();
  return () => templates.remove();
});

const guide = '<a name="guide" href="https://x.test/g">guide</a>';
const noFixture = 'The template has no fixture, so nobody knows whether it can be filled';

describe('variants by language', () => {
  it('are compiled with their template, the one for everybody first', async () => {
    await templates.write({
      'a.mjml': wholeText(`Hello {{field "firstName" "you"}}, ${guide}`),
      'a.pt-BR.mjml': wholeText(`Olá, ${guide}`),
      'a.de.mjml': wholeMail(`<mj-text>Hallo {{field "company" "Sie"}}, ${guide}</mj-text>`, {
        lang: 'de',
        title: 'Hallo',
      }),
      'ab.mjml': wholeText('another'),
    });
    const { template } = await templates.compiled('a', acme);
    expect(template).toMatchObject({ format: 2, name: 'a', fields: ['company', 'firstName'], links: ['guide'] });
    expect(template.variants.map(({ language, subject }) => [language, subject])).toEqual([
      [null, ['Hello']],
      ['de', ['Hallo']],
      ['pt-br', ['Hello']],
    ]);
    // What does not say its language is in that of its name.
    expect(template.variants.map(({ html }) => /<html lang="([^"]*)"/.exec(printedPlan(html))?.[1])).toEqual([
      'en',
      'de',
      'pt-br',
    ]);
    const compiler = createTemplateCompiler(templates.dir);
    expect(await compiler.names()).toEqual(['a', 'ab']);
    await compiler.close();
  });

  it('have the forms of plurals of their own language', async () => {
    const plural = (inner: string) => `{{plural "sites" ${inner} fallback="x"}}`;
    await templates.write({
      'a.mjml': wholeText(plural('one="#" other="#"')),
      'a.pl.mjml': wholeText(plural('one="#" other="#"')),
    });
    expect(await templates.told('a', acme)).toEqual([
      'a.pl.mjml:5:10 TEMPLATE_INVALID a plural in Polish needs few="…" and many="…"',
    ]);
  });

  it('are told where one lacks or adds a link that a click could be awaited of', async () => {
    await templates.write({
      'a.mjml': wholeText(`${guide} <a name="demo" href="https://x.test/d">demo</a>`),
      'a.de.mjml': wholeText(`${guide} <a name="termin" href="https://x.test/d">Termin</a>`),
    });
    expect(await templates.told('a')).toEqual([
      'a.de.mjml:1:1 TEMPLATE_INVALID The links "demo" of a.mjml are missing: who waits for a click would wait in vain',
      'a.de.mjml:5:68 TEMPLATE_INVALID a.mjml has no link "termin"',
    ]);
  });

  it('are told where what they say of their language does not fit', async () => {
    await templates.write({
      'a.mjml': wholeMail('<mj-text>x</mj-text>', { lang: 'de' }),
      'a.fr.mjml': wholeMail('<mj-text>x</mj-text>', { lang: 'en' }),
      'a.es.mjml': wholeMail('<mj-text>x</mj-text>', { lang: 'spanish' }),
      'a.de-at.mjml': wholeMail('<mj-text>x</mj-text>', { lang: 'de' }),
      'a.pt.mjml': wholeMail('<mj-text>x</mj-text>', { lang: 'pt-BR' }),
    });
    expect(await templates.told('a', acme)).toEqual([
      'a.mjml:1:7 TEMPLATE_INVALID lang="de" is German, and this mail is for readers of English',
      'a.es.mjml:1:7 TEMPLATE_INVALID lang="spanish" is no language such as "en" or "pt-BR" (BCP 47)',
      'a.fr.mjml:1:7 TEMPLATE_INVALID lang="en" is English, and this mail is for readers of French',
    ]);
  });

  it.each([
    [{ 'a.de.mjml': wholeText('x') }, ['a.de.mjml:1:1', 'there is no a.mjml']],
    [{ 'a.mjml': wholeText('x'), 'a.german.mjml': wholeText('x') }, ['a.german.mjml:1:1', 'for no language']],
    [{ 'a.mjml': wholeText('x'), 'a.de.at.mjml': wholeText('x') }, ['a.de.at.mjml:1:1', 'for no language']],
    [{ 'a.mjml': wholeText('x'), 'a.pt-BR.mjml': '', 'a.pt-br.mjml': '' }, ['a.pt-br.mjml:1:1', 'the same language']],
    [{ 'a.mjml': wholeText('x'), 'a.de.mjml': wholeText('{{{x}}}') }, ['a.de.mjml:5:10', 'unescaped']],
    [
      { 'a.mjml': wholeText('x'), 'a.de.mjml': wholeText('x').replace(/<a href.*<\/a>/, '') },
      ['a.de.mjml:1:1', 'unsubscribe link'],
    ],
    [
      { 'a.mjml': wholeText('x'), 'a.de.mjml': wholeText('x').replace('{{organisation.postalAddress}}', '') },
      ['a.de.mjml:1:1', 'postal address'],
    ],
  ])('are told by their file when they are not fit: case %#', async (files, [place, message]) => {
    await templates.write(files as unknown as Record<string, string>);
    const [first, ...more] = await templates.told('a');
    expect(more).toEqual([]);
    expect(first).toContain(`${place} TEMPLATE_INVALID `);
    expect(first).toContain(message);
  });

  it('that have no base are listed, so that somebody is told', async () => {
    await templates.write({ 'lost.de.mjml': wholeText('x') });
    const compiler = createTemplateCompiler(templates.dir);
    expect(await compiler.names()).toEqual(['lost']);
    await compiler.close();
  });
});

describe('fixtures', () => {
  const source = wholeText(
    '{{field "firstName" "you"}} {{#if (consent "news")}}<a href="{{field "page" ""}}">news</a>{{/if}}',
  );

  it('come with the template: one lead each, with nothing known that they do not say', async () => {
    await templates.write({
      'a.mjml': source,
      'a.fixture.json': '{}',
      'a.large.fixture.json':
        '{ "email": "ann@x.test", "fields": { "sites": 12, "contractEnd": "2027-03-31" }, "consents": ["mail"] }',
      'ab.fixture.json': '{ "nonsense": 1 }',
    });
    const { fixtures, warnings } = await templates.compiled('a', acme);
    expect(warnings).toEqual([]);
    expect(fixtures.map(({ name, lead, consents }) => [name, lead.email, lead.fields, consents])).toEqual([
      ['default', 'sample@lead.example', {}, []],
      ['large', 'ann@x.test', { sites: 12, contractEnd: '2027-03-31' }, ['mail']],
    ]);
  });

  it('are warned of when there is none', async () => {
    await templates.write({ 'a.mjml': source });
    const { warnings } = await templates.compiled('a');
    expect(warnings).toMatchObject([{ message: noFixture, severity: 'warning', code: 'TEMPLATE_DOUBTFUL', line: 1 }]);
  });

  it.each([
    ['{\n  "emial": "a@b.test"\n}', '2:3', 'a lead has no "emial"; did you mean "email"?'],
    ['{\n  "sites": 3\n}', '2:3', 'custom fields stand inside of "fields"'],
    ['{ "email": "nobody" }', '1:3', '"email"'],
    ['{ "fields": {\n "sites": 1, "sitse": 3 } }', '2:14', 'a lead has no field "sitse"; did you mean "sites"?'],
    ['{ "fields": { "sites": "3" } }', '1:15', '"sites" must be a number'],
    ['{ "fields": { "contractEnd": "2027-02-30" } }', '1:15', '"contractEnd" must be a date'],
    ['{ "stage": "nowhere" }', '1:3', '"stage"'],
    ['{ "timeZone": "Mars/Base" }', '1:3', 'must be a time zone'],
    ['[]', '1:1', ''],
    ['{\n  "email": "a@b.test",\n}', '3:1', 'not valid JSON'],
    ['email: a@b.test', '1:1', 'not valid JSON'],
    ['', '1:1', 'not valid JSON'],
  ])('that are no sample lead are told where: %s', async (content, place, message) => {
    await templates.write({ 'a.mjml': source, 'a.fixture.json': content });
    const [first, ...more] = await templates.told('a', acme);
    expect(more).toEqual([]);
    expect(first).toContain(`a.fixture.json:${place} FIXTURE_INVALID `);
    expect(first).toContain(message);
  });

  it('are told when a mail cannot be made of them, for every language', async () => {
    const fixture = (page: string) => JSON.stringify({ consents: ['news'], fields: { page } });
    await templates.write({ 'a.mjml': source, 'a.de.mjml': source, 'a.good.fixture.json': fixture('https://x.test/') });
    expect(await templates.told('a')).toEqual([]);
    await templates.write({ 'a.bad.fixture.json': fixture('javascript:alert(1)') });
    expect(await templates.told('a')).toEqual([
      expect.stringMatching(
        /^a\.bad\.fixture\.json:1:1 FIXTURE_INVALID a\.mjml cannot be filled with this: .*javascript/,
      ),
      expect.stringMatching(/^a\.bad\.fixture\.json:1:1 FIXTURE_INVALID a\.de\.mjml cannot be filled with this: /),
    ]);
  });

  it('are told when they make a mail that Gmail would cut', async () => {
    const inner = '{{field "firstName" "x"}}'.repeat(600);
    await templates.write({
      'a.mjml': wholeText(inner),
      'a.fixture.json': JSON.stringify({ firstName: 'y'.repeat(200) }),
    });
    expect(await templates.told('a')).toEqual([
      expect.stringMatching(/FIXTURE_INVALID .* Gmail cuts mails after 102 KB/),
    ]);
  });
});

describe('warnings', () => {
  const warnings = async (line5: string): Promise<readonly string[]> => {
    await templates.write({ 'a.mjml': wholeMail(line5), 'a.fixture.json': '{}' });
    return templates.told('a');
  };
  const link = (href: string, text: string, more = '') => `<mj-text><a ${more} href="${href}">${text}</a></mj-text>`;

  it.each([
    [link('https://x.test/', 'https://www.y.test/page'), '5:10', 'reads as www.y.test and leads to x.test'],
    [link('https://x.test/', ' www.y.test '), '5:10', 'reads as www.y.test'],
    [link('https://x.test/', '<b>https://y.test</b>', 'data-no-track'), '5:10', 'reads as y.test'],
    ['<mj-button href="https://x.test/">https://y.test/</mj-button>', '5:1', 'reads as y.test'],
    [link('https://x.test/a', 'https://x.test/a'), '5:10', 'counting clicks puts another host behind it'],
    ['<mj-image src="https://x.test/i.png" />', '5:1', 'no alternative text'],
    ['<mj-text><img src="https://x.test/i.png"></mj-text>', '5:10', 'no alternative text'],
  ])('%s', async (line5, place, message) => {
    const [first, ...more] = await warnings(line5);
    expect(more).toEqual([]);
    expect(first).toContain(`a.mjml:${place} TEMPLATE_DOUBTFUL `);
    expect(first).toContain(message);
  });

  it.each([
    link('https://x.test/', 'our page'),
    link('https://x.test/a', 'https://www.x.test/a', 'data-no-track'),
    link('https://x.test/', 'Version 1.2.3'),
    link('{{organisation.website}}', 'https://y.test/'),
    '<mj-image src="https://x.test/i.png" alt="" />',
  ])('are not given for %s', async (line5) => {
    expect(await warnings(line5)).toEqual([]);
  });

  it('are given for a mail without dark colours or preheader', async () => {
    const bare = wholeText('x')
      .replace(/<mj-raw>.*<\/mj-raw>/, '')
      .replace(/<mj-preview>.*<\/mj-preview>/, '');
    await templates.write({ 'a.mjml': bare });
    expect(await templates.told('a')).toEqual([
      expect.stringMatching(/^a\.mjml:1:1 TEMPLATE_DOUBTFUL .*dark colours/),
      expect.stringMatching(/^a\.mjml:1:1 TEMPLATE_DOUBTFUL .*no preheader/),
      `a.mjml:1:1 TEMPLATE_DOUBTFUL ${noFixture}`,
    ]);
  });
});
