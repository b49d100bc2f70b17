/** Macros in the domains of SPF terms (RFC 7208 §7). */
import { isIPv6 } from 'node:net';
import { hexDigits } from './address.ts';

export interface MacroFacts {
  readonly ip: string;
  /** The domain whose record is being read. */
  readonly domain: string;
  /** The envelope sender. */
  readonly sender: string;
}

const longestName = 253;

/** The domain that a domain-spec means. `%{p}` is `unknown`, as the RFC advises. */
export function expandMacros(spec: string, facts: MacroFacts): string {
  const expanded = spec.replace(
    /%(?:(%)|(_)|(-)|\{([a-z])(\d*)(r?)([.\-+,/_=]*)\})/gi,
    (_, percent, space, url, letter: string, digits: string, reverse: string, delimiters: string) => {
      if (percent) return '%';
      if (space) return ' ';
      if (url) return '%20';
      const parts = macroValue(letter.toLowerCase(), facts).split(new RegExp(`[${inClass(delimiters || '.')}]`));
      if (reverse) parts.reverse();
      return (digits === '' ? parts : parts.slice(-Number(digits))).join('.');
    },
  );
  return shortened(expanded.replace(/\.$/, ''));
}

const inClass = (delimiters: string): string => delimiters.replace(/[\\\-\]^]/g, '\\$&');

function macroValue(letter: string, { ip, domain, sender }: MacroFacts): string {
  const at = sender.lastIndexOf('@');
  const v6 = isIPv6(ip);
  switch (letter) {
    case 's':
      return sender;
    case 'l':
      return sender.slice(0, at);
    case 'o':
    case 'h':
      return sender.slice(at + 1);
    case 'd':
      return domain;
    case 'i':
      return v6 ? [...hexDigits(ip)].join('.') : ip;
    case 'v':
      return v6 ? 'ip6' : 'in-addr';
    default:
      return 'unknown';
  }
}

/** Labels go from the left until it is short enough (RFC 7208 §7.3). */
function shortened(name: string): string {
  let rest = name;
  while (rest.length > longestName && rest.includes('.')) rest = rest.slice(rest.indexOf('.') + 1);
  return rest;
}
