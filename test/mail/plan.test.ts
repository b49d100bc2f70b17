/** Plans: what they say is what Handlebars says of the same source, and nothing else becomes one. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { errorCode } from '../../domain/errors.ts';
import type { LeadFacts } from '../../domain/lead.ts';
import type { CompiledTemplate, RenderContext } from '../../mail/ports.ts';
import { decodedBody } from '../../mail/quoted-printable.ts';
import { createRenderer } from '../../mail/render.ts';
import { planOf } from '../../mail/template/plan.ts';
import type { RenderState } from '../../mail/template/values.ts';
import { handlebarsReference, type Sources } from '../support/handlebars-reference.ts';
import { sourceOf } from '../support/plan-source.ts';
import { exampleTemplates, fixtureOf } from '../workspace/example-files.ts';
import { leadFacts, organisation } from './lead-sample.ts';

const urls = { unsubscribe: 'https://t.test/u/1?a=1&b=2', preferences: 'https://t.test/p', open: 'https://t.test/o' };
const formUrl = (name: string): string => `https://t.test/f/${name}?t=1&u=2`;
const clickUrl = (index: number): string => `https://t.test/c/${index}?x=y`;

function contextOf(lead: LeadFacts): RenderContext & { readonly clickUrl: typeof clickUrl } {
  return { lead, consents: ['newsletter'], organisation, urls: { ...urls, form: formUrl }, clickUrl };
}

const stateOf = (lead: LeadFacts): RenderState => ({
  ...contextOf(lead),
  language: 'en',
  zone: 'Europe/Berlin',
  ...{ unsubscribeUrl: urls.unsubscribe, preferencesUrl: urls.preferences, formUrl },
  indexes: new Map(),
  links: [],
});

const pixel = `<img src="${urls.open}" width="1" height="1" alt="" style="display:block;width:1px;height:1px;border:0;">\n`;

type Result = { readonly code: string } | (Sources & { readonly links: unknown });

/** What a source says to a lead, or why it says nothing. */
function attempt(work: () => Result): Result {
  try {
    return work();
  } catch (error) {
    return { code: errorCode(error) };
  }
}

const byHandlebars = (sources: Sources, lead: LeadFacts, ofPlans = false): Result =>
  attempt(() => {
    const state = stateOf(lead);
    const { html, text, subject } = handlebarsReference(sources, ofPlans)(state);
    const end = html.lastIndexOf('</body>');
    const page = end < 0 ? html + pixel : html.slice(0, end) + pixel + html.slice(end);
    return { subject: subject.replace(/\s+/g, ' ').trim(), html: page, text, links: state.links };
  });

const templateOf = ({ subject, html, text }: Sources): CompiledTemplate => ({
  format: 2,
  name: 'any',
  variants: [{ language: null, subject: planOf(subject), preheader: [], html: planOf(html), text: planOf(text) }],
  fields: [],
  links: [],
});

const byPlan = (template: CompiledTemplate, lead: LeadFacts): Result =>
  attempt(() => {
    const { subject, html, text, links } = createRenderer().render(template, 'any', contextOf(lead));
    const plain = (body: typeof html) => decodedBody(body).replaceAll('\r\n', '\n');
    return { subject: subject.replace(/\s+/g, ' '), html: plain(html), text: plain(text), links };
  });

const words = fc
  .array(
    fc.constantFrom(
      'Hi',
      ' ',
      '  ',
      '\n',
      '\n\n',
      ' \n',
      '=',
      '.',
      '€',
      '😀',
      '&amp;',
      "'",
      '"',
      '<p>',
      ' } ',
      'x'.repeat(80),
    ),
    { maxLength: 6 },
  )
  .map((parts) => parts.join(''));
