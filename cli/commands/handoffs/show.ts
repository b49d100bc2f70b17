/** `tendril handoffs show`: the story of the lead, as the salesperson gets it. */
import type { Command } from 'commander';
import type { HandoffStory, HandoffView } from '../../../db/store.ts';
import { trackOf } from '../../../domain/return-rules.ts';
import { type Cli, command } from '../../command.ts';
import { momentHere } from '../../local-time.ts';
import type { Services } from '../../services.ts';
import { printable } from '../../terminal/width.ts';
import { leadLines, timelineLines } from '../../timeline.ts';

export const handoffsShow = (cli: Cli): Command =>
  command('show', 'show a hand-off with the story of its lead', [
    'tendril handoffs show 0199f0a2-6c1e-7d4b-9a3e-0c5f6a7b8c9d',
  ])
    .argument('<id>', 'the id of the hand-off: tendril handoffs list')
    .action(async (id: string) => {
      const services = await cli.services();
      const story = await (await services.store()).handoffs.story(id, services.now());
      if (cli.screen.json) return cli.screen.record(story);
      const { handoff, lead, timeline, group } = story;
      const lines = [
        handoffLine(handoff),
        ...group.map(memberLine),
        ...progressLines(handoff),
        ...(await wayBack(services, handoff)),
        '',
        ...leadLines(cli.screen, lead),
        '',
        ...timelineLines(cli.screen, timeline),
      ];
      for (const line of lines) await cli.screen.line(line);
    });

/** One of the same company that goes with it, or that it goes with. */
const memberLine = ({ id, name, email, score, status, leads }: HandoffStory['group'][number]): string =>
  printable(
    `  ${leads ? 'goes with' : 'together with'} ${name} (${email}, score ${Math.round(score)}): ${status}, ${id}`,
  );

/** What sales has logged of one that it has, and what is planned. */
export function progressLines({ status, contactedAt, meetingAt, plannedAt }: HandoffView): readonly string[] {
  if (status === 'open' || status === 'returned') return [];
  const none = status === 'accepted' ? '  no contact is logged yet' : null;
  return [
    contactedAt === null ? none : `  first contact ${momentHere(contactedAt)}`,
    meetingAt === null ? null : `  a meeting was set ${momentHere(meetingAt)}`,
    plannedAt === null ? null : `  next contact ${momentHere(plannedAt)}`,
  ].filter((line) => line !== null);
}

/** Where one goes that came back or was lost: what nurtures it, or when that begins. */
async function wayBack(services: Services, { id, leadId, status }: HandoffView): Promise<readonly string[]> {
  if (status !== 'returned' && status !== 'lost') return [];
  const store = await services.store();
  const { items } = await store.enrollments.list({ leadId }, { limit: 50 });
  const nurtured = items.find(({ origin }) => origin === `handoff/${id}`);
  if (nurtured) return [`  nurtured by "${nurtured.sequence}" since ${momentHere(nurtured.createdAt)}`];
  const [decided, { sales, organisation }] = await Promise.all([
    store.handoffs.decisionOf(id),
    store.publications.workspace(),
  ]);
  const { decision, erased = true } = decided ?? {};
  if (!decided || erased || (decision?.kind !== 'returned' && decision?.kind !== 'lost')) return [];
  const reason = decision.kind === 'lost' ? 'lost' : decision.reason;
  const track = trackOf(sales.returns, { ...decided, reason }, organisation.timeZone);
  if (track === null) return ['  not nurtured again, for its reason disqualifies it'];
  return track.from > services.now() ? [`  rests until ${momentHere(track.from)}; then "${track.sequence}"`] : [];
}

/** Where a hand-off stands, in one line. */
export function handoffLine(handoff: HandoffView): string {
  const { status, salesperson, reason, note, decidedBy, deadline, amount, currency } = handoff;
  const parts = [
    `Hand-off ${handoff.number} of ${handoff.email}: ${status}`,
    amount === null ? null : `${amount} ${currency ?? ''}`,
    reason,
    note === null ? null : `"${note}"`,
    salesperson === null ? null : `with ${salesperson.name}`,
    status === 'open' && deadline !== null ? `until ${momentHere(deadline)}` : null,
    decidedBy === null ? null : `decided by ${decidedBy}`,
  ];
  return printable(parts.filter((part) => part !== null).join(', '));
}
