/**
 * Fills a plan for one lead. A plan is prepared once per process (its texts brought into the form in which they leave,
 * its helpers looked up), then walked for every mail. Knows nothing of how a text is escaped or encoded: the caller says.
 */
import { assertNever, TendrilError } from '../../domain/errors.ts';
import type { Plan, PlanArgument, PlanNode } from '../ports.ts';
import { attributeValue } from './markup.ts';
import { type ConditionHelper, conditionHelpers, type RenderState, type ValueHelper, valueHelpers } from './values.ts';
import { isWebAddress } from './web-address.ts';

/** `T` is the form that the texts of the template have been brought into. */
export type PreparedPlan<T> = readonly Step<T>[];

type Step<T> =
  | { readonly kind: 'text'; readonly text: T }
  | {
      readonly kind: 'value';
      readonly print: ValueHelper;
      readonly args: readonly PlanArgument[];
      readonly inUrl: boolean;
    }
  | {
      readonly kind: 'if';
      readonly holds: ConditionHelper;
      readonly args: readonly PlanArgument[];
      readonly then: PreparedPlan<T>;
      readonly otherwise: PreparedPlan<T>;
    }
  | { readonly kind: 'link'; readonly id: number; readonly name: string; readonly destination: Destination }
  | { readonly kind: 'linkAgain'; readonly id: number }
  | { readonly kind: 'address'; readonly url: PreparedPlan<string> };

/** Most links lead to the same place for everybody: that is looked at once. */
type Destination =
  | { readonly kind: 'fixed'; readonly url: string }
  | { readonly kind: 'made'; readonly url: PreparedPlan<string> };

/** Where a filled text goes: constant texts in the form they were prepared in, values as they are. */
export interface Output<T> {
  text(text: T): void;
  value(value: string): void;
}

/**
 * @param prepare what becomes of a text of the template
 * @throws TEMPLATE_INVALID when the plan uses a helper that this program does not have
 */
export const preparePlan = <T>(plan: Plan, prepare: (text: string) => T): PreparedPlan<T> =>
  plan.map((node) => (typeof node === 'string' ? { kind: 'text', text: prepare(node) } : prepareNode(node, prepare)));

function prepareNode<T>(node: Exclude<PlanNode, string>, prepare: (text: string) => T): Step<T> {
  switch (node.kind) {
    case 'value':
      return {
        kind: 'value',
        print: helper(valueHelpers, node.helper),
        args: node.args,
        inUrl: node.inUrl === true,
      };
    case 'if':
      return {
        kind: 'if',
        holds: helper(conditionHelpers, node.helper),
        args: node.args,
        // biome-ignore lint/suspicious/noThenProperty: the plan's own word; nobody awaits it
        then: preparePlan(node.then, prepare),
        otherwise: preparePlan(node.otherwise, prepare),
      };
    case 'link':
      return { kind: 'link', id: node.id, name: node.name, destination: destinationOf(node.url) };
    case 'linkAgain':
      return node;
    case 'address':
      return { kind: 'address', url: preparePlan(node.url, attributeValue) };
    default:
      return assertNever(node);
  }
}

function helper<T>(helpers: Readonly<Record<string, T>>, name: string): T {
  const found = Object.hasOwn(helpers, name) ? helpers[name] : undefined;
  if (found === undefined)
    throw new TendrilError('TEMPLATE_INVALID', `The template uses "${name}", which this version of Tendril lacks`);
  return found;
}

/** The template writes the URL as HTML; what a lead adds to it is no HTML and stays as it is. */
function destinationOf(url: Plan): Destination {
  const steps = preparePlan(url, attributeValue);
  const fixed = steps.every((step) => step.kind === 'text')
    ? steps
        .map(({ text }) => text)
        .join('')
        .trim()
    : '';
  return isWebAddress(fixed) ? { kind: 'fixed', url: fixed } : { kind: 'made', url: steps };
}

/**
 * Walks the plan and hands the output what the mail says, in order. Notes down the links in `state`.
 * @throws TEMPLATE_VARIABLE when a value without fallback is missing, TEMPLATE_INVALID when a link leads astray
 */
export function fill<T>(plan: PreparedPlan<T>, state: RenderState, output: Output<T>): void {
  for (const step of plan) {
    switch (step.kind) {
      case 'text':
        output.text(step.text);
        break;
      case 'value':
        output.value(printedValue(step, state));
        break;
      case 'if':
        fill(step.holds(state, step.args) ? step.then : step.otherwise, state, output);
        break;
      case 'link':
        output.value(clickUrlOf(step, state));
        break;
      case 'linkAgain':
        output.value(sameClickUrl(step.id, state));
        break;
      case 'address':
        output.value(checkedAddress(filledText(step.url, state), null));
        break;
      default:
        assertNever(step);
    }
  }
}

/** A plan that is no more than text, filled. @throws as `fill` */
export function filledText(plan: PreparedPlan<string>, state: RenderState): string {
  let filled = '';
  const add = (text: string) => {
    filled += text;
  };
  fill(plan, state, { text: add, value: add });
  return filled;
}

function printedValue({ print, args, inUrl }: Extract<Step<unknown>, { kind: 'value' }>, state: RenderState): string {
  const value = print(state, args);
  return inUrl ? encodeURIComponent(value.toWellFormed()) : value;
}

function clickUrlOf({ id, name, destination }: Extract<Step<unknown>, { kind: 'link' }>, state: RenderState): string {
  const url = destination.kind === 'fixed' ? destination.url : checkedAddress(filledText(destination.url, state), name);
  let index = state.indexes.get(id);
  if (index === undefined) {
    index = state.links.push({ name, url }) - 1;
    state.indexes.set(id, index);
  }
  return state.clickUrl(index, url);
}

/** @param name of the link, when it counts clicks @throws TEMPLATE_INVALID when a lead's data leads astray */
function checkedAddress(filled: string, name: string | null): string {
  const url = filled.trim();
  if (isWebAddress(url)) return url;
  throw new TendrilError(
    'TEMPLATE_INVALID',
    `${name === null ? 'A link' : `The link "${name}"`} would lead to ${JSON.stringify(url.slice(0, 200))}, which is not a web address`,
    name === null ? {} : { link: name },
  );
}

function sameClickUrl(id: number, state: RenderState): string {
  const index = state.indexes.get(id);
  const link = index === undefined ? undefined : state.links[index];
  if (index === undefined || link === undefined)
    throw new TendrilError('TEMPLATE_INVALID', `The text part has a link (${id}) that the HTML has not`);
  return state.clickUrl(index, link.url);
}
