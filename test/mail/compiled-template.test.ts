/** Templates as they are stored: what was published long ago still makes the same mail, and nothing else is taken. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readCompiledTemplate } from '../../mail/compiled-template.ts';
import type { CompiledTemplate, Plan, RenderContext } from '../../mail/ports.ts';
import { decodedBody } from '../../mail/quoted-printable.ts';
import { createRenderer } from '../../mail/render.ts';
import { handlebarsReference, type Sources } from '../support/handlebars-reference.ts';
import { leadFacts, organisation } from './lead-sample.ts';

/** Made by the compiler of that time. */
const firstFormat = JSON.parse(
  readFileSync(join(import.meta.dirname, 'fixtures/recycle-check-in.format-1.json'), 'utf8'),
) as Sources & { readonly name: string; readonly fields: readonly string[]; readonly links: readonly string[] };

const urls = { unsubscribe: 'https://t.test/u/1', open: 'https://t.test/o/1.gif' };
const clickUrl = (index: number): string => `https://t.test/c/${index}`;

const nested = (depth: number): Plan =>
  // biome-ignore lint/suspicious/noThenProperty: the plan's own word; nobody awaits it
  depth === 0 ? ['x'] : [{ kind: 'if', helper: 'has', args: ['company'], then: nested(depth - 1), otherwise: [] }];

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
      const state = { ...context, language: 'en', zone: 'UTC', unsubscribeUrl: urls.unsubscribe, clickUrl };
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
