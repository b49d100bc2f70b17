/** Pausing and resuming, the same for sequences, leads and single enrollments. */
import { Option } from 'commander';
import type { PauseScope, Store } from '../db/store.ts';
import type { Instant } from '../domain/instant.ts';
import type { Cli } from './command.ts';
import { printable } from './terminal/width.ts';

type FindScope = (store: Store, now: Instant) => Promise<PauseScope>;

export const reasonOption = (): Option => new Option('--reason <text>', 'why, for whoever finds it paused');

/** @param name what the person called it */
export async function pauseIt(cli: Cli, name: string, scopeOf: FindScope, reason: string | undefined): Promise<void> {
  const services = await cli.services();
  const store = await services.store();
  const now = services.now();
  const pause = await store.pauses.pause(await scopeOf(store, now), reason ?? null, 'cli', now);
  if (cli.screen.json) return cli.screen.record(pause);
  const why = pause.reason === null ? '' : `: ${printable(pause.reason)}`;
  await cli.screen.line(`Paused ${printable(name)}${why}. It holds ${enrollments(pause.holds)}.`);
}

export async function resumeIt(cli: Cli, name: string, scopeOf: FindScope): Promise<void> {
  const services = await cli.services();
  const store = await services.store();
  const now = services.now();
  const scope = await scopeOf(store, now);
  const { resumed, lifted } = await store.pauses.resume(scope, now);
  if (cli.screen.json) return cli.screen.record({ scope, lifted, resumed });
  const told =
    resumed === 0 ? '' : ` ${enrollments(resumed)} had come to a halt and go${resumed === 1 ? 'es' : ''} on.`;
  await cli.screen.line(lifted ? `Resumed ${printable(name)}.${told}` : `${printable(name)} was not paused.`);
}

const enrollments = (count: number): string => `${count} ${count === 1 ? 'enrollment' : 'enrollments'}`;
