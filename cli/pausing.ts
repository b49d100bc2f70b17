/** Pausing and resuming, the same for sequences, leads and single enrollments; and how a pause is told. */
import { Option } from 'commander';
import type { PauseScope, PauseView, Store } from '../db/store.ts';
import { assertNever } from '../domain/errors.ts';
import type { Instant } from '../domain/instant.ts';
import type { Cli } from './command.ts';
import { momentHere } from './local-time.ts';
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
  if (pause.since !== now) {
    const since = `since ${momentHere(pause.since)} by ${printable(pause.actor)}`;
    await cli.screen.line(`${printable(name)} is paused already, ${since}${whyPaused(pause)}.`);
    return;
  }
  await cli.screen.line(`Paused ${printable(name)}${whyPaused(pause)}. It holds ${enrollments(pause.holds)}.`);
}

export async function resumeIt(cli: Cli, name: string, scopeOf: FindScope): Promise<void> {
  const services = await cli.services();
  const store = await services.store();
  const now = services.now();
  const scope = await scopeOf(store, now);
  const { resumed, lifted } = await store.pauses.resume(scope, 'cli', now);
  if (cli.screen.json) return cli.screen.record({ scope, lifted, resumed });
  const told =
    resumed === 0 ? '' : ` ${enrollments(resumed)} had come to a halt and go${resumed === 1 ? 'es' : ''} on.`;
  await cli.screen.line(lifted ? `Resumed ${printable(name)}.${told}` : `${printable(name)} was not paused.`);
}

/** `sequence energy-guide since 2026-11-21 09:00:00 (UTC) by cli` */
export const pauseWords = (pause: PauseView): string =>
  `${whatIsPaused(pause)} since ${momentHere(pause.since)} by ${printable(pause.actor)}`;

/** `: the price list is being changed`, or nothing. */
export const whyPaused = ({ reason }: PauseView): string => (reason === null ? '' : `: ${printable(reason)}`);

/** A lead that has been erased has no address any more. */
function whatIsPaused({ scope, email, sequence }: PauseView): string {
  switch (scope.kind) {
    case 'sequence':
      return `sequence ${scope.sequence}`;
    case 'lead':
      return `lead ${printable(email ?? scope.leadId)}`;
    case 'enrollment':
      return email === null
        ? `enrollment ${scope.enrollmentId}`
        : `enrollment of ${printable(email)} in ${sequence} (${scope.enrollmentId})`;
    case 'domain':
      return `sending domain ${printable(scope.domain)}`;
    case 'relay':
      return `relay ${printable(scope.relay)}`;
    default:
      return assertNever(scope);
  }
}

/** The command that lifts it. */
export function resumeCommand({ scope, email }: PauseView): string {
  switch (scope.kind) {
    case 'sequence':
      return `tendril sequences resume ${scope.sequence}`;
    case 'lead':
      return `tendril leads resume ${printable(email ?? scope.leadId)}`;
    case 'enrollment':
      return `tendril enrollments resume ${scope.enrollmentId}`;
    case 'domain':
      return `tendril senders resume ${printable(scope.domain)}`;
    case 'relay':
      return `tendril relays resume ${printable(scope.relay)}`;
    default:
      return assertNever(scope);
  }
}

const enrollments = (count: number): string => `${count} ${count === 1 ? 'enrollment' : 'enrollments'}`;
