/**
 * The commands of `tendril` by name. Only the one that is asked for is loaded; the others are names and summaries in the
 * help, so that `tendril --help` costs next to nothing.
 */
import { Command } from 'commander';
import type { Cli } from './command.ts';

interface Entry {
  readonly name: string;
  readonly summary: string;
  /** Handles Ctrl-C itself. */
  readonly ownSignals?: boolean;
  /** @param child the word after the name */
  readonly load: (child: string | undefined) => Promise<(cli: Cli) => Command>;
}

const entries: readonly Entry[] = [
  {
    name: 'start',
    summary: 'run the engine: database, Temporal, worker, HTTP, inbound mail',
    ownSignals: true,
    load: async () => (await import('./commands/start.ts')).startCommand,
  },
  {
    name: 'status',
    summary: 'what is in the engine now: leads, enrollments, mails, hand-offs',
    load: async () => (await import('./commands/status.ts')).statusCommand,
  },
  {
    name: 'leads',
    summary: 'import, add, list, show, pause, export, erase leads; what they agreed to and want',
    load: async () => (await import('./commands/leads.ts')).leadsCommand,
  },
  {
    name: 'addresses',
    summary: 'whether mail can reach an address, and what was perhaps meant',
    load: async () => (await import('./commands/addresses.ts')).addressesCommand,
  },
  {
    name: 'accounts',
    summary: 'the companies of leads: list, show',
    load: async () => (await import('./commands/accounts.ts')).accountsCommand,
  },
  {
    name: 'sources',
    summary: 'where leads come from: what each source brought and what it cost',
    load: async () => (await import('./commands/sources.ts')).sourcesCommand,
  },
  {
    name: 'sequences',
    summary: 'write, check, publish and change sequences; see who is where',
    load: async (child) => (await import('./commands/sequences.ts')).loadSequencesCommand(child),
  },
  {
    name: 'workspace',
    summary: 'lint or publish a whole folder: organisation, scoring, sales, templates, sequences',
    load: async () => (await import('./commands/workspace.ts')).workspaceCommand,
  },
  {
    name: 'templates',
    summary: 'list the mails, look at one as it arrives, send one to try it',
    load: async () => (await import('./commands/templates.ts')).templatesCommand,
  },
  {
    name: 'forms',
    summary: 'forms for web sites: check, preview, list; what came in by them',
    load: async () => (await import('./commands/forms.ts')).formsCommand,
  },
  {
    name: 'enroll',
    summary: 'put leads into a sequence: named ones, or all that fit',
    load: async () => (await import('./commands/enroll.ts')).enrollCommand,
  },
  {
    name: 'enrollments',
    summary: 'list, stop, pause, resume or move enrollments',
    load: async () => (await import('./commands/enrollments.ts')).enrollmentsCommand,
  },
  {
    name: 'broadcast',
    summary: 'one mail to all leads that fit: send, list, show, pause, resume, stop',
    load: async () => (await import('./commands/broadcast.ts')).broadcastCommand,
  },
  {
    name: 'events',
    summary: 'post an event of a lead',
    load: async () => (await import('./commands/events.ts')).eventsCommand,
  },
  {
    name: 'segments',
    summary: 'leads by what is true of them: list, show, count, members',
    load: async () => (await import('./commands/segments.ts')).segmentsCommand,
  },
  {
    name: 'score',
    summary: 'why a score is what it is',
    load: async () => (await import('./commands/score.ts')).scoreCommand,
  },
  {
    name: 'clicks',
    summary: 'whose opens and clicks were: judge them anew',
    load: async () => (await import('./commands/clicks.ts')).clicksCommand,
  },
  {
    name: 'handoffs',
    summary: 'the hand-offs to sales: list, show, accept, return',
    load: async () => (await import('./commands/handoffs.ts')).handoffsCommand,
  },
  {
    name: 'retention',
    summary: 'how long what is kept is kept: show, run',
    load: async () => (await import('./commands/retention.ts')).retentionCommand,
  },
  {
    name: 'messages',
    summary: 'the sending ledger',
    load: async () => (await import('./commands/messages.ts')).messagesCommand,
  },
  {
    name: 'senders',
    summary: 'domains that mails are sent from: check, activate, sign, pause, warm up',
    load: async () => (await import('./commands/senders.ts')).sendersCommand,
  },
  {
    name: 'relays',
    summary: 'who takes the mails: list, pause, resume',
    load: async () => (await import('./commands/relays.ts')).relaysCommand,
  },
  {
    name: 'inbound',
    summary: 'mails that come in: read, answer, say whom they are about',
    load: async () => (await import('./commands/inbound.ts')).inboundCommand,
  },
  {
    name: 'tasks',
    summary: 'what people are asked to do: list, done',
    load: async () => (await import('./commands/tasks.ts')).tasksCommand,
  },
  {
    name: 'mailboxes',
    summary: 'where replies and bounces are fetched from: check',
    load: async () => (await import('./commands/mailboxes.ts')).mailboxesCommand,
  },
  {
    name: 'suppressions',
    summary: 'addresses that get no mail: list, show, add, lift, import',
    load: async () => (await import('./commands/suppressions.ts')).suppressionsCommand,
  },
  {
    name: 'crm',
    summary: 'the CRM that sales works in: check, owners',
    load: async () => (await import('./commands/crm.ts')).crmCommand,
  },
  {
    name: 'hooks',
    summary: 'other systems that are told of changes: list, show, replay, test',
    load: async () => (await import('./commands/hooks.ts')).hooksCommand,
  },
  {
    name: 'keys',
    summary: 'API keys: create, list, revoke',
    load: async () => (await import('./commands/keys.ts')).keysCommand,
  },
  {
    name: 'migrate',
    summary: 'bring the database to this version',
    load: async () => (await import('./commands/migrate.ts')).migrateCommand,
  },
  {
    name: 'demo',
    summary: 'play the lead: click a link of its newest mail, or reply to it',
    load: async () => (await import('./commands/demo.ts')).demoCommand,
  },
];

