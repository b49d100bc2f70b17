/** Whether every Handlebars tag of a template is of the language; what is not is told with its place. */
import Handlebars from 'handlebars';
import type { Finding } from '../../domain/errors.ts';
import { declarationOf } from '../../domain/fields.ts';
import { didYouMean, nearest } from '../../domain/suggestion.ts';
import type { Organisation } from '../../domain/workspace.ts';
import { type Call, type Check, checkCall, helperExamples, isHelper } from './call-check.ts';
import { factType, leadFacts, paths, tagPattern } from './language.ts';
import { finding, limits, Refusal, type TemplateSource } from './source.ts';

/**
 * The lead fields a template reads.
 * @param declared the fields and forms of the workspace; null leaves names and types unchecked
 * @param language BCP 47: what the mail is written in
 * @throws Refusal with every tag that is not of the language
 */
export function checkTags(
  source: TemplateSource,
  { fields, forms }: { readonly fields: Organisation['fields'] | null; readonly forms: readonly string[] | null },
  language: string,
): readonly string[] {
  const escaped = source.text.indexOf('\\{{');
  if (escaped >= 0) throw new Refusal([finding(source.position(escaped), 'A backslash before {{ is not supported')]);
  const program = parsed(source);
  const findings: Finding[] = [];
  const read = new Set<string>();
  const known = fields === null ? null : new Set([...leadFacts, ...Object.keys(fields)]);
  const refuse: Check['refuse'] = (node, message, code, remedy) => {
    const offset = offsetOf(source.text, node.loc.start.line) + node.loc.start.column;
    findings.push(finding(source.position(offset), message, code, remedy));
  };
  const note: Check['note'] = (node, field) => {
    read.add(field);
    if (known === null || known.has(field)) return;
    const message = `a lead has no field "${field}"${didYouMean(nearest(field, known))}`;
    const remedy = 'Correct the name, or declare the field in workspace/organisation.yaml.';
    refuse(node, message, 'TEMPLATE_VARIABLE', remedy);
  };
  const typeOf = (field: string) => factType(field) ?? (fields ? (declarationOf(fields, field)?.type ?? null) : null);
  checkProgram(program, { language, forms, refuse, note, typeOf });
  if (findings.length > 0) throw new Refusal(findings);
  return [...read].sort();
}

/** @throws Refusal */
function parsed(source: TemplateSource): hbs.AST.Program {
  const deep = tooDeep(source.text);
  if (deep !== null) {
    throw new Refusal([finding(source.position(deep), `Conditions nest more than ${limits.nesting} deep`)]);
  }
  try {
    return Handlebars.parse(source.text);
  } catch (error) {
    throw new Refusal([syntaxFinding(source, error)]);
  }
}

/**
 * The offset of the first tag that stands in too many conditions; null when there is none. Counted before Handlebars
 * parses, because its parser takes minutes for some thousands of them. `{{else if}}` opens one more within the same block.
 */
