/** `tendril retention`: how long what is kept is kept, and keeping to it now. */
import type { Command } from 'commander';
import type { Store, SweepView } from '../../db/store.ts';
import { TendrilError } from '../../domain/errors.ts';
import type { Instant } from '../../domain/instant.ts';
import { type RetentionKind, retentionKinds } from '../../domain/retention.ts';
import { nothingSwept, type SweptSoFar, takeTurn } from '../../domain/retention-run.ts';
import { type Cli, command, group } from '../command.ts';
import { momentHere } from '../local-time.ts';

export const retentionCommand = (cli: Cli): Command =>
  group('retention', 'how long what is kept is kept', [retentionShow(cli), retentionRun(cli)]);

/** What each period is about. */
const words: Readonly<Record<RetentionKind, string>> = {
  rawMail: 'whole incoming mails',
  requests: 'clients and networks of clicks and opens',
  machineEvents: "opens and machines' clicks",
  bookkeeping: 'answered API requests and done tasks',
  requestsToConfirm: 'requests for a consent that nobody confirmed',
  visitors: 'visitors of the site that nobody knows, and what they looked at',
  idleLeads: 'leads that do nothing',
};

const retentionShow = (cli: Cli): Command =>
  command('show', 'show the periods, and what the last run took away', ['tendril retention show']).action(async () => {
    const store = await (await cli.services()).store();
    const { retention } = (await store.publications.workspace()).organisation;
    const sweeps = new Map((await store.retention.sweeps()).map((sweep) => [sweep.kind, sweep]));
    for (const kind of retentionKinds) {
      const sweep = sweeps.get(kind) ?? null;
      const days = retention[kind];
      if (cli.screen.json) {
        const lastRun = sweep?.at ?? null;
        await cli.screen.record({ kind, days, lastRun, rows: sweep?.rows ?? null, failure: sweep?.failure ?? null });
        continue;
      }
      const kept = days === null ? 'for good' : `${days} day${days === 1 ? '' : 's'}`;
      await cli.screen.line(`${kind.padEnd(14)} ${kept.padEnd(10)} ${lastRun(sweep).padEnd(34)} ${words[kind]}`);
    }
  });

/** A failed run is told of as one: what it left stays until the next. */
function lastRun(sweep: SweepView | null): string {
  if (sweep === null) return 'never run';
  if (sweep.failure !== null) return `failed (${sweep.failure}) ${momentHere(sweep.at)}`;
  return `${sweep.rows} taken away ${momentHere(sweep.at)}`;
}

const retentionRun = (cli: Cli): Command =>
  command('run', 'take away now what is older than it is kept; the schedule does so every night', [
    'tendril retention run',
  ]).action(async () => {
    const services = await cli.services();
    const run = await cli.stoppable(async (signal) => wholeRun(await services.store(), services.now(), signal));
    const { rows, failures } = run;
    const parts = retentionKinds.flatMap((kind) => (rows[kind] === undefined ? [] : [`${rows[kind]} ${words[kind]}`]));
    if (cli.screen.json) await cli.screen.record(run);
    else await cli.screen.line(`Took away: ${parts.join(', ') || 'nothing'}`);
    const failed = Object.entries(failures).map(([kind, code]) => `${kind} (${code})`);
    if (failed.length > 0) throw new TendrilError('NOT_ALL_DONE', `Could not be kept: ${failed.join(', ')}`);
  });

async function wholeRun(store: Store, now: Instant, signal: AbortSignal): Promise<SweptSoFar> {
  const { retention } = (await store.publications.workspace()).organisation;
  await store.merges.expire(now);
  let swept: SweptSoFar = nothingSwept;
  for (;;) {
    const { rows, failures, more } = await takeTurn(store.retention, retention, swept, now, { stopping: signal });
    swept = { rows, failures };
    if (!more) return swept;
  }
}
