/**
 * What a migration would do to the leads it moves: their places, their mails and what their steps have left behind,
 * counted against what the other version makes of them. Reads only.
 */
import { moved, type Transfer, transferOf } from '../domain/migration.ts';
import type { MigrationEffect } from '../domain/migration-effects.ts';
import type { Program, ProgramStep, StepId } from '../domain/program.ts';
import { stepChange } from '../domain/step-changes.ts';
import { durationMs, type Instant, plusMs } from '../domain/time.ts';
import type { Queryable } from './database.ts';
import { isInternal } from './message-evidence.ts';
import { json, type Sql, sql } from './sql.ts';
import type { SequenceVersion } from './versions.ts';

/** Leads of one version that stand at one step, and something about a step that they share. */
interface Fact {
  readonly version_id: string;
  readonly stands_at: StepId | null;
  readonly count: number;
}
type MailFact = Fact & { readonly step_id: StepId; readonly has_left: boolean };
type MarkFact = Fact & { readonly step_id: StepId; readonly kind: 'call' | 'split'; readonly arm: string | null };

interface Facts {
  readonly mails: readonly MailFact[];
  readonly marks: readonly MarkFact[];
  /** Those that have been at some step more than once. */
  readonly rounds: readonly Fact[];
  /** Those whose wait has had some of its events. */
  readonly met: readonly Fact[];
  /** By version and step: how many of those that wait there would not wait any more, and all of them. */
  readonly waits: readonly (Fact & { readonly at_once: number })[];
}

/** How one version goes over. */
interface Leaving extends Transfer {
  readonly version: SequenceVersion;
  readonly to: Program;
}

export async function migrationEffects(
  on: Queryable,
  to: SequenceVersion,
  from: Iterable<SequenceVersion>,
  places: Readonly<Record<StepId, StepId>>,
  now: Instant,
): Promise<readonly MigrationEffect[]> {
  const leaving = [...from]
    .map((version): Leaving => ({ version, to: to.program, ...transferOf(version.program, to.program, places) }))
    .sort((a, b) => a.version.number - b.version.number);
  if (leaving.length === 0) return [];
  const facts = await factsOf(on, to, leaving, now);
  return leaving.flatMap((one) =>
    [...standing(one, facts), ...passed(one, facts)].filter(({ count }) => count > 0).sort(byStep),
  );
}

const byStep = (a: MigrationEffect, b: MigrationEffect): number =>
  a.stepId === b.stepId ? 0 : a.stepId < b.stepId ? -1 : 1;

const effect = (
  { version }: Leaving,
  kind: MigrationEffect['kind'],
  stepId: StepId,
  count: number,
  [was, is]: readonly [string | null, string | null] = [null, null],
): MigrationEffect => ({ kind, version: version.number, stepId, was, is, count });

/** The facts of the version that are about leads which would move, added up. */
function counted<Kind extends Fact>(
  facts: readonly Kind[],
  { version, moves }: Leaving,
  of: (fact: Kind) => boolean = () => true,
): number {
  return facts
    .filter((fact) => fact.version_id === version.id && of(fact))
    .filter(({ stands_at }) => stands_at === null || moved(moves, stands_at) !== null)
    .reduce((sum, { count }) => sum + count, 0);
}

/** What those notice that stand at a step. */
function standing(one: Leaving, { waits, met, mails }: Facts): readonly MigrationEffect[] {
  return Object.values(one.version.program.steps).flatMap((step): readonly MigrationEffect[] => {
    const { id } = step;
    const there = moved(one.moves, id);
    const next = there === null ? undefined : one.to.steps[there];
    if (!next) return [];
    const here = ({ stands_at }: Fact) => stands_at === id;
    const all = counted(waits, one, here);
    const lost = next.kind === 'waitFor' ? 0 : counted(met, one, here);
    const partMet = effect(one, 'part_met', id, lost);
    if (one.to.steps[id] === undefined && one.anew.includes(id) && one.to.renamed[id] !== there) {
      const again = counted(mails, one, (mail) => here(mail) && mail.step_id === next.id && mail.has_left);
      return [partMet, effect(one, 'mailed_again', id, again, [null, next.id])];
    }
    const change = stepChange(step, next);
    if (change?.kind === 'kind') return [effect(one, 'other_kind', id, all, [change.was, change.is]), partMet];
    if (change?.kind !== 'timing') return [];
    const atOnce = waits.find(
      ({ version_id, stands_at }) => version_id === one.version.id && stands_at === id,
    )?.at_once;
    return [effect(one, 'at_once', id, atOnce ?? 0), effect(one, 'other_time', id, all - (atOnce ?? 0))];
  });
}

/** What is lost of steps where they have been. */
const passed = (one: Leaving, facts: Facts): readonly MigrationEffect[] =>
  Object.values(one.version.program.steps).flatMap((step) => lostOf(one, step, facts));

