/** `tendril inbound`: what comes back and in, and what people answer to it. */
import type { Command } from 'commander';
import { type Cli, group } from '../command.ts';
import { inboundAnswer } from './inbound/answer.ts';
import { inboundDeliver } from './inbound/deliver.ts';
import { inboundExplain } from './inbound/explain.ts';
import { inboundAssign, inboundDismiss } from './inbound/handle.ts';
import { inboundList } from './inbound/list.ts';
import { inboundReplay } from './inbound/replay.ts';
import { inboundRaw, inboundShow } from './inbound/show.ts';
import { inboundThread } from './inbound/thread.ts';

export const inboundCommand = (cli: Cli): Command =>
  group(
    'inbound',
    'mails that come in: read, answer, say whom they are about',
    [
      inboundList(cli),
      inboundShow(cli),
      inboundRaw(cli),
      inboundThread(cli),
      inboundAnswer(cli),
      inboundAssign(cli),
      inboundDismiss(cli),
      inboundReplay(cli),
      inboundDeliver(cli),
      inboundExplain(cli),
    ],
    [
      'tendril inbound list --status held',
      'tendril inbound thread ann@example.com',
      'tendril inbound answer ID --text "Tuesday suits me."',
    ],
  );
