/** `tendril leads check` and `tendril leads fake` */
import { setTimeout as pause } from 'node:timers/promises';
import { type Command, InvalidArgumentError, Option } from 'commander';
import type { UncheckedLead } from '../../../db/store.ts';
import { addressParts } from '../../../domain/registration.ts';
import { type Cli, command } from '../../command.ts';

const pageSize = 500;
/** Domains that are asked about in a second, where nobody says otherwise. */
const usualPace = 20;
/** DNS servers of others slow down or shut out who asks faster. */
const mostPace = 200;

function readPace(text: string): number {
  const pace = Number(text);
  if (pace >= 1 && pace <= mostPace) return pace;
  throw new InvalidArgumentError(`It must be a number from 1 to ${mostPace}.`);
}

interface CheckOptions {
  readonly source?: string;
  readonly pace: number;
}

type Counts = Record<'checked' | 'suspicious' | 'unknown', number>;

export const leadsCheck = (cli: Cli): Command => {
  const pace = new Option('--pace <n>', 'domains a second').default(usualPace).argParser(readPace);
  const about =
    'check the addresses of leads that nobody has looked at, such as those of an import; "tendril addresses check" looks at addresses that you name';
  return command('check', about, ['tendril leads check --source fairs-2026', 'tendril leads check --pace 5'])
    .option('--source <name>', 'only leads of this source')
    .addOption(pace)
    .action(async ({ source = undefined, pace: perSecond }: CheckOptions) => {
      const counts = await cli.stoppable((signal) => checkAll(cli, source ?? null, perSecond, signal));
      if (cli.screen.json) return cli.screen.record(counts);
      const unknown = counts.unknown > 0 ? `, ${counts.unknown} that DNS said nothing of: run it again` : '';
      await cli.screen.line(`${counts.checked} good, ${counts.suspicious} doubtful${unknown}`);
    });
};

/** Each domain is asked about once, however many leads have it. */
async function checkAll(cli: Cli, source: string | null, perSecond: number, signal: AbortSignal): Promise<Counts> {
  const services = await cli.services();
  const [{ registrations }, check] = await Promise.all([services.store(), services.addressCheck()]);
  const counts: Counts = { checked: 0, suspicious: 0, unknown: 0 };
  const asked = new Set<string>();
  for (let after: string | null = null; ; ) {
    const page: readonly UncheckedLead[] = await registrations.unchecked({ source }, after, pageSize);
    for (const { id, email } of page) {
      signal.throwIfAborted();
      const domain = addressParts(email)?.domain ?? '';
      if (!asked.has(domain)) {
        if (asked.size > 0) await pause(1000 / perSecond, undefined, { signal });
        asked.add(domain);
      }
      const verdict = await check.check(email);
      const { registration } = await registrations.checked(id, verdict, services.now());
      counts[registration === 'suspicious' || registration === 'checked' ? registration : 'unknown'] += 1;
    }
    after = page.at(-1)?.id ?? null;
    if (after === null || page.length < pageSize) return counts;
  }
}

export const leadsFake = (cli: Cli): Command =>
  command('fake', 'say that a lead is nobody: it is disqualified, and counts against its source', [
    'tendril leads fake ann@example.com --reason "the number is of a pizzeria"',
  ])
    .argument('<lead>', 'address or id')
    .requiredOption('--reason <text>', 'why')
    .action(async (lead: string, { reason }: { readonly reason: string }) => {
      const services = await cli.services();
      const [store, now] = [await services.store(), services.now()];
      const { id } = await store.leads.get(lead, now);
      const marked = await store.registrations.fake(id, reason, 'cli', now);
      if (cli.screen.json) return cli.screen.record(marked);
      await cli.screen.line(`${marked.email} is marked as fake and gets no mail of any sequence.`);
    });
