/**
 * What a provider's word on a recipient means. Its own categories come first, as data of each provider; where a category
 * says little, the reply of the receiving server decides, if that says more.
 */
import type { BounceClass } from '../../../domain/bounce-class.ts';
import type { RecipientReport } from '../../../domain/inbound-reading.ts';
import { judgeRefusal } from '../../inbound/reports/judgement.ts';

export interface Category {
  readonly class: BounceClass;
  /** The category is a basket of many things: what the receiving server said counts more, where that is clear. */
  readonly vague?: true;
}
export type Categories = Readonly<Record<string, Category>>;

/** What a category means that a provider has added since. */
const unknownCategory: Category = { class: 'unsure', vague: true };

export interface ProviderVerdict {
  readonly categories: Categories;
  /** Provider and category, such as `ses:Permanent/General`; the table is asked for what follows the colon. */
  readonly rule: string;
  readonly address: string | null;
  /** Enhanced status code (RFC 3463), when it is told apart from the reply. */
  readonly status: string | null;
  /** The reply of the receiving server, or the provider's own words. */
  readonly diagnostic: string | null;
  /** The provider goes on trying: whatever was said, nothing is decided yet. */
  readonly tryingOn?: true;
}

/** The report on one recipient. */
export function reportOf({
  categories,
  rule,
  address,
  status,
  diagnostic,
  tryingOn,
}: ProviderVerdict): RecipientReport {
  const category = rule.slice(rule.indexOf(':') + 1);
  const known = Object.hasOwn(categories, category) ? categories[category] : undefined;
  const { class: fallback, vague } = known ?? unknownCategory;
  const said = diagnostic?.replace(/^\s*(?:smtp|x-[\w-]+)\s*;\s*/i, '').trim() ?? '';
  const judged = judgeRefusal({ text: said, status: status ?? '', around: '' }, '');
  const report = { address, status: judged.status, diagnostic: said.slice(0, 1000) };
  if (tryingOn) return { ...report, class: 'deferred', hard: false, rule };
  // Where the words are as vague as the category, that one counts.
  if (!vague || judged.class === 'unsure') return { ...report, class: fallback, hard: fallback === 'hard', rule };
  return { ...report, class: judged.class, hard: judged.hard, rule: `${rule}, ${judged.rule}` };
}
