/** `tendril forms list` and `show`: what is published, and how often it is seen and sent. */
import { type Command, InvalidArgumentError } from 'commander';
import type { FormFigures } from '../../../db/store.ts';
import { allQuestions, type Form, formNamed } from '../../../domain/form.ts';
import { dateIn, plusMs } from '../../../domain/time.ts';
import { wordedFor } from '../../../domain/worded-text.ts';
import { type Cli, command } from '../../command.ts';
import { showList } from '../../listing.ts';
import type { Column } from '../../terminal/table.ts';
import { printable } from '../../terminal/width.ts';

const none: FormFigures = { shown: 0, begun: 0, accepted: 0, held: 0, spam: 0, confirmed: 0 };
const dayMs = 86_400_000;

type Row = { readonly form: string; readonly title: string } & FormFigures;

const columns: readonly Column<Row>[] = [
  { title: 'FORM', value: ({ form }) => form },
  { title: 'TITLE', value: ({ title }) => title, flexible: true },
  ...(['shown', 'begun', 'accepted', 'confirmed', 'held', 'spam'] as const).map(
    (what): Column<Row> => ({ title: what.toUpperCase(), value: (row) => String(row[what]) }),
  ),
];

function days(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1) throw new InvalidArgumentError('It must be a whole number above 0.');
  return value;
}

export const formsList = (cli: Cli): Command =>
  command('list', 'list published forms, with how often each was seen, begun and sent', [
    'tendril forms list',
    'tendril forms list --days 7 --json',
  ])
    .option('--days <n>', 'counted over so many days', days, 30)
    .action(async (options: { readonly days: number }) => {
      const services = await cli.services();
      const store = await services.store();
      const { forms, organisation } = await store.publications.workspace();
      const since = dateIn(plusMs(services.now(), -(options.days - 1) * dayMs), 'UTC');
      const figures = await store.forms.figures(since);
      const rows = Object.values(forms).map(
        ({ form, title }): Row => ({
          form,
          title: wordedFor(title, organisation.language, organisation.language),
          ...(figures[form] ?? none),
        }),
      );
      await showList(cli.screen, columns, rows, 'No forms are published: write workspace/forms/NAME.yaml.');
    });

export const formsShow = (cli: Cli): Command =>
  command('show', 'what a published form asks, and what puts it into a page', [
    'tendril forms show energy-guide',
    'tendril forms show energy-guide --json | jq -r .snippet',
  ])
    .argument('<name>', 'the name of the form')
    .action(async (name: string) => {
      const services = await cli.services();
      const { forms } = await (await services.store()).publications.workspace();
      const form = formNamed(forms, name);
      const address = `${services.config.publicUrl ?? `http://127.0.0.1:${services.config.port}`}/f/${name}`;
      const snippet = `<script src="${address}.js" async></script>`;
      if (cli.screen.json) return cli.screen.record({ ...form, address, snippet });
      for (const line of linesOf(form, address, snippet)) await cli.screen.line(printable(line));
    });

function linesOf(form: Form, address: string, snippet: string): readonly string[] {
  const asked = allQuestions(form).map(({ field, required }) => `${field}${required ? '' : ' (optional)'}`);
  const { consent, follows, sites } = form;
  return [
    `Page     ${address}`,
    `Snippet  ${snippet}`,
    `Sites    ${sites.join(', ') || 'none: only as a page'}`,
    `Asks     ${asked.join(', ')}${form.ask === null ? '' : `; ${form.ask} of them besides the address in one visit`}`,
    `Consent  ${consent === null ? 'none' : `${consent.purposes.join(', ')}${consent.confirm ? ', confirmed by a mail' : ''}`}`,
    `Enrolls  ${follows.enroll ?? 'nowhere'}`,
  ];
}
