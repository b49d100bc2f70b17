/** What a lead asks of whoever sells to it: its product, its company's owner, and what the rules of the desk add. Pure. */
import type { Conditions } from './conditions.ts';
import type { LeadFacts, Surroundings } from './lead.ts';
import type { Wanted } from './routing.ts';
import type { SalesDesk } from './sales-desk.ts';

/** A lead that sales is to get. */
export interface DemandingLead {
  readonly facts: LeadFacts;
  readonly around: Partial<Surroundings>;
  /** The domain of its company, in lower case. */
  readonly domain: string | null;
  /** Who has its company though no file says so: they won it, or have a colleague of the lead at this time. */
  readonly keeper: string | null;
  /** What it is known to be about already; null: the desk says. */
  readonly product: string | null;
}

/** What it asks for, without who had it already. `rule`: the first of the desk's rules that is true of it, from 0. */
export interface Demand extends Omit<Wanted, 'had'> {
  readonly rule: number | null;
}

/** The conditions that are asked, to find out what they ask about. */
export const deskConditions = ({ products, routes }: SalesDesk): readonly string[] => [
  ...Object.values(products).flatMap(({ when }) => when ?? []),
  ...routes.map(({ when }) => when),
];

/** @throws CONDITION_INVALID when a condition cannot be evaluated; lint checks them */
export function demandOf(desk: SalesDesk, lead: DemandingLead, conditions: Conditions): Demand {
  const { facts, around, domain } = lead;
  const isTrue = (when: string): boolean => conditions.evaluate(when, facts, around);
  const index = desk.routes.findIndex(({ when }) => isTrue(when));
  const rule = desk.routes[index] ?? null;
  const meant = () => Object.entries(desk.products).find(([, { when }]) => when !== null && isTrue(when))?.[0] ?? null;
  const company = facts.company?.trim().toLowerCase() ?? null;
  return {
    country: facts.country,
    language: facts.language?.split('-')[0]?.toLowerCase() ?? null,
    product: lead.product ?? rule?.product ?? meant(),
    skills: rule?.skills ?? [],
    owner: ownerOf(desk, domain) ?? ownerOf(desk, company) ?? lead.keeper,
    among: rule?.among ?? null,
    rule: rule === null ? null : index,
  };
}

const ownerOf = ({ accounts }: SalesDesk, company: string | null): string | null =>
  company !== null && Object.hasOwn(accounts, company) ? (accounts[company] ?? null) : null;
