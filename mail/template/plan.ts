/**
 * Reads a template's Handlebars source into a plan, which is plain data: a stored plan can run nothing and is filled by
 * walking it. Handlebars' own parser does the reading, so that a tag, a comment and `~` mean here what they mean there;
 * what is not of the language is an error, never a guess. Runs at publish and when a template of format 1 is read.
 */
import Handlebars from 'handlebars';
import { TendrilError } from '../../domain/errors.ts';
import type { Plan, PlanArgument, PlanNode } from '../ports.ts';
import { inUrl, linkUrl, trackedLink, webAddress } from './language.ts';
import { conditionHelpers, valueHelpers } from './values.ts';

/** How deep conditions and links may stand in each other. Authors are held to less. */
export const maxPlanDepth = 24;

/**
 * The plan of a source such as `Hi {{field "firstName" "there"}}`.
 * @throws TEMPLATE_INVALID when it cannot be parsed or says something that the language does not have
 */
export function planOf(source: string): Plan {
  // Handlebars takes a ready-made syntax tree as well, and trusts it (CVE-2026-33937).
  if (typeof source !== 'string')
    throw new TendrilError('TEMPLATE_INVALID', 'A part of the compiled template is not a text');
  return nodesOf(parsed(source), 0, false);
}

function parsed(source: string): hbs.AST.Program {
  try {
    return Handlebars.parse(source);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    throw new TendrilError('TEMPLATE_INVALID', `The template cannot be parsed: ${message}`, {}, error);
  }
}

function refuse(node: hbs.AST.Node, what: string): never {
  throw new TendrilError('TEMPLATE_INVALID', `Line ${node.loc.start.line} of the template: ${what}`);
}

function nodesOf(program: hbs.AST.Program | undefined, depth: number, insideLink: boolean): Plan {
  const plan: PlanNode[] = [];
  for (const node of program?.body ?? []) {
    if (depth > maxPlanDepth) refuse(node, `conditions and links nest more than ${maxPlanDepth} deep`);
    const next = nodeOf(node, depth, insideLink);
    const last = plan.at(-1);
    // A comment leaves two texts beside each other.
    if (typeof next === 'string' && typeof last === 'string') plan[plan.length - 1] = last + next;
    else if (next !== '') plan.push(next);
  }
  return plan;
}

function nodeOf(node: hbs.AST.Statement, depth: number, insideLink: boolean): PlanNode {
  switch (node.type) {
    case 'ContentStatement':
      return (node as hbs.AST.ContentStatement).value;
    case 'CommentStatement':
      return '';
    case 'MustacheStatement':
      return valueNode(node as hbs.AST.MustacheStatement, insideLink);
    case 'BlockStatement':
      return blockNode(node as hbs.AST.BlockStatement, depth, insideLink);
    default:
      return refuse(node, `${node.type} is not of the language`);
  }
}

function valueNode(node: hbs.AST.MustacheStatement, insideLink: boolean): PlanNode {
  if (!node.escaped) refuse(node, 'a value cannot go in unescaped');
  const name = nameOf(node.path);
  switch (name) {
    case linkUrl: {
      const [id, ...more] = argumentsOf(node);
      if (insideLink || !isLinkId(id) || more.length > 0) refuse(node, `{{${linkUrl}}} needs the number of a link`);
      return { kind: 'linkAgain', id: id as number };
    }
    case inUrl: {
      const [inner, ...more] = node.params;
      if (!inner || more.length > 0 || node.hash) refuse(node, `{{${inUrl}}} needs one value`);
      return { ...printed(inner), inUrl: true };
    }
    default:
      return printed(node);
  }
}

type Call = hbs.AST.MustacheStatement | hbs.AST.SubExpression;

const isCall = (node: hbs.AST.Node): node is Call => node.type === 'MustacheStatement' || node.type === 'SubExpression';

/** A value by itself (`unsubscribeUrl`) or made by a helper (`field "company" "…"`). */
function printed(node: hbs.AST.Node): Extract<PlanNode, { kind: 'value' }> {
  const name = nameOf(isCall(node) ? node.path : node);
  if (name === null || !Object.hasOwn(valueHelpers, name)) return refuse(node, `${name ?? node.type} is no value`);
  return { kind: 'value', helper: name, args: isCall(node) ? argumentsOf(node) : [] };
}

function blockNode(node: hbs.AST.BlockStatement, depth: number, insideLink: boolean): PlanNode {
  if (node.program?.blockParams || node.inverse?.blockParams) refuse(node, 'a block takes no names');
  const name = nameOf(node.path);
  if (name === trackedLink) return linkNode(node, depth, insideLink);
  if (name === webAddress) return addressNode(node, depth, insideLink);
  if (name !== 'if' && name !== 'unless') refuse(node, `{{#${name}}} is not of the language`);
  const [condition, ...more] = node.params;
  if (condition?.type !== 'SubExpression' || more.length > 0 || node.hash) refuse(node, 'one condition is needed');
  const { path } = condition as hbs.AST.SubExpression;
  const helper = nameOf(path);
  if (helper === null || !Object.hasOwn(conditionHelpers, helper)) return refuse(node, `${helper} is no condition`);
  const args = argumentsOf(condition as hbs.AST.SubExpression);
  const shown = nodesOf(node.program, depth + 1, insideLink);
  const hidden = nodesOf(node.inverse, depth + 1, insideLink);
  const [then, otherwise] = name === 'if' ? [shown, hidden] : [hidden, shown];
  return { kind: 'if', helper, args, then, otherwise };
}

function linkNode(node: hbs.AST.BlockStatement, depth: number, insideLink: boolean): PlanNode {
  const [id, name, ...more] = literalsOf(node, node.params);
  if (!isLinkId(id) || typeof name !== 'string' || more.length > 0 || node.hash || node.inverse || insideLink) {
    return refuse(node, `{{#${trackedLink}}} needs a number and a name, and stands in no other`);
  }
  return { kind: 'link', id, name, url: nodesOf(node.program, depth + 1, true) };
}

function addressNode(node: hbs.AST.BlockStatement, depth: number, insideLink: boolean): PlanNode {
  if (node.params.length > 0 || node.hash || node.inverse || insideLink) {
    return refuse(node, `{{#${webAddress}}} takes nothing, and stands in no other`);
  }
  return { kind: 'address', url: nodesOf(node.program, depth + 1, true) };
}

const isLinkId = (value: unknown): value is number => Number.isSafeInteger(value) && Number(value) >= 0;

/** The name as Handlebars would look it up: `organisation.name`, but not `this.name`, `../name` or `[organisation.name]`. */
function nameOf(node: hbs.AST.Node): string | null {
  if (node.type !== 'PathExpression') return null;
  const { original, parts, depth, data } = node as hbs.AST.PathExpression;
  const plain = depth === 0 && !data && parts.length === original.split('.').length && parts.join('.') === original;
  return plain ? original : null;
}

function argumentsOf(node: Call): readonly PlanArgument[] {
  if (node.hash) refuse(node, 'arguments have no names');
  return literalsOf(node, node.params);
}

const literalsOf = (node: hbs.AST.Node, params: readonly hbs.AST.Expression[]): readonly PlanArgument[] =>
  params.map((param) => {
    switch (param.type) {
      case 'StringLiteral':
      case 'NumberLiteral':
      case 'BooleanLiteral':
        return (param as hbs.AST.StringLiteral | hbs.AST.NumberLiteral | hbs.AST.BooleanLiteral).value;
      default:
        return refuse(node, 'an argument must be a text, a number or a truth value');
    }
  });
