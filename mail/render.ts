/**
 * Fills a compiled template for one lead: microseconds, no I/O. Every link that counts clicks gets its final
 * destination frozen into the result and a click URL into the mail; a destination that turns out not to be a web
 * address refuses the mail, since a mail with a dead button helps nobody. The unsubscribe link is never rewritten.
 *
 * Both parts leave as pieces of quoted-printable: the constant ones are encoded once per process, values as they come.
 */
import { errorCode, TendrilError } from '../domain/errors.ts';
import { HtmlBody, htmlPiece } from './html-body.ts';
import { oneLine } from './one-line.ts';
import type { CompiledTemplate, CompiledVariant, Plan, RenderContext, RenderedMail } from './ports.ts';
import { fill, filledText, type PreparedPlan, preparePlan } from './template/filling.ts';
import type { RenderState } from './template/values.ts';
import { TextBody, type TextPiece, textPiece } from './text-body.ts';
import { formatLanguage, variantFor } from './variant.ts';

export interface Renderer {
  /**
   * Fills the variant for the lead's language.
   * @param cacheKey names the content of the template, such as the id of its version
   * @throws TEMPLATE_VARIABLE when a value without fallback is missing, or the organisation's postal address
   * @throws TEMPLATE_INVALID when a link leads astray or the template cannot be filled
   */
  render(
    template: CompiledTemplate,
    cacheKey: string,
    context: RenderContext & Pick<RenderState, 'clickUrl'>,
  ): RenderedMail;
}

interface PreparedVariant {
  readonly subject: PreparedPlan<string>;
  readonly html: { readonly beforePixel: PreparedPlan<string>; readonly afterPixel: PreparedPlan<string> };
  readonly text: PreparedPlan<TextPiece>;
}

/** Keeps the prepared form of the most recently used templates, each language by itself. */
export function createRenderer(capacity = 200): Renderer {
  const cache = new Map<string, PreparedVariant>();
  const prepared = (variant: CompiledVariant, cacheKey: string): PreparedVariant => {
    const key = `${variant.language ?? ''} ${cacheKey}`;
    const known = cache.get(key) ?? prepareVariant(variant);
    cache.delete(key);
    cache.set(key, known);
    const oldest = cache.size > capacity ? cache.keys().next().value : undefined;
    if (oldest !== undefined) cache.delete(oldest);
    return known;
  };
  return {
    render(template, cacheKey, context) {
      try {
        const variant = variantFor(template.variants, context.lead.language);
        return fillVariant(prepared(variant, cacheKey), variant.language, context);
      } catch (error) {
        if (errorCode(error) !== 'INTERNAL') throw error;
        const why = error instanceof Error ? error.message : String(error);
        throw new TendrilError('TEMPLATE_INVALID', `The template ${template.name} cannot be filled: ${why}`, {}, error);
      }
    },
  };
}

function prepareVariant({ subject, html, text }: CompiledVariant): PreparedVariant {
  const [before, after] = aroundPixel(html);
  return {
    subject: preparePlan(subject, asItIs),
    html: { beforePixel: preparePlan(before, htmlPiece), afterPixel: preparePlan(after, htmlPiece) },
    text: preparePlan(text, textPiece),
  };
}

/** The pixel that counts opens, and the link that no person sees, stand at the end of the page. */
function aroundPixel(html: Plan): readonly [Plan, Plan] {
  const place = html.findLastIndex((node) => typeof node === 'string' && node.includes('</body>'));
  const page = html[place];
  if (typeof page !== 'string') return [html, []];
  const end = page.lastIndexOf('</body>');
  return [
    [...html.slice(0, place), page.slice(0, end)],
    [page.slice(end), ...html.slice(place + 1)],
  ];
}

function fillVariant(
  { subject, html, text }: PreparedVariant,
  language: string | null,
  context: Parameters<Renderer['render']>[2],
): RenderedMail {
  const state = stateOf(language, context);
  // The HTML comes first: it numbers the links that the text part repeats.
  const page = new HtmlBody();
  fill(html.beforePixel, state, page);
  if (context.urls.trap) page.trap(context.urls.trap);
  if (context.urls.open !== null) page.pixel(context.urls.open);
  fill(html.afterPixel, state, page);
  const plain = new TextBody();
  fill(text, state, plain);
  return {
    language,
    html: page.body(),
    text: plain.body(),
    subject: oneLine(filledText(subject, state)),
    links: state.links,
  };
}

function stateOf(language: string | null, context: Parameters<Renderer['render']>[2]): RenderState {
  const { lead, consents, organisation, urls, clickUrl } = context;
  const { name, postalAddress, website } = organisation;
  if (!postalAddress.trim()) {
    throw new TendrilError('TEMPLATE_VARIABLE', 'The organisation has no postal address, which every mail must show');
  }
  return {
    lead,
    consents,
    organisation: { name: oneLine(name), postalAddress: oneLine(postalAddress), website },
    unsubscribeUrl: urls.unsubscribe,
    preferencesUrl: urls.preferences,
    formUrl: urls.form ?? noForm,
    language: formatLanguage(language ?? organisation.language, lead.language, organisation.language),
    zone: lead.timeZone ?? organisation.timeZone,
    clickUrl,
    indexes: new Map(),
    links: [],
  };
}

/** @throws TEMPLATE_INVALID */
function noForm(name: string): never {
  throw new TendrilError('TEMPLATE_INVALID', `A mail of this kind cannot link to the form "${name}"`, { form: name });
}

const asItIs = (text: string): string => text;
