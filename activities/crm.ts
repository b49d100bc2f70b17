/**
 * Tells the CRM what waits, and reads what it tells. State is told, not messages: a record is pushed as it is now, however often it
 * changed since, so that an outage of days is one push a record afterwards. While the CRM as a whole fails, it is asked now and then
 * with growing pauses; nothing is ever given up. How it stands is in the database, so that any worker goes on. Long, because
 * telling and reading share how a CRM that fails is asked again.
 */
import { crmFailureOf } from '../crm/failure.ts';
import { usableMappings } from '../crm/mapping.ts';
import type { Pushed } from '../crm/port.ts';
import type { CrmRecordKind, CrmSettlement, CrmWay, DueCrmRecord, Store, WaitingCrmChange } from '../db/store.ts';
import { errorCode, hasCode } from '../domain/errors.ts';
import { type Instant, later, plusMs } from '../domain/instant.ts';
import type { ReadCrmResult, TellCrmRequest, TellCrmResult } from '../workflows/messages.ts';
import { type ChangesTurn, doChange } from './crm-changes.ts';
import { type CrmOwners, createOwners } from './crm-owners.ts';
import { contactOf, dealOf, type ToldContact } from './crm-records.ts';
import type { CrmAccess, Log } from './ports.ts';

const atOnce = 100;
/** Longer than all tries of a batch can take: what a worker that died had taken is due again then. */
const leaseMs = 10 * 60_000;
/** One activity goes on for so long. */
const turnMs = 10_000;
/** What is due and held by somebody else at this moment is looked at again so soon. */
const heldMs = 1000;
/** Before the CRM is asked again after so many failures in a row, and a record that it said nothing of. */
const pausesMs = [5000, 15_000, 60_000, 5 * 60_000, 15 * 60_000] as const;
/** What is refused because of a setting here or there is tried again by itself: nobody changes the record. */
const settingsMs = 24 * 3_600_000;
/** Changes are read from so long ago when the cursor is not one of the CRM that is set up now. */
const lookBackMs = 24 * 3_600_000;

interface Deps {
  readonly store: Pick<Store, 'crm' | 'handoffs' | 'leads' | 'publications'>;
  readonly crm?: CrmAccess;
  readonly log: Log;
}

interface Turn {
  readonly deps: Deps;
  readonly access: CrmAccess;
  readonly owners: (now: Instant) => CrmOwners;
  readonly workspace: ChangesTurn['workspace'];
  /** Moves on with the work. */
  now(): Instant;
}

const pauseAfter = (failures: number): number => pausesMs[Math.min(failures, pausesMs.length - 1)] ?? pausesMs[4];

export function createTellCrm(deps: Deps) {
  const owners = deps.crm && createOwners(deps.crm);
  return async ({ now }: TellCrmRequest, stopping: AbortSignal): Promise<TellCrmResult> => {
    const { crm: given, store } = deps;
    if (!given || !owners) return { more: false, nextAt: null };
    const began = performance.now();
    const elapsedMs = () => Math.round(performance.now() - began);
    const workspace = await store.publications.workspace();
    const mappings = usableMappings(given.mappings, workspace.organisation.fields, given.reserved);
    const access: CrmAccess = { ...given, mappings };
    const turn: Turn = { deps, access, owners, workspace, now: () => plusMs(now, elapsedMs()) };
    for (;;) {
      const { restUntil } = await store.crm.health('tell');
      if (restUntil !== null && restUntil > turn.now()) {
        // What sales has done over there is done here, whether the CRM can be asked or not: clocks run.
        const some = await doChanges(turn, ({ kind }) => kind !== 'owner');
        return { more: some === atOnce, nextAt: restUntil };
      }
      const count = await tried(turn, async () => (await doChanges(turn)) + (await tellSome(turn)));
      if (count === 0) return { more: false, nextAt: await nextLook(turn) };
      if (elapsedMs() > turnMs || stopping.aborted) return { more: true, nextAt: null };
    }
  };
}

async function nextLook({ deps: { store }, now }: Turn): Promise<Instant | null> {
  const nextAt = await store.crm.nextAt();
  return nextAt === null ? null : later(nextAt, plusMs(now(), heldMs));
}

/** Notes a failure of the CRM as a whole; what was taken then is due as before. At least 1 then: whoever asks looks at the pause. */
async function tried(turn: Turn, work: () => Promise<number>): Promise<number> {
  try {
    return await work();
  } catch (error) {
    if (crmFailureOf(error) === null) throw error;
    await noteFailure(turn.deps, 'tell', error, turn.now());
    return 1;
  }
}

