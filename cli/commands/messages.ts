/** `tendril messages`: the sending ledger, above all what is UNKNOWN. */
import type { Command } from 'commander';
import { type Cli, group } from '../command.ts';
import { messagesList } from './messages/list.ts';
import { messagesResolve } from './messages/resolve.ts';
import { messagesShow } from './messages/show.ts';

export const messagesCommand = (cli: Cli): Command =>
  group('messages', 'the sending ledger: list, show, resolve', [
    messagesList(cli),
    messagesShow(cli),
    messagesResolve(cli),
  ]);
