/** `tendril senders`: the domains that mails come from, whether receivers will believe it, and what signs them. */
import type { Command } from 'commander';
import { type Cli, group } from '../command.ts';
import { sendersActivate, sendersDeactivate } from './senders/activate.ts';
import { sendersKeys } from './senders/keys.ts';
import { sendersList } from './senders/list.ts';
import { sendersPause, sendersResume } from './senders/pause.ts';
import { sendersPreflight } from './senders/preflight.ts';
import { sendersWarmUp } from './senders/warm-up.ts';

export const sendersCommand = (cli: Cli): Command =>
  group(
    'senders',
    'domains that mails are sent from: check, activate, sign, pause, warm up',
    [
      sendersList(cli),
      sendersPreflight(cli),
      sendersActivate(cli),
      sendersDeactivate(cli),
      sendersKeys(cli),
      sendersWarmUp(cli),
      sendersPause(cli),
      sendersResume(cli),
    ],
    [
      'tendril senders list',
      'tendril senders keys new mail.example.com',
      'tendril senders preflight mail.example.com',
      'tendril senders activate mail.example.com',
    ],
  );
