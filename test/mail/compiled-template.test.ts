/** Templates as they are stored: what was published long ago still makes the same mail, and nothing else is taken. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readCompiledTemplate } from '../../mail/compiled-template.ts';
import type { CompiledTemplate, Plan, PlanNode, RenderContext } from '../../mail/ports.ts';
import { decodedBody } from '../../mail/quoted-printable.ts';
import { createRenderer } from '../../mail/render.ts';
import { handlebarsReference, type Sources } from '../support/handlebars-reference.ts';
import { leadFacts, organisation } from './lead-sample.ts';

/** Made by the compiler of that time. */
const firstFormat = JSON.parse(
  readFileSync(join(import.meta.dirname, 'fixtures/recycle-check-in.format-1.json'), 'utf8'),
) as Sources & { readonly name: string; readonly fields: readonly string[]; readonly links: readonly string[] };

const urls = { unsubscribe: 'https://t.test/u/1', preferences: 'https://t.test/p/1', open: 'https://t.test/o/1.gif' };
const clickUrl = (index: number): string => `https://t.test/c/${index}`;

const nested = (depth: number): Plan =>
  // biome-ignore lint/suspicious/noThenProperty: the plan's own word; nobody awaits it
  depth === 0 ? ['x'] : [{ kind: 'if', helper: 'has', args: ['company'], then: nested(depth - 1), otherwise: [] }];

const siteValue: PlanNode = { kind: 'value', helper: 'field', args: ['site', 'https://x.test/'] };
const unsubscribeValue: PlanNode = { kind: 'value', helper: 'unsubscribeUrl', args: [] };

const current: CompiledTemplate = {
  format: 2,
  name: 'a',
  variants: [
    { language: null, subject: ['Hi'], preheader: [], html: nested(10), text: ['Hi'] },
    {
      language: 'de',
      subject: ['Hallo ', { kind: 'value', helper: 'field', args: ['firstName', 'du'], inUrl: true }],
      preheader: [],
      html: [{ kind: 'link', id: 0, name: 'a', url: ['https://x.test/'] }],
      text: [{ kind: 'linkAgain', id: 0 }],
    },
  ],
  fields: ['firstName'],
  links: ['a'],
};

describe('a stored template', () => {
  it('of format 1 makes the mail that Handlebars made of it', () => {
    const template = readCompiledTemplate(firstFormat);
    expect(template).toMatchObject({ format: 2, name: 'recycle-check-in', fields: firstFormat.fields });
    for (const lead of [leadFacts(), leadFacts({ firstName: null, company: null, source: 'webinar', grade: 'A' })]) {
      const context: RenderContext = { lead, consents: [], organisation, urls };
      const mail = createRenderer().render(template, 'a', { ...context, clickUrl });
      const state = {
        ...context,
        language: 'en',
        zone: 'UTC',
        unsubscribeUrl: urls.unsubscribe,
        preferencesUrl: urls.preferences,
        formUrl: (name: string) => `https://t.test/f/${name}`,
        clickUrl,
      };
      const links: { name: string; url: string }[] = [];
      const expected = handlebarsReference(firstFormat)({ ...state, indexes: new Map(), links });
      expect(
        decodedBody(mail.html)
          .replaceAll('\r\n', '\n')
          .replace(/<img src="[^"]*\.gif"[^>]*>\n/, ''),
      ).toBe(expected.html);
      expect(decodedBody(mail.text).replaceAll('\r\n', '\n')).toBe(expected.text);
      expect(mail).toMatchObject({ language: null, subject: expected.subject, links });
      expect(links.map(({ name }) => name)).toContain('pricing');
    }
  });

  it('of format 2 is read as it was written', () => {
    expect(readCompiledTemplate(JSON.parse(JSON.stringify(current)))).toEqual(current);
  });

  it.each<[string, Plan]>([
    ['by itself', [siteValue]],
    // biome-ignore lint/suspicious/noThenProperty: the plan's own word; nobody awaits it
    ['in a condition', [{ kind: 'if', helper: 'has', args: ['site'], then: [siteValue], otherwise: [] }]],
  ])('from before addresses were checked gets them checked: %s', (_where, url) => {
    const link: Plan = ['<p><a data-no-track href="', ...url, '">x</a> <a href="', unsubscribeValue, '">u</a></p>'];
    // biome-ignore lint/suspicious/noThenProperty: the plan's own word; nobody awaits it
    for (const html of [link, [{ kind: 'if', helper: 'has', args: ['email'], then: link, otherwise: [] }]]) {
      const template = readCompiledTemplate(withHtml(html));
      const mailTo = (site: string) => {
        const context: RenderContext = { lead: leadFacts({ fields: { site } }), consents: [], organisation, urls };
        return decodedBody(createRenderer().render(template, 'a', { ...context, clickUrl }).html);
      };
      expect(mailTo('https://x.test/')).toContain('href="https://x.test/">x</a> <a href="https://t.test/u/1">');
      for (const evil of ['javascript:alert(1)', '//evil.test']) {
        expect(() => mailTo(evil)).toThrow(expect.objectContaining({ code: 'TEMPLATE_INVALID' }));
      }
      expect(readCompiledTemplate(JSON.parse(JSON.stringify(template)))).toEqual(template);
    }
  });

  const withHtml = (html: unknown) => ({ ...current, variants: [{ ...current.variants[0], html }] });

  it.each<[string, unknown]>([
    ['nothing', null],
    ['of a format that is not known', { ...current, format: 3 }],
    ['without a variant for everybody', { ...current, variants: [current.variants[1]] }],
    ['without variants', { ...current, variants: [] }],
    ['with a node of another kind', withHtml([{ kind: 'eval', code: '1' }])],
    ['with an argument that is an object', withHtml([{ kind: 'value', helper: 'field', args: [{}] }])],
    ['with text that is none', withHtml([5])],
    ['with a subject that is no plan', { ...current, variants: [{ ...current.variants[0], subject: 'Hi' }] }],
    ['that nests without end', withHtml(nested(3000))],
    ['that is endless', withHtml(['x'.repeat(600_000)])],
    [
      'whose HTML is a syntax tree, which Handlebars would run',
      { ...firstFormat, html: { type: 'Program', body: [] } },
    ],
    ['whose HTML is not of the language', { ...firstFormat, html: '{{#each fields}}{{/each}}' }],
  ])('%s is refused', (_what, stored) => {
    expect(() => readCompiledTemplate(stored)).toThrow(expect.objectContaining({ code: 'TEMPLATE_INVALID' }));
  });

  it('with a helper that this program lacks is refused when it is filled', () => {
    const helper = withHtml([{ kind: 'value', helper: 'constructor', args: [] }]);
    const render = () =>
      createRenderer().render(readCompiledTemplate(helper), 'a', {
        lead: leadFacts(),
        consents: [],
        organisation,
        urls,
        clickUrl,
      });
    expect(render).toThrow(
      expect.objectContaining({ code: 'TEMPLATE_INVALID', message: expect.stringContaining('constructor') }),
    );
  });
});
