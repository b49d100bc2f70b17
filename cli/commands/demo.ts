/** `tendril demo`: plays the lead against the running engine, by the same ways that a mail program takes. */
import type { Command } from 'commander';
import { type Cli, group } from '../command.ts';
import { demoClick } from './demo/click.ts';
import { demoReply } from './demo/reply.ts';
import { demoSales } from './demo/sales.ts';

export const demoCommand = (cli: Cli): Command =>
  group('demo', 'play the lead, who clicks or replies, and the salesperson who answers', [
    demoClick(cli),
    demoReply(cli),
    demoSales(cli),
  ]);
