/**
 * Reads a compiled template back from stored JSON, whenever it was published. Format 1 (before formats had a number)
 * kept Handlebars sources in one language; they become the plans that the same sources would be compiled to today.
 */
import { z } from 'zod';
import { TendrilError } from '../domain/errors.ts';
import type { CompiledTemplate, CompiledVariant, Plan, PlanNode } from './ports.ts';
import { isWayOutUrl } from './template/language.ts';
import { maxPlanDepth, planOf } from './template/plan.ts';

/** More than any template that can be published has: what is larger is not one of ours. */
const limits = { characters: 512 * 1024, nodes: 10_000, variants: 100, names: 2000 } as const;

const text = z.string().max(limits.characters);
const name = z.string().max(200);
const names = z.array(name).max(limits.names);
const args = z.array(z.union([text, z.number(), z.boolean()])).max(100);

/** Made for each depth instead of by recursion, so that JSON of any depth is refused before the stack ends. */
function planOfDepth(depth: number): z.ZodType<Plan> {
  const value = z.object({ kind: z.literal('value'), helper: name, args, inUrl: z.literal(true).exactOptional() });
  const again = z.object({ kind: z.literal('linkAgain'), id: z.int().nonnegative() });
  const nodes = (node: z.ZodType<Plan[number]>) => z.array(node).max(limits.nodes);
  if (depth === 0) return nodes(z.union([text, z.discriminatedUnion('kind', [value, again])]));
  const inner = planOfDepth(depth - 1);
  // biome-ignore lint/suspicious/noThenProperty: the plan's own word; nobody awaits it
  const condition = z.object({ kind: z.literal('if'), helper: name, args, then: inner, otherwise: inner });
  const link = z.object({ kind: z.literal('link'), id: z.int().nonnegative(), name, url: inner });
  const address = z.object({ kind: z.literal('address'), url: inner });
  return nodes(z.union([text, z.discriminatedUnion('kind', [value, again, condition, link, address])]));
}

const plan = planOfDepth(maxPlanDepth);
const language = z.string().max(100);
const parts = { subject: plan, preheader: plan, html: plan, text: plan };

const current = z.object({
  format: z.literal(2),
  name,
  variants: z
    .tuple([z.object({ language: z.null(), ...parts })], z.object({ language, ...parts }))
    .refine((variants) => variants.length <= limits.variants),
  fields: names,
  links: names,
});

const first = z.object({ name, subject: text, preheader: text, html: text, text, fields: names, links: names });

/** @throws TEMPLATE_INVALID when the JSON is not a compiled template, or one of a later version of the program */
export function readCompiledTemplate(stored: unknown): CompiledTemplate {
  const hasFormat = typeof stored === 'object' && stored !== null && 'format' in stored;
  const template = hasFormat ? checked(current, stored) : ofFirstFormat(checked(first, stored));
  const [base, ...others] = template.variants;
  const safe = (variant: CompiledVariant) => ({ ...variant, html: withCheckedAddresses(variant.html) });
  return { ...template, variants: [safe(base), ...others.map(safe)] };
}

/** The end of a text behind which an address begins; the group is its quote. */
const openAddress = /\s(?:href|src)\s*=\s*(["'])\s*$/i;

/** Templates that were compiled before plans had a node for it get whole addresses checked like those of today. */
function withCheckedAddresses(html: Plan): Plan {
  const plan: PlanNode[] = [];
  for (let place = 0; place < html.length; place += 1) {
    const [last, node] = [plan.at(-1), html[place]];
    if (node === undefined) break;
    const quote = typeof last === 'string' && typeof node !== 'string' ? openAddress.exec(last)?.[1] : undefined;
    const end = quote === undefined ? -1 : html.findIndex((next, at) => at > place && typeof next === 'string');
    const behind = html[end];
    if (quote !== undefined && typeof behind === 'string' && behind.trimStart().startsWith(quote)) {
      plan.push(...checkedAddress(html.slice(place, end)));
      place = end - 1;
    } else plan.push(withinConditions(node));
  }
  return plan;
}

const withinConditions = (node: PlanNode): PlanNode =>
  typeof node === 'string' || node.kind !== 'if'
    ? node
    : {
        ...node,
        // biome-ignore lint/suspicious/noThenProperty: the plan's own word; nobody awaits it
        then: withCheckedAddresses(node.then),
        otherwise: withCheckedAddresses(node.otherwise),
      };

const isOurs = (node: PlanNode): boolean =>
  typeof node !== 'string' && (node.kind === 'value' ? isWayOutUrl(node.helper) : node.kind !== 'if');

/** Ours are the ways out, click addresses and what is checked already. */
const checkedAddress = (url: Plan): Plan => (url.every(isOurs) ? url : [{ kind: 'address', url }]);

function checked<T>(schema: z.ZodType<T>, stored: unknown): T {
  const result = schema.safeParse(stored);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  const place = issue?.path.length ? ` at ${issue.path.join('.')}` : '';
  throw new TendrilError('TEMPLATE_INVALID', `A stored template cannot be read${place}: ${issue?.message ?? ''}`);
}

function ofFirstFormat(old: z.infer<typeof first>): CompiledTemplate {
  return {
    format: 2,
    name: old.name,
    variants: [
      {
        language: null,
        subject: planOf(old.subject),
        preheader: planOf(old.preheader),
        html: planOf(old.html),
        text: planOf(old.text),
      },
    ],
    fields: old.fields,
    links: old.links,
  };
}
