/**
 * Assigning leads to the arms of a split, and looking at the figures when it is time. An assignment takes no lock and
 * counts nothing: the row it writes is the count. Only now and then, more rarely the more leads there are, it asks
 * whether a look is due; the looks themselves are taken one at a time. What a look decides is `domain/split`.
 *
 * A split is known by the oldest of its ids, so that a new name changes neither who gets which arm nor what was found.
 */
import { createHash } from 'node:crypto';
import type { StepId, WinnerRule } from '../domain/program.ts';
import {
  type ArmFigures,
  currentArm,
  leadsForLook,
  losers,
  pairsOf,
  runningArms,
  type SplitArmState,
  splitSeed,
} from '../domain/split.ts';
import type { Instant } from '../domain/time.ts';
import type { Queryable } from './database.ts';
import { unknownEnrollment } from './enrollment-rows.ts';
import { isId } from './ids.ts';
import { json, sql } from './sql.ts';
import { adoptFormerMarks, markDone } from './step-marks.ts';
import type { Enrollments, StepVisit } from './store.ts';

type Split = Parameters<Enrollments['assign']>[1];

interface Standing {
  readonly lead_id: string;
  readonly sequence: string;
  /** The arm of this very visit, if it has one. */
  readonly marked: string | null;
  /** The arm of the newest other visit of the step, if there was one. */
  readonly earlier: string | null;
  readonly looks: number | null;
  readonly stopped: readonly string[] | null;
  readonly winner: string | null;
}

/** The number of the arm of a visit. @throws ENROLLMENT_UNKNOWN */
export async function assign(tx: Queryable, visit: StepVisit, split: Split, now: Instant): Promise<number> {
  await adoptFormerMarks(tx, visit, 'split');
  const design = designOf(split);
  const oldest = await oldestId(tx, visit);
  const standing = await standingOf(tx, visit, oldest, design);
  const known = armNamed(split, standing.marked);
  if (known !== null) return known;
  const seed = splitSeed(standing.lead_id, standing.sequence, oldest);
  const arm = armNamed(split, standing.earlier) ?? currentArm(seed, split.arms, stoppedArms(split, standing));
  const name = split.arms[arm]?.name ?? '';
  const figures = `${standing.sequence}/${oldest}/${design}`;
  if (!(await markDone(tx, visit, { kind: 'split', arm: name, design: figures }, now))) {
    // Another attempt was faster.
    return armNamed(split, (await standingOf(tx, visit, oldest, design)).marked) ?? arm;
  }
  if (split.winner && standing.winner === null) {
    const place = { sequence: standing.sequence, stepId: oldest, design, figures };
    await lookIfDue(tx, place, split.arms, split.winner, standing, visit.enrollmentId, now);
  }
  return arm;
}

/** Once there is a winner, every other arm has stopped. */
const stoppedArms = ({ arms }: Split, { stopped, winner }: Standing): readonly string[] =>
  winner === null ? (stopped ?? []) : arms.map(({ name }) => name).filter((name) => name !== winner);

function armNamed({ arms }: Split, name: string | null): number | null {
  const index = name === null ? -1 : arms.findIndex((arm) => arm.name === name);
  return index < 0 ? null : index;
}

const designOf = ({ arms, winner }: Split): string =>
  createHash('sha256')
    .update(
      JSON.stringify([
        arms.map(({ name, weight, holdOut }) => [name, weight, holdOut]),
        winner && [winner.by, winner.atLeast, winner.alpha],
      ]),
    )
    .digest('hex')
    .slice(0, 32);

/**
 * Which of its ids the split had first. The order in which a program names former ids is not kept, and a second renaming
 * names both of them: the versions of the sequence tell.
 */
async function oldestId(tx: Queryable, { enrollmentId, stepId, formerSteps = [] }: StepVisit): Promise<StepId> {
  if (formerSteps.length === 0 || !isId(enrollmentId)) return stepId;
  const [row] = await tx.rows<{ readonly id: StepId }>(sql`
    SELECT known.id FROM enrollment e JOIN sequence_version v ON v.name = e.sequence
    CROSS JOIN LATERAL unnest(${[stepId, ...formerSteps]}::text[]) WITH ORDINALITY AS known (id, place)
    WHERE e.id = ${enrollmentId} AND v.program -> 'steps' -> known.id ->> 'kind' = 'split'
    ORDER BY v.number, known.place LIMIT 1`);
  return row?.id ?? stepId;
}

