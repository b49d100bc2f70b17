/**
 * The lifecycle stages of a lead and the moves between them. Every move has a time, an actor and a reason; a move that
 * is not listed is refused. A lead that skips a stage passes through the ones between at the same instant, so that
 * conversion between each pair can be counted.
 */
import { TendrilError } from './errors.ts';

export const stages = [
  'awareness',
  'name',
  'engaged',
  'prospect',
  'mql',
  'sql',
  'opportunity',
  'customer',
  'recycled',
  'disqualified',
] as const;
export type Stage = (typeof stages)[number];

/** The way up, in order. */
const ladder: readonly Stage[] = ['awareness', 'name', 'engaged', 'prospect', 'mql', 'sql', 'opportunity', 'customer'];

/** Moves that are not a step up the ladder. */
const sideways: Readonly<Record<Stage, readonly Stage[]>> = {
  awareness: ['disqualified'],
  name: ['disqualified'],
  engaged: ['disqualified'],
  prospect: ['disqualified'],
  mql: ['recycled', 'disqualified'],
  sql: ['recycled', 'disqualified'],
  opportunity: ['recycled', 'disqualified'],
  customer: [],
  recycled: ['engaged', 'prospect', 'mql', 'disqualified'],
  disqualified: ['recycled'],
};

/** The stages that marketing may nurture by mail; in the others the lead belongs to sales or to nobody. */
/** Stages at which a lead is in the hands of sales, and no customer yet. */
export const inSales: ReadonlySet<Stage> = new Set(['mql', 'sql', 'opportunity']);

export const nurturable: ReadonlySet<Stage> = new Set(['awareness', 'name', 'engaged', 'prospect', 'recycled']);

const rung = (stage: Stage): number => ladder.indexOf(stage);

/**
 * The stages a lead passes on its way from one to another, the target last; empty when it is there already.
 * @throws STAGE_ILLEGAL when the move is not allowed.
 */
export function stagePath(from: Stage, to: Stage): readonly Stage[] {
  if (from === to) return [];
  if (sideways[from].includes(to)) return [to];
  const above = rung(from) < 0 ? [] : ladder.slice(rung(from) + 1);
  if (above.includes(to)) return above.slice(0, above.indexOf(to) + 1);
  const open = [...above, ...sideways[from]];
  const tail = open.length > 0 ? `, but to ${open.join(', ')}` : ': it stays there';
  throw new TendrilError('STAGE_ILLEGAL', `A lead cannot move from ${from} to ${to}${tail}`, { from, to });
}

/** Whether a lead at `from` would climb by reaching `to`: promotion by behaviour never moves a lead back. */
export const climbs = (from: Stage, to: Stage): boolean =>
  from === 'recycled'
    ? sideways.recycled.includes(to) && to !== 'disqualified'
    : rung(from) >= 0 && rung(to) > rung(from);
