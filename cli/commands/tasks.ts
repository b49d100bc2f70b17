/** `tendril tasks`: what people are asked to do, mostly by what came in. */
import { type Command, Option } from 'commander';
import { type TaskKind, type TaskView, taskKinds } from '../../db/store.ts';
import { type Cli, command, group } from '../command.ts';
import { leadWords } from '../lead-words.ts';
import { type ListOptions, listOptions, showPages } from '../listing.ts';
import { timeHere, timeHereOr, zoneHere } from '../local-time.ts';
import type { Column } from '../terminal/table.ts';
import { printable } from '../terminal/width.ts';
import { intentWords } from './inbound/words.ts';

export const tasksCommand = (cli: Cli): Command =>
  group('tasks', 'what people are asked to do: list, done', [tasksList(cli), tasksDone(cli)]);

const open: readonly Column<TaskView>[] = [
  { title: `SINCE (${zoneHere()})`, value: (row) => timeHere(row.createdAt) },
  { title: 'KIND', value: (row) => row.kind },
  { title: 'WHAT', value: (row) => row.title, flexible: true },
  { title: 'ABOUT', value: aboutWords, flexible: true },
  { title: 'SAYS', value: mailWords, flexible: true },
  { title: 'FOR', value: ({ assignee }) => assignee ?? 'anybody', flexible: true },
  { title: 'DETAIL', value: detailWords, flexible: true },
  { title: 'MAIL', value: (row) => row.inboundItemId },
  { title: 'ID', value: (row) => row.id },
];

/** The lead; of a mail that could not be matched its sender, and whom it may be. */
function aboutWords({ lead, mail, perhaps }: TaskView): string | null {
  if (lead) return leadWords(lead);
  if (perhaps.length > 0) return `perhaps ${perhaps.map(leadWords).join(', ')}`;
  return mail?.from || null;
}

/** What earlier versions said of guesses is told by name in the column before. */
function detailWords({ kind, detail, perhaps }: TaskView): string | null {
  return kind === 'match' && perhaps.length > 0 && detail?.startsWith('perhaps lead ') ? null : detail;
}

/** `call me: "Re: your price list" Could you call me back? …` */
function mailWords({ mail }: TaskView): string | null {
  if (mail === null) return null;
  const { subject, text, intent } = mail;
  const said = text?.replace(/\s+/g, ' ').trim();
  const words = [subject && `"${subject}"`, said].filter(Boolean).join(' ');
  return [intent && intentWords(intent), words].filter(Boolean).join(': ') || null;
}
const done: readonly Column<TaskView>[] = [
  { title: `DONE (${zoneHere()})`, value: (row) => timeHereOr(row.doneAt) },
  { title: 'BY', value: (row) => row.doneBy },
  ...open.slice(1),
];

interface Filter extends ListOptions {
  readonly done?: boolean;
  readonly kind?: TaskKind;
  readonly lead?: string;
}

function tasksList(cli: Cli): Command {
  const list = command('list', 'list open tasks, newest first', [
    'tendril tasks list',
    'tendril tasks list --kind match',
    'tendril tasks list --done --lead ann@example.com --json',
  ])
    .option('--done', 'those that were done instead')
    .addOption(new Option('--kind <kind>', 'only those of this kind').choices(taskKinds))
    .option('--lead <lead>', 'only those about this lead (address or id)');
  for (const option of listOptions()) list.addOption(option);
  return list.action(async ({ done: wasDone = false, kind, lead, ...options }: Filter) => {
    const services = await cli.services();
    const store = await services.store();
    const filter = {
      done: wasDone,
      ...(kind === undefined ? {} : { kind }),
      ...(lead === undefined ? {} : { leadId: (await store.leads.get(lead, services.now())).id }),
    };
    const columns = wasDone ? done : open;
    await showPages(cli.screen, columns, options, (page) => store.tasks.list(filter, page), 'No tasks.');
  });
}

const tasksDone = (cli: Cli): Command =>
  command('done', 'say that a task is done', ['tendril tasks done 0199f0a2-6c1e-7d4b-9a3e-0c5f6a7b8c9d --as ines'])
    .argument('<id>', 'its id: tendril tasks list')
    .option('--as <name>', 'who did it', 'cli')
    .action(async (id: string, { as }: { readonly as: string }) => {
      const services = await cli.services();
      const task = await (await services.store()).tasks.done(id, as, services.now());
      if (cli.screen.json) return cli.screen.record(task);
      await cli.screen.line(printable(`"${task.title}" is done, by ${task.doneBy ?? 'nobody'}.`));
      if (task.kind === 'match' && task.inboundItemId !== null) await noteHeld(cli, task.inboundItemId);
    });

/** A mail whose task is done is still held until somebody says whom it is about, or that it is about nobody. */
async function noteHeld({ services, screen }: Cli, itemId: string): Promise<void> {
  const { status } = await (await (await services()).store()).inbound.get(itemId);
  if (status !== 'held') return;
  screen.note(
    `Its mail is still held: tendril inbound assign ${itemId} --lead LEAD, or tendril inbound dismiss ${itemId}`,
  );
}
