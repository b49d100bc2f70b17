/**
 * The text of a template with its partials put in place of `<mj-include>`, and where each character of it comes from.
 * Reads only `.mjml` files inside the templates folder: no `..`, no absolute paths, no links that lead outside, no CSS
 * or HTML includes. (MJML's own includes are switched off: what it refuses to read it drops without an error.)
 */
import { readFile, realpath } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import { type ErrorCode, errorKind, type Finding, type SourcePosition } from '../../domain/errors.ts';

export const limits = { sourceBytes: 256 * 1024, includes: 50, includeDepth: 5, tags: 2000, nesting: 10 } as const;

export interface TemplateSource {
  /** Expanded text; author's comments are blanked, lines keep their lengths. */
  readonly text: string;
  position(offset: number): SourcePosition;
}

/** A finding thrown by the stages of the compiler, where going on makes no sense. */
export class Refusal extends Error {
  readonly findings: readonly Finding[];
  constructor(findings: readonly Finding[]) {
    super(findings[0]?.message);
    this.findings = findings;
  }
}

export const finding = (
  position: SourcePosition,
  message: string,
  code: ErrorCode = 'TEMPLATE_INVALID',
  remedy: string = errorKind(code).remedy,
): Finding => ({ file: position.file, line: position.line, col: position.col, code, message, remedy });

interface Piece {
  readonly start: number;
  readonly file: string;
  readonly source: string;
  readonly offset: number;
}

/** Reads a template and its partials. @throws Refusal */
export async function readTemplate(dir: string, name: string): Promise<TemplateSource> {
  const pieces: Piece[] = [];
  const root = await realpath(dir).catch(() => dir);
  let text = '';
  let includes = 0;

  const add = (file: string, source: string, from: number, to: number) => {
    if (to > from) pieces.push({ start: text.length, file, source, offset: from });
    text += source.slice(from, to);
    if (text.length > limits.sourceBytes) {
      throw new Refusal([
        finding(at(file, source, from), `The template is larger than ${limits.sourceBytes / 1024} KB`),
      ]);
    }
  };

  const expand = async (file: string, source: string, open: readonly string[]): Promise<void> => {
    let done = 0;
    for (const match of source.matchAll(/<mj-include\b([^>]*?)\/?>(?:\s*<\/mj-include\s*>)?/g)) {
      const here = at(file, source, match.index);
      includes += 1;
      if (includes > limits.includes || open.length > limits.includeDepth) {
        throw new Refusal([finding(here, 'There are too many includes, or they nest too deeply')]);
      }
      add(file, source, done, match.index);
      const partial = await partialPath(root, file, match[1] ?? '', here);
      if (open.includes(partial)) throw new Refusal([finding(here, `The include of ${partial} never ends`)]);
      const content = await read(partial, here);
      if (/<mjml\b/.test(content)) {
        throw new Refusal([
          finding(here, `${partial} must hold only the elements to include, without <mjml> around them`),
        ]);
      }
      await expand(partial, content, [...open, partial]);
      done = match.index + match[0].length;
    }
    add(file, source, done, source.length);
  };

  const main = join(dir, `${name}.mjml`);
  await expand(main, await read(main, { file: main, line: 1, col: 1 }, 'TEMPLATE_MISSING'), [main]);
  const position = (offset: number): SourcePosition => {
    const piece = pieces.findLast(({ start }) => start <= offset) ?? pieces[0];
    return piece ? at(piece.file, piece.source, piece.offset + offset - piece.start) : { file: main, line: 1, col: 1 };
  };
  return { text, position };
}

async function read(file: string, here: SourcePosition, code: ErrorCode = 'TEMPLATE_INVALID'): Promise<string> {
  try {
    const content = await readFile(file, 'utf8');
    return blankComments(content.replace(/^\ufeff/, '').replaceAll('\r\n', '\n'));
  } catch {
    throw new Refusal([finding(here, `There is no file ${file}`, code, errorKind('TEMPLATE_MISSING').remedy)]);
  }
}

/** Comments of the author vanish, but every line keeps its place; conditional comments are code for Outlook and stay. */
const blankComments = (text: string): string =>
  text.replace(/<!--(?!\[if|<!\[)[\s\S]*?-->/g, (comment) => comment.replace(/[^\n]/g, ' '));

async function partialPath(root: string, file: string, attributes: string, here: SourcePosition): Promise<string> {
  const path = /\bpath\s*=\s*(?:"([^"]*)"|'([^']*)')/.exec(attributes);
  const wanted = path?.[1] ?? path?.[2] ?? '';
  const refuse = (why: string): never => {
    throw new Refusal([
      finding(
        here,
        `The include of ${JSON.stringify(wanted)} is refused: ${why}`,
        'TEMPLATE_INVALID',
        'Write <mj-include path="./partials/NAME.mjml" />.',
      ),
    ]);
  };
  if (/\b(?:type|css-inline)\s*=/.test(attributes)) refuse('only MJML can be included');
  if (!/^(?:\.\/)?(?:[\w-][\w.-]*\/)*[\w-][\w.-]*\.mjml$/.test(wanted) || wanted.includes('..')) {
    refuse('the path must be relative, lead down, and end with .mjml');
  }
  const partial = join(dirname(file), wanted);
  const real = await realpath(partial).catch(() => refuse('there is no such file'));
  const inside = relative(root, real);
  if (inside.startsWith('..') || inside.startsWith(sep)) refuse('it lies outside the templates folder');
  return partial;
}

function at(file: string, source: string, offset: number): SourcePosition {
  const before = source.slice(0, offset);
  return { file, line: before.split('\n').length, col: offset - before.lastIndexOf('\n') };
}
