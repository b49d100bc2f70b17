/** `tendril retention`: how long what is kept is kept, and keeping to it now. */
import type { Command } from 'commander';
import type { Store } from '../../db/store.ts';
import type { Instant } from '../../domain/instant.ts';
import { type RetentionKind, retentionKinds } from '../../domain/retention.ts';
import { type SweptRows, takeTurn } from '../../domain/retention-run.ts';
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
        await cli.screen.record({ kind, days, lastRun: sweep?.at ?? null, rows: sweep?.rows ?? null });
        continue;
      }
      const kept = days === null ? 'for good' : `${days} day${days === 1 ? '' : 's'}`;
      const last = sweep === null ? 'never run' : `${sweep.rows} taken away ${momentHere(sweep.at)}`;
      await cli.screen.line(`${kind.padEnd(14)} ${kept.padEnd(10)} ${last.padEnd(34)} ${words[kind]}`);
    }
  });

const retentionRun = (cli: Cli): Command =>
  command('run', 'take away now what is older than it is kept; the schedule does so every night', [
    'tendril retention run',
  ]).action(async () => {
    const services = await cli.services();
    const rows = await cli.stoppable(async (signal) => run(await services.store(), services.now(), signal));
    if (cli.screen.json) return cli.screen.record({ rows });
    const parts = retentionKinds.flatMap((kind) => (rows[kind] === undefined ? [] : [`${rows[kind]} ${words[kind]}`]));
    await cli.screen.line(`Took away: ${parts.join(', ')}`);
  });

async function run(store: Store, now: Instant, signal: AbortSignal): Promise<SweptRows> {
  const { retention } = (await store.publications.workspace()).organisation;
  let rows: SweptRows = {};
  for (;;) {
    const turn = await takeTurn(store.retention, retention, rows, now, signal);
    rows = turn.rows;
    if (!turn.more) return rows;
  }
}
