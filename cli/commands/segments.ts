/** `tendril segments`: how many leads a segment or a condition means, which, and since when. */
import type { Command } from 'commander';
import { type Cli, group } from '../command.ts';
import { segmentsCount } from './segments/count.ts';
import { segmentsList } from './segments/list.ts';
import { segmentsMembers } from './segments/members.ts';
import { segmentsShow } from './segments/show.ts';

export const segmentsCommand = (cli: Cli): Command =>
  group('segments', 'leads by what is true of them: list, show, count, members', [
    segmentsList(cli),
    segmentsShow(cli),
    segmentsCount(cli),
    segmentsMembers(cli),
  ]);
