/**
 * One request of a visitor to a form: goes on to the next step, back, or hands the form in. Decides what is shown; what came in
 * is worked on by the desk, after the answer. Says nothing of whether an address is known.
 */
import { randomUUID } from 'node:crypto';
import { leadOf } from '../../authoring/form-answers.ts';
import type { LeadView } from '../../db/store.ts';
import { errorCode, isOutage } from '../../domain/errors.ts';
import { type Answers, allQuestions, type Form, stepAfter, stepBefore } from '../../domain/form.ts';
import type { OriginDetail } from '../../domain/origin.ts';
import type { AddressVerdict } from '../../domain/registration.ts';
import { msOf } from '../../domain/time.ts';
import type { Workspace } from '../../domain/workspace.ts';
import type { ServerDeps } from '../deps.ts';
import type { Form as SentForm } from '../pages/form.ts';
import type { Visitor } from '../pages/visitor.ts';
import type { FormDesk } from './desk.ts';
import { type FormPage, stepPage, thanksPage } from './form-page.ts';
import { type FormVisit, writeVisit } from './form-visit.ts';
import { wrongIn } from './mistakes.ts';
import { type Progress, progressOf } from './progress.ts';
import { consentField, type ShownStep, said, trapName } from './shown-form.ts';
import { hastyMs, judgeSending, type SentFrom } from './spam.ts';
import { submissionOf } from './submission.ts';
import type { ShownProblem } from './words/form-words.ts';
import { isWorkDone } from './work.ts';

export interface Filling {
  readonly deps: ServerDeps;
  readonly desk: FormDesk;
  readonly form: Form;
  readonly workspace: Workspace;
  readonly visitor: Visitor;
  /** Of the lead that the visitor has shown to be. */
  readonly known: Answers;
  readonly visit: FormVisit;
  readonly sentFrom: SentFrom;
  readonly proof: { readonly ip?: string; readonly userAgent?: string };
  /** Whether its network may send: freely, after a calculation, or not now. Counts it. */
  readonly allowed: () => 'free' | 'work' | 'none';
}

/** A visit that begins now. */
export function newVisit(
  form: Form,
  {
    nowMs,
    origin,
    language,
    lead,
    site,
    visitor = null,
  }: {
    readonly nowMs: number;
    readonly origin: OriginDetail;
    readonly language: string;
    readonly lead: LeadView | null;
    readonly site: string | null;
    readonly visitor?: string | null;
  },
): FormVisit {
  return {
    form: form.form,
    visit: randomUUID(),
    startedMs: nowMs,
    shownMs: nowMs,
    step: 0,
    hasty: 0,
    raw: {},
    origin: origin as FormVisit['origin'],
    language,
    lead: lead?.id ?? null,
    site,
    meant: null,
    visitor,
  };
}

export const progressIn = ({ form, workspace: { organisation }, known }: Filling, { raw }: FormVisit): Progress =>
  progressOf(form, raw, known, { fields: organisation.fields, home: organisation.country });

interface ShownMore {
  readonly problems?: ReadonlyMap<string, ShownProblem>;
  readonly meant?: string | null;
  readonly note?: ShownStep['note'];
  readonly work?: string | null;
}

/** A step of the visit. */
export function show(filling: Filling, visit: FormVisit, more: ShownMore = {}): FormPage {
  const { deps, form, visitor, workspace } = filling;
  const { asked } = progressIn(filling, visit);
  const shownVisit = { ...visit, shownMs: msOf(deps.now()) };
  const state = writeVisit(deps.signer, shownVisit);
  return stepPage({
    form,
    fields: workspace.organisation.fields,
    visitor,
    step: visit.step,
    questions: asked[visit.step] ?? [],
    raw: visit.raw,
    problems: more.problems ?? new Map(),
    meant: more.meant ?? null,
    note: more.note ?? null,
    work: more.work ?? null,
    state: state ?? writeVisit(deps.signer, { ...shownVisit, raw: {} }) ?? '',
    hasBack: stepBefore(form, visit.step, asked) !== null,
    site: visit.site,
  });
}

/** What came with the answers of a step. */
export async function fill(filling: Filling, sent: SentForm): Promise<FormPage> {
  const { form, deps, desk } = filling;
  const action = sent.text('_action');
  const before = filling.visit;
  const visit = action === 'send' ? before : withAnswers(filling, sent);
  if (writeVisit(deps.signer, visit) === null) return show(filling, before, { problems: tooLong(filling, before) });
  const { asked, problems } = progressIn(filling, visit);
  if (action === 'back') return show(filling, { ...visit, step: stepBefore(form, visit.step, asked) ?? visit.step });
  const wrong = await wrongIn(filling, visit, problems[visit.step] ?? new Map(), sent);
  if (wrong.problems.size > 0) return show(filling, wrong.visit, wrong);
  const next = stepAfter(form, visit.step, asked);
  if (isFirst(filling, asked, visit.step) && action !== 'send') desk.count(form.form, 'begun');
  if (next !== null) return show(filling, { ...wrong.visit, step: next });
  // The form may be another one than when its first steps were answered.
  const step = problems.findIndex((one) => one.size > 0);
  if (step >= 0) return show(filling, { ...visit, step }, { problems: problems[step] ?? new Map(), note: 'again' });
  return handIn(filling, wrong.visit, sent, wrong.verdict);
}

