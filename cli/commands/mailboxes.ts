/** `tendril mailboxes`: where replies and bounces are fetched from. They are set up by the file of TENDRIL_MAILBOXES. */
import type { Command } from 'commander';
import { TendrilError } from '../../domain/errors.ts';
import { type Cli, command, group } from '../command.ts';
import { showList } from '../listing.ts';
import type { MailboxCheckView, MailboxView } from '../services.ts';
import type { Column } from '../terminal/table.ts';

export const mailboxesCommand = (cli: Cli): Command =>
  group(
    'mailboxes',
    'where replies and bounces are fetched from: check',
    [mailboxesCheck(cli)],
    ['tendril mailboxes check', 'tendril mailboxes check replies --json'],
  );

type Row = MailboxView & MailboxCheckView;

const columns: readonly Column<Row>[] = [
  { title: 'NAME', value: ({ name }) => name },
  { title: 'AT', value: ({ at }) => at },
  { title: 'FOLDER', value: ({ folder }) => folder },
  { title: 'STATE', value: ({ state }) => state, paint: ({ state }) => (state === 'ok' ? null : 'red') },
  { title: 'MAILS', value: (row) => (row.state === 'ok' ? String(row.messages) : '') },
  { title: 'UIDVALIDITY', value: (row) => (row.state === 'ok' ? row.uidValidity : '') },
  { title: 'TOOK', value: ({ tookMs }) => `${tookMs} ms` },
  { title: 'REASON', value: (row) => (row.state === 'failed' ? row.reason : ''), flexible: true },
];

const mailboxesCheck = (cli: Cli): Command =>
  command('check', 'log in to the mailboxes of these settings and open their folders; changes nothing there', [
    'tendril mailboxes check',
    'tendril mailboxes check replies --json',
  ])
    .argument('[name]', 'one of them')
    .action(async (name: string | undefined) => {
      const { list, check } = await (await cli.services()).mailboxes();
      const wanted = list.filter((mailbox) => name === undefined || mailbox.name === name);
      if (name !== undefined && wanted.length === 0) {
        const known = list.map((mailbox) => mailbox.name).join(', ') || 'none';
        throw new TendrilError('USAGE', `There is no mailbox ${JSON.stringify(name)}; there are: ${known}`);
      }
      const rows = await Promise.all(wanted.map(async (mailbox) => ({ ...mailbox, ...(await check(mailbox.name)) })));
      await showList(cli.screen, columns, rows, 'No mailboxes: TENDRIL_MAILBOXES is not set.');
      if (rows.some(({ state }) => state === 'failed')) cli.exitAs('MAILBOX_UNREADABLE');
    });
