/** `retention:` of `organisation.yaml`: how long what is kept is kept, as whole days or `never` for good. */
import { z } from 'zod';
import { defaultRetention, type RetentionPeriods } from '../domain/retention.ts';
import { durationMs } from '../domain/time.ts';
import { custom, duration } from './authored-values.ts';
import { durationHint } from './editor-hints.ts';

const dayMs = 86_400_000;
/** A lead that is forgotten before anybody could have written to it was entered for nothing. */
const leastIdleDays = 30;

const days = (leastDays: number): z.ZodType<number | null> =>
  custom((value) => {
    if (value === 'never') return { value: null };
    const read = duration.safeParse(value);
    if (!read.success) return { wrong: 'must be a duration such as "30 days", or "never" for what is kept for good' };
    const count = durationMs(read.data) / dayMs;
    if (!Number.isInteger(count)) return { wrong: 'must be whole days: it is looked at once a day' };
    if (count < leastDays) return { wrong: `must be ${leastDays} days at least` };
    return { value: count };
  }).meta({ anyOf: [{ enum: ['never'] }, durationHint] });

export const retention: z.ZodType<RetentionPeriods> = z.strictObject({
  rawMail: days(1).default(defaultRetention.rawMail),
  requests: days(1).default(defaultRetention.requests),
  machineEvents: days(1).default(defaultRetention.machineEvents),
  bookkeeping: days(1).default(defaultRetention.bookkeeping),
  // A request can be confirmed for a week.
  requestsToConfirm: days(8).default(defaultRetention.requestsToConfirm),
  visitors: days(1).default(defaultRetention.visitors),
  idleLeads: days(leastIdleDays).default(defaultRetention.idleLeads),
});
