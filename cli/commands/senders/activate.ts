/** `tendril senders activate` and `deactivate`: mails leave this machine only from domains that are activated. */
import type { Command } from 'commander';
import { hindrances, type SenderCheck } from '../../../domain/sender-check.ts';
import { type Cli, command } from '../../command.ts';
import { notReady, reportLines } from '../../sender-report.ts';
import { checksOf, domainArgument, hasWarmUpPlan, noWarmUpPlan, relaysOf } from '../../senders.ts';
import type { Deliverability } from '../../services.ts';

interface ActivateOptions {
  readonly acceptWarnings?: boolean;
  readonly unchecked?: string;
  readonly warmUp?: boolean;
}

export const sendersActivate = (cli: Cli): Command =>
  command('activate', 'let mails leave from a domain; refused, with the missing records, until DNS is set up', [
    'tendril senders activate mail.example.com',
    'tendril senders activate mail.example.com --accept-warnings --warm-up',
    'tendril senders activate mail.example.com --unchecked "no DNS in this network"',
  ])
    .argument('<domain>', 'the domain of a published sender')
    .option('--accept-warnings', 'activate it although some checks warn')
    .option('--unchecked <reason>', 'activate it whatever DNS says, for networks without DNS; the reason is kept')
    .option('--warm-up', 'start with few mails a day and let them grow')
    .action(async (given: string, options: ActivateOptions) => {
      const domain = domainArgument(given);
      const services = await cli.services();
      const deliverability = await services.deliverability();
      const checks = await checksOf(deliverability, domain, await relaysOf(services, domain));
      const inTheWay = hindrances(checks, options.acceptWarnings === true);
      if (inTheWay.length > 0 && options.unchecked === undefined) {
        if (!cli.screen.json) for (const line of reportLines(cli.screen, checks)) await cli.screen.line(line);
        throw notReady(domain, 'cannot be activated', inTheWay);
      }
      const store = await services.store();
      const now = services.now();
      const signs = await firstKey(deliverability, domain, checks, now);
      const kept = options.unchecked === undefined ? checks : [...checks, unchecked(options.unchecked)];
      const { view, resumed } = await store.senders.activate(domain, { actor: 'cli', checks: kept }, now);
      const warming = options.warmUp === true ? await store.senders.warmUp(domain, now) : view;
      if (cli.screen.json) return cli.screen.record({ ...warming, resumed });
      if (signs !== null) await cli.screen.line(`Mails of ${domain} are signed with ${signs} from now on.`);
      else if (deliverability.keys.list(domain).every(({ state }) => state !== 'active'))
        cli.screen.note(unsigned(domain));
      const freed = resumed === 0 ? '' : ` ${resumed} enrollment(s) had come to a halt and go on.`;
      await cli.screen.line(`Activated ${domain}.${freed}`);
      const { organisation } = await store.publications.workspace();
      if (options.warmUp === true && !hasWarmUpPlan(organisation, domain)) cli.screen.note(noWarmUpPlan(domain));
    });

/** A key whose record is out signs from now on, if none does yet. */
async function firstKey(
  { keys }: Deliverability,
  domain: string,
  checks: readonly SenderCheck[],
  now: string,
): Promise<string | null> {
  const known = keys.list(domain);
  const next = known.find(({ state }) => state === 'next');
  if (!next || known.some(({ state }) => state === 'active')) return null;
  if (!checks.some(({ id, state }) => id === 'dkim' && (state === 'ok' || state === 'warning'))) return null;
  return (await keys.activate(domain, next.selector, now)).selector;
}

const unsigned = (domain: string): string =>
  `Mails of ${domain} leave without a signature: no DKIM key of it is active. tendril senders keys activate makes one so.`;

/** Kept with the other checks, so that whoever asks later knows that nobody looked. */
const unchecked = (reason: string): SenderCheck => ({
  id: 'unchecked',
  state: 'warning',
  found: null,
  wanted: 'a preflight without faults',
  why: reason,
});

export const sendersDeactivate = (cli: Cli): Command =>
  command('deactivate', 'keep mails of a domain from leaving until it is activated again', [
    'tendril senders deactivate mail.example.com',
  ])
    .argument('<domain>', 'the domain')
    .action(async (given: string) => {
      const domain = domainArgument(given);
      const services = await cli.services();
      const store = await services.store();
      await store.senders.deactivate(domain);
      if (cli.screen.json) return cli.screen.record({ domain, activatedAt: null });
      await cli.screen.line(`Mails of ${domain} that would leave this machine wait until it is activated again.`);
    });
