/** From checked answers to what is kept of a submission. Pure. */
import { createHash } from 'node:crypto';
import type { NewSubmission } from '../../db/store.ts';
import type { Answers, Form } from '../../domain/form.ts';
import type { FormContent } from '../../domain/form-submission.ts';
import type { LeadInput } from '../../domain/lead.ts';
import type { OriginDetail } from '../../domain/origin.ts';
import type { SpamVerdict } from './spam.ts';

/** Which form it was, word for word: proof of what was agreed to. */
export const versionOf = (form: Form): string => hashOf(JSON.stringify(form)).slice(0, 16);

const hashOf = (text: string): string => createHash('sha256').update(text).digest('hex');

const statusOf = { fine: 'pending', held: 'held', spam: 'spam' } as const satisfies Record<SpamVerdict['kind'], string>;

export interface Sent {
  readonly form: Form;
  /** The wording that was agreed to; null: nothing was. */
  readonly wording: string | null;
  /** What it is one of: the same answers of the same visit are one submission. */
  readonly visit: string;
  readonly lead: LeadInput;
  readonly answers: Answers;
  readonly origin: OriginDetail;
  readonly identified: string | null;
  readonly verdict?: FormContent['verdict'];
  readonly visitor?: FormContent['visitor'];
  readonly proof: FormContent['proof'];
  readonly judged: SpamVerdict;
}

export function submissionOf({
  form,
  wording,
  visit,
  lead,
  answers,
  origin,
  identified,
  verdict = null,
  visitor = null,
  proof,
  judged,
}: Sent): NewSubmission {
  const { consent, follows } = form;
  const given = consent && wording !== null ? { purposes: consent.purposes, wording, confirm: consent.confirm } : null;
  // Who does not agree where that is asked gets no mails.
  const enroll = consent !== null && given === null ? null : follows.enroll;
  const sorted = Object.entries(answers).sort(([a], [b]) => (a < b ? -1 : 1));
  return {
    key: hashOf(JSON.stringify([form.form, visit, sorted, given !== null])),
    visit,
    form: form.form,
    version: versionOf(form),
    status: statusOf[judged.kind],
    reasons: judged.reasons,
    origin,
    content: {
      lead,
      answered: sorted.map(([name]) => name),
      consent: given,
      enroll,
      proof,
      identified,
      verdict,
      visitor,
    },
  };
}
