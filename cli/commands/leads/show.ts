/** `tendril leads show`: everything about one lead. */
import type { Command } from 'commander';
import type { EnrollmentView, PauseView, RegistrationView } from '../../../db/store.ts';
import { type Cli, command } from '../../command.ts';
import { enrollmentColumns } from '../../enrollment-columns.ts';
import { originPairs } from '../../lead-origins.ts';
import { wishPairs } from '../../lead-wishes.ts';
import { zoneOfLead } from '../../lead-zone.ts';
import { pauseWords, resumeCommand, whyPaused } from '../../pausing.ts';
import type { Screen } from '../../terminal/screen.ts';
import { tableLines } from '../../terminal/table.ts';
import { leadLines, timelineLines } from '../../timeline.ts';

/** The newest enrollments; older ones are in the timeline. */
const shownEnrollments = 20;

export const leadsShow = (cli: Cli): Command =>
  command(
    'show',
    'show one lead: where it came from, what it agreed to and wants, what is paused, its enrollments, and its timeline',
    ['tendril leads show ann@example.com', 'tendril leads show ann@example.com --json | jq .timeline'],
  )
    .argument('<lead>', 'address or id')
    .action(async (idOrEmail: string) => {
      const services = await cli.services();
      const store = await services.store();
      const lead = await store.leads.get(idOrEmail, services.now());
      const [pauses, { items: enrollments }, timeline, preferences, consents, suppressions, origins, real] =
        await Promise.all([
          store.pauses.holding(lead.id),
          store.enrollments.list({ leadId: lead.id }, { limit: shownEnrollments }),
          store.leads.timeline(lead.id),
          store.preferences.ofLead(lead.id),
          store.consents.list(lead.id),
          store.suppressions.entries(lead.email),
          store.leads.origins(lead.id),
          store.registrations.of(lead.id),
        ]);
      const { screen } = cli;
      const wishes = { preferences, consents, suppressions };
      if (screen.json)
        return screen.record({ lead, registration: realness(real), origins, pauses, ...wishes, enrollments, timeline });
      const wished = wishPairs(wishes, await zoneOfLead(store, lead), services.now());
      const came = [realPair(real), ...originPairs(lead, origins, consents, services.now())];
      const parts = [
        [
          ...leadLines(screen, lead, [...came, ...wished], (await store.publications.workspace()).organisation.fields),
          ...pauseLines(screen, pauses),
        ],
        enrollmentLines(screen, enrollments),
        timelineLines(screen, timeline),
      ];
      for (const line of parts.filter((part) => part.length > 0).flatMap((part, i) => (i === 0 ? part : ['', ...part])))
        await screen.line(line);
    });

const realness = ({ registration: state, reasons }: RegistrationView) => ({ state, reasons });

/** How far it is known that somebody is there: `suspicious (typo)`. */
const realPair = ({ registration, reasons }: RegistrationView): readonly [string, string] => [
  'address',
  reasons.length === 0 ? registration : `${registration} (${reasons.join(', ')})`,
];

const pauseLines = (screen: Screen, pauses: readonly PauseView[]): readonly string[] =>
  pauses.flatMap((pause) => [
    screen.paint('yellow', `  paused: ${pauseWords(pause)}${whyPaused(pause)}`),
    `    let it go on: ${resumeCommand(pause)}`,
  ]);

const enrollmentLines = (screen: Screen, enrollments: readonly EnrollmentView[]): readonly string[] =>
  enrollments.length === 0 ? [] : tableLines(screen, enrollmentColumns, enrollments);
