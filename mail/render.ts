/**
 * Fills a compiled template for one lead: microseconds, no I/O. Every link that counts clicks gets its final
 * destination frozen into the result and a click URL into the mail; a destination that turns out not to be a web
 * address refuses the mail, since a mail with a dead button helps nobody. The unsubscribe link is never rewritten.
 */
import { errorCode, TendrilError } from '../domain/errors.ts';
import type { CompiledTemplate, RenderContext, RenderedMail } from './ports.ts';
import { compilePart, oneLine, type RenderState } from './template/evaluation.ts';

export interface Renderer {
  /**
   * @param cacheKey Names the content of the template, such as the id of its version.
   * @throws TEMPLATE_VARIABLE when a value without fallback is missing, TEMPLATE_INVALID when a link leads astray.
   */
  render(
    template: CompiledTemplate,
    cacheKey: string,
    context: RenderContext & { readonly clickUrl: (index: number) => string },
  ): RenderedMail;
}

interface Parts {
  readonly subject: (state: RenderState) => string;
  readonly html: (state: RenderState) => string;
  readonly text: (state: RenderState) => string;
}

/** Keeps the compiled form of the most recently used templates. */
export function createRenderer(capacity = 200): Renderer {
  const cache = new Map<string, Parts>();
  const partsOf = (template: CompiledTemplate, key: string): Parts => {
    const parts = cache.get(key) ?? compileParts(template);
    cache.delete(key);
    cache.set(key, parts);
    const oldest = cache.size > capacity ? cache.keys().next().value : undefined;
    if (oldest !== undefined) cache.delete(oldest);
    return parts;
  };
  return {
    render(template, cacheKey, context) {
      try {
        return renderParts(partsOf(template, cacheKey), context);
      } catch (error) {
        if (errorCode(error) !== 'INTERNAL') throw error;
        const why = error instanceof Error ? error.message : String(error);
        throw new TendrilError('TEMPLATE_INVALID', `The template ${template.name} cannot be filled: ${why}`, {}, error);
      }
    },
  };
}

/** Only texts are compiled: Handlebars takes a ready-made syntax tree for code (CVE-2026-33937). */
function compileParts(template: CompiledTemplate): Parts {
  const { subject, html, text } = template;
  if (![subject, html, text].every((part) => typeof part === 'string')) {
    throw new TendrilError('TEMPLATE_INVALID', 'A part of the compiled template is not a text');
  }
  return { subject: compilePart(subject, true), html: compilePart(html, false), text: compilePart(text, true) };
}

function renderParts(parts: Parts, context: Parameters<Renderer['render']>[2]): RenderedMail {
  const { lead, organisation, urls, clickUrl } = context;
  const { name, postalAddress, website } = organisation;
  if (!postalAddress.trim()) {
    throw new TendrilError('TEMPLATE_VARIABLE', 'The organisation has no postal address, which every mail must show');
  }
  const state: RenderState = {
    lead,
    organisation: { name: oneLine(name), postalAddress: oneLine(postalAddress), website },
    unsubscribeUrl: urls.unsubscribe,
    clickUrl,
    indexes: new Map(),
    links: [],
  };
  // The HTML comes first: it numbers the links that the text part repeats.
  const html = withPixel(parts.html(state), urls.open);
  const text = cleanText(parts.text(state));
  return { subject: oneLine(parts.subject(state)), html, text, links: state.links };
}

function withPixel(html: string, url: string): string {
  const source = url.replaceAll('&', '&amp;').replaceAll('"', '&quot;');
  const pixel = `<img src="${source}" width="1" height="1" alt="" style="display:block;width:1px;height:1px;border:0;">\n`;
  const end = html.lastIndexOf('</body>');
  return end < 0 ? html + pixel : html.slice(0, end) + pixel + html.slice(end);
}

const cleanText = (text: string): string =>
  text
    // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is taken out
    .replace(/[\x00-\x09\x0b-\x1f\x7f-\x9f]+/g, ' ')
    .replace(/ +$/gm, '')
    .replace(/\n{3,}/g, '\n\n');
