/** `tendril senders preflight` */
import type { Command } from 'commander';
import { TendrilError } from '../../../domain/errors.ts';
import { defaultRelay } from '../../../domain/relay.ts';
import { gravest, type SenderCheck } from '../../../domain/sender-check.ts';
import { type Cli, command } from '../../command.ts';
import { reportLines } from '../../sender-report.ts';
import { checksOf, domainArgument, type Identity, publishedIdentities } from '../../senders.ts';

interface Subject {
  readonly domain: string;
  readonly relays: readonly string[];
}

export const sendersPreflight = (cli: Cli): Command =>
  command('preflight', 'look up what receivers look up about a sending domain, and show what to publish', [
    'tendril senders preflight mail.example.com',
    'tendril senders preflight --all --json | jq .state',
  ])
    .argument('[domain]', 'a domain that mails are or will be sent from')
    .option('--all', 'all domains of published senders')
    .action(async (given: string | undefined, options: { readonly all?: boolean }) => {
      if ((given === undefined) === (options.all !== true))
        throw new TendrilError('USAGE', 'tendril senders preflight needs either a domain or --all');
      const services = await cli.services();
      const deliverability = await services.deliverability();
      const published = await publishedIdentities(services);
      const subjects = given === undefined ? subjectsOf(published) : [subjectOf(published, domainArgument(given))];
      let all: readonly SenderCheck[] = [];
      for (const { domain, relays } of subjects) {
        const checks = await checksOf(deliverability, domain, relays);
        all = [...all, ...checks];
        await show(cli, { domain, relays }, checks);
      }
      if (!['ok', 'warning'].includes(gravest(all))) cli.exitAs('SENDER_NOT_READY');
    });

function subjectsOf(published: readonly Identity[]): readonly Subject[] {
  const domains = [...new Set(published.map(({ domain }) => domain))];
  return domains.map((domain) => subjectOf(published, domain));
}

/** A domain that is not published yet is looked at as if its mails took the usual way. */
function subjectOf(published: readonly Identity[], domain: string): Subject {
  const relays = published.filter((identity) => identity.domain === domain).map(({ relay }) => relay);
  return { domain, relays: relays.length === 0 ? [defaultRelay] : [...new Set(relays)] };
}

async function show(cli: Cli, subject: Subject, checks: readonly SenderCheck[]): Promise<void> {
  if (cli.screen.json) return cli.screen.record({ ...subject, state: gravest(checks), checks });
  await cli.screen.line(cli.screen.paint('bold', `${subject.domain} by ${subject.relays.join(', ')}`));
  for (const line of reportLines(cli.screen, checks)) await cli.screen.line(line);
  await cli.screen.line('');
}
