/** What leads cost: sums of one currency, divided by what they brought. */

import { TendrilError } from './errors.ts';
import { moneyProblem } from './money.ts';

/** A cost that was told. */
interface Cost {
  readonly from: string;
  readonly to: string;
  readonly amount: string;
  readonly currency: string;
}

const longestPeriodDays = 3_660;
const dayMs = 86_400_000;

/** The day as a count of days; null when it is none. */
function dayOf(text: string): number | null {
  const ms = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : Number.NaN;
  return !Number.isNaN(ms) && new Date(ms).toISOString().startsWith(text) ? ms / dayMs : null;
}

/** @throws COST_INVALID */
export function checkCost({ from, to, amount, currency }: Cost): void {
  const wrong = (message: string) => new TendrilError('COST_INVALID', message);
  const [first, last] = [dayOf(from), dayOf(to)];
  if (first === null || last === null) throw wrong(`the period ${from} to ${to} is not two days such as 2026-03-31`);
  if (last < first) throw wrong(`the period ends on ${to}, before it begins on ${from}`);
  if (last - first > longestPeriodDays) throw wrong('the period is longer than ten years');
  const problem = moneyProblem(amount, currency);
  if (problem !== null) throw wrong(problem);
}

/** What is paid for the leads of a period in one currency, and for each of them; null: there were none to divide by. */
export interface CostShare {
  readonly currency: string;
  readonly amount: string;
  readonly perLead: string | null;
  readonly perMql: string | null;
  readonly perCustomer: string | null;
}

/** @param amount with as many places as there are; the answers have two */
export function costShare(
  currency: string,
  amount: string,
  of: { readonly leads: number; readonly mql: number; readonly customers: number },
): CostShare {
  const total = Number(amount);
  const per = (count: number): string | null => (count === 0 ? null : (total / count).toFixed(2));
  return {
    currency,
    amount: total.toFixed(2),
    perLead: per(of.leads),
    perMql: per(of.mql),
    perCustomer: per(of.customers),
  };
}
