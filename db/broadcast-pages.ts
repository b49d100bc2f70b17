/**
 * A page of a broadcast: the next leads, each judged by the same rules as the mail of a step, and their mails claimed or
 * refused, all in one transaction. Whoever is killed on the way has done nothing; lanes take turns by the broadcast's row.
 *
 * The leads are locked in the order of their ids, as everybody does who locks several, and before their messages.
 */
import { randomUUID } from 'node:crypto';
import type { Conditions } from '../domain/conditions.ts';
import { type ConsentEntry, entriesFor, purposesInForce, trackingPurpose } from '../domain/consent.ts';
import { broadcastMessageKey } from '../domain/identity.ts';
import type { LeadFacts } from '../domain/lead.ts';
import { type Instant, plusMs } from '../domain/time.ts';
import type { Workspace } from '../domain/workspace.ts';
import { heldUntil, type LockedBroadcast, lockBroadcast } from './broadcast-hold.ts';
import { type DueMail, dueMails, lockDue, nextAt, nextMeant, setOut, sharedTime } from './broadcast-next.ts';
import { type LeadStanding, type StandingLead, standingsOf, unheardOf } from './broadcast-standing.ts';
import { type MailDraft, writePage } from './broadcast-writes.ts';
import { type Refusal, written } from './claim-writes.ts';
import type { Queryable } from './database.ts';
import { newId } from './ids.ts';
import { filterConditions, isMeant } from './lead-filter.ts';
import type { LeadPage } from './lead-pages.ts';
import { factsOf } from './lead-rows.ts';
import { meantBy } from './segment-sql.ts';
import { judgeByRules } from './send-judgement.ts';
import type { BroadcastClaim, BroadcastPage, BroadcastRules } from './store.ts';
import { surroundingsOf } from './surroundings.ts';

export interface PageContext {
  readonly addressHash: (address: string) => string;
  readonly conditions: Conditions;
  readonly workspace: Workspace;
}

export interface PageRequest {
  readonly id: string;
  readonly rules: BroadcastRules;
  readonly limit: number;
  readonly leaseMs: number;
  readonly now: Instant;
}

/** @throws BROADCAST_UNKNOWN, SEGMENT_UNKNOWN, CONDITION_INVALID */
export async function claimPage(tx: Queryable, context: PageContext, request: PageRequest): Promise<BroadcastPage> {
  const { id, rules, limit, now } = request;
  const locked = await lockBroadcast(tx, id, rules);
  const held = await heldUntil(tx, locked, rules, now);
  if (held !== 'no') return { claims: [], looked: 0, more: false, nextAt: held, status: locked.status };
  const broadcast = locked.status === 'scheduled' ? { ...locked, last: await setOut(tx, id) } : locked;
  const status = 'running';
  const due = await dueMails(tx, id, limit, now);
  const again = due.length > 0 ? await lockDue(tx, due) : [];
  const { conditions: evaluator, workspace } = context;
  const meant = await meantBy(tx, broadcast.filter, { evaluator, workspace }, now, 'each');
  const { filter } = broadcast;
  const fresh = due.length < limit ? await nextMeant(tx, broadcast, { filter, meant }, limit - due.length) : nobody;
  const looked = again.length + fresh.looked;
  if (looked === 0) return { claims: [], looked, more: false, nextAt: await nextAt(tx, id, now), status };
  const claims = await claimMails(tx, context, request, broadcast, { due, again, fresh });
  return { claims, looked, more: true, nextAt: null, status };
}

/** The leads of a page, locked. */
interface PageLeads {
  readonly due: readonly DueMail[];
  /** Those that have a mail already. */
  readonly again: readonly StandingLead[];
  readonly fresh: LeadPage<StandingLead>;
}

const nobody: LeadPage<StandingLead> = { leads: [], looked: 0, cursor: null, more: false };

