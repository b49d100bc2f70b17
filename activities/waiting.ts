/** Answers until when an enrollment waits, on the calendar of its lead, and for which events. */
import type { Calendar } from '../domain/calendar.ts';
import type { Answer, Question } from '../domain/enrollment.ts';
import type { FieldValue } from '../domain/lead.ts';
import { addDuration } from '../domain/time.ts';
import { resolveWait } from '../domain/wait-time.ts';
import type { Inquiry } from './inquiry.ts';
import { leadCalendar } from './lead-calendar.ts';

export async function resolvedAnswer(
  inquiry: Inquiry,
  { stepId, rule, from }: Question & { kind: 'resolve' },
): Promise<Answer> {
  const { calendar, field } = await calendarAndFields(inquiry);
  const wait = resolveWait(rule, from, calendar, field);
  if (wait.kind === 'missed') return wait;
  const { until } = wait;
  await inquiry.deps.store.enrollments.position(inquiry.enrollmentId, { kind: 'sleeping', stepId, until });
  return { kind: 'resolved', until };
}

export async function armedAnswer(inquiry: Inquiry, question: Question & { kind: 'arm' }): Promise<Answer> {
  const { stepId, awaited, timeout, from, consumed } = question;
  const { calendar } = await calendarAndFields(inquiry);
  const until = addDuration(from, timeout, calendar.zone);
  const { enrollments } = inquiry.deps.store;
  const wait = { stepId, awaited, until, consumed };
  return { kind: 'armed', until, events: await enrollments.arm(inquiry.enrollmentId, wait, inquiry.now()) };
}

export async function expiredAnswer(
  { deps, enrollmentId, now }: Inquiry,
  { stepId, awaited, consumed }: Question & { kind: 'expire' },
): Promise<Answer> {
  const events = await deps.store.enrollments.expire(enrollmentId, { stepId, awaited, consumed }, now());
  return { kind: 'expired', events };
}

async function calendarAndFields(
  inquiry: Inquiry,
): Promise<{ readonly calendar: Calendar; field(name: string): FieldValue | undefined }> {
  const [{ facts }, { organisation }] = await Promise.all([
    inquiry.lead(),
    inquiry.deps.store.publications.workspace(),
  ]);
  return { calendar: leadCalendar(inquiry, facts, organisation), field: (name) => facts.fields[name] };
}
