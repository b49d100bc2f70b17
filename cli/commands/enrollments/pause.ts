/** `tendril enrollments pause` and `resume` */
import type { Command } from 'commander';
import { type Cli, command } from '../../command.ts';
import { pauseIt, reasonOption, resumeIt } from '../../pausing.ts';

const scope = (enrollmentId: string) => ({ kind: 'enrollment', enrollmentId }) as const;

export const enrollmentsPause = (cli: Cli): Command =>
  command('pause', 'park one enrollment: nothing of it is sent or done until it is resumed', [
    'tendril enrollments pause 0199f0a2-6c1e-7d4b-9a3e-0c5f6a7b8c9d --reason "asked for time"',
  ])
    .argument('<id>', 'the id of the enrollment: tendril enrollments list')
    .addOption(reasonOption())
    .action((id: string, { reason }: { readonly reason?: string }) => pauseIt(cli, id, async () => scope(id), reason));

export const enrollmentsResume = (cli: Cli): Command =>
  command('resume', 'lift the pause of one enrollment: it goes on where it stands', [
    'tendril enrollments resume 0199f0a2-6c1e-7d4b-9a3e-0c5f6a7b8c9d',
  ])
    .argument('<id>', 'the id of the enrollment: tendril enrollments list')
    .action((id: string) => resumeIt(cli, id, async () => scope(id)));
