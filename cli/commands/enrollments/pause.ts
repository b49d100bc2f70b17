/** `tendril enrollments pause` and `resume` */
import type { Command } from 'commander';
import type { PauseScope, Store } from '../../../db/store.ts';
import type { Instant } from '../../../domain/instant.ts';
import { type Cli, command } from '../../command.ts';
import { enrollmentArgument, enrollmentNamed, type SequenceOption, sequenceOption } from '../../named-enrollment.ts';
import { pauseIt, reasonOption, resumeIt } from '../../pausing.ts';

const scopeOf =
  (name: string, options: SequenceOption) =>
  async (store: Store, now: Instant): Promise<PauseScope> => ({
    kind: 'enrollment',
    enrollmentId: await enrollmentNamed(store, name, options, now),
  });

export const enrollmentsPause = (cli: Cli): Command =>
  command('pause', 'park one enrollment: nothing of it is sent or done until it is resumed', [
    'tendril enrollments pause ann@example.com --sequence energy-guide --reason "asked for time"',
    'tendril enrollments pause 0199f0a2-6c1e-7d4b-9a3e-0c5f6a7b8c9d',
  ])
    .argument(...enrollmentArgument)
    .option(...sequenceOption)
    .addOption(reasonOption())
    .action((name: string, options: SequenceOption & { readonly reason?: string }) =>
      pauseIt(cli, called(name, options), scopeOf(name, options), options.reason),
    );

export const enrollmentsResume = (cli: Cli): Command =>
  command('resume', 'lift the pause of one enrollment: it goes on where it stands', [
    'tendril enrollments resume ann@example.com --sequence energy-guide',
    'tendril enrollments resume 0199f0a2-6c1e-7d4b-9a3e-0c5f6a7b8c9d',
  ])
    .argument(...enrollmentArgument)
    .option(...sequenceOption)
    .action((name: string, options: SequenceOption) => resumeIt(cli, called(name, options), scopeOf(name, options)));

const called = (name: string, { sequence }: SequenceOption): string =>
  sequence === undefined ? name : `${name} in ${sequence}`;
