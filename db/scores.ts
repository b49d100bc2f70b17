/**
 * Scores of other services, and the repository of everything about scores that is no event. What a service says is one more
 * row of the ledger: recorded once, weighed by the model when it is read.
 */

import type { Conditions } from '../domain/conditions.ts';
import { TendrilError } from '../domain/errors.ts';
import { engagementAt, temperatureOf } from '../domain/scoring.ts';
import type { Instant } from '../domain/time.ts';
import type { Database, Queryable } from './database.ts';
import { type EventRules, mayProfile } from './event-effects.ts';
import { lockSubjects, type SubjectLead } from './event-subjects.ts';
import { rulesOf } from './events.ts';
import { earnedAt } from './lead-writes.ts';
import { promoteAsking, promoteLocked } from './mql.ts';
import type { Change } from './promotion.ts';
import { createRecomputes } from './recomputes.ts';
import { stateOf } from './score-ledger.ts';
import { pastLeads } from './score-past.ts';
import { sql } from './sql.ts';
import { boundsHold } from './standing-review.ts';
import type { ExternalScore, ExternalScoreInput, Leads, ScoredLead, Scores } from './store.ts';
import type { Workspaces } from './workspaces.ts';

interface ScoresDeps {
  readonly database: Database;
  readonly workspaces: Workspaces;
  readonly conditions: Conditions;
  readonly leads: Leads;
  readonly isLocalRelay: (relay: string) => boolean;
}

export function createScores(deps: ScoresDeps): Scores {
  const { database, leads } = deps;
  return {
    ...createRecomputes(deps),

    async putExternal(input, now, actor) {
      check(input);
      const { id } = await leads.get(input.lead, now);
      const rules = await rulesOf(deps);
      return database.transaction((tx) => putExternal(tx, rules, id, input, now, actor));
    },

    async externals(idOrEmail, now) {
      const { id } = await leads.get(idOrEmail, now);
      return database.rows<ExternalScore>(sql`
        SELECT DISTINCT ON ("group") "group" AS service, points AS value, at, nullif(reason, '') AS detail FROM score_entry
        WHERE lead_id = ${id} AND kind = 'external' ORDER BY "group", at DESC, key DESC`);
    },

    upToDate: () => boundsHold(database),
    past: (asked) => pastLeads(deps, asked),
  };
}

/** @throws REQUEST_INVALID */
function check({ service, value, key }: ExternalScoreInput): void {
  const refuse = (why: string): never => {
    throw new TendrilError('REQUEST_INVALID', why, { service: service.slice(0, 100) });
  };
  if (!/^[a-z][a-z0-9_-]{0,49}$/.test(service)) refuse(`"${service.slice(0, 60)}" is no name of a service`);
  if (!Number.isFinite(value) || Math.abs(value) > 1e9) refuse(`${value} is no score`);
  if (key.trim() === '' || key.length > 200) refuse('The key of a score must have between one and 200 characters');
}

async function putExternal(
  tx: Queryable,
  rules: EventRules,
  leadId: string,
  { service, value, at, key, detail = null }: ExternalScoreInput,
  now: Instant,
  actor: string,
): Promise<ScoredLead> {
  const { model } = rules;
  if (!model) throw new TendrilError('MODEL_UNKNOWN', 'The workspace in force has no scoring model');
  const subject = (await lockSubjects(tx, [{ kind: 'custom', lead: { id: leadId } }])).of({ lead: { id: leadId } });
  if (!subject) throw new TendrilError('LEAD_UNKNOWN', `There is no lead ${leadId}`, { leadId });
  const { lead } = subject;
  const before = engagementAt(model, lead.engagement, now);
  const unchanged = { ...lead, score: before, temperature: temperatureOf(model, before, lead.grade) };
  const entry = {
    key: `external/${service}/${leadId}/${key}`,
    kind: 'external',
    ...{ group: service, points: value, at: earnedAt(at, now) },
  } as const;
  const known = await tx.rows(sql`SELECT 1 FROM score_entry WHERE key = ${entry.key}`);
  if (known.length > 0) return told(unchanged, { recorded: false });
  if (!mayProfile(rules, lead, now)) {
    return told(unchanged, { recorded: false, withheld: 'The lead has not agreed to be profiled' });
  }
  const engagement = await stateOf(tx, model, lead, entry);
  const by = engagementAt(model, engagement, now) > before ? 'gain' : 'loss';
  const change: Change = { engagement, by, behaviour: null };
  const promotion = await promoteAsking(tx, model, lead, change, now);
  const reason = detail === null ? '' : detail.slice(0, 500);
  const score = { ...entry, eventId: null, reason, change: promotion.score - before };
  const { handoffId } = await promoteLocked(tx, lead, { promotion, actor, score, by: null }, now);
  return told({ ...lead, ...promotion }, { recorded: true, handoffId });
}

const told = (
  { id, score, grade, temperature, stage }: SubjectLead,
  result: Pick<ScoredLead, 'recorded'> & Partial<ScoredLead>,
): ScoredLead => ({ leadId: id, withheld: null, handoffId: null, score, grade, temperature, stage, ...result });
