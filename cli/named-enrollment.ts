/** Which enrollment a person means: by its id, or by the address of a lead that is in one sequence, or in the one named. */
import type { EnrollmentView, Store } from '../db/store.ts';
import { TendrilError } from '../domain/errors.ts';
import type { Instant } from '../domain/instant.ts';
import { didYouMean, listed, nearest } from '../domain/suggestion.ts';

export interface SequenceOption {
  readonly sequence?: string;
}

/** What the argument of the commands for one enrollment says in `--help`, and its option. */
export const enrollmentArgument = ['<lead|id>', 'the address of the lead, or the id of the enrollment'] as const;
export const sequenceOption = ['-s, --sequence <name>', 'which, when the lead is in several sequences'] as const;

/** More live enrollments than a lead has. */
const most = 200;

/**
 * The id of the enrollment.
 * @throws LEAD_UNKNOWN, ENROLLMENT_UNKNOWN (the lead is in no sequence, or not in that one), USAGE (it is in several)
 */
export async function enrollmentNamed(
  store: Store,
  name: string,
  { sequence }: SequenceOption,
  now: Instant,
): Promise<string> {
  if (!name.includes('@')) return name;
  const { id: leadId, email } = await store.leads.get(name, now);
  const { items } = await store.enrollments.list({ leadId, status: 'active' }, { limit: most });
  const meant = sequence === undefined ? items : items.filter((live) => live.sequence === sequence);
  const [first, second] = meant;
  if (!first) throw notThere(email, sequence, items);
  if (!second) return first.id;
  const sequences = listed(meant.map((live) => live.sequence).sort(), 'and');
  throw new TendrilError('USAGE', `${email} is in ${sequences}: say which with --sequence`, { sequences });
}

function notThere(email: string, sequence: string | undefined, live: readonly EnrollmentView[]): TendrilError {
  if (sequence === undefined) {
    return new TendrilError('ENROLLMENT_UNKNOWN', `${email} is in no sequence now`, { email });
  }
  const names = live.map((one) => one.sequence);
  const near = didYouMean(nearest(sequence, names));
  const where = names.length === 0 ? 'in no sequence now' : `not in "${sequence}" but in ${listed(names, 'and')}`;
  return new TendrilError('ENROLLMENT_UNKNOWN', `${email} is ${where}${near}`, { email, sequence });
}
