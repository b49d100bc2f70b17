/** A plan in the words of the language that it was written in, for tests to read. */
import type { Plan, PlanArgument, PlanNode } from '../../mail/ports.ts';

export const printedPlan = (plan: Plan): string => plan.map(printedNode).join('');

const printedArguments = (args: readonly PlanArgument[]): string =>
  args.map((arg) => ` ${JSON.stringify(arg)}`).join('');

function printedNode(node: PlanNode): string {
  if (typeof node === 'string') return node;
  switch (node.kind) {
    case 'value': {
      const call = `${node.helper}${printedArguments(node.args)}`;
      return node.inUrl ? `{{inUrl ${node.args.length > 0 ? `(${call})` : call}}}` : `{{${call}}}`;
    }
    case 'if': {
      const otherwise = node.otherwise.length > 0 ? `{{else}}${printedPlan(node.otherwise)}` : '';
      return `{{#if (${node.helper}${printedArguments(node.args)})}}${printedPlan(node.then)}${otherwise}{{/if}}`;
    }
    case 'link':
      return `{{#trackedLink ${node.id} '${node.name}'}}${printedPlan(node.url)}{{/trackedLink}}`;
    case 'linkAgain':
      return `{{linkUrl ${node.id}}}`;
    case 'address':
      return `{{#webAddress}}${printedPlan(node.url)}{{/webAddress}}`;
  }
}
