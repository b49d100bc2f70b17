/**
 * YAML to plain values that know where they stand: every key, value and character of a text can be traced to its line
 * and column. Reads only what authored files need: one document of mappings, lists and simple values; no aliases, no
 * tags, bounded in size and depth. Never throws for what stands in the text.
 */
import {
  type Document,
  isAlias,
  isMap,
  isNode,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  type Pair,
  parseDocument,
  visit,
  type YAMLError,
} from 'yaml';
import type { SourcePosition } from '../domain/errors.ts';
import type { Findings, SourceText } from './findings.ts';
import { syntaxMessage } from './yaml-messages.ts';

export type Path = readonly (string | number)[];

export interface LocatedYaml {
  /** Mappings as objects, lists as arrays; null where the file says nothing. */
  readonly value: unknown;
  /** Where the value at a path begins; the nearest one around it when there is none. */
  at(path: Path): SourcePosition;
  /** Where the key that a path ends with stands. */
  keyAt(path: Path): SourcePosition;
  /** Where the n-th character of the text at a path stands. */
  inside(path: Path, index: number): SourcePosition;
}

const longestText = 256 * 1024;
const deepest = 40;

/** The root of an authored file, or null with findings when it is not a mapping in YAML. */
export function readYaml(source: SourceText, findings: Findings): LocatedYaml | null {
  const text = source.text.replace(/^\ufeff/, '');
  const lines = new LineCounter();
  const place = placesIn(source.file, text, lines);
  if (text.length > longestText) {
    findings.add('YAML_SYNTAX', `the file is larger than ${longestText / 1024} KB`, {
      file: source.file,
      line: 1,
      col: 1,
    });
    return null;
  }
  const deep = tooDeep(text);
  if (deep !== null) {
    findings.add('YAML_SYNTAX', 'the file is nested too deeply', { file: source.file, line: deep + 1, col: 1 });
    return null;
  }
  const document = parseDocument(text, {
    lineCounter: lines,
    prettyErrors: false,
    version: '1.2',
    schema: 'core',
    // Keys that stand twice are found below; the parser compares each with each.
    uniqueKeys: false,
  });
  const before = findings.count;
  reportSyntax(document, text, place, findings);
  if (findings.count === before) reportUnsupported(document, text, place, findings);
  if (findings.count > before) return null;
  const root = document.contents;
  if (!isMap(root)) {
    const found = root === null || (isScalar(root) && root.value === null) ? 'is empty' : 'is not a mapping';
    findings.add('AUTHORING_SHAPE', `the file ${found}: it must hold "key: value" lines`, place(root?.range?.[0] ?? 0));
    return null;
  }
  return {
    value: plain(root),
    at: (path) => place(offsetOf(root, path)),
    keyAt: (path) => place(keyOffset(root, path) ?? offsetOf(root, path)),
    inside: (path, index) => place(characterOffset(root, path, index, text)),
  };
}

/**
 * The line (from 0) in which a text can become too deep for the parser, or null. The parser recurses, and Node ends the
 * process, beyond any catch, when a pattern is compiled where the stack is nearly used up; so the depth is bounded
 * before anything is parsed, by what can open a level: indentation, `-`, `?` and `:` in one line, brackets in all.
 */
function tooDeep(text: string): number | null {
  let brackets = 0;
  for (const [i, line] of text.split('\n').entries()) {
    for (const mark of line.match(/[[\]{}]/g) ?? []) brackets = Math.max(0, brackets + ('[{'.includes(mark) ? 1 : -1));
    const marks = line.match(/[-?:](?=\s|$)/g)?.length ?? 0;
    if (brackets > 100 || marks > 100 || line.search(/[^ ]|$/) > 200) return i;
  }
  return null;
}

/** What follows from the first syntax error is noise. */
function reportSyntax(
  document: Document.Parsed,
  text: string,
  place: (offset: number) => SourcePosition,
  findings: Findings,
): void {
  const [error] = document.errors;
  if (error) findings.add('YAML_SYNTAX', syntaxMessage(error, text), place(opening(document, error)));
}

/** Where an error is shown: a quote that is not closed where it was opened, which may be many lines earlier. */
function opening(document: Document.Parsed, error: YAMLError): number {
  let offset = error.pos[0];
  if (!error.message.startsWith('Missing closing')) return offset;
  visit(document, {
    Scalar: (_, { range, type }) => {
      if (type?.startsWith('QUOTE') && range && range[0] < offset && range[1] >= offset) offset = range[0];
    },
  });
  return offset;
}

