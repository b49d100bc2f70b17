/** `tendril forms submissions` and `release`: what came in, and letting in what was taken for spam. */
import { type Command, Option } from 'commander';
import type { SubmissionView } from '../../../db/store.ts';
import { formNamed } from '../../../domain/form.ts';
import { type SubmissionStatus, submissionStatuses } from '../../../domain/form-submission.ts';
import { type Cli, command } from '../../command.ts';
import { type ListOptions, listOptions, showPages } from '../../listing.ts';
import { timeHere, zoneHere } from '../../local-time.ts';
import type { Column } from '../../terminal/table.ts';
import { printable } from '../../terminal/width.ts';

const columns: readonly Column<SubmissionView>[] = [
  { title: `CAME (${zoneHere()})`, value: ({ at }) => timeHere(at) },
  { title: 'FORM', value: ({ form }) => form },
  { title: 'STATUS', value: ({ status }) => status },
  { title: 'WHY', value: ({ reasons, note }) => [...reasons, note].filter(Boolean).join(', ') || null, flexible: true },
  { title: 'LEAD', value: ({ leadId, email }) => email ?? leadId },
  { title: 'CONFIRMED', value: ({ confirmedAt }) => confirmedAt && timeHere(confirmedAt) },
  { title: 'ID', value: ({ id }) => id },
];

interface Options extends ListOptions {
  readonly status?: SubmissionStatus;
}

export function formsSubmissions(cli: Cli): Command {
  const list = command('submissions', 'list what came in by a form, newest first', [
    'tendril forms submissions energy-guide',
    'tendril forms submissions --status held',
    'tendril forms submissions energy-guide --status spam --json',
  ])
    .argument('[name]', 'the name of the form; default: all')
    .addOption(new Option('--status <status>', 'only those').choices(submissionStatuses));
  for (const option of listOptions()) list.addOption(option);
  return list.action(async (name: string | undefined, { status, ...options }: Options) => {
    const store = await (await cli.services()).store();
    const filter = { ...(name === undefined ? {} : { form: name }), ...(status === undefined ? {} : { status }) };
    // What came in by a form that is not published any more is still there.
    const isNamed = name !== undefined && (await store.forms.list({ form: name }, { limit: 1 })).items.length === 0;
    if (isNamed) formNamed((await store.publications.workspace()).forms, name);
    await showPages(cli.screen, columns, options, (page) => store.forms.list(filter, page), 'Nothing came in.');
  });
}

export const formsRelease = (cli: Cli): Command =>
  command('release', 'let in what was held or taken for spam', [
    'tendril forms release 0199f0a2-6c1e-7d4b-9a3e-0c5f6a7b8c9d --as ines',
  ])
    .argument('<id>', 'its id: tendril forms submissions --status held')
    .option('--as <name>', 'who lets it in', 'cli')
    .action(async (id: string, { as }: { readonly as: string }) => {
      const services = await cli.services();
      const view = await (await services.store()).forms.release(id, as, services.now());
      if (cli.screen.json) return cli.screen.record(view);
      const done = view.status === 'accepted' ? 'is in already' : 'becomes a lead within a few minutes';
      await cli.screen.line(printable(`What ${view.email ?? 'somebody'} sent by the form ${view.form} ${done}.`));
    });