async function claimMails(
  tx: Queryable,
  context: PageContext,
  request: PageRequest,
  broadcast: LockedBroadcast,
  { due, again, fresh }: PageLeads,
): Promise<readonly BroadcastClaim[]> {
  const { rules, leaseMs, now } = request;
  const { addressHash } = context;
  const { caps, priority, purpose } = rules;
  const asked = await askedOf(tx, context, broadcast, [...again, ...fresh.leads], now);
  const before = new Map(due.map(({ lead_id, detail }) => [lead_id, detail]));
  const meant = asked.filter(({ lead, fits }) => fits || before.has(lead.id));
  const leads = meant.map(({ lead }) => lead);
  const standings = await standingsOf(tx, {
    broadcastId: broadcast.id,
    leads,
    addressHash,
    caps,
    priority,
    purpose,
    now,
  });
  const judged = meant.map((one) => {
    const standing = standings.get(one.lead.id) ?? unheardOf;
    const refusal = judge(request, one, standing, before.get(one.lead.id) ?? null);
    return { ...one, standing, draft: draftOf(broadcast.id, one.lead, refusal, plusMs(now, leaseMs), now) };
  });
  const claimToken = randomUUID();
  const claimed = await writePage(tx, {
    ...rules,
    broadcastId: broadcast.id,
    templateVersionId: broadcast.template_version_id,
    claimToken,
    mails: judged.map(({ draft }) => draft),
    looked: fresh.looked,
    cursor: fresh.cursor ?? broadcast.cursor,
    now,
  });
  const ours = new Map(claimed.map((row) => [row.lead_id, row]));
  return judged.flatMap(({ lead, facts, standing: { consents } }) => {
    const row = ours.get(lead.id);
    return row ? [claimOf(row, lead, facts, consents, claimToken, now)] : [];
  });
}

const claimOf = (
  row: Awaited<ReturnType<typeof writePage>>[number],
  lead: StandingLead,
  facts: LeadFacts,
  consents: readonly ConsentEntry[],
  claimToken: string,
  now: Instant,
): BroadcastClaim => ({
  messageId: row.id,
  claimToken,
  leadId: lead.id,
  recipient: lead.email,
  facts,
  consents: purposesInForce(consents, now),
  trackingConsents: entriesFor(trackingPurpose, consents),
  firstTriedAt: row.first_tried_at,
  attempt: row.attempts,
  refused: row.verdict && { verdict: row.verdict, times: row.verdict_count },
});

/** A lead, and whether the filter means it at this moment. */
interface AskedLead {
  readonly lead: StandingLead;
  readonly facts: LeadFacts;
  readonly fits: boolean;
}

async function askedOf(
  tx: Queryable,
  { workspace, conditions: evaluator }: PageContext,
  { filter }: LockedBroadcast,
  leads: readonly StandingLead[],
  now: Instant,
): Promise<readonly AskedLead[]> {
  const model = workspace.scoring;
  const conditions = filterConditions(filter, workspace);
  const needs = evaluator.needs(conditions);
  const asker = { leadIds: leads.map(({ id }) => id), enrollmentId: null };
  const surroundings = needs.length > 0 ? await surroundingsOf(tx, asker, needs, model, now) : null;
  return leads.map((lead) => {
    const facts = factsOf(lead, model, now);
    const fits = isMeant({ facts, around: surroundings?.get(lead.id) ?? {} }, filter, conditions, evaluator);
    return { lead, facts, fits };
  });
}

/** Nobody tells a broadcast that a lead goes on. */
const leadHeldMs = 60 * 60_000;

/** Why the mail does not leave now; null when it may. What never may is said, also of a lead that is paused. */
function judge(
  { rules, now }: PageRequest,
  { lead, facts, fits }: AskedLead,
  { paused, ...standing }: LeadStanding,
  detailBefore: string | null,
): Refusal | null {
  if (!fits) return { kind: 'skipped', at: now, why: 'the lead does not fit the filter any more' };
  const run = { program: 'the broadcast', status: 'active', stopReason: null } as const;
  const slot = () => rules.slot(facts, lead.id);
  const refusal = judgeByRules(
    { ...standing, run, facts, consentRule: lead.consent_rule, detailBefore },
    rules,
    slot,
    now,
  );
  if (!paused || refusal?.kind === 'blocked' || refusal?.kind === 'skipped') return refusal;
  return { kind: 'later', until: plusMs(now, leadHeldMs), why: 'the lead is paused' };
}

function draftOf(
  broadcastId: string,
  { id: leadId, email: recipient }: StandingLead,
  refusal: Refusal | null,
  leaseUntil: Instant,
  now: Instant,
): MailDraft {
  const mail = { id: newId(), key: broadcastMessageKey(broadcastId, leadId), leadId, recipient };
  if (refusal === null) return { ...mail, state: 'CLAIMED', detail: null, until: leaseUntil, at: now };
  return { ...mail, ...written(refusal, now), until: refusal.kind === 'later' ? sharedTime(refusal.until) : null };
}
