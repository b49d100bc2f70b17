/**
 * One turn of a migration: asks the next enrollments, one update each, to go on in the newest version, and records what
 * became of them. Whatever is repeated is the same again: an enrollment that goes by the version already says so.
 */
import type { MigrationMove } from '../db/store.ts';
import { type Transfer, transferOf } from '../domain/migration.ts';
import type { MigrateBatchRequest, MigrateBatchResult } from '../workflows/messages.ts';
import type { Deps } from './ports.ts';
import type { MigrateOutcome } from './running-enrollments.ts';

interface Result {
  readonly enrollmentId: string;
  readonly kind: 'moved' | 'stayed' | 'failed' | 'late';
  readonly detail: string | null;
}

export type MigrateDeps = Pick<Deps, 'store' | 'running'>;

export function createMigrateBatch(deps: MigrateDeps): (request: MigrateBatchRequest) => Promise<MigrateBatchResult> {
  const { migrations } = deps.store;
  return async function migrateBatchActivity({ migrationId, limit, now, giveUp }) {
    const { status } = await migrations.get(migrationId);
    if (status !== 'running') return { done: 0, late: 0, more: false, pace: 1 };
    const { toVersionId, moves, pace } = await migrations.next(migrationId, limit);
    if (moves.length === 0) {
      await migrations.finish(migrationId, now);
      return { done: 0, late: 0, more: false, pace };
    }
    let late = 0;
    await atOnce(mostAtOnce, moves, async (move) => {
      const result = await migrateOne(deps, migrationId, toVersionId, move);
      if (result.kind === 'late' && !giveUp) late += 1;
      // At once: until then, what the lead does is held against the settings of the version that it has left.
      else await migrations.record(migrationId, [{ ...result, kind: settled(result.kind) }], now);
    });
    return { done: moves.length - late, late, more: true, pace };
  };
}

const settled = (kind: Result['kind']) => (kind === 'late' ? 'failed' : kind);

/** Each of them costs the workers of the enrollments two workflow tasks and a conversation, beside what else they do. */
const mostAtOnce = 20;

/** Works on all items, so many at a time. */
async function atOnce<T>(most: number, items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  const left = [...items];
  const one = async (): Promise<void> => {
    for (let item = left.shift(); item !== undefined; item = left.shift()) await work(item);
  };
  await Promise.all(Array.from({ length: most }, one));
}

async function migrateOne(
  deps: MigrateDeps,
  migrationId: string,
  toVersionId: string,
  { enrollmentId, workflowId, fromVersionId, moves, anew, placed, once }: MigrationMove,
): Promise<Result> {
  const ask = (from: string, by: Transfer): Promise<MigrateOutcome> =>
    deps.running.migrate(workflowId, `migration/${migrationId}`, { fromVersionId: from, toVersionId, ...by });
  let outcome = await ask(fromVersionId, { moves, anew, placed, once });
  if (outcome.kind === 'refused' && outcome.code === 'VERSION_CHANGED' && outcome.versionId !== null) {
    // An earlier migration moved it after it had been given up: it goes on from where it really is.
    outcome = await ask(outcome.versionId, await transferBetween(deps, outcome.versionId, toVersionId));
  }
  const result = (kind: Result['kind'], detail: string | null = null): Result => ({ enrollmentId, kind, detail });
  switch (outcome.kind) {
    case 'moved':
      return result('moved');
    case 'stayed':
      return result('stayed', 'the step at which it stands is gone');
    case 'late':
      return result('late', 'it did not answer: what it does at present fails again and again');
    case 'absent':
      return result('late', 'its workflow has not been started, or is gone');
    case 'refused': {
      const { code, versionId } = outcome;
      if (code !== 'ENROLLMENT_ENDED') return result('failed', code);
      // Whoever asked it before may not have lived to record the answer.
      return versionId === toVersionId ? result('moved') : result('stayed', 'it has ended');
    }
  }
}

async function transferBetween({ store }: MigrateDeps, fromId: string, toId: string): Promise<Transfer> {
  const [from, to] = await Promise.all([store.enrollments.runnable(fromId), store.enrollments.runnable(toId)]);
  return transferOf(from.program, to.program);
}
