/** Begins a mass enrollment and follows it. */
import { checkBatchFilter } from '../../../authoring/batch-filter.ts';
import type { BatchFilter, BatchView } from '../../../db/store.ts';
import { TendrilError } from '../../../domain/errors.ts';
import type { Cli } from '../../command.ts';
import { follow } from '../../following.ts';
import { momentHere } from '../../local-time.ts';
import { printable } from '../../terminal/width.ts';
import { countsLine } from './batches.ts';

/** @throws SEQUENCE_UNKNOWN, CONDITION_INVALID, SEGMENT_UNKNOWN before anything begins; NOT_ALL_DONE when it is stopped */
export async function enrollAll(
  cli: Cli,
  sequence: string,
  filter: BatchFilter,
  { pace, wait }: { readonly pace: number; readonly wait: boolean },
): Promise<void> {
  const services = await cli.services();
  const store = await services.store();
  checkBatchFilter(filter, (await store.publications.workspace()).organisation);
  const { pausedSince } = await store.publications.sequence(sequence);
  const begun = await store.batches.begin(sequence, filter, pace, services.now());
  if (pausedSince !== null) {
    cli.screen.note(`They will wait: the sequence ${printable(sequence)} is paused since ${momentHere(pausedSince)}.`);
    cli.screen.note(`Let it go on: tendril sequences resume ${printable(sequence)}`);
  }
  const again = `tendril enroll --show ${begun.id}`;
  if (!wait) {
    if (cli.screen.json) return cli.screen.record(begun);
    await cli.screen.line(`Enrolling in ${printable(sequence)}: ${begun.total} leads to look at (${begun.id})`);
    return cli.screen.note(`See how far it is: ${again}`);
  }
  const view = await follow(cli, {
    label: `Enrolling in ${printable(sequence)}`,
    read: () => store.batches.get(begun.id),
    isOver: ({ status }) => status !== 'running',
    done: ({ looked }) => looked,
    total: ({ total }) => total,
    detail: bar,
    again,
  });
  await (cli.screen.json ? cli.screen.record(view) : cli.screen.line(countsLine(view)));
  if (view.status !== 'stopped') return;
  const message = `Somebody stopped it when ${view.looked} of ${view.total} leads had been looked at`;
  throw new TendrilError('NOT_ALL_DONE', message, { batchId: view.id, looked: view.looked, total: view.total });
}

/** Short enough to stand behind the bar. */
function bar({ enrolled, refused }: BatchView): string {
  const not = Object.values(refused).reduce((sum, count) => sum + count, 0);
  return `${enrolled} enrolled${not === 0 ? '' : `, ${not} not`}`;
}
