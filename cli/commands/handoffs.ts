/** `tendril handoffs`: what marketing gives to sales. */
import type { Command } from 'commander';
import { type Cli, group } from '../command.ts';
import { handoffsAccept } from './handoffs/accept.ts';
import { handoffsAssign } from './handoffs/assign.ts';
import { handoffsList } from './handoffs/list.ts';
import { handoffsNumbers } from './handoffs/numbers.ts';
import { handoffsReturn } from './handoffs/return.ts';
import { handoffsRoute } from './handoffs/route.ts';
import { handoffsShow } from './handoffs/show.ts';
import {
  handoffsCalendar,
  handoffsContacted,
  handoffsLost,
  handoffsMeeting,
  handoffsPlan,
  handoffsWon,
} from './handoffs/steps.ts';

export const handoffsCommand = (cli: Cli): Command =>
  group(
    'handoffs',
    'the hand-offs to sales: list, show, route, assign, accept, return, contacted, plan, calendar, meeting, won, lost, numbers',
    [
      handoffsList(cli),
      handoffsShow(cli),
      handoffsRoute(cli),
      handoffsAssign(cli),
      handoffsAccept(cli),
      handoffsReturn(cli),
      handoffsContacted(cli),
      handoffsPlan(cli),
      handoffsCalendar(cli),
      handoffsMeeting(cli),
      handoffsWon(cli),
      handoffsLost(cli),
      handoffsNumbers(cli),
    ],
  );