const name = fc.constantFrom('firstName', 'company', 'seats', 'nothing', 'constructor', '__proto__');
const value = fc.oneof(
  fc
    .tuple(name, fc.constantFrom(' "there"', ' \'a < "b" = c\'', ' ""', ' " you "', '', ' 5'))
    .map(([field, fallback]) => `field "${field}"${fallback}`),
  fc.constantFrom('organisation.name', 'organisation.website', 'unsubscribeUrl', 'formUrl "demo"'),
);
const inUrl = value.map((inner) => `inUrl ${inner.includes(' ') ? `(${inner})` : inner}`);
const condition = fc.oneof(
  name.map((field) => `has "${field}"`),
  fc.tuple(name, fc.constantFrom('"Ann"', '12', 'true', '""')).map(([field, wanted]) => `is "${field}" ${wanted}`),
  fc.constantFrom('consent "newsletter"', 'consent "other"'),
);
const trim = fc.constantFrom('', '', '', '~');
const tag = (inner: fc.Arbitrary<string>): fc.Arbitrary<string> =>
  fc.tuple(trim, inner, trim).map(([before, text, after]) => `{{${before}${text}${after}}}`);
const link = fc
  .tuple(
    fc.integer({ min: 0, max: 1 }),
    fc.constantFrom(
      'https://x.test/?a=1&amp;b=',
      'https://x.test/',
      'http://y.test/?',
      ' https://z.test/',
      'javascript:',
    ),
    tag(inUrl),
    words,
  )
  .map(
    ([id, start, end, text]) => `<a href="{{#trackedLink ${id} "l${id}"}}${start}${end}{{/trackedLink}}">${text}</a>`,
  );

/** A whole address that counts no clicks. */
const whole = value.map((inner) => `<a href="{{#webAddress}}{{${inner}}}{{/webAddress}}">`);

/** Sources of the language, with everything that it has. */
const sources = (linked: boolean): fc.Arbitrary<string> =>
  fc
    .letrec<{ whole: string; part: string; block: string }>((tie) => ({
      whole: fc.array(tie('part'), { maxLength: 6 }).map((parts) => parts.join('')),
      part: fc.oneof(
        { maxDepth: 3, depthSize: 'small' },
        words,
        tag(value),
        tag(fc.constantFrom('! said {{aside}', '!-- {{field}} --')),
        linked ? fc.oneof(link, whole) : tag(fc.integer({ min: 0, max: 1 }).map((id) => `linkUrl ${id}`)),
        tie('block'),
      ),
      block: fc
        .tuple(
          fc.constantFrom('#if', '#unless', '^if'),
          condition,
          trim,
          tie('whole'),
          condition,
          tie('whole'),
          tie('whole'),
        )
        .map(([open, first, tilde, then, second, otherwise, last]) => {
          const close = open === '#unless' ? 'unless' : 'if';
          // Handlebars has no else-if in an inverted block.
          const middle = open === '#if' ? `{{else if (${second})${tilde}}}${otherwise}` : '';
          return `{{${open} (${first})${tilde}}}${then}${middle}{{${tilde}else}}${last}{{/${close}}}`;
        }),
    }))
    .whole.filter((text) => !text.includes('{{{'));

const leads = fc
  .record({
    firstName: fc.option(fc.oneof(fc.string({ unit: 'grapheme' }), fc.constantFrom('Ann', '  ', '{{x}}', '<b>&=\'"`'))),
    company: fc.option(fc.string({ unit: 'grapheme-ascii', maxLength: 120 })),
    fields: fc.constantFrom({ seats: 12 }, { seats: true }, {}),
  })
  .map(leadFacts);

