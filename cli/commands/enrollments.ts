/** `tendril enrollments`: who is in which sequence, and at which step. */
import type { Command } from 'commander';
import { type Cli, group } from '../command.ts';
import { enrollmentsList } from './enrollments/list.ts';
import { enrollmentsMove } from './enrollments/move.ts';
import { enrollmentsPause, enrollmentsResume } from './enrollments/pause.ts';
import { enrollmentsStop } from './enrollments/stop.ts';

export const enrollmentsCommand = (cli: Cli): Command =>
  group('enrollments', 'list, stop, pause, resume or move enrollments', [
    enrollmentsList(cli),
    enrollmentsStop(cli),
    enrollmentsPause(cli),
    enrollmentsResume(cli),
    enrollmentsMove(cli),
  ]);
