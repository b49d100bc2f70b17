/** `tendril crm`: the CRM that sales works in. It is set up by the file of TENDRIL_CRM. */
import type { Command } from 'commander';
import { mappingProblems } from '../../crm/mapping.ts';
import type { CrmCheck, CrmOwner } from '../../crm/port.ts';
import { TendrilError } from '../../domain/errors.ts';
import { type Cli, command, group } from '../command.ts';
import { showList } from '../listing.ts';
import type { CrmHere } from '../services.ts';
import type { Column } from '../terminal/table.ts';
import { printable } from '../terminal/width.ts';
import { crmChanges, crmRecords, crmReplay, crmTell } from './crm/records.ts';
import { crmStatus } from './crm/status.ts';

export const crmCommand = (cli: Cli): Command =>
  group(
    'crm',
    'the CRM that sales works in: check, owners, status, records, changes, tell, replay',
    [crmCheck(cli), crmOwners(cli), crmStatus(cli), crmRecords(cli), crmChanges(cli), crmTell(cli), crmReplay(cli)],
    ['tendril crm check', 'tendril crm status', 'tendril crm records --state refused'],
  );

/** @throws USAGE when no file names one */
async function crmOf(cli: Cli): Promise<CrmHere> {
  const crm = await (await cli.services()).crm();
  if (crm) return crm;
  throw new TendrilError('USAGE', 'No CRM is set up: TENDRIL_CRM names no file');
}

const crmCheck = (cli: Cli): Command =>
  command('check', 'whether credentials, scopes and fields are fit; changes nothing', [
    'tendril crm check',
    'tendril crm check --json | jq .missingScopes',
  ]).action(async () => {
    const here = await crmOf(cli);
    const [seen, wrongFields] = await Promise.all([here.crm.check(), wrongMappings(cli, here)]);
    const fit = seen.missingScopes.length === 0 && seen.lackingFields.length === 0 && wrongFields.length === 0;
    if (cli.screen.json) await cli.screen.record({ ...seen, wrongFields, fit });
    else for (const line of checkLines(seen, wrongFields)) await cli.screen.line(line);
    if (!fit) cli.exitAs('NOT_ALL_DONE');
  });

/** Mappings that cannot be used with the fields of the published workspace, each with its place in the file. */
async function wrongMappings(cli: Cli, { mappings, reserved, complaint }: CrmHere): Promise<readonly string[]> {
  if (mappings.length === 0) return [];
  const { organisation } = await (await (await cli.services()).store()).publications.workspace();
  return mappingProblems(mappings, organisation.fields, reserved).map(
    ({ index, problem }) => complaint(index, problem).message,
  );
}

function checkLines(
  { account, missingScopes, lackingFields }: CrmCheck,
  wrongFields: readonly string[],
): readonly string[] {
  const fields = lackingFields.map(({ of, field, why }) =>
    why === 'missing'
      ? `  make the ${of} property ${field}, with unique values`
      : `  the ${of} property ${field} must have unique values`,
  );
  if (missingScopes.length + fields.length + wrongFields.length === 0) return [printable(`${account}: fit.`)];
  return [
    printable(`${account}: something is missing.`),
    ...missingScopes.map((scope) => printable(`  give the scope ${scope}`)),
    ...fields.map(printable),
    ...wrongFields.map((line) => printable(`  not told: ${line}`)),
  ];
}

type Row = CrmOwner & { readonly salesperson: string | null };

const columns: readonly Column<Row>[] = [
  { title: 'ID', value: ({ id }) => id },
  { title: 'NAME', value: ({ name }) => name, flexible: true },
  { title: 'ADDRESS', value: ({ email }) => email, flexible: true },
  { title: 'ACTIVE', value: ({ active }) => (active ? 'yes' : 'no') },
  {
    title: 'IS',
    value: ({ salesperson }) => salesperson,
    paint: ({ salesperson }) => (salesperson === null ? 'yellow' : 'green'),
  },
];

const crmOwners = (cli: Cli): Command =>
  command('owners', 'its salespeople, and which of ours each is by the address', ['tendril crm owners']).action(
    async () => {
      const owners = await (await crmOf(cli)).crm.owners();
      const store = await (await cli.services()).store();
      const { salespeople } = (await store.publications.workspace()).sales;
      const keyOf = (email: string | null) =>
        salespeople.find(({ address }) => address.toLowerCase() === email?.toLowerCase())?.key ?? null;
      const rows = owners.map((owner) => ({ ...owner, salesperson: keyOf(owner.email) }));
      await showList(cli.screen, columns, rows, 'The CRM has no owners.');
      const lacking = salespeople.filter(({ key }) => !rows.some(({ salesperson }) => salesperson === key));
      if (lacking.length > 0) cli.screen.note(`Not in the CRM: ${lacking.map(({ key }) => key).join(', ')}`);
    },
  );
