/** `tendril crm records`, `changes`, `tell` and `replay`: what the CRM knows of us, what it has told us, and once more. */
import { type Command, Option } from 'commander';
import {
  type CrmChangeState,
  type CrmChangeView,
  type CrmRecordState,
  type CrmRecordView,
  type CrmSelection,
  crmChangeStates,
  crmRecordStates,
} from '../../../db/store.ts';
import { TendrilError } from '../../../domain/errors.ts';
import { type Cli, command } from '../../command.ts';
import { type ListOptions, listOptions, showPages } from '../../listing.ts';
import { timeHere, timeHereOr, zoneHere } from '../../local-time.ts';
import type { Column } from '../../terminal/table.ts';

const recordColumns: readonly Column<CrmRecordView>[] = [
  { title: 'OF', value: ({ of }) => of },
  { title: 'STATE', value: ({ state }) => state, paint: ({ state }) => (state === 'refused' ? 'red' : null) },
  { title: `WAITS SINCE (${zoneHere()})`, value: ({ waitingSince }) => timeHereOr(waitingSince) },
  { title: `TOLD (${zoneHere()})`, value: ({ toldAt }) => timeHereOr(toldAt) },
  { title: 'WHY', value: ({ refusal, because }) => refusal ?? because },
  {
    title: 'WHAT IT SAYS',
    value: ({ field, words }) => [field, words].filter(Boolean).join(': ') || null,
    flexible: true,
  },
  { title: 'THERE', value: ({ remoteId }) => remoteId },
  { title: 'LEAD', value: ({ email, leadId }) => email ?? leadId },
];

export const crmRecords = (cli: Cli): Command =>
  withList(
    command('records', 'leads and hand-offs as the CRM is to know them, newest first', [
      'tendril crm records',
      'tendril crm records --state refused',
    ]),
    new Option('--state <state>', 'only those').choices(crmRecordStates),
  ).action(async (options: ListOptions & { readonly state?: CrmRecordState }) => {
    const { crm } = await (await cli.services()).store();
    const filter = options.state === undefined ? {} : { state: options.state };
    await showPages(cli.screen, recordColumns, options, (page) => crm.records(filter, page), 'None.');
  });

const changeColumns: readonly Column<CrmChangeView>[] = [
  { title: `CHANGED (${zoneHere()})`, value: ({ at }) => timeHere(at) },
  { title: 'OF', value: ({ of }) => of },
  { title: 'WHAT', value: ({ kind }) => kind },
  { title: 'STATE', value: ({ state }) => state, paint: ({ state }) => (state === 'refused' ? 'red' : null) },
  { title: 'WHY', value: ({ words }) => words, flexible: true },
  { title: 'LEAD', value: ({ leadId }) => leadId },
  { title: 'KEY', value: ({ key }) => key },
];

export const crmChanges = (cli: Cli): Command =>
  withList(
    command('changes', 'what was changed in the CRM, and what became of it here, newest first', [
      'tendril crm changes',
      'tendril crm changes --state refused',
    ]),
    new Option('--state <state>', 'only those').choices(crmChangeStates),
  ).action(async (options: ListOptions & { readonly state?: CrmChangeState }) => {
    const { crm } = await (await cli.services()).store();
    const filter = options.state === undefined ? {} : { state: options.state };
    await showPages(cli.screen, changeColumns, options, (page) => crm.changes(filter, page), 'None.');
  });

function withList(list: Command, option: Option): Command {
  list.addOption(option);
  for (const one of listOptions()) list.addOption(one);
  return list;
}

interface Which {
  readonly all?: boolean;
  readonly refused?: boolean;
  readonly lead?: string;
}

export const crmTell = (cli: Cli): Command =>
  command('tell', 'tell leads and hand-offs once more, also those from before the CRM was set up', [
    'tendril crm tell --lead ann@acme.example',
    'tendril crm tell --all',
  ])
    .option('--all', 'every lead that has or had a hand-off')
    .option('--refused', 'what the CRM refused')
    .option('--lead <lead>', 'one lead, by address or id, with its hand-offs')
    .action(async (which: Which) => {
      const services = await cli.services();
      const { crm } = await services.store();
      const told = await crm.tell(selectionOf(which), services.now());
      if (cli.screen.json) return cli.screen.record({ told });
      await cli.screen.line(`${told} ${told === 1 ? 'record waits' : 'records wait'} to be told: tendril crm status`);
    });

function selectionOf({ all, refused, lead }: Which): CrmSelection {
  const given: CrmSelection[] = [
    ...(all ? [{ kind: 'all' } as const] : []),
    ...(refused ? [{ kind: 'refused' } as const] : []),
    ...(lead === undefined ? [] : [{ kind: 'lead', lead } as const]),
  ];
  const [only] = given;
  if (given.length === 1 && only) return only;
  throw new TendrilError('USAGE', 'Say one of --all, --refused and --lead');
}

export const crmReplay = (cli: Cli): Command =>
  command('replay', 'do changes of the CRM again, when what was in their way is mended', [
    'tendril crm replay deal/17/dealstage/1764000000',
  ])
    .argument('<keys...>', 'tendril crm changes')
    .action(async (keys: string[]) => {
      const services = await cli.services();
      const taken = await (await services.store()).crm.replay(keys, services.now());
      if (cli.screen.json) await cli.screen.record({ taken, of: keys.length });
      else
        await cli.screen.line(
          `${taken} of ${keys.length} ${taken === 1 ? 'is' : 'are'} done again: tendril crm changes`,
        );
      if (taken < keys.length) cli.exitAs('NOT_ALL_DONE');
    });
