/** `tendril leads consents`: what a lead agreed to, with how that is known. */
import { type Command, InvalidArgumentError, Option } from 'commander';
import { purpose } from '../../../authoring/authored-values.ts';
import { type ConsentProof, type ConsentView, consentMethods, type NewConsent } from '../../../db/store.ts';
import { TendrilError } from '../../../domain/errors.ts';
import type { Instant } from '../../../domain/instant.ts';
import { type Cli, command, group } from '../../command.ts';
import { showList } from '../../listing.ts';
import { timeHere, zoneHere } from '../../local-time.ts';
import type { Column } from '../../terminal/table.ts';

export const leadsConsents = (cli: Cli): Command =>
  group(
    'consents',
    'what a lead agreed to: list, record, withdraw',
    [consentsList(cli), consentsRecord(cli), consentsWithdraw(cli)],
    [
      'tendril leads consents list ann@example.com',
      'tendril leads consents record ann@example.com marketing --source "form pricing"',
      'tendril leads consents withdraw ann@example.com tracking',
    ],
  );

const columns: readonly Column<ConsentView>[] = [
  { title: 'PURPOSE', value: (consent) => consent.purpose },
  { title: 'BASIS', value: ({ basis }) => basis },
  { title: `AT (${zoneHere()})`, value: ({ at }) => timeHere(at) },
  { title: 'UNTIL', value: ({ expiresAt }) => expiresAt && timeHere(expiresAt) },
  {
    title: 'WITHDRAWN',
    value: ({ withdrawnAt, withdrawnBy }) =>
      withdrawnAt && `${timeHere(withdrawnAt)} by ${withdrawnBy ?? 'nobody knows'}`,
    paint: ({ withdrawnAt }) => (withdrawnAt === null ? null : 'red'),
  },
  { title: 'SOURCE', value: ({ source }) => source, flexible: true },
  { title: 'PROOF', value: ({ proof }) => proofWords(proof), flexible: true },
];

const proofWords = ({ method, reference, wordingVersion, ip }: Partial<ConsentProof>): string =>
  [method, reference, wordingVersion && `wording ${wordingVersion}`, ip].filter(Boolean).join(', ');

const show = (cli: Cli, consents: readonly ConsentView[]): Promise<void> =>
  showList(cli.screen, columns, consents, 'Nothing is recorded.');

async function leadOf(cli: Cli, lead: string) {
  const services = await cli.services();
  const store = await services.store();
  const now = services.now();
  const { id, email } = await store.leads.get(lead, now);
  return { id, email, store, now };
}

const consentsList = (cli: Cli): Command =>
  command('list', 'all that was ever recorded, oldest first', [
    'tendril leads consents list ann@example.com',
    'tendril leads consents list ann@example.com --json | jq .proof',
  ])
    .argument('<lead>', 'address or id')
    .action(async (lead: string) => {
      const { id, store } = await leadOf(cli, lead);
      await show(cli, await store.consents.list(id));
    });

interface RecordOptions {
  readonly basis: NewConsent['basis'];
  readonly source: string;
  readonly wording?: string;
  readonly method: ConsentProof['method'];
  readonly reference?: string;
  readonly at?: Instant;
}

const consentsRecord = (cli: Cli): Command =>
  command(
    'record',
    'record a consent; an express one with --at and --reference lifts the opt-out that came before it',
    [
      'tendril leads consents record ann@example.com marketing --source "fair Hannover" --reference "card 118" --at 2026-11-20',
      'tendril leads consents record ann@example.com newsletter --basis implied --source inquiry --at 2026-11-02',
    ],
  )
    .argument('<lead>', 'address or id')
    .argument('<purpose>', 'marketing, a topic, tracking or profiling', readPurpose)
    .addOption(new Option('--basis <basis>').choices(['express', 'implied', 'legitimate_interest']).default('express'))
    .requiredOption('--source <where>', 'where it was given, e.g. "form pricing"')
    .option('--wording <text>', 'what the person agreed to, word for word')
    .addOption(new Option('--method <method>', 'how it is known').choices(consentMethods).default('person'))
    .option('--reference <text>', 'a document, a ticket, a recording')
    .addOption(
      new Option('--at <time>', 'when it was given; without it, now, and nothing is lifted').argParser(readPast),
    )
    .action(async (lead: string, of: string, { basis, source, at, wording, method, reference }: RecordOptions) => {
      const { id, email, store, now } = await leadOf(cli, lead);
      const proof = { method, ...(reference === undefined ? {} : { reference }) };
      const said = { wording: wording ?? null, proof, at: at ?? now, undated: at === undefined, expiresAt: null };
      const stopsOf = async () => (await store.suppressions.entries(email)).filter(({ liftedAt }) => liftedAt === null);
      const [before, stops] = [await store.consents.list(id), await stopsOf()];
      const consents = await store.consents.record(id, [{ purpose: of, basis, source, ...said }], 'cli', now);
      await show(cli, consents);
      const lifted = stops.length - (await stopsOf()).length;
      if (lifted > 0)
        cli.screen.note(`The opt-out that came before it is lifted: mails of ${of} may go to ${email} again.`);
      const isKnown = consents.some((one) => one.purpose === of && one.basis === basis && one.withdrawnAt === null);
      if (consents.length > before.length || isKnown) return;
      throw new TendrilError(
        'SUPPRESSION_LASTING',
        `Not recorded: ${email} objected to ${of}, and only what it said itself, later and with --at and --reference, outweighs that`,
      );
    });

const consentsWithdraw = (cli: Cli): Command =>
  command('withdraw', 'withdraw what is in force of a purpose, or object to it; its sequences stop', [
    'tendril leads consents withdraw ann@example.com tracking',
  ])
    .argument('<lead>', 'address or id')
    .argument('<purpose>', 'marketing, a topic, tracking or profiling', readPurpose)
    .action(async (lead: string, of: string) => {
      const { id, store, now } = await leadOf(cli, lead);
      await show(cli, await store.consents.withdraw(id, of, 'cli', now));
    });

function readPurpose(value: string): string {
  const known = purpose.safeParse(value);
  if (known.success) return known.data;
  throw new InvalidArgumentError(`It must be ${known.error.issues[0]?.message ?? 'a purpose'}.`);
}

function readPast(value: string): Instant {
  const ms = /^\d{4}-\d\d-\d\d(T[\d:.]+(Z|[+-]\d\d:\d\d))?$/.test(value) ? Date.parse(value) : Number.NaN;
  if (!Number.isNaN(ms)) return new Date(ms).toISOString();
  throw new InvalidArgumentError('It must be a day or a time, such as 2026-11-21 or 2026-11-21T09:00:00Z.');
}
