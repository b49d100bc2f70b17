/** `tendril enrollments move` */
import type { Command } from 'commander';
import { type Cli, command } from '../../command.ts';
import { enrollmentArgument, enrollmentNamed, type SequenceOption, sequenceOption } from '../../named-enrollment.ts';

export const enrollmentsMove = (cli: Cli): Command =>
  command('move', 'let an enrollment go on at another step of its sequence', [
    'tendril enrollments move ann@example.com --sequence energy-guide --to last-call',
    'tendril enrollments move 0199f0a2-6c1e-7d4b-9a3e-0c5f6a7b8c9d --to last-call',
  ])
    .argument(...enrollmentArgument)
    .option(...sequenceOption)
    .requiredOption('--to <step>', 'the id of the step: tendril sequences show NAME')
    .action(async (name: string, { to, ...options }: SequenceOption & { readonly to: string }) => {
      const services = await cli.services();
      const store = await services.store();
      const id = await enrollmentNamed(store, name, options, services.now());
      const enrollment = await store.enrollments.move(id, to, 'cli', services.now());
      // The enrollment as it stands: it goes on when its workflow has heard of it.
      if (cli.screen.json) return cli.screen.record({ ...enrollment, to });
      const { email, sequence, paused } = enrollment;
      const when = paused ? ' once it is resumed' : '';
      await cli.screen.line(`${email} in ${sequence} goes on at ${to}${when}`);
    });
