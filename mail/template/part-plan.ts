/**
 * The plan of one part of a mail. Its tags are still behind marks here, so every brace and backslash in it is a text of
 * the author's, written as an entity or put beside another one where something hidden is left out: it must come out as it
 * is, and never be taken for a tag.
 */
import { errorCode, type Finding } from '../../domain/errors.ts';
import type { Plan } from '../ports.ts';
import { planOf } from './plan.ts';
import { finding, Refusal, type TemplateSource } from './source.ts';
import { type MarkedSource, markPattern, putBack, type Tag } from './tags.ts';

/** Characters that are none (Unicode §23.7), and so in no text. */
const disguises: Readonly<Record<string, string>> = { '{': '\ufdd0', '}': '\ufdd1', '\\': '\ufdd4' };
const undisguised: Readonly<Record<string, string>> = { '\ufdd0': '{', '\ufdd1': '}', '\ufdd4': '\\' };

/** Braces and backslashes of a text, so that Handlebars does not see them; `planOfPart` shows them again. */
export const disguised = (text: string): string => text.replace(/[{}\\]/g, (character) => disguises[character] ?? '');

/**
 * @param text with marks for tags
 * @param tags what is put in their place
 * @throws Refusal at the place of the tag when the part lacks one end of a condition; at the top when it cannot be read
 */
export function planOfPart(
  text: string,
  tags: readonly Tag[],
  { source, marked, part }: { readonly source: TemplateSource; readonly marked: MarkedSource; readonly part: string },
): Plan {
  const torn = tornBlock(text, source, marked, part);
  if (torn) throw new Refusal([torn]);
  try {
    return shown(planOf(putBack(text, tags)));
  } catch (error) {
    if (errorCode(error) === 'INTERNAL') throw error;
    throw new Refusal([unreadable(error, source, part)]);
  }
}

const shown = (plan: Plan): Plan =>
  plan.map((node) => {
    if (typeof node === 'string')
      return node.replace(/[\ufdd0\ufdd1\ufdd4]/g, (character) => undisguised[character] ?? '');
    if (node.kind === 'address') return { ...node, url: shown(node.url) };
    if (node.kind !== 'if') return node;
    // biome-ignore lint/suspicious/noThenProperty: the plan's own word; nobody awaits it
    return { ...node, then: shown(node.then), otherwise: shown(node.otherwise) };
  });

function unreadable(error: unknown, source: TemplateSource, part: string): Finding {
  const why = error instanceof Error ? error.message.replace(/\s+/g, ' ') : String(error);
  return finding(source.top, `${part} cannot be read: ${why}`, 'TEMPLATE_INVALID', 'Make the template simpler.');
}

/** The condition of which a part has one tag and not the other, as when one of them stands in a hidden element. */
function tornBlock(text: string, source: TemplateSource, marked: MarkedSource, part: string): Finding | null {
  const openers = openersOf(marked.tags);
  const there = new Set([...text.matchAll(markPattern)].map(([, index]) => Number(index)));
  const torn = [...openers].find(([tag, opener]) => there.has(tag) !== there.has(opener));
  const tag = torn && marked.tags[torn[1]];
  if (!tag) return null;
  const message = `${part} has only one end of ${tag.text}: the other stands in something hidden or left out there`;
  return finding(
    source.position(tag.start),
    message,
    'TEMPLATE_INVALID',
    'Put both of its ends into the same element.',
  );
}

/** For each `{{else}}` and `{{/if}}`, by its index, the tag that opened it. */
function openersOf(tags: readonly Tag[]): ReadonlyMap<number, number> {
  const openers = new Map<number, number>();
  const open: number[] = [];
  for (const [index, { text, prints }] of tags.entries()) {
    if (prints) continue;
    const opener = open.at(-1);
    if (/^\{\{~?\s*#/.test(text)) open.push(index);
    else if (opener !== undefined) openers.set(index, opener);
    if (/^\{\{~?\s*\//.test(text)) open.pop();
  }
  return openers;
}
