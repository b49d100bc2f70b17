/** `tendril leads preferences`: which mails a lead wants, and how many. */
import { type Command, Option } from 'commander';
import { type MailFrequency, mailFrequencies, type Preferences } from '../../../db/store.ts';
import { type Cli, command } from '../../command.ts';
import { momentHere } from '../../local-time.ts';
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
      const { leads, preferences } = await services.store();
      const { id } = await leads.get(lead, services.now());
      const wanted =
        frequency === undefined
          ? await preferences.ofLead(id)
          : await preferences.changeOfLead(id, { frequency }, 'cli', services.now());
      if (cli.screen.json) return cli.screen.record(wanted);
      for (const line of lines(wanted)) await cli.screen.line(printable(line));
    });

const frequencyWords: Readonly<Record<MailFrequency, string>> = {
  all: 'as many as there are',
  weekly: 'at most one a week',
  monthly: 'at most one a month',
};

const lines = ({ masked, stopped, without, frequency, pausedUntil, awayUntil }: Preferences): readonly string[] => [
  masked,
  `  marketing mail  ${stopped === null ? 'allowed' : `suppressed: ${stopped}`}`,
  `  not wanted      ${without.join(', ') || 'nothing'}`,
  `  how many        ${frequencyWords[frequency]}`,
  `  paused until    ${pausedUntil === null ? 'no pause' : momentHere(pausedUntil)}`,
  ...(awayUntil === null ? [] : [`  away until      ${momentHere(awayUntil)}`]),
];
