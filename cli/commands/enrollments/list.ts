/** `tendril enrollments list` */
import { type Command, Option } from 'commander';
import type { EnrollmentView } from '../../../db/store.ts';
import { outcomes } from '../../../domain/enrollment.ts';
import { type Cli, command } from '../../command.ts';
import { type ListOptions, listOptions, showPages } from '../../listing.ts';
import { timeHere, timeHereOr, zoneHere } from '../../local-time.ts';
import type { Paint } from '../../terminal/screen.ts';
import type { Column } from '../../terminal/table.ts';

const statuses: readonly EnrollmentView['status'][] = ['active', ...outcomes];

const columns: readonly Column<EnrollmentView>[] = [
  { title: 'LEAD', value: (row) => row.email, flexible: true },
  { title: 'SEQUENCE', value: (row) => `${row.sequence} v${row.version}`, flexible: true },
  { title: 'STATUS', value: (row) => (row.paused ? 'paused' : row.status), paint },
  { title: 'STEP', value: (row) => row.stepId },
  { title: `UNTIL (${zoneHere()})`, value: (row) => timeHereOr(row.waitUntil) },
  { title: 'REASON', value: (row) => row.reason, flexible: true },
  { title: 'ENROLLED', value: (row) => timeHere(row.createdAt) },
  { title: 'ID', value: (row) => row.id },
];

/** What somebody should look at stands out. */
function paint({ status, paused }: EnrollmentView): Paint | null {
  return status === 'failed' ? 'red' : paused ? 'yellow' : null;
}

interface Filter extends ListOptions {
  readonly lead?: string;
  readonly sequence?: string;
  readonly status?: EnrollmentView['status'];
  readonly step?: string;
}

export const enrollmentsList = (cli: Cli): Command => {
  const list = command('list', 'list enrollments, newest first', [
    'tendril enrollments list --status active',
    'tendril enrollments list --sequence energy-guide --step exercise',
    'tendril enrollments list --lead ann@example.com --json',
  ])
    .option('--lead <lead>', 'only those of this lead (address or id)')
    .option('--sequence <name>', 'only those in this sequence')
    .option('--step <step>', 'only those that stand at this step')
    .addOption(new Option('--status <status>', 'only those with this status').choices(statuses));
  for (const option of listOptions()) list.addOption(option);
  return list.action(async (options: Filter) => {
    const services = await cli.services();
    const store = await services.store();
    const lead = options.lead === undefined ? null : await store.leads.get(options.lead, services.now());
    const filter = {
      ...(lead === null ? {} : { leadId: lead.id }),
      ...(options.sequence === undefined ? {} : { sequence: options.sequence }),
      ...(options.status === undefined ? {} : { status: options.status }),
      ...(options.step === undefined ? {} : { stepId: options.step }),
    };
    await showPages(cli.screen, columns, options, (page) => store.enrollments.list(filter, page), 'No enrollments.');
  });
};
