/** `tendril broadcast`: one mail to all leads of a segment. */
import type { Command } from 'commander';
import { type Cli, group } from '../command.ts';
import { broadcastList } from './broadcast/list.ts';
import { broadcastPause, broadcastResume, broadcastStop } from './broadcast/pause.ts';
import { broadcastSend } from './broadcast/send.ts';
import { broadcastShow } from './broadcast/show.ts';

export const broadcastCommand = (cli: Cli): Command =>
  group(
    'broadcast',
    'one mail to all leads that fit: send, list, show, pause, resume, stop',
    [
      broadcastSend(cli),
      broadcastList(cli),
      broadcastShow(cli),
      broadcastPause(cli),
      broadcastResume(cli),
      broadcastStop(cli),
    ],
    [
      'tendril broadcast send letter-heat --name heat-2026 --segment large-sites --dry-run',
      'tendril broadcast send letter-heat --name heat-2026 --segment large-sites --between 08:00-18:00 --weekdays',
      'tendril broadcast show heat-2026',
      'tendril broadcast pause heat-2026 --reason "the price is wrong"',
      'tendril broadcast list',
    ],
  );
