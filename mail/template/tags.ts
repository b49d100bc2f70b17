/**
 * The Handlebars tags of a template: checked against the language, then hidden behind marks while MJML and CSS inlining
 * rewrite the mail around them, then put back.
 */
import Handlebars from 'handlebars';
import type { Finding } from '../../domain/errors.ts';
import { didYouMean, nearest } from '../../domain/suggestion.ts';
import { certainFacts, leadFacts, paths } from './language.ts';
import { finding, limits, Refusal, type TemplateSource } from './source.ts';

export interface Tag {
  /** As the author wrote it, with braces. */
  readonly text: string;
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

const tagPattern =
  /\{\{(?:!--[\s\S]*?--\}\}|!(?!--)[\s\S]*?\}\}|(?:"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|[^"'}]|\}(?!\}))*\}\}\}?)/g;

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
      tags.push({ text: tag, start: match.index, prints: !/^\{\{~?\s*(?:[#/^]|else\b)/.test(tag) });
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
  text.replace(markPattern, (_mark, index) => tags[Number(index)]?.text ?? '');

/**
 * The lead fields a template reads.
 * @param customFields the fields that the workspace declares; null leaves names unchecked
 * @throws Refusal with every tag that is not of the language
 */
export function checkTags(source: TemplateSource, customFields: readonly string[] | null): readonly string[] {
  let program: hbs.AST.Program;
  const escaped = source.text.indexOf('\\{{');
  if (escaped >= 0) throw new Refusal([finding(source.position(escaped), 'A backslash before {{ is not supported')]);
  try {
    program = Handlebars.parse(source.text);
  } catch (error) {
    throw new Refusal([syntaxFinding(source, error)]);
  }
  const findings: Finding[] = [];
  const fields = new Set<string>();
  const known = customFields === null ? null : new Set([...leadFacts, ...customFields]);
  const where = (node: hbs.AST.Node) =>
    source.position(offsetOf(source.text, node.loc.start.line) + node.loc.start.column);
  const refuse: Refuse = (node, message, code, remedy) => findings.push(finding(where(node), message, code, remedy));
  const note: Check['note'] = (node, field) => {
    fields.add(field);
    if (known === null || known.has(field)) return;
    const message = `a lead has no field "${field}"${didYouMean(nearest(field, known))}`;
    refuse(
      node,
      message,
      'TEMPLATE_VARIABLE',
      'Correct the name, or declare the field in workspace/organisation.yaml.',
    );
  };
  checkProgram(program, 0, { refuse, note });
  if (findings.length > 0) throw new Refusal(findings);
  return [...fields].sort();
}

type Refuse = (node: hbs.AST.Node, message: string, code?: Finding['code'], remedy?: string) => void;
interface Check {
  readonly refuse: Refuse;
  /** Takes note of a field that the template reads. */
  readonly note: (node: hbs.AST.Node, field: string) => void;
}

function checkProgram(program: hbs.AST.Program | undefined, depth: number, check: Check): void {
  for (const node of program?.body ?? []) {
    if (depth > limits.nesting) check.refuse(node, `Conditions nest more than ${limits.nesting} deep`);
    switch (node.type) {
      case 'ContentStatement':
      case 'CommentStatement':
        break;
      case 'MustacheStatement':
        checkValue(node as hbs.AST.MustacheStatement, check);
        break;
      case 'BlockStatement':
        checkBlock(node as hbs.AST.BlockStatement, depth, check);
        break;
      default:
        check.refuse(
          node,
          'Handlebars partials and decorators are not allowed',
          undefined,
          'Use <mj-include path="./partials/NAME.mjml" />.',
        );
    }
  }
}

function checkValue(node: hbs.AST.MustacheStatement, check: Check): void {
  const path = pathText(node.path);
  if (!node.escaped) {
    check.refuse(node, '{{{…}}} and {{&…}} would put unescaped text into the mail', undefined, 'Use {{…}}.');
  } else if (path === 'field') {
    checkField(node, check);
  } else if (!paths.has(path)) {
    unknownValue(node, path, check);
  } else if (node.params.length > 0 || node.hash) {
    check.refuse(node, `{{${path}}} takes nothing`);
  }
}

function checkField(node: hbs.AST.MustacheStatement, { refuse, note }: Check): void {
  const [name, fallback, ...more] = node.params;
  const field = name?.type === 'StringLiteral' ? (name as hbs.AST.StringLiteral).value : '';
  if (!/^[A-Za-z]\w*$/.test(field) || more.length > 0 || node.hash || (fallback && fallback.type !== 'StringLiteral')) {
    refuse(node, 'The field or its fallback cannot be read', undefined, 'Write {{field "firstName" "there"}}.');
    return;
  }
  note(node, field);
  if (!fallback && !certainFacts.has(field)) {
    refuse(
      node,
      `${field} may be missing for some leads and has no fallback`,
      'TEMPLATE_VARIABLE',
      `Write {{field "${field}" "…"}} with what to say instead.`,
    );
  }
}

function unknownValue(node: hbs.AST.MustacheStatement, path: string, { refuse }: Check): void {
  if (node.params.length === 0 && /^[A-Za-z]\w*$/.test(path) && !['this', 'log', 'lookup'].includes(path)) {
    const known = (leadFacts as readonly string[]).includes(path) ? '' : ' (a field of the lead?)';
    refuse(
      node,
      `{{${path}}} is no variable${known}`,
      'TEMPLATE_VARIABLE',
      `Write {{field "${path}" "…"}} with what to say instead.`,
    );
    return;
  }
  refuse(
    node,
    `{{${path}}} is not known`,
    undefined,
    `Use {{field "…" "…"}}, ${[...paths].map((known) => `{{${known}}}`).join(', ')}.`,
  );
}

function checkBlock(node: hbs.AST.BlockStatement, depth: number, check: Check): void {
  const name = pathText(node.path);
  const [condition, ...more] = node.params;
  const blockParams = node.program?.blockParams ?? node.inverse?.blockParams;
  if (name !== 'if' && name !== 'unless') {
    check.refuse(
      node,
      `{{#${name}}} is not known`,
      undefined,
      'Use {{#if (has "field")}}, {{#if (is "field" "value")}} or {{#unless …}}.',
    );
  } else if (more.length > 0 || node.hash || blockParams || !isCondition(condition, check)) {
    check.refuse(
      node,
      `{{#${name}}} needs one condition`,
      undefined,
      `Write {{#${name} (has "company")}} or {{#${name} (is "grade" "A")}}.`,
    );
  }
  checkProgram(node.program, depth + 1, check);
  checkProgram(node.inverse, depth + 1, check);
}

/** `(has "field")` or `(is "field" "value")`. */
function isCondition(node: hbs.AST.Expression | undefined, { note }: Check): boolean {
  if (node?.type !== 'SubExpression') return false;
  const { path, params, hash } = node as hbs.AST.SubExpression;
  const [field, value, ...more] = params;
  if (field?.type !== 'StringLiteral' || hash || more.length > 0) return false;
  const name = pathText(path);
  const literal = value && ['StringLiteral', 'NumberLiteral', 'BooleanLiteral'].includes(value.type);
  if (!(name === 'has' && !value) && !(name === 'is' && literal)) return false;
  note(field, (field as hbs.AST.StringLiteral).value);
  return true;
}

const pathText = (node: hbs.AST.Node): string =>
  node.type === 'PathExpression' ? (node as hbs.AST.PathExpression).original : `${node.type}`;

function syntaxFinding(source: TemplateSource, error: unknown): Finding {
  const message = error instanceof Error ? error.message : String(error);
  const line = Number(/on line (\d+)|- (\d+):/.exec(message)?.slice(1).find(Boolean) ?? 1);
  const expected = /Expecting [^\n]*$/.exec(message)?.[0].replaceAll("'", '') ?? message.split('\n')[0];
  const start = offsetOf(source.text, line);
  const column = Math.max(0, (source.text.slice(start).split('\n')[0] ?? '').indexOf('{{'));
  // A string that is not closed swallows everything up to the next quote, so Handlebars stumbles far behind it.
  const unclosed = [...source.text.matchAll(/\{\{[^{}]*\}\}/g)].find(
    ([tag]) => (tag.match(/"/g)?.length ?? 0) % 2 === 1,
  );
  const place = unclosed?.index ?? start + column;
  return finding(source.position(place), `The Handlebars tag cannot be read: ${expected}`);
}

function offsetOf(text: string, line: number): number {
  let offset = 0;
  for (let i = 1; i < line; i += 1) offset = text.indexOf('\n', offset) + 1;
  return offset;
}
