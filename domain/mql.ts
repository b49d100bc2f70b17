/**
 * When a lead is given to sales by its points: it crosses the threshold upwards, its grade is good enough, and it has been
 * nurtured. It fires once, and again only after the score fell below the lower mark, sales returned the lead, or the lead
 * asked itself.
 */
import { type Engagement, engagementAt, type Grade, type ScoringModel } from './scoring.ts';
import { durationMs, type Instant, later, msOf, plusMs } from './time.ts';

/** How much a lead has had of us. */
export interface Nurture {
  /** Mails of sequences and broadcasts that left. */
  readonly mails: number;
  readonly first: Instant | null;
}

export type Readiness = { readonly ready: true } | { readonly ready: false; readonly until: Instant };

/** Mails come when they come: looked at again after so long. */
const mailsAgainMs = 86_400_000;

/** Whether a lead has been nurtured enough to be given to sales by its points; if not, when that is to be asked again. */
export function nurtured({ mql: { minNurture } }: Pick<ScoringModel, 'mql'>, had: Nurture, now: Instant): Readiness {
  if (!minNurture) return { ready: true };
  const { mails, time } = minNurture;
  const lacksMails = had.mails < mails || (time !== null && had.first === null);
  const ripe = time === null || had.first === null ? now : plusMs(had.first, durationMs(time));
  if (!lacksMails && ripe <= now) return { ready: true };
  return { ready: false, until: lacksMails ? later(ripe, plusMs(now, mailsAgainMs)) : ripe };
}

/**
 * From when on a lead is nurtured, in milliseconds since 1970, by all the mails that it ever got; infinite when it never is.
 * `nurtured` says the same of each moment.
 * @param mails when they left, the oldest first
 */
export function nurturedFromMs({ mql: { minNurture } }: Pick<ScoringModel, 'mql'>, mails: readonly Instant[]): number {
  if (!minNurture) return Number.NEGATIVE_INFINITY;
  const needed = Math.max(minNurture.mails, minNurture.time === null ? 0 : 1);
  if (needed === 0) return Number.NEGATIVE_INFINITY;
  const [first, last] = [mails[0], mails[needed - 1]];
  if (first === undefined || last === undefined) return Number.POSITIVE_INFINITY;
  const ripe = msOf(first) + (minNurture.time === null ? 0 : durationMs(minNurture.time));
  return Math.max(ripe, msOf(last));
}

export interface Crossing {
  readonly engagement: Engagement;
  /** After the gain. */
  readonly score: number;
  /** Fires. */
  readonly mql: boolean;
  /** Would fire, but for the nurture that it lacks. */
  readonly waits: boolean;
}

/**
 * The MQL rule, asked after every gain. Who lacks nurture stays armed.
 * @param had null: not looked up yet. It counts as too little where the model demands any
 */
export function crossing(
  model: ScoringModel,
  before: Engagement,
  after: Engagement,
  grade: Grade,
  now: Instant,
  had: Nurture | null = null,
): Crossing {
  const rearmed = before.armed || engagementAt(model, before, now) < model.mql.rearmBelow;
  const score = engagementAt(model, after, now);
  const above = score >= model.mql.at && grade <= model.mql.minGrade;
  const ready = !model.mql.minNurture || (had !== null && nurtured(model, had, now).ready);
  const fires = rearmed && above && ready;
  const waits = rearmed && above && !ready;
  return { engagement: standing(after, rearmed && !fires, waits), score, mql: fires, waits };
}

function standing(state: Engagement, armed: boolean, waits: boolean): Engagement {
  if (state.armed === armed && (state.waits === true) === waits) return state;
  const { waits: _, ...engagement } = state;
  return waits ? { ...engagement, armed, waits } : { ...engagement, armed };
}

/** After a loss nobody is given to sales, but who fell below the lower mark may be again. */
export function afterLoss(model: ScoringModel, before: Engagement, after: Engagement, now: Instant): Engagement {
  const score = engagementAt(model, after, now);
  const stillWaits = before.waits === true && score >= model.mql.at;
  return standing(after, before.armed || score < model.mql.rearmBelow, stillWaits);
}