async function noteFailure({ store, log }: Deps, way: CrmWay, error: unknown, now: Instant): Promise<void> {
  const failure = crmFailureOf(error);
  const { failures } = await store.crm.health(way);
  const pause = plusMs(now, pauseAfter(failures));
  const asked = failure !== null && failure.kind !== 'unauthorised' ? failure.until : null;
  const restUntil = asked !== null && asked > now ? asked : pause;
  const why = error instanceof Error ? error.message : String(error);
  const news = await store.crm.note(way, { error: why, restUntil }, now);
  if (news === 'down') log.warn({ way, why }, 'the CRM cannot be worked with: what changes waits, and nothing is lost');
}

async function noteSuccess({ store, log }: Deps, way: CrmWay, now: Instant): Promise<void> {
  const news = await store.crm.note(way, { error: null }, now);
  if (news === 'up') log.info({ way }, 'the CRM can be worked with again');
}

/** Does what the CRM has told, or some of it; how many changes there were. */
async function doChanges(
  { deps, access, owners, workspace, now }: Turn,
  which: (change: WaitingCrmChange) => boolean = () => true,
): Promise<number> {
  const waiting = (await deps.store.crm.waiting(atOnce)).filter(which);
  const moved = new Set<string>();
  for (const change of waiting) {
    const at = now();
    const turn = { store: deps.store, access, owners: owners(at), workspace, log: deps.log, now: at };
    await doChange(turn, await asItIs(deps, change, moved));
    if (change.handoff !== null) moved.add(change.handoff.id);
  }
  return waiting.length;
}

/** What it is about, as the changes before it have left it. */
async function asItIs(
  { store }: Deps,
  change: WaitingCrmChange,
  moved: ReadonlySet<string>,
): Promise<WaitingCrmChange> {
  const { handoff } = change;
  if (handoff === null || !moved.has(handoff.id)) return change;
  return { ...change, handoff: (await store.handoffs.story(handoff.id, change.takenAt)).handoff };
}

async function tellSome(turn: Turn): Promise<number> {
  const contacts = await tellBatch(turn, 'contact');
  return contacts + (await tellBatch(turn, 'deal'));
}

async function tellBatch(turn: Turn, of: CrmRecordKind): Promise<number> {
  const { crm } = turn.deps.store;
  const due = await crm.due(of, atOnce, plusMs(turn.now(), leaseMs), turn.now());
  if (due.length === 0) return 0;
  try {
    const settlements = await pushed(turn, due);
    await crm.settle(settlements, turn.now());
  } catch (error) {
    // Not after what was settled: a settlement that failed may have been one of records that were pushed.
    await crm.settle(
      due.map(({ id, wanted }) => ({ id, wanted, kind: 'released' })),
      turn.now(),
    );
    throw error;
  }
  return due.length;
}

type Prepared =
  | { readonly kind: 'left_out'; readonly settlement: CrmSettlement }
  | { readonly kind: 'contact'; readonly record: DueCrmRecord; readonly told: ToldContact }
  | { readonly kind: 'deal'; readonly record: DueCrmRecord; readonly deal: ReturnType<typeof dealOf> };

async function pushed(turn: Turn, due: readonly DueCrmRecord[]): Promise<readonly CrmSettlement[]> {
  const { crm } = turn.access;
  const prepared: Prepared[] = [];
  for (const record of due) prepared.push(await preparedOf(turn, record));
  const contacts = prepared.flatMap((one) => (one.kind === 'contact' ? [one] : []));
  const deals = prepared.flatMap((one) => (one.kind === 'deal' ? [one] : []));
  const leftOut = prepared.flatMap((one) => (one.kind === 'left_out' ? [one.settlement] : []));
  if (contacts.length + deals.length === 0) return leftOut;
  const toldContacts = contacts.length > 0 ? await crm.pushContacts(contacts.map(({ told }) => told.contact)) : [];
  const toldDeals = deals.length > 0 ? await crm.pushDeals(deals.map(({ deal }) => deal)) : [];
  const answers = [...toldContacts, ...toldDeals];
  const failure = await wholeFailure(turn, answers);
  const settled = [...contacts, ...deals].map((one, index) => settlementOf(one, answers[index], failure, turn.now()));
  return [...leftOut, ...settled];
}

