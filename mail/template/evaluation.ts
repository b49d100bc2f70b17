/** A Handlebars of our own with nothing in it but the language of templates; values go in as plain JSON. */
import Handlebars from 'handlebars';
import { TendrilError } from '../../domain/errors.ts';
import type { LeadFacts } from '../../domain/lead.ts';
import { helperNames, leadFacts } from './language.ts';
import { isWebAddress, unescapeHtml } from './links.ts';

/** What one rendering sees and notes down. */
export interface RenderState {
  readonly lead: LeadFacts;
  readonly organisation: { readonly name: string; readonly postalAddress: string; readonly website: string };
  readonly unsubscribeUrl: string;
  readonly clickUrl: (index: number) => string;
  /** Index in the click tokens of each link of the template that was rendered. */
  readonly indexes: Map<number, number>;
  readonly links: { readonly name: string; readonly url: string }[];
}

type Rendered = (state: RenderState) => string;

const known = new Set<string>(leadFacts);
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is taken out
const control = /[\x00-\x1f\x7f-\x9f\u2028\u2029]+/g;

/** One line without control characters. */
export const oneLine = (text: string): string => text.replace(control, ' ').trim();

const handlebars = Handlebars.create();
for (const name of Object.keys(handlebars.helpers))
  if (name !== 'if' && name !== 'unless') handlebars.unregisterHelper(name);

handlebars.registerHelper({
  field(this: RenderState, name: string, fallback: unknown) {
    const value = fieldText(this.lead, name);
    if (value !== '') return value;
    if (typeof fallback === 'string') return fallback;
    throw new TendrilError('TEMPLATE_VARIABLE', `The lead has no ${name} and the template no fallback for it`, {
      field: name,
    });
  },
  has(this: RenderState, name: string) {
    return fieldText(this.lead, name) !== '';
  },
  is(this: RenderState, name: string, value: unknown) {
    return fieldText(this.lead, name) === String(value);
  },
  inUrl: (value: unknown) => encodeURIComponent(String(value)),
  trackedLink(this: RenderState, id: number, name: string, options: Handlebars.HelperOptions) {
    const url = unescapeHtml(options.fn(this)).trim();
    if (!isWebAddress(url)) {
      throw new TendrilError(
        'TEMPLATE_INVALID',
        `The link "${name}" would lead to ${JSON.stringify(url.slice(0, 200))}, which is not a web address`,
        { link: name },
      );
    }
    let index = this.indexes.get(id);
    if (index === undefined) {
      index = this.links.push({ name, url }) - 1;
      this.indexes.set(id, index);
    }
    return new handlebars.SafeString(handlebars.escapeExpression(this.clickUrl(index)));
  },
  linkUrl(this: RenderState, id: number) {
    const index = this.indexes.get(id);
    if (index === undefined)
      throw new TendrilError('TEMPLATE_INVALID', `The text part has a link (${id}) that the HTML has not`);
    return this.clickUrl(index);
  },
});

/** The value as text on one line; empty when there is none. Only own properties count, so no name reaches a prototype. */
function fieldText(lead: LeadFacts, name: string): string {
  const from = known.has(name) ? lead : lead.fields;
  const value: unknown = Object.hasOwn(from, name) ? from[name as keyof typeof from] : null;
  if (typeof value === 'string') return oneLine(value);
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : '';
}

/** Compiles one part. `noEscape` for what is not HTML. */
export function compilePart(source: string, noEscape: boolean): Rendered {
  const knownHelpers = Object.fromEntries([...helperNames, 'if', 'unless'].map((name) => [name, true]));
  return handlebars.compile<RenderState>(source, { noEscape, strict: true, knownHelpers, knownHelpersOnly: true });
}
