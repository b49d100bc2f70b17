/**
 * SPF records as text: RFC 7208 §4.6.1, §5, §6 and §7.1. Parsing only; what a record means for an address is in `spf.ts`.
 */
import { isIPv4, isIPv6 } from 'node:net';

export type SpfQualifier = '+' | '-' | '~' | '?';

export type SpfMechanism =
  | { readonly kind: 'all' }
  | { readonly kind: 'include' | 'exists'; readonly target: string }
  /** Null: the domain of the record itself. */
  | { readonly kind: 'ptr'; readonly target: string | null }
  | { readonly kind: 'a' | 'mx'; readonly target: string | null; readonly v4: number; readonly v6: number }
  | { readonly kind: 'ip'; readonly network: string; readonly prefix: number };

export interface SpfDirective {
  readonly qualifier: SpfQualifier;
  readonly mechanism: SpfMechanism;
}

export interface SpfRecord {
  readonly directives: readonly SpfDirective[];
  /** Where to go on when nothing matches; null also when `all` makes it void (RFC 7208 §6.1). */
  readonly redirect: string | null;
}

export type SpfParsing =
  | { readonly kind: 'parsed'; readonly record: SpfRecord }
  | { readonly kind: 'invalid'; readonly why: string };

/** Whether a TXT record is an SPF record (RFC 7208 §4.5). */
export const isSpf = (text: string): boolean => /^v=spf1(?: |$)/i.test(text);

/** Parses the text of a record that begins with `v=spf1`. */
export function parseSpf(text: string): SpfParsing {
  const directives: SpfDirective[] = [];
  const modifiers = new Map<string, string>();
  for (const term of text.split(/ +/).slice(1)) {
    if (term === '') continue;
    const [, name = '', value = ''] = /^([a-z][a-z0-9._-]*)=(.*)$/i.exec(term) ?? [];
    if (name === '') {
      const directive = directiveOf(term);
      if (typeof directive === 'string') return { kind: 'invalid', why: directive };
      directives.push(directive);
      continue;
    }
    const modifier = name.toLowerCase();
    if (/^(redirect|exp)$/.test(modifier) && modifiers.has(modifier))
      return { kind: 'invalid', why: `"${modifier}=" stands in it twice` };
    if (!hasSoundMacros(value)) return { kind: 'invalid', why: `the macro in "${term}" is not valid` };
    modifiers.set(modifier, value);
  }
  const ends = directives.some(({ mechanism }) => mechanism.kind === 'all');
  return { kind: 'parsed', record: { directives, redirect: ends ? null : (modifiers.get('redirect') ?? null) } };
}

/** A text: what is wrong with the term. */
function directiveOf(term: string): SpfDirective | string {
  const [, sign = '', name = '', rest = ''] = /^([+\-~?]?)([a-z0-9]+)(.*)$/i.exec(term) ?? [];
  const mechanism = mechanismOf(name.toLowerCase(), rest);
  if (mechanism === null) return `"${term}" is not a term of SPF`;
  return { qualifier: (sign || '+') as SpfQualifier, mechanism };
}

function mechanismOf(name: string, rest: string): SpfMechanism | null {
  const target = /^:(.+)$/.exec(rest)?.[1] ?? null;
  switch (name) {
    case 'all':
      return rest === '' ? { kind: 'all' } : null;
    case 'include':
    case 'exists':
      return target !== null && hasSoundMacros(target) ? { kind: name, target } : null;
    case 'ptr':
      return rest === '' || (target !== null && hasSoundMacros(target)) ? { kind: name, target } : null;
    case 'a':
    case 'mx':
      return hostMechanism(name, rest);
    case 'ip4':
    case 'ip6':
      return networkMechanism(name, target ?? '');
    default:
      return null;
  }
}

function hostMechanism(kind: 'a' | 'mx', rest: string): SpfMechanism | null {
  const match = /^(?::([^/]+))?(?:\/(\d{1,2}))?(?:\/\/(\d{1,3}))?$/.exec(rest);
  if (!match) return null;
  const [, target = null, v4 = '32', v6 = '128'] = match;
  if (Number(v4) > 32 || Number(v6) > 128 || (target !== null && !hasSoundMacros(target))) return null;
  return { kind, target, v4: Number(v4), v6: Number(v6) };
}

function networkMechanism(name: 'ip4' | 'ip6', target: string): SpfMechanism | null {
  const [network = '', prefix, ...more] = target.split('/');
  const [valid, bits] = name === 'ip4' ? [isIPv4(network), 32] : [isIPv6(network) && !network.includes('%'), 128];
  if (!valid || more.length > 0 || (prefix !== undefined && !/^\d{1,3}$/.test(prefix))) return null;
  return Number(prefix ?? bits) > bits ? null : { kind: 'ip', network, prefix: Number(prefix ?? bits) };
}

const macro = /%(?:%|_|-|\{[slodiphcrtv]\d*r?[.\-+,/_=]*\})/gi;

const hasSoundMacros = (text: string): boolean => !text.replace(macro, '').includes('%');

/** Where receivers may stop: at `all`, at `redirect`, and at whatever does not let pass. */
const stop = /^(?:[-~?]|\+?all$|redirect=)/i;

/** As a term is compared: `+` says nothing. */
const bare = (word: string): string => word.toLowerCase().replace(/^\+/, '');

/**
 * The record with more terms, where they are reached: before the first one that refuses anybody, or `first` of all, where
 * what comes before them is in error. One that stands too far back is moved.
 */
export function withTerms(text: string, terms: readonly string[], place: 'first' | 'reached' = 'reached'): string {
  if (terms.length === 0) return text;
  const words = text.trim().split(/ +/);
  const end = words.findIndex((word) => stop.test(word));
  const at = place === 'first' ? 1 : end < 0 ? words.length : end;
  const before = words.slice(0, at);
  const known = new Set(before.map(bare));
  const wanted = new Set(terms.map(bare));
  const fresh = terms.filter((term) => !known.has(bare(term)));
  return [...before, ...fresh, ...words.slice(at).filter((word) => !wanted.has(bare(word)))].join(' ');
}

/** The record without the terms that make it an error, and those. */
export function soundTerms(text: string): { readonly text: string; readonly dropped: readonly string[] } {
  const dropped: string[] = [];
  let sound = 'v=spf1';
  for (const word of text.trim().split(/ +/).slice(1)) {
    const next = `${sound} ${word}`;
    if (parseSpf(next).kind === 'parsed') sound = next;
    else dropped.push(word);
  }
  return { text: sound, dropped };
}