async function preparedOf({ access, owners, workspace, now }: Turn, record: DueCrmRecord): Promise<Prepared> {
  const { id, wanted, remoteId } = record;
  const leftOut = (because: Extract<CrmSettlement, { kind: 'left_out' }>['because']): Prepared => ({
    ...{ kind: 'left_out', settlement: { id, wanted, kind: 'left_out', because } },
  });
  const ownerOf = async (address: string | null) => (address === null ? undefined : owners(now()).idOf(address));
  if (record.isErased) return leftOut('erased');
  if (record.of === 'contact') {
    if (record.lead === null) return leftOut('merged');
    const owner = await ownerOf(record.owner);
    const told = contactOf(access, workspace.organisation.fields, record.lead, record.synced, owner);
    return { kind: 'contact', record, told };
  }
  const { handoff } = record;
  if (handoff === null) return leftOut('merged');
  // It is no deal of its own, unless it was one before.
  if (handoff.attachedTo !== null && remoteId === null) return leftOut('attached');
  if (!record.isOffered) return leftOut('not_offered');
  return { kind: 'deal', record, deal: dealOf(handoff, await ownerOf(handoff.salesperson?.address ?? null)) };
}

/** When the CRM took nothing and said of nothing that it is wrong, it fails as a whole. */
async function wholeFailure({ deps, now }: Turn, answers: readonly Pushed[]): Promise<boolean> {
  const delays = answers.flatMap((one) => (one.kind === 'later' && one.because !== 'unclear' ? [one] : []));
  if (delays.length < answers.length) {
    await noteSuccess(deps, 'tell', now());
    return false;
  }
  const [first] = delays;
  const until = delays.map((one) => one.until).reduce(later, now());
  const details = { crm: { kind: first?.because ?? 'unreachable', until, missingScopes: [] } };
  const error = Object.assign(new Error(`nothing was taken: ${first?.because ?? 'no answer'}`), { details });
  await noteFailure(deps, 'tell', error, now());
  return true;
}

function settlementOf(
  one: Extract<Prepared, { readonly kind: 'contact' | 'deal' }>,
  answer: Pushed | undefined,
  failure: boolean,
  now: Instant,
): CrmSettlement {
  const { id, wanted, attempts, remoteId } = one.record;
  const record = { id, wanted };
  if (answer === undefined || (answer.kind === 'later' && failure && answer.remoteId === undefined)) {
    return { ...record, kind: 'released' };
  }
  const pause = plusMs(now, pauseAfter(attempts));
  switch (answer.kind) {
    case 'stored': {
      const { synced, ifNew } = one.kind === 'contact' ? one.told : { synced: {}, ifNew: {} };
      const isNew = answer.created && Object.keys(ifNew).length > 0;
      const held = isNew ? { ...synced, ...ifNew } : synced;
      return { ...record, kind: 'stored', remoteId: answer.remoteId, synced: held, again: isNew };
    }
    case 'refused': {
      // Its contact was there when it was told last, and is gone: told once more, it is made anew.
      if (answer.code === 'contact_unknown') {
        return { ...record, kind: 'later', at: pause, because: 'contact_unknown', remoteId, contactAnew: true };
      }
      const { code, words, field, mendable } = answer;
      const againAt = mendable ? null : plusMs(now, settingsMs);
      return { ...record, kind: 'refused', code, words, field, remoteId: answer.remoteId ?? null, againAt };
    }
    case 'later':
      return {
        ...{ ...record, kind: 'later', at: later(answer.until, pause), because: answer.because },
        remoteId: answer.remoteId ?? null,
      };
  }
}

/** Reads what was changed in the CRM, and keeps it: it is done by whoever tells. */
export const createReadCrm =
  (deps: Deps) =>
  async ({ now }: TellCrmRequest, stopping: AbortSignal): Promise<ReadCrmResult> => {
    const { crm: access, store } = deps;
    if (!access) return { taken: 0 };
    const began = performance.now();
    let taken = 0;
    const { restUntil } = await store.crm.health('read');
    if (restUntil === null || restUntil <= now) {
      try {
        for (;;) {
          const page = await nextPage(deps, access, now);
          if (page === null) break;
          taken += page.taken;
          if (!page.more || stopping.aborted || performance.now() - began > turnMs) break;
        }
        await noteSuccess(deps, 'read', now);
      } catch (error) {
        if (crmFailureOf(error) === null) throw error;
        await noteFailure(deps, 'read', error, now);
      }
    }
    // Also what waited for anything that never came.
    await store.crm.wake(now);
    return { taken };
  };

async function nextPage(
  { store, log }: Deps,
  { crm }: CrmAccess,
  now: Instant,
): Promise<{ readonly taken: number; readonly more: boolean } | null> {
  const cursor = await store.crm.cursor();
  if (cursor === null) return null;
  try {
    const { changes, cursor: next, more } = await crm.pull(cursor);
    return { taken: await store.crm.take(changes, next, now), more };
  } catch (error) {
    if (!hasCode(error, 'FORMAT_UNKNOWN')) throw error;
    log.warn({ code: errorCode(error) }, 'another CRM is set up: its changes are read from a day ago');
    await store.crm.take([], crm.cursorAt(plusMs(now, -lookBackMs)), now);
    return { taken: 0, more: true };
  }
}
