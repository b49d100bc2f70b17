/** `tendril enrollments list` */
import { type Command, Option } from 'commander';
import type { EnrollmentView, Store } from '../../../db/store.ts';
import { outcomes } from '../../../domain/enrollment.ts';
import { TendrilError } from '../../../domain/errors.ts';
import { didYouMean, nearest } from '../../../domain/suggestion.ts';
import { type Cli, command } from '../../command.ts';
import { enrollmentColumns } from '../../enrollment-columns.ts';
import { type ListOptions, listOptions, showPages } from '../../listing.ts';
import type { Column } from '../../terminal/table.ts';

type Status = EnrollmentView['status'] | 'paused';
const statuses: readonly Status[] = ['active', 'paused', ...outcomes];

const columns: readonly Column<EnrollmentView>[] = [
  { title: 'LEAD', value: (row) => row.email, flexible: true },
  ...enrollmentColumns,
];

interface Filter extends ListOptions {
  readonly lead?: string;
  readonly sequence?: string;
  readonly status?: Status;
  readonly step?: string;
}

export const enrollmentsList = (cli: Cli): Command => {
  const list = command('list', 'list enrollments, newest first', [
    'tendril enrollments list --status active',
    'tendril enrollments list --sequence energy-guide --step exercise',
    'tendril enrollments list --lead ann@example.com --json',
  ])
    .option('--lead <lead>', 'only those of this lead (address or id)')
    .option('-s, --sequence <name>', 'only those in this sequence')
    .option('--step <step>', 'only those that stand at this step')
    .addOption(new Option('--status <status>', 'only those with this status').choices(statuses));
  for (const option of listOptions()) list.addOption(option);
  return list.action(async (options: Filter) => {
    const services = await cli.services();
    const store = await services.store();
    await checkPlace(store, options);
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

/**
 * A step that no version has is a slip, not an empty list.
 * @throws STEP_MISSING, SEQUENCE_UNKNOWN
 */
async function checkPlace(store: Store, { step, sequence }: Filter): Promise<void> {
  if (step === undefined && sequence === undefined) return;
  const steps = await store.publications.stepIds(sequence);
  if (step === undefined || steps.includes(step)) return;
  const whose = sequence === undefined ? 'No sequence has' : `No version of "${sequence}" has`;
  const near = didYouMean(nearest(step, steps));
  throw new TendrilError('STEP_MISSING', `${whose} a step "${step.slice(0, 80)}"${near}`, { stepId: step });
}
