/**
 * Scores that other services give leads, one or a thousand in one transaction and a handful of statements. What a service says
 * is one more row of the ledger: recorded once, weighed by the model when it is read. What is wrong with one of them is its own
 * answer; what follows from a score is what follows from an event. Only a hand-off costs statements of its own.
 */
import { TendrilError } from '../domain/errors.ts';
import type { Nurture } from '../domain/mql.ts';
import { addEntry, type ScoreEntry } from '../domain/score-ledger.ts';
import { type Engagement, engagementAt, type ScoringModel, temperatureOf } from '../domain/scoring.ts';
import type { Instant } from '../domain/time.ts';
import type { Database, Queryable } from './database.ts';
import { type LeadHappening, wakeMany } from './enrollment-writes.ts';
import { type EventRules, mayProfile } from './event-effects.ts';
import { lockSubjects, type SubjectLead } from './event-subjects.ts';
import { earnedAt, openHandoff, writePromotions } from './lead-writes.ts';
import { namedLeads } from './named-leads.ts';
import { nurtureOf } from './nurture.ts';
import { enqueue } from './outbox-writes.ts';
import { type Change, type Promotion, promote } from './promotion.ts';
import { type PromotionWrite, promotionFacts, promotionWrite } from './promotion-write.ts';
import { ledgersOf, stateWith } from './score-ledger.ts';
import { sql } from './sql.ts';
import type { ExternalScoreInput, ExternalScoreOutcome, ScoredLead } from './store.ts';

const mostAtOnce = 1_000;

/** What became of each, in their order. @throws MODEL_UNKNOWN, REQUEST_INVALID when there are too many */
export async function putExternals(
  database: Database,
  rules: EventRules,
  inputs: readonly ExternalScoreInput[],
  now: Instant,
  actor: string,
): Promise<readonly ExternalScoreOutcome[]> {
  const { model } = rules;
  if (!model) throw new TendrilError('MODEL_UNKNOWN', 'The workspace in force has no scoring model');
  if (inputs.length > mostAtOnce) {
    throw new TendrilError('REQUEST_INVALID', `${inputs.length} scores are more than the ${mostAtOnce} of one call`);
  }
  const named = await namedLeads(
    database,
    inputs.map(({ lead }) => lead),
  );
  const asked = inputs.map((input): Asked => {
    const refused = mistakeOf(input);
    if (refused) return { refused };
    const lead = named.get(input.lead);
    return lead?.kind === 'known' ? { input, leadId: lead.id } : { refused: unknownLead(input.lead) };
  });
  const leadIds = asked.flatMap((one) => ('leadId' in one ? [one.leadId] : []));
  if (leadIds.length === 0) return asked.flatMap((one) => ('refused' in one ? [one] : []));
  return database.transaction((tx) => putLocked(tx, { ...rules, model }, asked, now, actor));
}

type Refused = { readonly refused: TendrilError };
type Asked = { readonly input: ExternalScoreInput; readonly leadId: string } | Refused;

const unknownLead = (name: string): TendrilError =>
  new TendrilError('LEAD_UNKNOWN', `There is no lead ${name.slice(0, 320)}`);

function mistakeOf({ service, value, key }: ExternalScoreInput): TendrilError | null {
  const mistake = (why: string): TendrilError =>
    new TendrilError('REQUEST_INVALID', why, { service: service.slice(0, 100) });
  if (!/^[a-z][a-z0-9_-]{0,49}$/.test(service)) return mistake(`"${service.slice(0, 60)}" is no name of a service`);
  if (!Number.isFinite(value) || Math.abs(value) > 1e9) return mistake(`${value} is no score`);
  if (key.trim() === '' || key.length > 200)
    return mistake('The key of a score must have between one and 200 characters');
  return null;
}

interface Rules extends EventRules {
  readonly model: ScoringModel;
}

/** A score of a locked lead; `withheld`: why it must not be recorded. */
interface Given {
  readonly lead: SubjectLead;
  readonly entry: ScoreEntry;
  readonly detail: string;
  readonly known: boolean;
  readonly withheld: string | null;
}

async function putLocked(
  tx: Queryable,
  rules: Rules,
  asked: readonly Asked[],
  now: Instant,
  actor: string,
): Promise<readonly ExternalScoreOutcome[]> {
  const scores = await given(tx, rules, asked, now);
  const booked = scores.flatMap((one) => ('lead' in one && !one.known && one.withheld === null ? [one] : []));
  const ledgers = await ledgersOf(tx, leadsToRefold(rules.model, booked));
  const untold = coursesOf(rules.model, scores, ledgers, new Map(), now);
  // Over the threshold and, for all that is known yet, without nurture: looked up where the model asks for it only.
  const waiting = untold.flatMap((one) => ('promotion' in one && one.promotion?.waits ? [one.lead.id] : []));
  const courses =
    waiting.length === 0
      ? untold
      : coursesOf(rules.model, scores, ledgers, await nurtureOf(tx, [...new Set(waiting)], now), now);
  const handoffs = await write(tx, courses, actor, now);
  return courses.map((one) => ('refused' in one ? one : { lead: resultOf(one, handoffs.get(one) ?? null) }));
}

