/** Which language a lead's mail is in, and whose numbers it has. */
import { describe, expect, it } from 'vitest';
import type { CompiledTemplate, CompiledVariant } from '../../mail/ports.ts';
import { createRenderer } from '../../mail/render.ts';
import { planOf } from '../../mail/template/plan.ts';
import { leadFacts, organisation } from './lead-sample.ts';

const variant = <L extends string | null>(language: L): CompiledVariant & { readonly language: L } => ({
  language,
  subject: planOf(`${language} {{number "sites" ""}}`),
  preheader: [],
  html: [],
  text: [],
});

const template: CompiledTemplate = {
  format: 2,
  name: 'a',
  variants: [variant(null), variant('es'), variant('es-mx'), variant('pt-br')],
  fields: ['sites'],
  links: [],
};

describe('the language of a mail', () => {
  const renderer = createRenderer();

  it.each([
    ['es', 'es', '12.345,5'],
    ['ES-mx', 'es-mx', '12,345.5'],
    ['es-US', 'es', '12,345.5'],
    ['es-Latn-ES', 'es', '12.345,5'],
    ['pt-BR', 'pt-br', '12.345,5'],
    ['pt', null, '12,345.5'],
    ['en-IN', null, '12,345.5'],
    ['fr', null, '12,345.5'],
    ['e', null, '12,345.5'],
    ['es mx', null, '12,345.5'],
    [null, null, '12,345.5'],
  ])('for a lead of %j is %j, with numbers as in %s', (lead, language, number) => {
    const mail = renderer.render(template, 'a', {
      lead: leadFacts({ language: lead, fields: { sites: 12345.5 } }),
      consents: [],
      organisation,
      urls: { unsubscribe: 'https://t.test/u', open: 'https://t.test/o' },
      clickUrl: String,
    });
    expect(mail).toMatchObject({ language, subject: `${language} ${number}` });
  });
});
