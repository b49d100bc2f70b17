/** `tendril handoffs show`: the story of the lead, as the salesperson gets it. */
import type { Command } from 'commander';
import type { HandoffStory, HandoffView } from '../../../db/store.ts';
import { type Cli, command } from '../../command.ts';
import { momentHere } from '../../local-time.ts';
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
        ...planLines(handoff),
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

const planLines = ({ plannedAt }: HandoffView): readonly string[] =>
  plannedAt === null ? [] : [`  next contact ${momentHere(plannedAt)}`];

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
