/**
 * What a step does to the data of the lead, once per visit: under the lead's lock and in the transaction that marks the
 * visit as done. What a rule refuses is told in words, and the rest is done.
 */
import type { Act } from '../domain/act.ts';
import { assertNever, errorCode, errorKind, TendrilError } from '../domain/errors.ts';
import { stepKey } from '../domain/identity.ts';
import type { FieldValue, LeadInput } from '../domain/lead.ts';
import { stagePath } from '../domain/lifecycle.ts';
import { stepGroup } from '../domain/scoring-terms.ts';
import type { Instant } from '../domain/time.ts';
import type { Queryable } from './database.ts';
import { enrollLocked } from './enrolling.ts';
import { lockByEnrollment, unknownEnrollment } from './enrollment-rows.ts';
import { stopEnrollments } from './enrollment-stops.ts';
import type { EntryContext } from './entrants.ts';
import { fieldRefusal } from './field-values.ts';
import type { LeadRow } from './lead-rows.ts';
import { saveLead } from './lead-saves.ts';
import { lockLead } from './lead-writes.ts';
import { promoteAsking, promoteLocked } from './mql.ts';
import { type Change, numbersOf, type Promotion } from './promotion.ts';
import { stateOf } from './score-ledger.ts';
import { sql } from './sql.ts';
import { adoptFormerMarks, markDone } from './step-marks.ts';
import type { StepVisit } from './store.ts';

type LeadAct = Exclude<Act, { readonly kind: 'notify' }>;

/** Why something was not done, in words; null when everything was. */
type Refusal = string | null;

interface Doing {
  readonly tx: Queryable;
  readonly context: EntryContext;
  readonly visit: StepVisit;
  readonly lead: LeadRow;
  /** Whose step it is. */
  readonly sequence: string;
  readonly now: Instant;
}

/** Does the act unless it was done for this visit. @throws ENROLLMENT_UNKNOWN */
export async function actOnce(
  tx: Queryable,
  context: EntryContext,
  visit: StepVisit,
  act: LeadAct,
  now: Instant,
): Promise<{ readonly refused: Refusal }> {
  const { lead_id: leadId } = await lockByEnrollment(tx, visit.enrollmentId);
  await adoptFormerMarks(tx, visit, 'act');
  if (!(await markDone(tx, visit, { kind: 'act' }, now))) return { refused: null };
  const lead = await lockLead(tx, leadId);
  const [enrollment] = await tx.rows<{ readonly sequence: string }>(
    sql`SELECT sequence FROM enrollment WHERE id = ${visit.enrollmentId}`,
  );
  if (!lead || !enrollment) throw unknownEnrollment(visit.enrollmentId);
  return { refused: await perform({ tx, context, visit, lead, sequence: enrollment.sequence, now }, act) };
}

function perform(doing: Doing, act: LeadAct): Promise<Refusal> {
  switch (act.kind) {
    case 'score':
      return score(doing, act);
    case 'set':
      return set(doing, act.values);
    case 'tag':
      return tag(doing, act);
    case 'start':
      return start(doing, act.sequence);
    case 'stop':
      return stop(doing, act.sequence);
    case 'handoff':
      return handOff(doing, act.reason);
    default:
      return assertNever(act);
  }
}

const actorOf = ({ sequence, visit }: Doing): string => `step ${sequence}/${visit.stepId}`;

async function score(doing: Doing, { points, reason }: LeadAct & { kind: 'score' }): Promise<Refusal> {
  const { tx, context, visit, lead, now } = doing;
  const model = context.workspace?.scoring;
  if (!model) return 'no points: no scoring model is published';
  const key = stepKey(visit.enrollmentId, visit.stepId, visit.visit);
  // The ledger of an older version has the points of this visit without a mark of it.
  const known = await tx.rows(sql`SELECT 1 FROM score_entry WHERE key = ${key}`);
  if (known.length > 0) return null;
  const earned = { key, kind: 'points', group: stepGroup, points, at: now } as const;
  const engagement = await stateOf(tx, model, lead, earned);
  const change: Change = { engagement, by: points > 0 ? 'gain' : 'loss', behaviour: null };
  const promotion = await promoteAsking(tx, model, lead, change, now);
  await promoteLocked(
    tx,
    lead,
    { promotion, actor: 'sequence', score: { ...earned, eventId: null, reason }, by: null },
    now,
  );
  return null;
}

