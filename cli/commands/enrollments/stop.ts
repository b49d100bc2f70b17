/** `tendril enrollments stop` */
import type { Command } from 'commander';
import { type Cli, command } from '../../command.ts';

export const enrollmentsStop = (cli: Cli): Command =>
  command('stop', 'stop an enrollment: no further mail of this sequence goes to the lead', [
    'tendril enrollments stop 0199f0a2-6c1e-7d4b-9a3e-0c5f6a7b8c9d',
  ])
    .argument('<id>', 'the id of the enrollment: tendril enrollments list')
    .action(async (id: string) => {
      const services = await cli.services();
      const store = await services.store();
      const enrollment = await store.enrollments.stop(id, services.now());
      if (cli.screen.json) return cli.screen.record(enrollment);
      const { email, sequence, status } = enrollment;
      const how = status === 'active' ? 'is being stopped' : `has ended: ${status}`;
      await cli.screen.line(`${email} in ${sequence} ${how}`);
    });
