/**
 * A template's text with everything put in that it names, and where each character of it comes from; and what is wrong,
 * told with that place. How the text is put together is in `expansion.ts`.
 */
import { readFile, stat } from 'node:fs/promises';
import { type ErrorCode, errorKind, type Finding, type SourcePosition } from '../../domain/errors.ts';

export const limits = {
  sourceBytes: 256 * 1024,
  includes: 50,
  includeDepth: 5,
  nesting: 10,
  variants: 40,
  fixtures: 40,
} as const;

export interface TemplateSource {
  /** Expanded text; author's comments are blanked, lines keep their lengths. */
  readonly text: string;
  /** The beginning of the template's own file: for what is wrong with the mail as a whole. */
  readonly top: SourcePosition;
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

export function refuseAny(findings: readonly Finding[]): void {
  if (findings.length > 0) throw new Refusal(findings);
}

export const finding = (
  position: SourcePosition,
  message: string,
  code: ErrorCode = 'TEMPLATE_INVALID',
  remedy: string = errorKind(code).remedy,
): Finding => ({ file: position.file, line: position.line, col: position.col, code, message, remedy });

/** What a person should know of a template that can be published as it is. */
export const advice = (position: SourcePosition, message: string, remedy: string): Finding => ({
  ...finding(position, message, 'TEMPLATE_DOUBTFUL', remedy),
  severity: 'warning',
});

/** The same file is read for many templates and languages: what is wrong with it is told once. */
export const once = (findings: readonly Finding[]): readonly Finding[] => {
  const told = new Set<string>();
  return findings.filter(({ file, line, col, code, message }) => {
    const key = JSON.stringify([file, line, col, code, message]);
    return !told.has(key) && told.add(key);
  });
};

/** The place of an offset in one file. */
export function at(file: string, text: string, offset: number): SourcePosition {
  const before = text.slice(0, offset);
  return { file, line: before.split('\n').length, col: offset - before.lastIndexOf('\n') };
}

/** A file of MJML with its comments blanked. @throws Refusal at the place that names it. */
export async function readMarkup(
  file: string,
  here: SourcePosition,
  code: ErrorCode = 'TEMPLATE_INVALID',
): Promise<string> {
  const refuse = (message: string, why: ErrorCode = 'TEMPLATE_INVALID', remedy?: string): never => {
    throw new Refusal([finding(here, message, why, remedy)]);
  };
  const missing = () => refuse(`There is no file ${file}`, code, errorKind('TEMPLATE_MISSING').remedy);
  const found = await stat(file).catch(missing);
  if (!found.isFile()) missing();
  if (found.size > limits.sourceBytes) refuse(tooLarge);
  const content = await readFile(file, 'utf8').catch(missing);
  return blankComments(content.replace(/^\ufeff/, '').replaceAll('\r\n', '\n'));
}

export const tooLarge = `The template is larger than ${limits.sourceBytes / 1024} KB`;

/** Comments of the author vanish, but every line keeps its place; conditional comments are code for Outlook and stay. */
const blankComments = (text: string): string =>
  text.replace(/<!--(?!\[if|<!\[)[\s\S]*?-->/g, (comment) => comment.replace(/[^\n]/g, ' '));
