/** `tendril leads add` */
import { type Command, InvalidArgumentError, Option } from 'commander';
import { name } from '../../../authoring/authored-values.ts';
import { canonicalAddress } from '../../../domain/address.ts';
import { type Cli, command } from '../../command.ts';
import { fieldAssignments } from '../../lead-fields.ts';
import { leadFromRecord } from '../../lead-import.ts';
import { checkSource } from '../../undeclared-sources.ts';

interface AddOptions {
  readonly firstName?: string;
  readonly lastName?: string;
  readonly company?: string;
  readonly title?: string;
  readonly country?: string;
  readonly language?: string;
  readonly timeZone?: string;
  readonly source?: string;
  readonly newSource?: boolean;
  readonly phone?: string;
  readonly kind?: string;
  readonly field: readonly string[];
  readonly tag: readonly string[];
  readonly json?: boolean;
}

export const leadsAdd = (cli: Cli): Command =>
  command('add', 'add one lead, or fill in what is new about a known one', [
    'tendril leads add ann@example.com --first-name Ann --company "Acme Ltd"',
    'tendril leads add ann@example.com --field employees=240 --field newsletter=true --tag vip',
  ])
    .argument('<email>', 'the address, exactly one')
    .option('--first-name <name>')
    .option('--last-name <name>')
    .option('--company <name>')
    .option('--title <title>', 'what the person does, e.g. "Head of Facilities"')
    .option('--country <code>', 'e.g. DE')
    .option('--language <code>', 'e.g. de')
    .option('--time-zone <zone>', 'e.g. Europe/Berlin')
    .option('--source <source>', 'where the lead came from, e.g. webinar')
    .option('--new-source', 'the source is not declared in sources.yaml yet, and no rule of its own holds for it')
    .option('--phone <number>', 'e.g. "+45 33 12 34 56"')
    .option('--kind <kind>', 'consumer or target')
    .option('--field <name=value>', 'a custom field of the workspace; can be given several times', collect, [])
    .addOption(
      new Option('--tag <tag>', 'added to the ones it has; can be given several times')
        .argParser(withTag)
        .default([], 'none'),
    )
    .action(async (email: string, options: AddOptions) => {
      const services = await cli.services();
      const store = await services.store();
      const { field, tag, json: _, newSource, ...standard } = options;
      if (!newSource) checkSource((await store.publications.workspace()).sources, options.source ?? null);
      const lead = await leadFromRecord(store, { email, ...standard, fields: fieldAssignments(field) });
      const input = tag.length > 0 ? { ...lead, tags: tag } : lead;
      const saved = await store.leads.save(input, services.now(), 'cli', { way: 'hand', own: true });
      if (cli.screen.json) return cli.screen.record(saved);
      const { stage, score, grade } = saved.lead;
      const what = saved.created ? 'Added' : 'Updated';
      await cli.screen.line(
        `${what} ${saved.lead.email} (${stage}, score ${Math.round(score)}, grade ${grade}) ${saved.lead.id}`,
      );
      if (canonicalAddress(saved.lead.email) !== canonicalAddress(email)) {
        cli.screen.note(`${email} is this lead, too. If these are two persons: tendril leads unmerge ${email}`);
      }
      if (saved.lead.suppressed !== null) cli.screen.note(`No mail goes to this address: ${saved.lead.suppressed}.`);
    });

function withTag(value: string, before: readonly string[]): readonly string[] {
  const tag = name.safeParse(value);
  if (tag.success) return [...before, tag.data];
  throw new InvalidArgumentError(`It must be ${tag.error.issues[0]?.message ?? 'a name'}.`);
}

function collect(value: string, before: readonly string[]): readonly string[] {
  return [...before, value];
}
