/**
 * What a migration would do to the leads it moves: their places, their mails and what their steps have left behind,
 * counted against what the other version makes of them. Reads only.
 */
import type { ArmedMatcher } from '../domain/events.ts';
import { moved, type Transfer, transferOf } from '../domain/migration.ts';
import type { MigrationEffect } from '../domain/migration-effects.ts';
import { formerIds, type Program, type ProgramStep, type StepId } from '../domain/program.ts';
import { isStillAwaited, lostEvents, stepChange, stepKind } from '../domain/step-changes.ts';
import { durationMs, type Instant, plusMs } from '../domain/time.ts';
import { isOnLoop, stepsAhead, straightAhead } from '../domain/ways.ts';
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
  /** Those that have been at some steps more than once. */
  readonly rounds: readonly (Fact & { readonly steps: readonly StepId[] })[];
  /** Those whose wait has had some of its events; `left`: the others. */
  readonly met: readonly (Fact & { readonly left: readonly ArmedMatcher[] })[];
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
    const lost = step.kind === 'waitFor' && next.kind === 'waitFor' ? lostEvents(step, next, one.to) : null;
    const isLost = ({ left }: Facts['met'][number]) =>
      next.kind !== 'waitFor' || lost?.some((event) => !isStillAwaited(event, left, one.version.program)) === true;
    const partMet = effect(
      one,
      'part_met',
      id,
      counted(met, one, (fact) => here(fact) && isLost(fact)),
    );
    if (one.placed.includes(id)) {
      const again = counted(mails, one, (mail) => here(mail) && mail.step_id === next.id && mail.has_left);
      const waits = next.kind === 'wait' || next.kind === 'waitFor';
      const put = waits ? [] : [effect(one, 'put_there', id, all, [next.id, stepKind(next)])];
      return [...put, partMet, effect(one, 'mailed_again', id, again, [null, next.id])];
    }
    const change = stepChange(step, next);
    if (change?.kind === 'kind') return [effect(one, 'other_kind', id, all, [change.was, change.is]), partMet];
    const events = lost === null ? [] : [effect(one, 'other_events', id, all), partMet];
    if (change?.kind !== 'timing') return events;
    const atOnce = waits.find(
      ({ version_id, stands_at }) => version_id === one.version.id && stands_at === id,
    )?.at_once;
    return [effect(one, 'at_once', id, atOnce ?? 0), effect(one, 'other_time', id, all - (atOnce ?? 0)), ...events];
  });
}

/** What is lost of steps where they have been. */
const passed = (one: Leaving, facts: Facts): readonly MigrationEffect[] =>
  Object.values(one.version.program.steps).flatMap((step) => lostOf(one, step, facts));

function lostOf(one: Leaving, step: ProgramStep, facts: Facts): readonly MigrationEffect[] {
  const { marks, rounds } = facts;
  const { id } = step;
  const there = moved(one.moves, id);
  const same = there === null || one.anew.includes(id) ? undefined : one.to.steps[there];
  const marked = (of: (mark: MarkFact) => boolean = () => true) =>
    counted(marks, one, (mark) => mark.step_id === id && of(mark));
  switch (step.kind) {
    case 'send':
      return mailsOf(one, step, same, facts);
    case 'call':
      return same ? [] : [effect(one, 'answer_lost', id, marked())];
    case 'split':
      return step.arms
        .filter(({ name }) => !(same?.kind === 'split' && same.arms.some((arm) => arm.name === name)))
        .map(({ name }) => {
          const count = marked(({ arm }) => arm === name);
          return effect(one, 'arm_lost', id, count, [name, null]);
        });
    case 'goto': {
      const { program } = one.version;
      const round = ({ steps }: Facts['rounds'][number]) =>
        steps.some((at) => stepsAhead(program, at).has(id) && stepsAhead(program, id).has(at));
      return same ? [] : [effect(one, 'rounds_lost', id, counted(rounds, one, round))];
    }
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
  { mails, waits }: Facts,
): readonly MigrationEffect[] {
  const of = mails.filter(({ step_id }) => step_id === step.id);
  if (!same) {
    const putOff = counted(of, one, ({ has_left }) => !has_left);
    return [effect(one, 'mail_dropped', step.id, putOff)];
  }
  const missed = effect(one, 'mail_missed', step.id, missing(one, step.id, same.id, mails, waits));
  const change = stepChange(step, same);
  if (change?.kind !== 'template') return [missed];
  // Those that are put there by hand get it, and those that come to it on a loop.
  const getsIt = (at: StepId | null) => {
    const there = at === null ? null : moved(one.moves, at);
    if (at === null || there === null) return false;
    return there === same.id ? one.anew.includes(at) : isOnLoop(one.to, same.id) && isAhead(one.to, there, same.id);
  };
  const had = counted(of, one, ({ has_left, stands_at }) => has_left && !getsIt(stands_at));
  return [missed, effect(one, 'old_mail', step.id, had, [change.was, change.is])];
}

/** How many stand where the mail lay ahead of them, have not had it, and would find it ahead of them no more. */
function missing(one: Leaving, id: StepId, there: StepId, mails: Facts['mails'], waits: Facts['waits']): number {
  const { program } = one.version;
  const names = [id, ...formerIds(program, id)];
  return Object.keys(program.steps)
    .filter((at) => {
      const place = moved(one.moves, at);
      if (at === id || place === null || place === there) return false;
      return straightAhead(program, at).has(id) && !isAhead(one.to, place, there);
    })
    .reduce((sum, at) => {
      const here = ({ stands_at }: Fact) => stands_at === at;
      const had = counted(mails, one, (mail) => here(mail) && mail.has_left && names.includes(mail.step_id));
      return sum + Math.max(0, counted(waits, one, here) - had);
    }, 0);
}

const isAhead = (program: Program, at: StepId, id: StepId): boolean => stepsAhead(program, at).has(id);

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
  const rounds = await on.rows<Facts['rounds'][number]>(sql`
    SELECT ${who}, r.steps, count(*)::int AS count FROM enrollment e
    CROSS JOIN LATERAL (
      SELECT array_agg(step_id ORDER BY step_id) AS steps FROM (
        SELECT m.step_id FROM message m WHERE m.enrollment_id = e.id AND m.visit > 1 AND NOT ${isInternal}
        UNION SELECT k.step_id FROM step_mark k WHERE k.enrollment_id = e.id AND k.visit > 1
      ) again
    ) r
    WHERE ${live} AND r.steps IS NOT NULL GROUP BY 1, 2, 3`);
  const met = await on.rows<Facts['met'][number]>(sql`
    SELECT ${who}, e.wait_for -> 'events' AS "left", count(*)::int AS count FROM enrollment e
    WHERE ${live} AND jsonb_typeof(e.wait_for) = 'object' AND e.wait_for -> 'met' <> '[]'::jsonb GROUP BY 1, 2, 3`);
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
