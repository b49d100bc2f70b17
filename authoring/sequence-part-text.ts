/**
 * The steps of a part with the values of one use put in for its parameters, still knowing where they stand: every value
 * is found in the text of the part, and one that came from the use says so.
 */
import type { SourcePosition } from '../domain/errors.ts';
import { Findings } from './findings.ts';
import type { LocatedYaml, Path } from './located-yaml.ts';

export type ParameterValue = string | number | boolean | null;
export type ParameterValues = Readonly<Record<string, ParameterValue>>;

const placeholder = /\$\{([a-z][A-Za-z0-9_-]*)\}/g;
/** A text that grows beyond this by the values put into it is cut off by the shapes anyway. */
const longestFilled = 20_000;

/** The parameters that the steps of a part name, each with the place of its text and of its first character in it. */
export function placeholdersIn(
  value: unknown,
  path: Path,
): readonly { readonly name: string; readonly path: Path; readonly index: number }[] {
  if (typeof value === 'string') {
    return [...value.matchAll(placeholder)].map((found) => ({ name: found[1] ?? '', path, index: found.index }));
  }
  if (typeof value !== 'object' || value === null) return [];
  const inside: readonly (readonly [string | number, unknown])[] = Array.isArray(value)
    ? [...value.entries()]
    : Object.entries(value);
  return inside.flatMap(([key, inner]) => placeholdersIn(inner, [...path, key]));
}

/** A text that values were put into. */
interface Filled {
  readonly names: readonly string[];
  /** For each piece: where it begins in the filled text and in the text of the part; null inside a value. */
  readonly pieces: readonly { readonly from: number; readonly written: number; readonly literal: boolean }[];
}

export interface FilledPart {
  /** The steps, to be read at the path of the part. */
  readonly steps: unknown;
  readonly yaml: LocatedYaml;
}

/**
 * @param path where the steps of the part stand in `yaml`, the file.
 * @param origin what is said of values that came from the use, e.g. `of the part "nudge", used in line 20`.
 */
export function fillPart(
  steps: unknown,
  path: Path,
  yaml: LocatedYaml,
  values: ParameterValues,
  origin: string,
): FilledPart {
  const filled = new Map<string, Filled>();
  const fill = (value: unknown, at: Path): unknown => {
    if (typeof value === 'string') return fillText(value, values, (result) => filled.set(keyOf(at), result));
    if (Array.isArray(value)) return value.map((item, i) => fill(item, [...at, i]));
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, fill(inner, [...at, key])]));
  };
  const noted = (at: Path, position: SourcePosition): NotedPosition => {
    const found = filled.get(keyOf(at));
    if (!found) return position;
    const which = `${found.names.length > 1 ? 'parameters' : 'parameter'} ${found.names.map((name) => `"${name}"`).join(', ')}`;
    return { ...position, note: ` (${which} ${origin})` };
  };
  const inside = (at: Path, index: number): SourcePosition => {
    const piece = filled.get(keyOf(at))?.pieces.findLast(({ from }) => from <= index);
    const written = piece ? piece.written + (piece.literal ? index - piece.from : 0) : index;
    return noted(at, yaml.inside(at, written));
  };
  return {
    steps: fill(steps, path),
    yaml: {
      value: yaml.value,
      at: (at) => noted(at, yaml.at(at)),
      keyAt: (at) => yaml.keyAt(at),
      inside,
    },
  };
}

const keyOf = (path: Path): string => JSON.stringify(path);

function fillText(text: string, values: ParameterValues, note: (filled: Filled) => void): ParameterValue {
  const found = [...text.matchAll(placeholder)].filter(([, name]) => name !== undefined && Object.hasOwn(values, name));
  const [only] = found;
  if (!only) return text;
  const names = [...new Set(found.map(([, name]) => name ?? ''))];
  if (only[0] === text.trim()) {
    note({ names, pieces: [{ from: 0, written: 0, literal: false }] });
    return values[only[1] ?? ''] ?? null;
  }
  const pieces: { from: number; written: number; literal: boolean }[] = [];
  let result = '';
  let end = 0;
  for (const match of found) {
    pieces.push({ from: result.length, written: end, literal: true });
    result += text.slice(end, match.index);
    pieces.push({ from: result.length, written: match.index, literal: false });
    result += String(values[match[1] ?? ''] ?? '');
    end = match.index + match[0].length;
    if (result.length > longestFilled) break;
  }
  pieces.push({ from: result.length, written: end, literal: true });
  note({ names, pieces });
  return result + text.slice(end);
}

/** A position that says how a value came there. */
interface NotedPosition extends SourcePosition {
  readonly note?: string;
}

export const noteAt = (at: SourcePosition): string => (at as NotedPosition).note ?? '';

/**
 * The findings in a part, handed on to those of the file: what is wrong in the part itself is said once, however often
 * it is used.
 */
export class PartFindings extends Findings {
  readonly #file: Findings;
  readonly #said: Set<string>;

  constructor(file: Findings, said: Set<string>) {
    super();
    this.#file = file;
    this.#said = said;
  }

  override add(...[code, message, at, severity]: Parameters<Findings['add']>): void {
    const whole = `${message}${noteAt(at)}`;
    const key = `${at.line}:${at.col} ${code} ${whole}`;
    if (this.#said.has(key)) return;
    this.#said.add(key);
    this.#file.add(code, whole, at, severity);
  }

  override get count(): number {
    return this.#file.count;
  }
}
