/**
 * Leads moved by hand: what the lifecycle allows, with an actor and a reason, and with all that follows as from any move. A
 * hand-off that is open is decided, not passed by: its salesperson would go on with a lead that is somewhere else.
 */
import { TendrilError } from '../domain/errors.ts';
import { stagePath } from '../domain/lifecycle.ts';
import { countedGroups } from '../domain/score-course.ts';
import type { ScoringModel } from '../domain/scoring.ts';
import type { Instant } from '../domain/time.ts';
import type { Database, Queryable } from './database.ts';
import { lockLead } from './lead-writes.ts';
import { promoteLocked } from './mql.ts';
import { numbersOf, type Promotion } from './promotion.ts';
import { sql } from './sql.ts';
import type { Leads, MoveByHand, MovedByHand, Stages } from './store.ts';
import type { Workspaces } from './workspaces.ts';

interface StagesDeps {
  readonly database: Database;
  readonly workspaces: Workspaces;
  readonly leads: Pick<Leads, 'get'>;
}

const mostReason = 500;

export function createStages({ database, workspaces, leads }: StagesDeps): Stages {
  return {
    async move(move, now, actor) {
      const reason = move.reason.trim();
      if (reason === '' || reason.length > mostReason) {
        throw new TendrilError('REQUEST_INVALID', `A move needs a reason of at most ${mostReason} characters`);
      }
      const { id } = await leads.get(move.lead, now);
      const model = (await workspaces.current())?.scoring ?? null;
      return database.transaction((tx) => moveLocked(tx, model, id, { ...move, reason }, now, actor));
    },
  };
}

/** Moves a lead that the transaction locks by it. @throws LEAD_UNKNOWN, STAGE_ILLEGAL */
export async function moveLocked(
  tx: Queryable,
  model: ScoringModel | null,
  leadId: string,
  { stage: to, reason }: MoveByHand,
  now: Instant,
  actor: string,
): Promise<MovedByHand> {
  const lead = await lockLead(tx, leadId);
  if (!lead) throw new TendrilError('LEAD_UNKNOWN', `There is no lead ${leadId}`, { leadId });
  const { stage: from, engagement, score, temperature } = lead;
  if (from === to) return { leadId, from, stage: to, handoffId: null };
  const [open] = await tx.rows<{ readonly id: string }>(sql`
    SELECT id FROM handoff WHERE lead_id = ${leadId} AND status = 'open'`);
  if (open) {
    const message = `${lead.email} is offered to sales: decide the hand-off ${open.id} instead of moving the lead`;
    throw new TendrilError('STAGE_ILLEGAL', message, { from, to, handoffId: open.id });
  }
  const path = stagePath(from, to);
  const numbers = model
    ? numbersOf(model, engagement, lead.grade, now)
    : { engagement, score, temperature, scoreBound: null, reviewAt: null };
  const promotion: Promotion = {
    ...numbers,
    stage: to,
    moves: path.map((next, i) => ({ from: path[i - 1] ?? from, to: next, reason })),
    groups: model ? countedGroups(model, engagement, now) : {},
    mql: to === 'mql',
    waits: false,
  };
  const { handoffId } = await promoteLocked(tx, lead, { promotion, actor, score: null, by: null }, now);
  return { leadId, from, stage: to, handoffId };
}