function reportUnsupported(
  document: Document.Parsed,
  text: string,
  place: (offset: number) => SourcePosition,
  findings: Findings,
): void {
  visit(document, (_, node, path) => {
    const problem = unsupported(node, path.length, text);
    if (!problem) return undefined;
    findings.add('YAML_SYNTAX', problem.message, place(problem.offset));
    return visit.BREAK;
  });
}

/** What YAML allows and authored files do without. */
function unsupported(node: unknown, depth: number, text: string): { message: string; offset: number } | null {
  if (!isNode(node)) return null;
  const offset = node.range?.[0] ?? 0;
  if (isAlias(node)) return { message: `"*${node.source}" is an alias, which is not supported: write it out`, offset };
  if (node.tag !== undefined) {
    const tag = node.tag.replace('tag:yaml.org,2002:', '!!');
    const message = `"${tag}" is read as a tag, which is not supported: put a value that begins with "!" in quotes`;
    return { message, offset: Math.max(0, text.lastIndexOf('!', offset)) };
  }
  // Each level of the file is a pair and a value here.
  if (depth > 2 * deepest) return { message: 'the file is nested too deeply', offset };
  const seen = new Set<string>();
  for (const { key } of isMap(node) ? node.items : []) {
    const keyOffset = (isNode(key) ? key.range?.[0] : undefined) ?? offset;
    if (!isScalar(key) || typeof key.value !== 'string') return { message: 'a key must be text', offset: keyOffset };
    const twice = `the key "${key.value.slice(0, 80)}" stands twice in one place`;
    if (seen.has(key.value)) return { message: twice, offset: keyOffset };
    seen.add(key.value);
  }
  return null;
}

function plain(node: unknown): unknown {
  if (isMap(node)) return Object.fromEntries(node.items.map(({ key, value }) => [keyText(key), plain(value)]));
  if (isSeq(node)) return node.items.map(plain);
  return isScalar(node) ? node.value : null;
}

const keyText = (key: unknown): string => String(isScalar(key) ? key.value : key);

const pairAt = (node: unknown, key: string | number): Pair | undefined =>
  isMap(node) ? node.items.find((pair) => keyText(pair.key) === key) : undefined;

function childOf(node: unknown, key: string | number): unknown {
  return isSeq(node) && typeof key === 'number' ? node.items[key] : pairAt(node, key)?.value;
}

function offsetOf(root: Node, path: Path): number {
  let offset = root.range?.[0] ?? 0;
  let node: unknown = root;
  for (const key of path) {
    const child = childOf(node, key) as Node | null | undefined;
    const pairKey = pairAt(node, key)?.key as Node | undefined;
    // A key with nothing behind it is shown itself: its value stands nowhere.
    const silent = !child || (pairKey && isScalar(child) && child.range?.[0] === child.range?.[1]);
    offset = (silent ? pairKey?.range?.[0] : child.range?.[0]) ?? offset;
    if (!child) return offset;
    node = child;
  }
  return offset;
}

function keyOffset(root: Node, path: Path): number | null {
  const parent = path.slice(0, -1).reduce<unknown>(childOf, root);
  const key = pairAt(parent, path.at(-1) ?? '')?.key as Node | undefined;
  return key?.range?.[0] ?? null;
}

/**
 * Quotes, escapes and folded lines make a text differ from its source. Its characters stand in the source in the same
 * order, so they are found one after the other, blanks standing for blanks.
 */
function characterOffset(root: Node, path: Path, index: number, text: string): number {
  const node = path.reduce<unknown>(childOf, root);
  if (!isScalar(node) || typeof node.value !== 'string' || !node.range) return offsetOf(root, path);
  const [start, end] = node.range;
  const block = node.type === 'BLOCK_FOLDED' || node.type === 'BLOCK_LITERAL';
  let offset = block ? text.indexOf('\n', start) + 1 : start;
  let found = start;
  for (const character of node.value.slice(0, index + 1)) {
    if (/\s/.test(character)) continue;
    const next = text.indexOf(character, offset);
    if (next < 0 || next >= end) return start;
    found = next;
    offset = next + character.length;
  }
  return found;
}

/** Lines and columns count from 1; what points behind the end is shown at the last character that says something. */
function placesIn(file: string, text: string, lines: LineCounter): (offset: number) => SourcePosition {
  const last = Math.max(0, text.trimEnd().length - 1);
  return (offset) => {
    const { line, col } = lines.linePos(Math.min(offset, last));
    return { file, line: Math.max(1, line), col: Math.max(1, col) };
  };
}
