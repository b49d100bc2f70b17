/** What the helpers of templates print, and what is told of one that is written wrong. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fieldsOf } from '../../domain/fields.ts';
import type { LeadFacts } from '../../domain/lead.ts';
import type { Organisation } from '../../domain/workspace.ts';
import { decodedBody } from '../../mail/quoted-printable.ts';
import { createRenderer } from '../../mail/render.ts';
import { type AuthoredTemplates, authoredTemplates, wholeText } from './authored-templates.ts';
import { leadFacts, organisation } from './lead-sample.ts';

const acme: Organisation = {
  ...organisation,
  fields: fieldsOf({ sites: 'number', price: 'number', contractEnd: 'date', plan: 'string', trial: 'boolean' }),
};

let templates: AuthoredTemplates;
beforeAll(async () => {
  templates = await authoredTemplates();
});
afterAll(() => templates.remove());

/** Compiles a text once and fills it for leads. */
async function filling(inner: string, of: Organisation = acme) {
  await templates.write({ 'a.mjml': wholeText(`[${inner}]`) });
  const { template } = await templates.compiled('a', of);
  const renderer = createRenderer();
  return (lead: Partial<LeadFacts> = {}, consents: readonly string[] = []) =>
    renderer.render(template, 'a', {
      lead: leadFacts(lead),
      consents,
      organisation: of,
      urls: { unsubscribe: 'https://t.test/u', preferences: 'https://t.test/p', open: 'https://t.test/o' },
      clickUrl: (index) => `https://t.test/c/${index}`,
    });
}

/** What a text says to leads. */
async function saying(inner: string, of: Organisation = acme) {
  const fill = await filling(inner, of);
  return (...to: Parameters<typeof fill>): string =>
    // Numbers have blanks that do not break lines.
    (/\[(.*)\]/s.exec(decodedBody(fill(...to).text))?.[1] ?? '').replace(/[\u00a0\u202f]/g, ' ');
}

describe('{{date}}', () => {
  it('writes a day of the calendar, the same in every zone, in the language of the mail', async () => {
    const say = await saying(
      ['short', 'medium', 'long', 'weekday', 'day', 'month']
        .map((style) => `{{date "contractEnd" "${style}" "soon"}}`)
        .join('; '),
    );
    const fields = { contractEnd: '2027-03-31' };
    const english = '31/03/2027; 31 Mar 2027; 31 March 2027; Wednesday; 31 March; March 2027';
    for (const timeZone of ['Pacific/Kiritimati', 'Pacific/Pago_Pago']) {
      expect(say({ fields, timeZone, language: 'en-GB' })).toBe(english);
    }
    const german = await saying('{{date "contractEnd" "long" "bald"}}', { ...acme, language: 'de' });
    expect(german({ fields })).toBe('31. März 2027');
    // A French reader of a German mail gets a German date.
    expect(german({ fields, language: 'fr' })).toBe('31. März 2027');
  });

  it('writes an instant as the day that it has for the lead, or else for the organisation', async () => {
    const say = await saying('{{date "contractEnd" "long" "soon"}}');
    const fields = { contractEnd: '2027-03-31T22:30:00Z' };
    expect(say({ fields, timeZone: 'America/New_York' })).toBe('March 31, 2027');
    expect(say({ fields, timeZone: null })).toBe('April 1, 2027');
  });

  it.each([[null], [''], ['tomorrow'], ['2027-02-30'], ['2027-13-01T00:00:00Z'], [20270331]])(
    'gives way to the fallback for %j',
    async (contractEnd) => {
      const say = await saying('{{date "contractEnd" "long" "soon"}}');
      expect(say({ fields: { contractEnd } })).toBe('soon');
    },
  );
});

describe('{{number}}, {{money}} and {{plural}}', () => {
  it('write numbers as the language does', async () => {
    const say = await saying('{{number "sites" "many"}}; {{money "price" "EUR" "a fair price"}}; {{number "score"}}');
    const fields = { sites: 1234.5, price: 1200 };
    expect(say({ fields, score: 12.25 })).toBe('1,234.5; €1,200; 12.25');
    expect(say({ fields: { sites: 3, price: 19.5 } })).toBe('3; €19.50; 12');
    expect(say({ fields: { sites: '3', price: null } })).toBe('many; a fair price; 12');
    const german = await saying('{{number "sites" "viele"}}; {{money "price" "EUR" "wenig"}}', {
      ...acme,
      language: 'de',
    });
    expect(german({ fields })).toBe('1.234,5; 1.200 €');
  });

  it('take the form that the number has in the language', async () => {
    const say = await saying('{{plural "sites" one="# site" other="# sites" fallback="your sites"}}');
    const at = (sites: number | null) => say({ fields: { sites } });
    expect([0, 1, 1.5, 2, 1200, null].map(at)).toEqual([
      '0 sites',
      '1 site',
      '1.5 sites',
      '2 sites',
      '1,200 sites',
      'your sites',
    ]);
    const polish = await saying(
      '{{plural "sites" one="# biuro" few="# biura" many="# biur" other="# biura" fallback="biura"}}',
      { ...acme, language: 'pl' },
    );
    expect([1, 2, 5, 22].map((sites) => polish({ fields: { sites } }))).toEqual([
      '1 biuro',
      '2 biura',
      '5 biur',
      '22 biura',
    ]);
  });

  it('keep quotes, and stand in links as well', async () => {
    const tag = `{{plural 'sites' one='one "site"' other="# sites" fallback="it's yours"}}`;
    const say = await saying(tag);
    expect([say({ fields: { sites: 1 } }), say()]).toEqual(['one "site"', "it's yours"]);
    const fill = await filling(`<a href="https://x.test/?n=${tag}">x</a>`);
    expect(fill({ fields: { sites: 1 } }).links.map(({ url }) => url)).toEqual(['https://x.test/?n=one%20%22site%22']);
  });
});