async function standingOf(tx: Queryable, visit: StepVisit, oldest: StepId, design: string): Promise<Standing> {
  const { enrollmentId, stepId } = visit;
  const [row] = isId(enrollmentId)
    ? await tx.rows<Standing>(sql`
        SELECT e.lead_id, e.sequence, m.arm AS marked, before.arm AS earlier, w.looks, w.stopped, w.arm AS winner
        FROM enrollment e
        LEFT JOIN step_mark m ON m.enrollment_id = e.id AND m.step_id = ${stepId} AND m.visit = ${visit.visit}
        LEFT JOIN LATERAL (
          SELECT arm FROM step_mark
          WHERE enrollment_id = e.id AND step_id = ${stepId} AND kind = 'split' AND visit <> ${visit.visit}
          ORDER BY visit DESC LIMIT 1
        ) before ON true
        LEFT JOIN split_winner w ON w.sequence = e.sequence AND w.step_id = ${oldest} AND w.design = ${design}
        WHERE e.id = ${enrollmentId}`)
    : [];
  if (!row) throw unknownEnrollment(enrollmentId);
  return row;
}

interface Place {
  readonly sequence: string;
  readonly stepId: string;
  readonly design: string;
  /** The design as the marks have it. */
  readonly figures: string;
}

/** A look comes at most so much later than it is due, in parts of the leads that it needs. */
const lateness = 20;

async function lookIfDue(
  tx: Queryable,
  place: Place,
  arms: readonly SplitArmState[],
  rule: WinnerRule,
  { looks, stopped }: Standing,
  enrollmentId: string,
  now: Instant,
): Promise<void> {
  const need = leadsForLook(rule.atLeast, looks ?? 0);
  const every = Math.max(1, Math.floor(need / lateness));
  // The end of an id is random: the same as tossing a die, and the same again for a retry.
  if (Number.parseInt(enrollmentId.slice(-8), 16) % every !== 0) return;
  const counts = await tx.rows<{ readonly arm: string; readonly count: number }>(sql`
    SELECT arm, count(*)::int AS count FROM step_mark WHERE design = ${place.figures} GROUP BY arm`);
  const enough = runningArms(arms, stopped ?? []).every(
    ({ name }) => (counts.find(({ arm }) => arm === name)?.count ?? 0) >= need,
  );
  if (enough) await look(tx, place, arms, rule, now);
}

/** Whoever comes while a look is taken leaves it to the one who takes it. */
async function look(
  tx: Queryable,
  { sequence, stepId, design, figures }: Place,
  arms: readonly SplitArmState[],
  rule: WinnerRule,
  now: Instant,
): Promise<void> {
  await tx.rows(sql`
    INSERT INTO split_winner (sequence, step_id, design, stopped, figures, at)
    VALUES (${sequence}, ${stepId}, ${design}, '{}', '[]', ${now}) ON CONFLICT DO NOTHING`);
  const [row] = await tx.rows<{
    readonly looks: number;
    readonly stopped: readonly string[];
    readonly arm: string | null;
  }>(sql`
    SELECT looks, stopped, arm FROM split_winner
    WHERE sequence = ${sequence} AND step_id = ${stepId} AND design = ${design} FOR UPDATE SKIP LOCKED`);
  if (!row || row.arm !== null) return;
  const running = runningArms(arms, row.stopped).map(({ name }) => name);
  const seen = await figuresOf(tx, figures, running, rule.by);
  // A lead that came by more than once counts once, so there may be fewer than there are rows.
  if (seen.some(({ leads }) => leads < leadsForLook(rule.atLeast, row.looks))) return;
  const pairs = pairsOf(runningArms(arms, []).length);
  const lost = losers(seen, { alpha: rule.alpha, looks: row.looks, pairs });
  const left = running.filter((name) => !lost.includes(name));
  await tx.rows(sql`
    UPDATE split_winner SET looks = looks + 1, stopped = ${[...row.stopped, ...lost]}::text[],
      arm = ${left.length === 1 ? (left[0] ?? null) : null}, figures = ${json(seen)}::jsonb, at = ${now}
    WHERE sequence = ${sequence} AND step_id = ${stepId} AND design = ${design}`);
}

/** How many leads each of the arms got, and of how many the enrollment was a success afterwards. */
async function figuresOf(
  tx: Queryable,
  design: string,
  arms: readonly string[],
  by: WinnerRule['by'],
): Promise<readonly ArmFigures[]> {
  const rows = await tx.rows<ArmFigures>(sql`
    SELECT name, count(*)::int AS leads, count(*) FILTER (WHERE won)::int AS successes
    FROM (
      SELECT m.arm AS name, e.lead_id, bool_or(CASE WHEN ${by}::text = 'goal'
        THEN e.status = 'converted' OR (e.status = 'active' AND e.stop_reason IS NOT DISTINCT FROM 'goal')
        ELSE EXISTS (
          SELECT 1 FROM event ev
          WHERE ev.enrollment_id = m.enrollment_id AND ev.kind = ${by} AND ev.recorded_at >= m.at
        ) END) AS won
      FROM step_mark m JOIN enrollment e ON e.id = m.enrollment_id
      WHERE m.design = ${design} AND m.arm = ANY (${arms}::text[]) GROUP BY m.arm, e.lead_id
    ) lead
    GROUP BY name`);
  return arms.map((name) => rows.find((row) => row.name === name) ?? { name, leads: 0, successes: 0 });
}
