/** What is wrong with the answers to a step, an address that takes no mail and a consent that must be given among it. */
import type { Form } from '../../domain/form.ts';
import type { AddressVerdict } from '../../domain/registration.ts';
import type { Workspace } from '../../domain/workspace.ts';
import type { ServerDeps } from '../deps.ts';
import type { Form as SentForm } from '../pages/form.ts';
import type { FormVisit } from './form-visit.ts';
import { consentField } from './shown-form.ts';
import type { ShownProblem } from './words/form-words.ts';

/** What the answers are held against. */
interface Asking {
  readonly deps: Pick<ServerDeps, 'addressCheck'>;
  readonly form: Form;
  readonly workspace: Workspace;
}

export interface Wrong {
  readonly visit: FormVisit;
  readonly problems: ReadonlyMap<string, ShownProblem>;
  readonly meant: string | null;
  readonly verdict: AddressVerdict | null;
}

/** What is wrong with a step, an address that takes no mail and a consent that must be given among it. */
export async function wrongIn(
  { deps, form, workspace: { organisation } }: Asking,
  visit: FormVisit,
  found: ReadonlyMap<string, ShownProblem>,
  sent: SentForm,
): Promise<Wrong> {
  const problems = new Map(found);
  const isLast = visit.step === form.steps.length - 1;
  const { consent } = form;
  if (isLast && consent?.required && visit.raw[consentField] !== 'yes') problems.set(consentField, 'consent');
  const asksAddress = form.steps[visit.step]?.questions.some(({ field }) => field === 'email') ?? false;
  const email = visit.raw.email?.trim() ?? '';
  const isLooked = organisation.registration.check && deps.addressCheck !== undefined && email !== '';
  if (!isLooked || (!asksAddress && !isLast) || (problems.has('email') && problems.get('email') !== 'email')) {
    return { visit, problems, meant: null, verdict: null };
  }
  const verdict = (await deps.addressCheck?.check(email)) ?? null;
  if (verdict === null || !asksAddress || sent.text('_action') === 'send')
    return { visit, problems, meant: null, verdict };
  if (verdict.suggestion !== null && visit.meant !== email) {
    return { visit, problems: first('email', 'meant', problems), meant: verdict.suggestion, verdict };
  }
  if (verdict.verdict === 'refused' && !problems.has('email')) {
    return { visit, problems: first('email', 'noMail', problems), meant: null, verdict };
  }
  return { visit, problems, meant: null, verdict };
}

const first = (field: string, problem: ShownProblem, others: ReadonlyMap<string, ShownProblem>) =>
  new Map<string, ShownProblem>([[field, problem], ...[...others].filter(([name]) => name !== field)]);