describe('{{#if (consent "…")}}', () => {
  it('asks whether the lead has given it', async () => {
    const say = await saying(
      '{{#if (consent "newsletter")}}yes{{else}}no{{/if}}{{#unless (consent "events")}}!{{/unless}}',
    );
    expect([say({}, []), say({}, ['newsletter']), say({}, ['events', 'newsletter'])]).toEqual(['no!', 'yes!', 'yes']);
  });
});

describe('a helper that is written wrong', () => {
  it.each([
    ['{{date "contractEnd" "long"}}', '11 TEMPLATE_VARIABLE', 'no fallback'],
    ['{{date "contractEnd"}}', '11 TEMPLATE_INVALID', 'cannot be read'],
    ['{{date "contractEnd" "lng" "soon"}}', '11 TEMPLATE_INVALID', 'no style of dates "lng"; did you mean "long"?'],
    ['{{date "plan" "long" "soon"}}', '11 TEMPLATE_INVALID', 'the field "plan" is a text, and {{date}} needs a date'],
    ['{{date "company" "long" "soon"}}', '11 TEMPLATE_INVALID', 'is a text'],
    ['{{date "contractEnd" "long" "soon" zone="UTC"}}', '46 TEMPLATE_INVALID', 'has no option "zone"'],
    ['{{date contractEnd "long" "soon"}}', '11 TEMPLATE_INVALID', 'cannot be read'],
    ['{{date "contractEnd" (field "plan" "long") "soon"}}', '11 TEMPLATE_INVALID', 'cannot be read'],
    [
      '{{date "contractend" "long" "soon"}}',
      '11 TEMPLATE_VARIABLE',
      'no field "contractend"; did you mean "contractEnd"?',
    ],
    ['{{number "trial" "x"}}', '11 TEMPLATE_INVALID', 'is true or false, and {{number}} needs a number'],
    ['{{number "sites"}}', '11 TEMPLATE_VARIABLE', 'no fallback'],
    ['{{number "sites" 3}}', '11 TEMPLATE_INVALID', 'cannot be read'],
    ['{{money "price" "EUR"}}', '11 TEMPLATE_VARIABLE', 'no fallback'],
    ['{{money "price" "eur" "x"}}', '11 TEMPLATE_INVALID', '"eur" is not a currency; did you mean "EUR"?'],
    ['{{money "price" "XQZ" "x"}}', '11 TEMPLATE_INVALID', 'is not a currency'],
    ['{{plural "sites" one="# site" fallback="x"}}', '11 TEMPLATE_INVALID', 'a plural in English needs other="…"'],
    [
      '{{plural "sites" one="a" few="b" other="c" fallback="x"}}',
      '36 TEMPLATE_INVALID',
      'English has no plural form "few"',
    ],
    [
      '{{plural "sites" one="a" othr="c" fallback="x"}}',
      '36 TEMPLATE_INVALID',
      'no option "othr"; did you mean "other"?',
    ],
    ['{{plural "sites" one="a" other="b"}}', '11 TEMPLATE_VARIABLE', 'no fallback'],
    ['{{plural "sites" one=1 other="b" fallback="x"}}', '11 TEMPLATE_INVALID', 'cannot be read'],
    ['{{plural "sites" one="a" one="b" other="c" fallback="x"}}', '11 TEMPLATE_INVALID', 'cannot be read'],
    ['{{plural "plan" one="a" other="b" fallback="x"}}', '11 TEMPLATE_INVALID', 'needs a number'],
    ['{{field "plan" "x" upper=true}}', '30 TEMPLATE_INVALID', '{{field}} has no option "upper"'],
    ['{{plurl "sites" one="a"}}', '11 TEMPLATE_INVALID', 'not known; did you mean "plural"?'],
    ['{{#if (consent)}}x{{/if}}', '11 TEMPLATE_INVALID', 'one condition'],
    ['{{#if (consent "a" "b")}}x{{/if}}', '11 TEMPLATE_INVALID', 'one condition'],
    ['{{#if (consent "a" of="b")}}x{{/if}}', '11 TEMPLATE_INVALID', 'one condition'],
    ['{{consent "a"}}', '11 TEMPLATE_INVALID', 'not known'],
  ])('%s is told where it stands', async (tag, place, message) => {
    await templates.write({ 'a.mjml': wholeText(`a${tag}`) });
    const result = await templates.compile('a', acme);
    expect(result.kind === 'refused' ? result.findings.map(({ remedy }) => remedy).join('').length : 0).toBeGreaterThan(
      10,
    );
    const [first, ...more] = await templates.told('a', acme);
    expect(more).toEqual([]);
    expect(first).toContain(`a.mjml:5:${place}`);
    expect(first).toContain(message);
  });

  it('is not told by the types of fields that nobody knows', async () => {
    await templates.write({ 'a.mjml': wholeText('{{date "renewal" "long" "soon"}} {{number "x" "y"}}') });
    expect((await templates.compiled('a')).template.fields).toEqual(['renewal', 'x']);
  });
});
