/** A plan in the words of Handlebars: the inverse of reading one. */
import { assertNever } from '../../domain/errors.ts';
import type { Plan, PlanArgument, PlanNode } from '../../mail/ports.ts';

export const sourceOf = (plan: Plan): string => plan.map(nodeSource).join('');

const call = (helper: string, args: readonly PlanArgument[]): string => [helper, ...args.map(literal)].join(' ');

const literal = (value: PlanArgument): string =>
  typeof value === 'string' ? `"${value.replaceAll('"', '\\"')}"` : String(value);

function nodeSource(node: PlanNode): string {
  if (typeof node === 'string') return node;
  switch (node.kind) {
    case 'value': {
      const value = call(node.helper, node.args);
      if (!node.inUrl) return `{{${value}}}`;
      return `{{inUrl ${node.args.length > 0 ? `(${value})` : value}}}`;
    }
    case 'if': {
      const condition = `{{#if (${call(node.helper, node.args)})}}`;
      return `${condition}${sourceOf(node.then)}{{else}}${sourceOf(node.otherwise)}{{/if}}`;
    }
    case 'link':
      return `{{#trackedLink ${node.id} ${literal(node.name)}}}${sourceOf(node.url)}{{/trackedLink}}`;
    case 'linkAgain':
      return `{{linkUrl ${node.id}}}`;
    case 'address':
      return `{{#webAddress}}${sourceOf(node.url)}{{/webAddress}}`;
    default:
      return assertNever(node);
  }
}
