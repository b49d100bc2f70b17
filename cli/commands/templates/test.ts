/**
 * `tendril templates test`: sends one mail to one address, to see how it arrives. It is in no lead's ledger, and what is
 * done with its links concerns nobody.
 */
import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { runFile } from '../../../config/config.ts';
import { parseAddress } from '../../../domain/address.ts';
import { TendrilError } from '../../../domain/errors.ts';
import { defaultRelay } from '../../../domain/relay.ts';
import type { SendResult } from '../../../domain/send-result.ts';
import { domainOf } from '../../../domain/sender-check.ts';
import type { SenderIdentity } from '../../../domain/workspace.ts';
import { type Cli, command } from '../../command.ts';
import { noteWarnings } from '../../lint-report.ts';
import { materialFor, storeIfReachable, type Wanted } from '../../preview/material.ts';
import type { RelayView, Services } from '../../services.ts';
import { printable } from '../../terminal/width.ts';
import { languageOption, leadOptions } from './options.ts';

interface TestOptions extends Wanted {
  readonly to: string;
}

export const templatesTest = (cli: Cli): Command => {
  const test = command('test', 'send one mail to try it; it goes to this address only and is in no ledger', [
    'tendril templates test renewal-soon --to me@example.com',
    'tendril templates test renewal-soon --to me@example.com --fixture german --sender customers',
    'tendril templates test renewal-soon --to me@example.com --published --json',
  ])
    .argument('<name>', 'the name of the template')
    .addOption(new Option('--to <address>', 'the one address').argParser(onlyOnce).makeOptionMandatory());
  for (const option of leadOptions()) test.addOption(option);
  return test
    .addOption(languageOption())
    .option('--sender <key>', 'a sender of organisation.yaml; default: the organisation itself')
    .option('--published', 'the newest published version instead of the file')
    .action(async (name: string, options: TestOptions) => {
      const to = parseAddress(options.to);
      const services = await cli.services();
      const material = await materialFor(services, name, options);
      const relay = await relayOf(services, material.sender);
      await checkAllowed(cli, services, to, material.sender, relay);
      if (!cli.screen.json) noteWarnings(cli.screen, material.warnings);
      const { template, organisation, sender, readers } = material;
      const [{ facts, consents }] = readers;
      const { sample, answer } = await (await services.samples()).send({
        template,
        organisation,
        sender,
        facts: { ...facts, language: options.language ?? facts.language },
        consents,
        recipient: to,
        messageId: randomUUID(),
        now: services.now(),
        subjectPrefix: '[Test] ',
      });
      const response = accepted(answer, sample.mail.relay);
      const inbox = await inboxOf(services, relay);
      const { subject, from } = sample.mail;
      const language = sample.language ?? organisation.language;
      if (cli.screen.json)
        return cli.screen.record({ name, language, subject, from, to, relay: sample.mail.relay, response, inbox });
      await cli.screen.line(
        `${relay?.at ?? sample.mail.relay} accepted "${printable(subject)}" for ${to}: ${printable(response)}`,
      );
      if (inbox !== null) await cli.screen.line(`Look at it: ${inbox}`);
    });
};

/** The last of several would win silently. */
function onlyOnce(text: string, before: string | undefined): string {
  if (before === undefined) return text;
  throw new InvalidArgumentError('One mail goes to one address.');
}

/** Null when the settings do not have it: then it is refused with a word about that. */
async function relayOf(services: Services, { relay = defaultRelay }: SenderIdentity): Promise<RelayView | null> {
  const { relays } = await services.deliverability();
  return relays.find(({ name }) => name === relay) ?? null;
}

/**
 * What the gate would say, where the database can be asked.
 * @throws LEAD_SUPPRESSED, SENDER_NOT_READY
 */
async function checkAllowed(
  { screen }: Cli,
  services: Services,
  to: string,
  { address }: SenderIdentity,
  relay: RelayView | null,
): Promise<void> {
  const store = await storeIfReachable(services);
  if (store === null) {
    screen.note(
      'No engine runs here: nobody knows whether the address is suppressed and the sending domain activated.',
    );
    return;
  }
  // As with mail to colleagues: that somebody unsubscribed from a sequence says nothing about a test.
  if ((await store.suppressions.reasonFor(to)) === 'manual') {
    throw new TendrilError('LEAD_SUPPRESSED', `${to} was suppressed by hand`, { address: to });
  }
  const domain = domainOf(address);
  const known = (await store.senders.list()).find((sender) => sender.domain === domain);
  if (relay?.leavesMachine && (known?.activatedAt ?? null) === null) {
    const message = `Mails of ${domain} do not leave this machine before it is activated: tendril senders activate ${domain}`;
    throw new TendrilError('SENDER_NOT_READY', message, { domain });
  }
}

/** What the relay said. @throws MAIL_NOT_ACCEPTED unless it took the mail */
function accepted(answer: SendResult, relay: string): string {
  if (answer.kind === 'sent') return answer.response;
  const why =
    answer.kind === 'declined'
      ? `The relay "${relay}" declined it (class ${answer.class}, rule "${answer.rule}"): ${answer.response}`
      : `The relay "${relay}" did not answer, so it may have arrived: ${answer.response}`;
  throw new TendrilError('MAIL_NOT_ACCEPTED', why, { ...answer, relay });
}

/** The page of the local inbox, when that is what took the mail. */
async function inboxOf({ config }: Services, relay: RelayView | null): Promise<string | null> {
  if (relay?.name !== defaultRelay || relay.leavesMachine || config.given.has('SMTP_URL')) return null;
  try {
    const run: unknown = JSON.parse(await readFile(runFile(config.home), 'utf8'));
    const inbox = (run as { readonly urls?: { readonly inbox?: unknown } }).urls?.inbox;
    return typeof inbox === 'string' ? inbox : null;
  } catch {
    return null;
  }
}
