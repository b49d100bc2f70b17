/** `tendril score`: why a score is what it is, all of them anew, and what another model would have said. */
import type { Command } from 'commander';
import { type Cli, group } from '../command.ts';
import { scoreBacktest } from './score/backtest.ts';
import { scoreExplain } from './score/explain.ts';
import { scoreRecompute, scoreRecomputes } from './score/recompute.ts';

export const scoreCommand = (cli: Cli): Command =>
  group('score', 'scores: explain one, value all anew after a change, hold a model against the past', [
    scoreExplain(cli),
    scoreRecompute(cli),
    scoreRecomputes(cli),
    scoreBacktest(cli),
  ]);
