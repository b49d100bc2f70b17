/** `tendril leads preferences`: which mails a lead wants, and how many. */
import { type Command, Option } from 'commander';
import { type MailFrequency, mailFrequencies, type Preferences } from '../../../db/store.ts';
import type { Zone } from '../../../domain/time.ts';
import { type Cli, command } from '../../command.ts';
import { frequencyWords, momentIn } from '../../lead-wishes.ts';
import { zoneOfLead } from '../../lead-zone.ts';
import { printable } from '../../terminal/width.ts';

interface PreferenceOptions {
  readonly frequency?: MailFrequency;
}

export const leadsPreferences = (cli: Cli): Command =>
  command('preferences', 'which mails a lead wants, and how many; or write down how many', [
    'tendril leads preferences ann@example.com',
    'tendril leads preferences ann@example.com --frequency monthly',
    'tendril leads preferences ann@example.com --json | jq .without',
  ])
    .argument('<lead>', 'address or id')
    .addOption(new Option('--frequency <how>', 'what it asked for').choices(mailFrequencies))
    .action(async (lead: string, { frequency }: PreferenceOptions) => {
      const services = await cli.services();
      const store = await services.store();
      const { leads, preferences } = store;
      const known = await leads.get(lead, services.now());
      const { id, email } = known;
      const wanted =
        frequency === undefined
          ? await preferences.ofLead(id)
          : await preferences.changeOfLead(id, { frequency }, 'cli', services.now());
      if (cli.screen.json) return cli.screen.record(wanted);
      for (const line of lines(email, await zoneOfLead(store, known), wanted)) await cli.screen.line(printable(line));
    });

const lines = (
  email: string,
  zone: Zone,
  { stopped, without, frequency, pausedUntil, awayUntil }: Preferences,
): readonly string[] => [
  email,
  `  marketing mail  ${stopped === null ? 'not suppressed' : `suppressed: ${stopped}`}`,
  `  not wanted      ${without.join(', ') || 'nothing'}`,
  `  how many        ${frequencyWords[frequency]}`,
  `  paused until    ${pausedUntil === null ? 'no pause' : momentIn(pausedUntil, zone)}`,
  ...(awayUntil === null ? [] : [`  away until      ${momentIn(awayUntil, zone)}`]),
];