describe('a plan', () => {
  it('says what Handlebars says of the same source, to every lead, and refuses what it refuses', () => {
    const outcomes = { written: 0, refused: 0 };
    fc.assert(
      fc.property(sources(true), sources(false), sources(false), leads, (html, text, subject, lead) => {
        const parts = { html: `<body>${html}</body>\n`, text, subject };
        const expected = byHandlebars(parts, lead);
        expect(byPlan(templateOf(parts), lead)).toEqual(expected);
        outcomes['code' in expected ? 'refused' : 'written'] += 1;
      }),
      { numRuns: 400 },
    );
    expect(Math.min(outcomes.written, outcomes.refused)).toBeGreaterThan(20);
  });

  it('of every example says what Handlebars says of it', async () => {
    for (const [title, template] of await exampleTemplates()) {
      const [{ subject, html, text }] = template.variants;
      const parts = { subject: sourceOf(subject), html: sourceOf(html), text: sourceOf(text) };
      const lead = fixtureOf(title);
      for (const known of [lead, { ...lead, firstName: null, company: null, grade: 'C' as const, source: null }]) {
        expect({ title, ...byPlan(template, known) }).toEqual({ title, ...byHandlebars(parts, known, true) });
      }
    }
  });

  it.each([
    ['{{{field "a" "b"}}}', 'unescaped'],
    ['{{&unsubscribeUrl}}', 'unescaped'],
    ['{{#each fields}}{{/each}}', 'each'],
    ['{{#if company}}{{/if}}', 'condition'],
    ['{{#if (field "company")}}{{/if}}', 'condition'],
    ['{{#if (has (field "a"))}}{{/if}}', 'argument'],
    ['{{#if (has "a") as |x|}}{{/if}}', 'names'],
    ['{{> footer}}', 'PartialStatement'],
    ['{{lookup this "constructor"}}', 'lookup'],
    ['{{log "x"}}', 'log'],
    ['{{constructor}}', 'constructor'],
    ['{{toString}}', 'toString'],
    ['{{has "company"}}', 'has'],
    ['{{this.unsubscribeUrl}}', 'value'],
    ['{{../unsubscribeUrl}}', 'value'],
    ['{{@root.unsubscribeUrl}}', 'value'],
    ['{{[organisation.name]}}', 'value'],
    ['{{field "a" fallback="b"}}', 'names'],
    ['{{field "a" (field "b")}}', 'argument'],
    ['{{field "a" company}}', 'argument'],
    ['{{linkUrl "0"}}', 'number'],
    ['{{#trackedLink 0 "a"}}{{#trackedLink 1 "b"}}{{/trackedLink}}{{/trackedLink}}', 'other'],
    ['{{#trackedLink -1 "a"}}{{/trackedLink}}', 'number'],
    ['{{#webAddress}}{{#webAddress}}{{/webAddress}}{{/webAddress}}', 'other'],
    ['{{#trackedLink 0 "a"}}{{#webAddress}}{{/webAddress}}{{/trackedLink}}', 'other'],
    ['{{#webAddress "x"}}{{/webAddress}}', 'nothing'],
    ['{{inUrl}}', 'value'],
    ['{{#if (has "a")}}', 'parsed'],
  ])('is not made of %s', (source, why) => {
    expect(() => planOf(source)).toThrow(
      expect.objectContaining({ code: 'TEMPLATE_INVALID', message: expect.stringContaining(why) }),
    );
  });

  it('does not nest without end', () => {
    const nested = (depth: number) => `${'{{#if (has "a")}}x'.repeat(depth)}${'{{/if}}'.repeat(depth)}`;
    expect(planOf(nested(20))).toHaveLength(1);
    expect(() => planOf(nested(40))).toThrow(expect.objectContaining({ code: 'TEMPLATE_INVALID' }));
  });

  it('is plain JSON', () => {
    const plan = planOf('Hi {{inUrl (field "a" "b")}}!{{! no }}?{{#unless (is "a" 5)}}{{linkUrl 0}}{{/unless}}');
    expect(plan).toEqual([
      'Hi ',
      { kind: 'value', helper: 'field', args: ['a', 'b'], inUrl: true },
      '!?',
      // biome-ignore lint/suspicious/noThenProperty: the plan's own word; nobody awaits it
      { kind: 'if', helper: 'is', args: ['a', 5], then: [], otherwise: [{ kind: 'linkAgain', id: 0 }] },
    ]);
    expect(JSON.parse(JSON.stringify(plan))).toEqual(plan);
  });
});
