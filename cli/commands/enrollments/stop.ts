/** `tendril enrollments stop` */
import type { Command } from 'commander';
import { type Cli, command } from '../../command.ts';
import { enrollmentArgument, enrollmentNamed, type SequenceOption, sequenceOption } from '../../named-enrollment.ts';

export const enrollmentsStop = (cli: Cli): Command =>
  command('stop', 'stop an enrollment: no further mail of this sequence goes to the lead', [
    'tendril enrollments stop ann@example.com --sequence energy-guide',
    'tendril enrollments stop 0199f0a2-6c1e-7d4b-9a3e-0c5f6a7b8c9d',
  ])
    .argument(...enrollmentArgument)
    .option(...sequenceOption)
    .action(async (name: string, options: SequenceOption) => {
      const services = await cli.services();
      const store = await services.store();
      const id = await enrollmentNamed(store, name, options, services.now());
      const enrollment = await store.enrollments.stop(id, 'cli', services.now());
      if (cli.screen.json) return cli.screen.record(enrollment);
      const { email, sequence, status } = enrollment;
      const how = status === 'active' ? 'is being stopped' : `has ended: ${status}`;
      await cli.screen.line(`${email} in ${sequence} ${how}`);
    });
