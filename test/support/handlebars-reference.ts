/**
 * The language of templates in Handlebars itself: compiled functions, with the same helpers, as mails were once filled.
 * Our own walk over plans is compared with it, in tests for what it writes and in a benchmark for how fast.
 */
import Handlebars from 'handlebars';
import type { PlanArgument } from '../../mail/ports.ts';
import { isWayOutUrl } from '../../mail/template/language.ts';
import { attributeValue } from '../../mail/template/markup.ts';
import { conditionHelpers, type RenderState, valueHelpers } from '../../mail/template/values.ts';
import { isWebAddress } from '../../mail/template/web-address.ts';

const handlebars = Handlebars.create();

for (const [name, helper] of [...Object.entries(valueHelpers), ...Object.entries(conditionHelpers)]) {
  // A name with a point, and one alone, is looked up in the state by Handlebars.
  if (name.includes('.') || isWayOutUrl(name)) continue;
  handlebars.registerHelper(name, function (this: RenderState, ...given: unknown[]) {
    return helper(this, given.slice(0, -1) as readonly PlanArgument[]);
  });
}

handlebars.registerHelper({
  inUrl: (value: unknown) => encodeURIComponent(String(value)),
  trackedLink(this: RenderState, id: number, name: string, options: Handlebars.HelperOptions) {
    const url = attributeValue(options.fn(this)).trim();
    if (!isWebAddress(url)) throw Object.assign(new Error(url), { code: 'TEMPLATE_INVALID' });
    if (!this.indexes.has(id)) this.indexes.set(id, this.links.push({ name, url }) - 1);
    // What a block gives goes in as it is.
    return handlebars.escapeExpression(this.clickUrl(this.indexes.get(id) ?? 0, ''));
  },
  webAddress(this: RenderState, options: Handlebars.HelperOptions) {
    const url = attributeValue(options.fn(this)).trim();
    if (!isWebAddress(url)) throw Object.assign(new Error(url), { code: 'TEMPLATE_INVALID' });
    return handlebars.escapeExpression(url);
  },
  linkUrl(this: RenderState, id: number) {
    const index = this.indexes.get(id);
    if (index === undefined) throw Object.assign(new Error(`link ${id}`), { code: 'TEMPLATE_INVALID' });
    return this.clickUrl(index, '');
  },
});

export interface Sources {
  readonly subject: string;
  readonly html: string;
  readonly text: string;
}

/**
 * What a template says for a state, as texts with `\n`. The HTML is without its pixel.
 * @param ignoreStandalone for sources made of plans, whose lines have been tidied once already
 */
export function handlebarsReference(sources: Sources, ignoreStandalone = false): (state: RenderState) => Sources {
  const compile = (source: string, noEscape: boolean) =>
    handlebars.compile<RenderState>(source, { noEscape, ignoreStandalone, strict: true });
  const html = compile(sources.html, false);
  const text = compile(sources.text, true);
  const subject = compile(sources.subject, true);
  return (state) => ({ html: html(state), text: cleanText(text(state)), subject: subject(state) });
}

const cleanText = (text: string): string =>
  text
    // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is taken out
    .replace(/[\x00-\x09\x0b-\x1f\x7f-\x9f]+/g, ' ')
    .replace(/ +$/gm, '')
    .replace(/\n{3,}/g, '\n\n');