function lostOf(one: Leaving, step: ProgramStep, { mails, marks, rounds }: Facts): readonly MigrationEffect[] {
  const { id } = step;
  const there = moved(one.moves, id);
  const same = there === null || one.anew.includes(id) ? undefined : one.to.steps[there];
  const marked = (of: (mark: MarkFact) => boolean = () => true) =>
    counted(marks, one, (mark) => mark.step_id === id && of(mark));
  switch (step.kind) {
    case 'send':
      return mailsOf(one, step, same, mails);
    case 'call':
      return same ? [] : [effect(one, 'answer_lost', id, marked())];
    case 'split':
      return step.arms
        .filter(({ name }) => !(same?.kind === 'split' && same.arms.some((arm) => arm.name === name)))
        .map(({ name }) => {
          const count = marked(({ arm }) => arm === name);
          return effect(one, 'arm_lost', id, count, [name, null]);
        });
    case 'goto':
      return same ? [] : [effect(one, 'rounds_lost', id, counted(rounds, one))];
    case 'wait':
    case 'waitFor':
    case 'branch':
    case 'act':
    case 'exit':
      return [];
  }
}

function mailsOf(
  one: Leaving,
  step: ProgramStep & { readonly kind: 'send' },
  same: ProgramStep | undefined,
  mails: Facts['mails'],
): readonly MigrationEffect[] {
  const of = mails.filter(({ step_id }) => step_id === step.id);
  if (!same) {
    const putOff = counted(of, one, ({ has_left }) => !has_left);
    return [effect(one, 'mail_dropped', step.id, putOff)];
  }
  const change = stepChange(step, same);
  if (change?.kind !== 'template') return [];
  // Those that are put there by hand get it.
  const getsIt = (at: StepId | null) => at !== null && one.anew.includes(at) && moved(one.moves, at) === same.id;
  const had = counted(of, one, ({ has_left, stands_at }) => has_left && !getsIt(stands_at));
  return [effect(one, 'old_mail', step.id, had, [change.was, change.is])];
}

async function factsOf(on: Queryable, to: SequenceVersion, leaving: readonly Leaving[], now: Instant): Promise<Facts> {
  const live = sql`e.status = 'active' AND e.sequence = ${to.sequence} AND e.sequence_version_id <> ${to.id}`;
  const who = sql`e.sequence_version_id AS version_id, e.step_id AS stands_at`;
  const mails = await on.rows<MailFact>(sql`
    SELECT ${who}, m.step_id, m.state IN ('SENT', 'UNKNOWN') AS has_left, count(DISTINCT e.id)::int AS count
    FROM enrollment e JOIN message m ON m.enrollment_id = e.id
    WHERE ${live} AND NOT ${isInternal} AND m.state IN ('SENT', 'UNKNOWN', 'PENDING', 'DEFERRED') GROUP BY 1, 2, 3, 4`);
  const marks = await on.rows<MarkFact>(sql`
    SELECT ${who}, k.step_id, k.kind, k.arm, count(DISTINCT e.id)::int AS count
    FROM enrollment e JOIN step_mark k ON k.enrollment_id = e.id
    WHERE ${live} AND (k.kind = 'split' OR (k.kind = 'call' AND k.answer IS NOT NULL)) GROUP BY 1, 2, 3, 4, 5`);
  const rounds = await on.rows<Fact>(sql`
    SELECT ${who}, count(*)::int AS count FROM enrollment e
    WHERE ${live} AND (EXISTS (SELECT 1 FROM message m WHERE m.enrollment_id = e.id AND m.visit > 1 AND NOT ${isInternal})
      OR EXISTS (SELECT 1 FROM step_mark k WHERE k.enrollment_id = e.id AND k.visit > 1)) GROUP BY 1, 2`);
  const met = await on.rows<Fact>(sql`
    SELECT ${who}, count(*)::int AS count FROM enrollment e
    WHERE ${live} AND jsonb_typeof(e.wait_for) = 'object' AND e.wait_for -> 'met' <> '[]'::jsonb GROUP BY 1, 2`);
  return { mails, marks, rounds, met, waits: await waitsOf(on, live, leaving, now) };
}

/** A wait that is shorter by some time is over when less than that is left of it. */
function waitsOf(on: Queryable, live: Sql, leaving: readonly Leaving[], now: Instant): Promise<Facts['waits']> {
  const shorter = leaving.flatMap(({ version, to, moves }) =>
    Object.values(version.program.steps).flatMap((step) => {
      const there = moved(moves, step.id);
      const next = there === null ? undefined : to.steps[there];
      const change = next && stepChange(step, next);
      if (change?.kind !== 'timing' || change.was === null || change.is === null) return [];
      const byMs = durationMs(change.was) - durationMs(change.is);
      return byMs > 0 ? [{ version: version.id, step: step.id, until: plusMs(now, byMs) }] : [];
    }),
  );
  return on.rows(sql`
    SELECT e.sequence_version_id AS version_id, e.step_id AS stands_at, count(*)::int AS count,
      (count(*) FILTER (WHERE e.wait_until > ${now} AND e.wait_until <= s.until))::int AS at_once
    FROM enrollment e LEFT JOIN jsonb_to_recordset(${json(shorter)}::jsonb) AS s (version uuid, step text, until timestamptz)
      ON s.version = e.sequence_version_id AND s.step = e.step_id
    WHERE ${live} AND e.step_id IS NOT NULL GROUP BY 1, 2`);
}
