/**
 * Does what somebody changed in the CRM, by the same use-cases as a step in the mail or the API: the first decision wins, wherever it
 * was made, and the other side is told how it is here. Done again, it changes nothing: a stage is entered only forward.
 */

import { checkLead } from '../authoring/lead.ts';
import { fromCrm, type MappedValue } from '../crm/mapping.ts';
import type { CrmChange, Money } from '../crm/port.ts';
import { resolve } from '../crm/resolution.ts';
import type { CrmChangeDone, HandoffView, StepGiven, Store, WaitingCrmChange } from '../db/store.ts';
import { lostByCrm, type StageAnswer, stepByCrm } from '../domain/crm-stage.ts';
import { assertNever, errorCode, isOutage } from '../domain/errors.ts';
import type { Instant } from '../domain/instant.ts';
import { moneyProblem } from '../domain/money.ts';
import type { Workspace } from '../domain/workspace.ts';
import type { CrmOwners } from './crm-owners.ts';
import { mappedValues } from './crm-records.ts';
import type { CrmAccess, Log } from './ports.ts';

export interface ChangesTurn {
  readonly store: Pick<Store, 'crm' | 'handoffs' | 'leads'>;
  readonly access: CrmAccess;
  readonly owners: CrmOwners;
  readonly workspace: Workspace;
  readonly log: Log;
  readonly now: Instant;
}

/** Who does it when nobody of ours can be named. */
const actor = 'crm';

const done = (words: string | null = null): CrmChangeDone => ({ state: 'done', words, tellBack: false });
const ignored = (words: string, tellBack = false): CrmChangeDone => ({ state: 'ignored', words, tellBack });
const refused = (words: string, task?: string): CrmChangeDone => ({
  ...{ state: 'refused', words, tellBack: true },
  ...(task === undefined ? {} : { task }),
});

/** @throws a failure of the CRM, or of the database: the change waits then */
export async function doChange(turn: ChangesTurn, change: WaitingCrmChange): Promise<void> {
  await turn.store.crm.done(change.id, await answered(turn, change), turn.now);
}

async function answered(turn: ChangesTurn, change: WaitingCrmChange): Promise<CrmChangeDone> {
  try {
    return await outcomeOf(turn, change);
  } catch (error) {
    // What can be done later is done later, and a change that nothing can be made of must not keep the others from being done.
    if (isOutage(error) || (error as { readonly details?: { readonly crm?: unknown } }).details?.crm) throw error;
    const code = errorCode(error);
    if (code === 'INTERNAL') turn.log.error({ change: change.id, err: error }, 'a change of the CRM cannot be done');
    return refused(error instanceof Error && code !== 'INTERNAL' ? error.message : 'it cannot be done: see the log');
  }
}

/** As the adapter told it. */
const toldBy = ({ key, of, remoteId, ownId, at, kind, data }: WaitingCrmChange): CrmChange =>
  ({ ...data, key, of, remoteId, ownId, at, kind }) as CrmChange;

function outcomeOf(turn: ChangesTurn, waiting: WaitingCrmChange): Promise<CrmChangeDone> | CrmChangeDone {
  const change = toldBy(waiting);
  if (change.kind === 'field') return fieldChanged(turn, waiting, change);
  const { handoff } = waiting;
  if (handoff === null) return ignored('who has a lead, and how far it is, is said by its deals');
  switch (change.kind) {
    case 'stage':
      if (change.stage === null) return ignored(`its stage "${change.remoteStage}" is none of ours`);
      return stepped(turn, handoff, stepByCrm(handoff, change.stage), {});
    case 'won':
      return won(turn, handoff, change.amount);
    case 'lost': {
      const { reason, note } = lostByCrm(change.reason);
      return stepped(turn, handoff, stepByCrm(handoff, 'lost'), { step: { kind: 'lost', reason }, note });
    }
    case 'amount':
      return amountChanged(turn, handoff, change.amount);
    case 'owner':
      return ownerChanged(turn, handoff, change.ownerId);
    default:
      return assertNever(change);
  }
}

async function stepped(
  { store, now }: ChangesTurn,
  handoff: HandoffView,
  answer: StageAnswer,
  { step, note = null }: { readonly step?: StepGiven; readonly note?: string | null },
): Promise<CrmChangeDone> {
  switch (answer.kind) {
    case 'same':
      return ignored('it is so here already');
    case 'behind':
      return ignored(answer.words, true);
    case 'decided':
      return refused(answer.words);
    case 'step': {
      const by = handoff.salesperson?.key ?? actor;
      await store.handoffs.decide(handoff.id, { ...(step ?? answer.step), note, seen: 'accepted' }, by, now);
      return done();
    }
    default:
      return assertNever(answer);
  }
}

