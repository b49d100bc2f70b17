/** `tendril events`: what a lead did, told from outside. */
import type { Command } from 'commander';
import { type Cli, group } from '../command.ts';
import { eventsPost } from './events/post.ts';

export const eventsCommand = (cli: Cli): Command => group('events', 'post an event of a lead', [eventsPost(cli)]);
