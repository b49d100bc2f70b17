/** What is wrong with a step of sales by itself, whatever became of its hand-off. Pure. */
import type { DeskStep } from './handoff-steps.ts';
import type { SalesDesk } from './sales-desk.ts';
import { didYouMean, nearest } from './suggestion.ts';
import { type Instant, plusMs } from './time.ts';

/** Nothing is chased before a planned contact, so a slip of the year would park a lead for good. */
const farthestMs = 2 * 366 * 86_400_000;

/** In words; null: nothing. */
export function stepProblem(step: DeskStep, products: SalesDesk['products'], now: Instant): string | null {
  switch (step.kind) {
    case 'planned':
      if (step.at < now) return `The next contact cannot be planned for ${step.at}: that is over`;
      return tooFar(step.at, now);
    case 'meeting':
      return step.at === null ? null : tooFar(step.at, now);
    case 'won':
      return unknownProduct(step.product, Object.keys(products));
    default:
      return null;
  }
}

const tooFar = (at: Instant, now: Instant): string | null =>
  at > plusMs(now, farthestMs)
    ? `${at} is more than two years ahead: return the lead, to be tried again on a day`
    : null;

/** Where the file declares no products, anything may be one. */
const unknownProduct = (product: string | null, names: readonly string[]): string | null =>
  product === null || names.length === 0 || names.includes(product)
    ? null
    : `There is no product "${product.slice(0, 80)}" in sales.yaml${didYouMean(nearest(product, names))}`;
