/** `tendril senders keys`: the DKIM keys of a domain. A new one signs only once receivers can look it up. */
import type { Command } from 'commander';
import type { DkimKeyView } from '../../../config/dkim-keys.ts';
import { TendrilError } from '../../../domain/errors.ts';
import { type DnsRecord, dkimName, dkimRecord, hindrances } from '../../../domain/sender-check.ts';
import { type Cli, command, group } from '../../command.ts';
import { showList } from '../../listing.ts';
import { momentHere, timeHere, timeHereOr, zoneHere } from '../../local-time.ts';
import { notReady, recordLines, reportLines } from '../../sender-report.ts';
import { domainArgument } from '../../senders.ts';
import type { Column } from '../../terminal/table.ts';

export const sendersKeys = (cli: Cli): Command =>
  group(
    'keys',
    'DKIM keys of a domain: list, make, activate, retire',
    [keysList(cli), keysNew(cli), keysActivate(cli), keysRetire(cli)],
    ['tendril senders keys new mail.example.com', 'tendril senders keys activate mail.example.com t202611a'],
  );

/** Without what only files know; the private key is never shown. */
const shown = (key: DkimKeyView): DkimKeyView & { readonly record: DnsRecord | null } => ({
  ...key,
  record: key.publicKey === null ? null : dkimRecord(key.domain, key.selector, key.publicKey),
});

const columns: readonly Column<DkimKeyView>[] = [
  { title: 'SELECTOR', value: ({ selector }) => selector },
  { title: 'STATE', value: ({ state }) => state, paint: ({ state }) => (state === 'active' ? 'green' : null) },
  { title: `MADE (${zoneHere()})`, value: ({ createdAt }) => timeHere(createdAt) },
  { title: `SIGNS SINCE (${zoneHere()})`, value: ({ activatedAt }) => timeHereOr(activatedAt) },
  { title: `RETIRED (${zoneHere()})`, value: ({ retiredAt }) => timeHereOr(retiredAt) },
  { title: `RECORD NEEDED UNTIL (${zoneHere()})`, value: ({ removableAt }) => timeHereOr(removableAt) },
];

const keysList = (cli: Cli): Command =>
  command('list', 'list the keys of a domain', ['tendril senders keys list mail.example.com'])
    .argument('<domain>', 'the domain')
    .action(async (given: string) => {
      const domain = domainArgument(given);
      const { keys } = await (await cli.services()).deliverability();
      const rows = keys.list(domain).map(shown);
      await showList(cli.screen, columns, rows, `No keys. Make one: tendril senders keys new ${domain}`);
    });

const keysNew = (cli: Cli): Command =>
  command('new', 'make a key that signs nothing yet, and show the record to publish', [
    'tendril senders keys new mail.example.com',
  ])
    .argument('<domain>', 'the domain')
    .action(async (given: string) => {
      const domain = domainArgument(given);
      const services = await cli.services();
      const { keys } = await services.deliverability();
      const key = shown(await keys.generate(domain, services.now()));
      if (cli.screen.json) return cli.screen.record(key);
      for (const line of key.record ? recordLines(cli.screen, key.record) : []) await cli.screen.line(line);
      cli.screen.note(`Once it can be looked up: tendril senders keys activate ${domain} ${key.selector}`);
    });

const keysActivate = (cli: Cli): Command =>
  command('activate', 'sign with this key from now on; refused until DNS shows its record', [
    'tendril senders keys activate mail.example.com t202611a',
  ])
    .argument('<domain>', 'the domain')
    .argument('<selector>', 'the selector of the key: tendril senders keys list DOMAIN')
    .option('--unchecked', 'whatever DNS says, for networks without DNS: a wrong record makes every mail fail')
    .action(async (given: string, selector: string, options: { readonly unchecked?: boolean }) => {
      const domain = domainArgument(given);
      const services = await cli.services();
      const { keys, dkimRecord: look } = await services.deliverability();
      const key = keys.list(domain).find((known) => known.selector === selector);
      if (!key || key.publicKey === null)
        throw new TendrilError('DKIM_KEY_UNKNOWN', `${domain} has no DKIM key ${selector} that could sign`, { domain });
      const checks = options.unchecked === true ? [] : hindrances([await look(key)], true);
      if (checks.length > 0) {
        if (!cli.screen.json) for (const line of reportLines(cli.screen, checks)) await cli.screen.line(line);
        throw notReady(domain, `cannot be signed with ${selector}`, checks);
      }
      const active = await keys.activate(domain, selector, services.now());
      if (cli.screen.json) return cli.screen.record(shown(active));
      await cli.screen.line(`Mails of ${domain} are signed with ${selector} from now on.`);
      for (const old of keys.list(domain)) {
        if (old.removableAt !== null && old.removableAt > services.now())
          cli.screen.note(
            `Leave the record ${dkimName(domain, old.selector)} until ${momentHere(old.removableAt)}: mails under way need it.`,
          );
      }
    });

const keysRetire = (cli: Cli): Command =>
  command('retire', 'throw a private key away that does not sign any more', [
    'tendril senders keys retire mail.example.com t202605a',
  ])
    .argument('<domain>', 'the domain')
    .argument('<selector>', 'the selector of the key')
    .action(async (given: string, selector: string) => {
      const domain = domainArgument(given);
      const services = await cli.services();
      const { keys } = await services.deliverability();
      const key = await keys.retire(domain, selector, services.now());
      if (cli.screen.json) return cli.screen.record(shown(key));
      const until =
        key.activatedAt === null || key.removableAt === null ? 'now' : `from ${momentHere(key.removableAt)} on`;
      await cli.screen.line(
        `Retired ${selector} of ${domain}. Its record ${dkimName(domain, selector)} can be removed ${until}.`,
      );
    });