function tooDeep(text: string): number | null {
  const blocks: number[] = [];
  let depth = 0;
  for (const { 0: tag, index } of text.matchAll(tagPattern)) {
    const [, sign = '', then = ''] = /^\{\{~?\s*([#/^]|else\b)\s*([^\s~}]?)/.exec(tag) ?? [];
    if (sign === '/') depth -= blocks.pop() ?? 0;
    else if (sign === '#' || (sign === '^' && then !== '')) blocks.push(1);
    else if (sign === 'else' && then !== '' && blocks.length > 0) blocks.push((blocks.pop() ?? 0) + 1);
    else continue;
    if (sign !== '/') depth += 1;
    if (depth > limits.nesting) return index;
  }
  return null;
}

function checkProgram(program: hbs.AST.Program | undefined, check: Check): void {
  for (const node of program?.body ?? []) {
    switch (node.type) {
      case 'ContentStatement':
      case 'CommentStatement':
        break;
      case 'MustacheStatement':
        checkValue(node as hbs.AST.MustacheStatement, check);
        break;
      case 'BlockStatement':
        checkBlock(node as hbs.AST.BlockStatement, check);
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
  } else if (isHelper(path)) {
    checkCall(callOf(node), check);
  } else if (!paths.has(path)) {
    unknownValue(node, path, check);
  } else if (node.params.length > 0 || node.hash) {
    check.refuse(node, `{{${path}}} takes nothing`);
  }
}

function callOf(node: hbs.AST.MustacheStatement | hbs.AST.SubExpression): Call {
  const options = (node.hash?.pairs ?? []).map((pair) => ({ name: pair.key, value: literal(pair.value), node: pair }));
  return { node, name: pathText(node.path), args: node.params.map(literal), options };
}

function literal(node: hbs.AST.Expression): string | number | boolean | null {
  switch (node.type) {
    case 'StringLiteral':
    case 'NumberLiteral':
    case 'BooleanLiteral':
      return (node as hbs.AST.StringLiteral | hbs.AST.NumberLiteral | hbs.AST.BooleanLiteral).value;
    default:
      return null;
  }
}

function unknownValue(node: hbs.AST.MustacheStatement, path: string, { refuse }: Check): void {
  const plain = /^[A-Za-z]\w*$/.test(path) && !['this', 'log', 'lookup'].includes(path);
  const helpers = [...new Set(helperExamples.map((example) => example.slice(2).split(' ')[0] ?? ''))];
  const meant = plain && (node.params.length > 0 || node.hash) ? nearest(path, helpers) : null;
  if (node.params.length === 0 && !node.hash && plain) {
    const known = (leadFacts as readonly string[]).includes(path) ? '' : ' (a field of the lead?)';
    refuse(
      node,
      `{{${path}}} is no variable${known}`,
      'TEMPLATE_VARIABLE',
      `Write {{field "${path}" "…"}} with what to say instead.`,
    );
    return;
  }
  const known = [...helperExamples, ...[...paths].map((one) => `{{${one}}}`)];
  refuse(node, `{{${path}}} is not known${didYouMean(meant)}`, undefined, `Use ${known.join(', ')}.`);
}

function checkBlock(node: hbs.AST.BlockStatement, check: Check): void {
  const name = pathText(node.path);
  const [condition, ...more] = node.params;
  const blockParams = node.program?.blockParams ?? node.inverse?.blockParams;
  if (name !== 'if' && name !== 'unless') {
    check.refuse(
      node,
      `{{#${name}}} is not known`,
      undefined,
      'Use {{#if (has "field")}}, {{#if (is "field" "value")}}, {{#if (consent "purpose")}} or {{#unless …}}.',
    );
  } else if (more.length > 0 || node.hash || blockParams || !isCondition(condition, check)) {
    check.refuse(
      node,
      `{{#${name}}} needs one condition`,
      undefined,
      `Write {{#${name} (has "company")}}, {{#${name} (is "grade" "A")}} or {{#${name} (consent "newsletter")}}.`,
    );
  }
  checkProgram(node.program, check);
  checkProgram(node.inverse, check);
}

/** `(has "field")`, `(is "field" "value")` or `(consent "purpose")`. */
function isCondition(node: hbs.AST.Expression | undefined, { note }: Check): boolean {
  if (node?.type !== 'SubExpression') return false;
  const { name, args, options } = callOf(node as hbs.AST.SubExpression);
  const [first, value, ...more] = args;
  const [place] = (node as hbs.AST.SubExpression).params;
  if (typeof first !== 'string' || first === '' || !place || options.length > 0 || more.length > 0) return false;
  switch (name) {
    case 'consent':
      return args.length === 1;
    case 'has':
    case 'is':
      if (args.length !== (name === 'is' ? 2 : 1) || value === null) return false;
      note(place, first);
      return true;
    default:
      return false;
  }
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
