/**
 * Patterns that mean the same to JavaScript, which runs conditions in memory, and to PostgreSQL, which finds leads by
 * them: ASCII letters and sets, repetitions, groups and alternatives, the ends of the text, and `.*`. What counts
 * characters beyond ASCII, or depends on a language, is not among them.
 */

const literal = /^[A-Za-z0-9 _@,:;!'"#%&=<>~`/-]$/;
const escaped = /^[.^$|()[\]{}*+?\\/-]$/;
/** What PostgreSQL reads as special outside of a set, and so needs a backslash. */
const special = /[.^$|()[\]{}*+?\\]/g;

/** The pattern for PostgreSQL (an advanced regular expression), or null when it has no twin there. */
export function portablePattern(pattern: string): string | null {
  let rest = pattern;
  let depth = 0;
  let portable = '';
  const take = (length: number): string => {
    const taken = rest.slice(0, length);
    rest = rest.slice(length);
    return taken;
  };
  while (rest !== '') {
    const part = groupOf(rest) ?? endOf(rest) ?? anythingOf(rest) ?? atomOf(rest);
    if (part === null) return null;
    depth += part.depth ?? 0;
    if (depth < 0) return null;
    portable += part.portable;
    take(part.length);
  }
  return depth === 0 ? portable : null;
}

interface Part {
  readonly portable: string;
  readonly length: number;
  readonly depth?: 1 | -1;
}

function groupOf(rest: string): Part | null {
  if (rest.startsWith('(?:')) return startsPart(rest, 3) ? { portable: '(?:', length: 3, depth: 1 } : null;
  if (rest.startsWith('(')) return startsPart(rest, 1) ? { portable: '(?:', length: 1, depth: 1 } : null;
  if (rest.startsWith('|')) return startsPart(rest, 1) ? { portable: '|', length: 1 } : null;
  if (!rest.startsWith(')')) return null;
  const repeated = repetitionOf(rest.slice(1));
  return repeated === null ? null : { portable: `)${repeated}`, length: 1 + repeated.length, depth: -1 };
}

/** Empty groups and alternatives are read differently. */
const startsPart = (rest: string, length: number): boolean => /^[^|)*+?{]/.test(rest.slice(length));

/** An anchor is not repeated, and stands where both read it as one. */
function endOf(rest: string): Part | null {
  const [anchor, next] = [rest[0], rest[1] ?? ''];
  if (anchor !== '^' && anchor !== '$') return null;
  return /[*+?{]/.test(next) ? null : { portable: anchor, length: 1 };
}

/** JavaScript's dot takes no line ends. Only where it may take any number do halves of a character not matter. */
const anythingOf = (rest: string): Part | null =>
  rest.startsWith('.*') && !/^[*+?{]/.test(rest.slice(2)) ? { portable: '[^\\n\\r\\u2028\\u2029]*', length: 2 } : null;

function atomOf(rest: string): Part | null {
  const atom = setOf(rest) ?? classOf(rest) ?? letterOf(rest);
  const repeated = atom && repetitionOf(rest.slice(atom.length));
  if (!atom || repeated === null) return null;
  return { portable: `${atom.portable}${repeated}`, length: atom.length + repeated.length };
}

function setOf(rest: string): Part | null {
  const [set] = /^\[[A-Za-z0-9 _@.](?:[A-Za-z0-9 _@.]|(?<=[A-Za-z0-9])-(?=[A-Za-z0-9]))*-?\]/.exec(rest) ?? [];
  if (set === undefined) return null;
  return orderly(set) ? { portable: set, length: set.length } : null;
}

/** Ranges within one alphabet, which neither side reads by the order of a language; never two in a row (`a-c-e`). */
const orderly = (set: string): boolean =>
  !/.-.-/.test(set) &&
  (set.slice(1, -1).match(/.-./g) ?? []).every(
    ([from = '', , to = '']) =>
      from <= to && [/[a-z]/, /[A-Z]/, /[0-9]/].some((letters) => letters.test(from) && letters.test(to)),
  );

const classes: Readonly<Record<string, string>> = { '\\d': '[0-9]', '\\w': '[A-Za-z0-9_]' };

function classOf(rest: string): Part | null {
  const name = rest.slice(0, 2);
  return Object.hasOwn(classes, name) ? { portable: classes[name] ?? '', length: 2 } : null;
}

function letterOf(rest: string): Part | null {
  const [first = '', second = ''] = rest;
  if (first === '\\') return escaped.test(second) ? { portable: quoted(second), length: 2 } : null;
  return literal.test(first) ? { portable: quoted(first), length: 1 } : null;
}

const quoted = (letter: string): string => letter.replace(special, '\\$&');

/** How often what stands before may come; empty when nothing is said, null when it is not read alike. */
function repetitionOf(rest: string): string | null {
  const [said = ''] = /^(?:[*+?]|\{\d{1,2}(?:,\d{0,2})?\})/.exec(rest) ?? [];
  return /^[*+?{]/.test(rest.slice(said.length)) ? null : said;
}
