/**
 * The Handlebars tags of a template, hidden behind marks while MJML and CSS inlining rewrite the mail around them, then
 * put back. What may stand in them is checked before, in `tag-check.ts`.
 */
import Handlebars from 'handlebars';
import { tagPattern } from './language.ts';
import { finding, Refusal, type TemplateSource } from './source.ts';

export interface Tag {
  /** As the author wrote it, with braces. */
  readonly text: string;
  /** As plans have it. */
  readonly planned: string;
  /** Offset in the expanded source. */
  readonly start: number;
  /** Whether it prints a value, as opposed to opening, splitting or closing a condition. */
  readonly prints: boolean;
}

export interface MarkedSource {
  readonly text: string;
  readonly tags: readonly Tag[];
  /** Offset in the expanded source for one in the marked text. */
  original(offset: number): number;
}

const mark = (index: number): string => `tndtag${index}x`;
/** Finds marks; the first group is the index of the tag. */
export const markPattern = /tndtag(\d+)x/g;

/** Replaces every tag by a mark and every Handlebars comment by nothing. @throws Refusal */
export function markTags(source: TemplateSource): MarkedSource {
  const taken = /tndtag\d|tndlink\d/.exec(source.text);
  if (taken) throw new Refusal([finding(source.position(taken.index), `"${taken[0]}" is reserved`)]);
  const tags: Tag[] = [];
  const shifts: { readonly at: number; readonly original: number }[] = [];
  let text = '';
  let done = 0;
  for (const match of source.text.matchAll(tagPattern)) {
    const [tag] = match;
    text += source.text.slice(done, match.index);
    if (!/^\{\{~?!/.test(tag)) {
      text += mark(tags.length);
      tags.push({
        text: tag,
        planned: positional(tag),
        start: match.index,
        prints: !/^\{\{~?\s*(?:[#/^]|else\b)/.test(tag),
      });
    }
    text += tag.replace(/[^\n]/g, '');
    done = match.index + tag.length;
    shifts.push({ at: text.length, original: done });
  }
  text += source.text.slice(done);
  const original = (offset: number): number => {
    const shift = shifts.findLast(({ at }) => at <= offset);
    return shift ? shift.original + offset - shift.at : offset;
  };
  return { text, tags, original };
}

export const putBack = (text: string, tags: readonly Tag[]): string =>
  text.replace(markPattern, (_mark, index) => tags[Number(index)]?.planned ?? '');

/**
 * A tag as plans have it, which know no named options: `{{plural NAME one="…" other="…" fallback="…"}}` becomes
 * `{{plural NAME FALLBACK "one" "…" "other" "…"}}`.
 */
function positional(tag: string): string {
  if (!/^\{\{~?\s*plural\s/.test(tag)) return tag;
  const [call] = Handlebars.parse(tag).body;
  if (call?.type !== 'MustacheStatement') return tag;
  const { params, hash, strip } = call as hbs.AST.MustacheStatement;
  const options = (hash?.pairs ?? []).map(({ key, value }) => [key, (value as hbs.AST.StringLiteral).value] as const);
  const fallback = options.flatMap(([key, value]) => (key === 'fallback' ? value : []));
  const forms = options.flatMap(([key, value]) => (key === 'fallback' ? [] : [key, value]));
  const name = params.map((param) => (param as hbs.AST.StringLiteral).value);
  const words = [...name, ...fallback, ...forms].map(quoted);
  return `{{${strip?.open ? '~' : ''}plural ${words.join(' ')}${strip?.close ? '~' : ''}}}`;
}

/** A text as Handlebars reads it; only the quote itself is escaped there. */
const quoted = (text: string): string => `"${text.replaceAll('"', '\\"')}"`;