/** Locks the leads, and finds which scores are known already and which must not be recorded. */
async function given(
  tx: Queryable,
  rules: EventRules,
  asked: readonly Asked[],
  now: Instant,
): Promise<readonly (Given | Refused)[]> {
  const subjects = await lockSubjects(
    tx,
    asked.flatMap((one) => ('leadId' in one ? [{ kind: 'custom', lead: { id: one.leadId } } as const] : [])),
  );
  const scores = asked.map((one): Given | Refused => {
    if ('refused' in one) return one;
    const lead = subjects.of({ lead: { id: one.leadId } })?.lead;
    if (!lead) return { refused: unknownLead(one.input.lead) };
    const { service, value, at, key, detail } = one.input;
    const entry = {
      key: `external/${service}/${lead.id}/${key}`,
      kind: 'external',
      ...{ group: service, points: value, at: earnedAt(at, now) },
    } as const;
    const withheld = mayProfile(rules, lead, now) ? null : 'The lead has not agreed to be profiled';
    return { lead, entry, detail: (detail ?? '').slice(0, 500), known: false, withheld };
  });
  const keys = scores.flatMap((one) => ('entry' in one ? [one.entry.key] : []));
  const rows = await tx.rows<{ readonly key: string }>(
    sql`SELECT key FROM score_entry WHERE key = ANY (${[...new Set(keys)]})`,
  );
  const known = new Set(rows.map(({ key }) => key));
  return scores.map((one) => {
    if ('refused' in one) return one;
    const again = known.has(one.entry.key);
    known.add(one.entry.key);
    return again ? { ...one, known: true, withheld: null } : one;
  });
}

/** The leads of which the state alone does not tell what their scores make of it. */
function leadsToRefold(model: ScoringModel, scores: readonly Given[]): readonly string[] {
  const states = new Map<string, Engagement | 'refold'>();
  for (const { lead, entry } of scores) {
    const state = states.get(lead.id) ?? lead.engagement;
    if (state !== 'refold') states.set(lead.id, addEntry(model, state, entry));
  }
  return [...states].flatMap(([id, state]) => (state === 'refold' ? [id] : []));
}

/** One score, and the lead as it found it. */
interface Course extends Given {
  readonly before: number;
  /** Null when it is not recorded. */
  readonly promotion: Promotion | null;
  readonly grade: SubjectLead['grade'];
}

/** What becomes of the leads, score by score: of several of a lead each finds what the one before it left. */
function coursesOf(
  model: ScoringModel,
  scores: readonly (Given | Refused)[],
  ledgers: ReadonlyMap<string, readonly ScoreEntry[]>,
  nurture: ReadonlyMap<string, Nurture>,
  now: Instant,
): readonly (Course | Refused)[] {
  const leads = new Map<string, SubjectLead>();
  const rows = new Map<string, readonly ScoreEntry[]>(ledgers);
  return scores.map((one) => {
    if ('refused' in one) return one;
    const lead = leads.get(one.lead.id) ?? one.lead;
    const before = engagementAt(model, lead.engagement, now);
    const course = { ...one, lead: { ...lead, score: before }, before, grade: lead.grade };
    if (one.known || one.withheld !== null) {
      const temperature = temperatureOf(model, before, lead.grade);
      return { ...course, lead: { ...course.lead, temperature }, promotion: null };
    }
    const ledger = rows.get(lead.id) ?? [];
    const engagement = stateWith(model, lead.engagement, one.entry, ledger);
    rows.set(lead.id, [...ledger, one.entry]);
    const by = engagementAt(model, engagement, now) > before ? 'gain' : 'loss';
    const change: Change = { engagement, by, behaviour: null, nurture: nurture.get(lead.id) ?? null };
    const promotion = promote(model, lead, change, now);
    const { stage, score, temperature } = promotion;
    leads.set(lead.id, { ...lead, stage, score, temperature, engagement: promotion.engagement });
    return { ...course, promotion };
  });
}

/** Writes all of it with what follows; returns the hand-offs that were opened. */
async function write(
  tx: Queryable,
  courses: readonly (Course | Refused)[],
  actor: string,
  now: Instant,
): Promise<ReadonlyMap<Course, string>> {
  const writes = new Map<Course, PromotionWrite>();
  for (const one of courses) {
    if ('refused' in one || !one.promotion) continue;
    const { entry, promotion, before, detail: reason, lead, grade } = one;
    const score = { ...entry, eventId: null, reason, change: promotion.score - before };
    writes.set(one, promotionWrite(lead.id, promotion, { actor, grade, score, now }));
  }
  await writePromotions(tx, [...writes.values()], now);
  const handoffs = new Map<Course, string>();
  const happenings: LeadHappening[] = [];
  for (const [course, told] of writes) {
    const { leadId, promotion } = told;
    const handoff = promotion.mql ? await openHandoff(tx, leadId, promotion, course.grade, now) : null;
    if (handoff) handoffs.set(course, handoff.id);
    const mql = promotion.mql ? { by: null } : null;
    const facts = promotionFacts(told);
    const happening = { facts, enrollmentId: null, stops: true, mql, holds: () => false, now };
    happenings.push({ leadId, happening, after: handoff?.start ?? null });
  }
  await enqueue(tx, await wakeMany(tx, happenings), now);
  return handoffs;
}

const resultOf = ({ lead, promotion, withheld }: Course, handoffId: string | null): ScoredLead => {
  const { score, temperature, stage } = promotion ?? lead;
  const recorded = promotion !== null;
  return { leadId: lead.id, recorded, withheld, handoffId, score, grade: lead.grade, temperature, stage };
};