const examples = `
Examples:
  $ tendril start
  $ tendril leads import leads.csv
  $ tendril enroll ann@example.com --sequence energy-guide
  $ tendril leads show ann@example.com
  $ tendril handoffs list --json`;

/** The names of all commands, for the tests and for shells. */
export const commandNames: readonly string[] = entries.map(({ name }) => name);

const wordsOf = (argv: readonly string[]): readonly string[] => argv.filter((word) => !word.startsWith('-'));

const asked = (argv: readonly string[]): Entry | undefined => entries.find(({ name }) => name === wordsOf(argv)[0]);

/** Whether the command asked for handles Ctrl-C itself. */
export const handlesSignals = (argv: readonly string[]): boolean => asked(argv)?.ownSignals === true;

/** Builds the program for this command line, with the one command loaded that it asks for. */
export async function createProgram(
  argv: readonly string[],
  cli: Cli,
  options: { readonly version: string; readonly writeOut: (text: string) => void },
): Promise<Command> {
  const program = new Command('tendril')
    .description('E-mail nurturing and drip campaigns on Temporal.')
    .version(options.version, '-V, --version', 'show the version')
    .option('--json', 'write JSON to stdout, errors as JSON to stderr; every command takes it')
    .helpOption('-h, --help', 'show this help')
    .helpCommand(false)
    .addHelpText('after', examples);
  const wanted = asked(argv);
  for (const entry of entries) {
    const child = entry === wanted ? (await entry.load(wordsOf(argv)[1]))(cli) : new Command(entry.name);
    program.addCommand(child.name(entry.name).summary(entry.summary));
  }
  return throwing(program, options.writeOut);
}

/** The names of the commands below the one that the words lead to. */
export function commandsBelow(program: Command, argv: readonly string[]): readonly string[] {
  const reached = wordsOf(argv).reduce((at, word) => at.commands.find((child) => child.name() === word) ?? at, program);
  return reached.commands.map((child) => child.name());
}

/** Failures are thrown, not printed: cli/failure.ts is the one place that reports. */
function throwing(command: Command, writeOut: (text: string) => void): Command {
  command.exitOverride().configureOutput({ writeOut, writeErr: () => {} });
  for (const child of command.commands) throwing(child, writeOut);
  return command;
}