/** What the organisation no longer declares is left out; the rest is saved as from a form. */
async function set(doing: Doing, values: Readonly<Record<string, FieldValue>>): Promise<Refusal> {
  const organisation = doing.context.workspace?.organisation;
  if (!organisation) return 'no fields: no workspace is published, so none are declared';
  const facts: Record<string, FieldValue> = {};
  const fields: Record<string, FieldValue> = {};
  const refused: string[] = [];
  for (const [name, value] of Object.entries(values)) {
    const why = fieldRefusal(name, value, organisation.fields);
    if (why !== null) refused.push(why);
    else if (name.startsWith('fields.')) fields[name.slice('fields.'.length)] = value;
    else facts[name] = value;
  }
  await save(doing, { ...facts, fields });
  return refused.length > 0 ? refused.join('; ') : null;
}

async function tag(doing: Doing, { add, remove }: LeadAct & { kind: 'tag' }): Promise<Refusal> {
  const { tx, lead, now } = doing;
  const tags = [...new Set([...lead.tags, ...add])].filter((name) => !remove.includes(name));
  if (tags.length === lead.tags.length && tags.every((name, i) => name === lead.tags[i])) return null;
  await tx.rows(sql`UPDATE lead SET tags = ${tags}::text[], updated_at = ${now} WHERE id = ${lead.id}`);
  // Fit rules may ask for tags.
  await save(doing, {});
  return null;
}

/** The row is locked and may have changed; its fit is found anew, and better fit may lift it over the threshold. */
async function save(doing: Doing, input: Omit<LeadInput, 'email'>): Promise<void> {
  const { tx, context, lead, now } = doing;
  const { conditions, addressHash, workspace } = context;
  const model = workspace?.scoring ?? null;
  const sources = workspace?.sources ?? {};
  const saving = { model, sources, conditions, addressHash, now, actor: actorOf(doing) };
  await saveLead(tx, { ...input, email: lead.email }, saving);
}

async function start(doing: Doing, sequence: string): Promise<Refusal> {
  const { tx, context, lead, now } = doing;
  try {
    await enrollLocked(tx, context, lead, sequence, actorOf(doing), now);
    return null;
  } catch (error) {
    // The rules refuse before anything is written, so the transaction can go on.
    if (error instanceof TendrilError && isRefusal(error)) return error.message;
    throw error;
  }
}

const isRefusal = (error: TendrilError): boolean => {
  const code = errorCode(error);
  return code === 'SEQUENCE_UNKNOWN' || (code !== 'INTERNAL' && errorKind(code).exit === 4);
};

async function stop({ tx, lead, now }: Doing, sequence: string): Promise<Refusal> {
  const active = sql`lead_id = ${lead.id} AND sequence = ${sequence}`;
  await stopEnrollments(tx, active, 'rule', now);
  return null;
}

/** The lead goes to sales whatever its score; its other enrollments stop if their settings say so. */
async function handOff(doing: Doing, reason: string): Promise<Refusal> {
  const { tx, context, lead, visit, now } = doing;
  const promotion = asMql(lead, context, reason, now);
  if (typeof promotion === 'string') return promotion;
  const { handoffId } = await promoteLocked(
    tx,
    lead,
    { promotion, actor: actorOf(doing), score: null, by: visit.enrollmentId },
    now,
  );
  return handoffId === null ? `${lead.email} is with sales already: a hand-off of it is open` : null;
}

/** The lead as an MQL; the reason why it cannot become one. */
function asMql(lead: LeadRow, { workspace }: EntryContext, reason: string, now: Instant): Promotion | string {
  const { engagement, stage: from, score, temperature } = lead;
  const numbers = workspace
    ? numbersOf(workspace.scoring, engagement, lead.grade, now)
    : { engagement, score, temperature, scoreBound: null, reviewAt: null };
  try {
    const path = stagePath(from, 'mql');
    const moves = path.map((to, i) => ({ from: path[i - 1] ?? from, to, reason }));
    return { ...numbers, stage: 'mql', moves, groups: {}, mql: true, waits: false };
  } catch (error) {
    if (errorCode(error) !== 'STAGE_ILLEGAL') throw error;
    return `${lead.email} is at stage ${from} and cannot be given to sales as an MQL`;
  }
}
