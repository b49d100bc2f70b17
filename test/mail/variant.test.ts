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

const renderer = createRenderer();

function rendered(from: CompiledTemplate, key: string, lead: string | null, organisationLanguage = 'en') {
  return renderer.render(from, key, {
    lead: leadFacts({ language: lead, fields: { sites: 12345.5, contractEnd: '2027-03-31' } }),
    consents: [],
    organisation: { ...organisation, language: organisationLanguage },
    urls: { unsubscribe: 'https://t.test/u', preferences: 'https://t.test/p', open: 'https://t.test/o' },
    clickUrl: String,
  });
}

describe('the language of a mail', () => {
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
    expect(rendered(template, 'a', lead)).toMatchObject({ language, subject: `${language} ${number}` });
  });

  it.each([
    ['zh-TW', ['zh-hant', 'zh'], 'zh-hant'],
    ['zh-HK', ['zh', 'zh-hant'], 'zh-hant'],
    ['zh-TW', ['zh-hant', 'zh-tw'], 'zh-tw'],
    ['zh-SG', ['zh-hant', 'zh-hans'], 'zh-hans'],
    ['zh', ['zh-hant', 'zh-hans'], 'zh-hans'],
    ['zh-Hant-TW', ['zh-tw', 'zh'], 'zh-tw'],
    ['zh-Hant', ['zh-tw'], null],
    ['sr-Latn-RS', ['sr-rs', 'sr'], 'sr'],
    ['no', ['nb'], 'nb'],
    ['no-NO', ['nn', 'nb'], 'nb'],
    ['nb-NO', ['no'], 'no'],
    ['nn', ['nb', 'no'], 'no'],
    ['nb', ['nn'], null],
    ['iw', ['he'], 'he'],
  ])('for a lead of %j, of %j, is %j', (lead, languages, expected) => {
    const choice: CompiledTemplate = { ...template, variants: [variant(null), ...languages.map(variant)] };
    expect(rendered(choice, languages.join(), lead).language).toBe(expected);
  });
});

describe('the dates of a mail', () => {
  const dated = (language: string | null) => ({
    ...variant(language),
    subject: planOf('{{date "contractEnd" "short" ""}}'),
  });
  const mails: CompiledTemplate = {
    ...template,
    variants: [{ ...dated(null), language: null }, dated('en'), dated('de')],
    fields: ['contractEnd'],
  };

  it.each([
    ['en', 'en-GB', '31/03/2027'],
    ['en', 'en', '3/31/27'],
    ['en', 'de-DE', '3/31/27'],
    ['en-US', 'en-GB', '3/31/27'],
    ['en-CA', 'en-GB', '2027-03-31'],
    [null, 'en-GB', '31/03/2027'],
    ['fr', 'en-GB', '31/03/2027'],
    ['de', 'en-GB', '31.03.27'],
    ['de-AT', 'en-GB', '31.03.27'],
  ])('for a lead of %j and an organisation of %j are like %s', (lead, organisationLanguage, date) => {
    expect(rendered(mails, 'dates', lead, organisationLanguage).subject).toBe(date);
  });
});
