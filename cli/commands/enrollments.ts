/** `tendril enrollments`: who is in which sequence, and at which step. */
import type { Command } from 'commander';
import { type Cli, group } from '../command.ts';
import { enrollmentsList } from './enrollments/list.ts';
import { enrollmentsStop } from './enrollments/stop.ts';

export const enrollmentsCommand = (cli: Cli): Command =>
  group('enrollments', 'list or stop enrollments', [enrollmentsList(cli), enrollmentsStop(cli)]);