async function won(turn: ChangesTurn, handoff: HandoffView, money: Money | null): Promise<CrmChangeDone> {
  const answer = stepByCrm(handoff, 'won');
  if (answer.kind === 'same') return amountChanged(turn, handoff, money);
  const problem = money === null ? null : moneyProblem(money.amount, money.currency);
  const step: StepGiven = { kind: 'won', ...(money !== null && problem === null ? money : {}) };
  const outcome = await stepped(turn, handoff, answer, { step });
  return problem === null || outcome.state !== 'done' ? outcome : done(`without its amount: ${problem}`);
}

async function amountChanged(
  { store }: ChangesTurn,
  handoff: HandoffView,
  money: Money | null,
): Promise<CrmChangeDone> {
  if (handoff.status !== 'won') return ignored('an amount is kept of what is won');
  if (money === null) return ignored('no amount was told');
  if (Number(money.amount) === Number(handoff.amount) && money.currency === handoff.currency) {
    return ignored('it is so here already');
  }
  const problem = moneyProblem(money.amount, money.currency);
  if (problem !== null) return refused(problem);
  return (await store.crm.noteAmount(handoff.id, money.amount, money.currency)) ? done() : ignored('it is not won');
}

async function ownerChanged(
  { store, owners, workspace, now }: ChangesTurn,
  handoff: HandoffView,
  ownerId: string | null,
): Promise<CrmChangeDone> {
  if (ownerId === null) return ignored('a hand-off stays with who has it', true);
  const owner = await owners.byId(ownerId);
  const address = owner?.email?.toLowerCase() ?? null;
  const person = workspace.sales.salespeople.find((one) => one.address.toLowerCase() === address);
  if (!person) {
    const who = owner?.email ?? owner?.name ?? ownerId;
    const words = `its owner ${who} is none of our salespeople`;
    return refused(words, `The CRM gives a lead to ${who}, who is none of our salespeople`);
  }
  if (person.key === handoff.salesperson?.key) return ignored('it is so here already');
  await store.handoffs.assign(handoff.id, person.key, actor, now);
  return done();
}

async function fieldChanged(
  { store, access, workspace, now }: ChangesTurn,
  { leadId, synced }: WaitingCrmChange,
  change: Extract<CrmChange, { readonly kind: 'field' }>,
): Promise<CrmChangeDone> {
  const { field, value } = change;
  const mapping = access.mappings.find(({ theirs }) => theirs === field);
  if (change.of !== 'contact' || !mapping || mapping.direction === 'out')
    return ignored(`"${field}" is not taken over`);
  const { fields, country } = workspace.organisation;
  const { values, unfit } = fromCrm([mapping], fields, { [field]: value }, access.codec);
  const theirs = Object.hasOwn(values, mapping.ours) ? values[mapping.ours] : undefined;
  if (theirs === undefined) return refused(`"${field}": ${unfit[0]?.why ?? 'it is none of our fields'}`);
  const lead = await store.leads.get(leadId ?? '', now);
  const ours = mappedValues([mapping], lead)[mapping.ours] ?? null;
  const known = Object.hasOwn(synced, field) ? synced[field] : undefined;
  const isSinceThen = known !== undefined && isAsTold(access, fields, mapping.ours, ours, field, known.v);
  const oursAt = isSinceThen ? known.at : ours === null ? null : lead.updatedAt;
  const { write } = resolve({ value: ours, at: oursAt }, { value: theirs, at: change.at }, mapping);
  const both = { [field]: { v: value ?? '', at: change.at } };
  if (write !== 'ours') {
    return {
      ...ignored(
        write === 'theirs' ? 'ours stands by the rule of the field' : 'nothing is to be changed',
        write === 'theirs',
      ),
      synced: both,
    };
  }
  await store.leads.save(checkLead(recordOf(lead.email, mapping.ours, theirs), fields, country), now, actor);
  return { ...done(), synced: both };
}

/** Whether our value is the one that both sides held last. */
function isAsTold(
  { codec }: CrmAccess,
  fields: Workspace['organisation']['fields'],
  oursName: string,
  ours: MappedValue,
  field: string,
  told: string,
): boolean {
  const mapping = { ours: oursName, theirs: field, direction: 'both', wins: 'newest' } as const;
  const { values } = fromCrm([mapping], fields, { [field]: told }, codec);
  return Object.hasOwn(values, oursName) && (values[oursName] ?? null) === ours;
}

const recordOf = (email: string, ours: string, value: MappedValue): Readonly<Record<string, unknown>> =>
  ours.startsWith('fields.') ? { email, fields: { [ours.slice('fields.'.length)]: value } } : { email, [ours]: value };
