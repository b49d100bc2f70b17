/** `service` of sales.yaml: how soon sales answers and calls, and who is told when not. */
import { z } from 'zod';
import type { Service } from '../domain/sales-desk.ts';
import { durationMs } from '../domain/time.ts';
import { custom, duration } from './authored-values.ts';
import type { Findings } from './findings.ts';
import type { LocatedYaml } from './located-yaml.ts';

/** Working time has no days: eight hours of work are one day to some and not to others. */
const workedTime = duration.superRefine((value, context) => {
  if (!/^PT/.test(value)) {
    context.addIssue({ code: 'custom', message: 'is working time: write it in hours or minutes, such as "8 hours"' });
  } else if (durationMs(value) < 60_000) context.addIssue({ code: 'custom', message: 'must be at least "1 minute"' });
});

const serviceTime = z.strictObject({ accept: workedTime, contact: workedTime.optional() });

/** `50%` → 0.5; more than the whole is possible. */
function shareOf(value: unknown): { readonly value: number } | { readonly wrong: string } {
  const percent = Number(/^(\d{1,4}) ?%$/.exec(String(value))?.[1] ?? Number.NaN);
  if (!Number.isFinite(percent)) return { wrong: 'must be a share of the time such as "50%"' };
  return percent >= 1 && percent <= 1000 ? { value: percent / 100 } : { wrong: 'must be from 1% to 1000%' };
}
const partOfTime = custom<number>(shareOf);

/** More would be noise. */
const mostReminders = 5;
/** One share, or a list: there are as many reminders. In order. */
const reminders = custom<readonly number[]>((value) => {
  const given: readonly unknown[] = Array.isArray(value) ? value : [value];
  if (given.length === 0 || given.length > mostReminders)
    return { wrong: `must be 1 to ${mostReminders} shares of the time` };
  const shares: number[] = [];
  for (const one of given) {
    const share = shareOf(one);
    if ('wrong' in share) return share;
    shares.push(share.value);
  }
  return { value: [...new Set(shares)].toSorted((a, b) => a - b) };
});

export const service = z.strictObject({
  hot: serviceTime.optional(),
  others: serviceTime,
  remindAt: reminders.default([0.5]),
  reassignAt: partOfTime.default(1),
  managerAt: partOfTime.default(1.5),
  silentAfter: duration.optional(),
});

export function serviceOf({ hot, others, silentAfter, remindAt, ...shares }: z.output<typeof service>): Service {
  const [first = 0.5, ...again] = remindAt;
  const reminding = { remindAt: first, ...(again.length > 0 ? { remindAgainAt: again } : {}) };
  const timeOf = ({ accept, contact }: z.output<typeof serviceTime>) => ({ accept, contact: contact ?? null });
  return {
    hot: timeOf(hot ?? others),
    others: timeOf(others),
    ...reminding,
    ...shares,
    silentAfter: silentAfter ?? null,
  };
}

export function checkService(
  { remindAt, reassignAt, managerAt }: z.output<typeof service>,
  yaml: LocatedYaml,
  findings: Findings,
): void {
  const report = (key: string, message: string) =>
    findings.add('AUTHORING_SHAPE', `"service.${key}" ${message}`, yaml.at(['service', key]));
  if (Math.max(...remindAt) >= reassignAt)
    report('remindAt', 'must be less than "reassignAt", or the reminder comes when it is over');
  if (managerAt < Math.min(...remindAt))
    report('managerAt', 'must not be less than "remindAt": the manager would be told first');
}