const isFirst = ({ form }: Filling, asked: Progress['asked'], step: number): boolean =>
  stepAfter(form, -1, asked) === step;

/** The visit with what was typed into this step, and with how long that took. */
function withAnswers(filling: Filling, sent: SentForm): FormVisit {
  const { deps, visit, form } = filling;
  const questions = progressIn(filling, visit).asked[visit.step] ?? [];
  const typed = questions.map(({ field }) => [field, (sent.text(field) ?? '').slice(0, 2_050)] as const);
  const isLast = visit.step === form.steps.length - 1;
  const consent = isLast ? [[consentField, sent.text(consentField) === 'yes' ? 'yes' : ''] as const] : [];
  const meant = meantIn(visit, sent);
  const raw = {
    ...visit.raw,
    ...Object.fromEntries([...typed, ...consent]),
    ...(meant === null ? {} : { email: meant }),
  };
  const hasty = msOf(deps.now()) - visit.shownMs < hastyMs ? visit.hasty + 1 : visit.hasty;
  return { ...visit, raw, hasty, meant: meant ?? visit.meant };
}

/** Of the two addresses that were shown, the one that was chosen; null when another was typed, or none chosen. */
function meantIn({ raw }: FormVisit, sent: SentForm): string | null {
  const chosen = sent.text('_meant');
  const typed = (sent.text('email') ?? '').trim();
  return chosen !== null && (raw.email ?? '').trim() === typed ? chosen.slice(0, 320) : null;
}

const tooLong = ({ form }: Filling, { step }: FormVisit): ReadonlyMap<string, ShownProblem> =>
  new Map((form.steps[step]?.questions ?? []).filter(({ as }) => as === 'long').map(({ field }) => [field, 'long']));

async function handIn(
  filling: Filling,
  visit: FormVisit,
  sent: SentForm,
  verdict: AddressVerdict | null,
): Promise<FormPage> {
  const { desk, form, visitor } = filling;
  const allowed = filling.allowed();
  if (allowed === 'none') return show(filling, visit, { note: 'waitMinute' });
  if (allowed === 'work' && !isWorkDone(visit.visit, sent.text('_work') ?? '')) {
    return show(filling, visit, { work: visit.visit });
  }
  const { answers } = progressIn(filling, visit);
  const lead = leadOf(answers, form.source ?? form.form, visitor.language);
  if (lead === null) return show(filling, { ...visit, step: 0 }, { note: 'again' });
  const judged = judgeSending({
    trap: (sent.text(trapName(form)) ?? '') !== '',
    from: filling.sentFrom,
    hasty: visit.hasty,
    steps: stepsBegun(filling, visit),
    ...wordsIn(form, answers),
    throwAway: verdict?.reasons.includes('disposable') ?? false,
  });
  const isAgreed = visit.raw[consentField] === 'yes';
  const submission = submissionOf({
    form,
    wording: isAgreed && form.consent !== null ? said(form.consent.wording, visitor) : null,
    visit: visit.visit,
    lead,
    answers,
    origin: visit.origin as OriginDetail,
    identified: visit.lead,
    verdict,
    visitor: visit.visitor ?? null,
    proof: filling.proof,
    judged,
  });
  try {
    await desk.submit(submission);
  } catch (error) {
    if (!isOutage(error)) throw error;
    filling.deps.log.warn({ code: errorCode(error), form: form.form }, 'a form could not be kept');
    return show(filling, visit, { note: 'away' });
  }
  return thanksPage({ form, visitor, site: visit.site }, isAgreed && form.consent?.confirm === true);
}

const stepsBegun = (filling: Filling, visit: FormVisit): number =>
  progressIn(filling, visit).asked.filter((questions) => questions.length > 0).length;

/** What was typed freely. */
function wordsIn(
  form: Form,
  answers: Answers,
): { readonly names: readonly string[]; readonly texts: readonly string[] } {
  const free = allQuestions(form).filter(({ as }) => as === 'text' || as === 'long');
  const typed = free.flatMap(({ field }) =>
    typeof answers[field] === 'string' ? [[field, answers[field]] as const] : [],
  );
  const isName = (field: string): boolean => ['firstName', 'lastName', 'title'].includes(field);
  return {
    names: typed.filter(([field]) => isName(field)).map(([, text]) => text),
    texts: typed.filter(([field]) => !isName(field)).map(([, text]) => text),
  };
}
