/** `tendril sequences`: what is sent to whom, and when. */
import type { Command } from 'commander';
import { type Cli, group } from '../command.ts';
import { sequencesDiff } from './sequences/diff.ts';
import { sequencesExplain } from './sequences/explain.ts';
import { sequencesGraph } from './sequences/graph.ts';
import { sequencesLint } from './sequences/lint.ts';
import { sequencesList } from './sequences/list.ts';
import { sequencesMigrate } from './sequences/migrate.ts';
import { sequencesMigrations } from './sequences/migrations.ts';
import { sequencesPause, sequencesResume } from './sequences/pause.ts';
import { sequencesPublish } from './sequences/publish.ts';
import { sequencesSchema } from './sequences/schema.ts';
import { sequencesShow } from './sequences/show.ts';

export const sequencesCommand = (cli: Cli): Command =>
  group('sequences', 'write, check, publish and change sequences; see who is where', [
    sequencesLint(cli),
    sequencesExplain(cli),
    sequencesGraph(cli),
    sequencesDiff(cli),
    sequencesSchema(cli),
    sequencesPublish(cli),
    sequencesList(cli),
    sequencesShow(cli),
    sequencesMigrate(cli),
    sequencesMigrations(cli),
    sequencesPause(cli),
    sequencesResume(cli),
  ]);
