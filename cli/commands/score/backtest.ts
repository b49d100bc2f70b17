/** `tendril score backtest`: a model in a file against what became of leads. */
import { type Command, InvalidArgumentError, Option } from 'commander';
import { createConditions } from '../../../authoring/conditions.ts';
import { Findings } from '../../../authoring/findings.ts';
import { readScoring } from '../../../authoring/scoring.ts';
import type { PastLead } from '../../../db/store.ts';
import type { Instant } from '../../../domain/instant.ts';
import { type Stage, stages } from '../../../domain/lifecycle.ts';
import { type Backtest, backtestOf, type Confusion, type Foretold, foretell } from '../../../domain/score-backtest.ts';
import { type Grade, gradeOf, type ScoringModel } from '../../../domain/scoring.ts';
import { isDate } from '../../../domain/time.ts';
import { type Cli, command } from '../../command.ts';
import { findingsFailure } from '../../failure.ts';
import { readSource } from '../../source-file.ts';
import { createProgress } from '../../terminal/progress.ts';
import { type Column, tableLines } from '../../terminal/table.ts';

interface BacktestOptions {
  readonly since?: Instant;
  readonly positive: Stage;
}

/** Outcomes that can count as good: what sales or the customer decided. */
const outcomes = stages.slice(stages.indexOf('sql'), stages.indexOf('recycled'));
const atOnce = 500;

export const scoreBacktest = (cli: Cli): Command =>
  command('backtest', 'hold a model in a file against what became of leads: whom would it have given to sales?', [
    'tendril score backtest workspace/scoring.yaml',
    'tendril score backtest new-model.yaml --since 2026-01-01 --positive customer --json',
  ])
    .argument('<file>', 'a scoring model, as workspace/scoring.yaml')
    .option('--since <date>', 'only outcomes from this day on (UTC), such as 2026-01-01', dayBegin)
    .addOption(
      new Option('--positive <stage>', 'what counts as good, with all beyond it').choices(outcomes).default('sql'),
    )
    .action(async (file: string, { since, positive }: BacktestOptions) => {
      const model = await candidate(cli, file);
      const told = await foretoldBy(cli, model, since ?? null, positive);
      const result = backtestOf(model, told);
      if (cli.screen.json) return cli.screen.record({ model: model.name, positive, ...result });
      for (const line of lines(cli, model, result)) await cli.screen.line(line);
      if (result.few) {
        cli.screen.note(`Fewer than 30 leads with an outcome say little about any model; there are ${result.leads}.`);
      }
    });

function dayBegin(text: string): Instant {
  if (!isDate(text)) throw new InvalidArgumentError('It must be a date such as 2026-11-01.');
  return `${text}T00:00:00.000Z`;
}

/** @throws the code of the first finding; FILE_UNKNOWN */
async function candidate(cli: Cli, file: string): Promise<ScoringModel> {
  const store = await (await cli.services()).store();
  const { organisation } = await store.publications.workspace();
  const findings = new Findings();
  const { fields, events } = organisation;
  const model = readScoring(await readSource(file, 'YAML_SYNTAX'), { fields, events }, findings);
  if (!model || findings.count > 0) throw findingsFailure(findings.sorted, 'no lead was looked at');
  return model;
}

async function foretoldBy(
  cli: Cli,
  model: ScoringModel,
  since: Instant | null,
  positive: Stage,
): Promise<readonly Foretold[]> {
  const { scores } = await (await cli.services()).store();
  const grade = graderOf(model);
  const progress = createProgress(cli.screen, 'Reading what happened', 1);
  const told: Foretold[] = [];
  for (let after: string | null = null; ; ) {
    const page: readonly PastLead[] = await scores.past({ since, positive, after, limit: atOnce });
    for (const lead of page) told.push(foretell(model, lead, grade(lead)));
    progress.at(told.length, told.length);
    after = page.at(-1)?.id ?? null;
    if (page.length < atOnce) break;
  }
  progress.clear();
  return told;
}

function graderOf(model: ScoringModel): (lead: PastLead) => Grade {
  const conditions = createConditions();
  return ({ facts }) => {
    const fitting = model.fit.filter(({ when }) => conditions.evaluate(when, facts));
    return gradeOf(
      model,
      fitting.reduce((sum, { points }) => sum + points, 0),
    );
  };
}

const share = (of: number | null): string => (of === null ? '-' : `${Math.round(of * 100)} %`);

function lines(cli: Cli, model: ScoringModel, result: Backtest): readonly string[] {
  const { leads, good, bad, raised, own, thresholds, suggested } = result;
  const columns: readonly Column<Confusion>[] = [
    { title: 'MQL AT', value: ({ at }) => at, align: 'right' },
    { title: 'GIVEN TO SALES', value: ({ chosen }) => chosen, align: 'right' },
    { title: 'GOOD', value: ({ right }) => right, align: 'right' },
    { title: 'MISSED', value: ({ missed }) => missed, align: 'right' },
    { title: 'PRECISION', value: ({ precision }) => share(precision), align: 'right' },
    { title: 'RECALL', value: ({ recall }) => share(recall), align: 'right' },
    { title: 'F1', value: ({ f1 }) => f1.toFixed(2), align: 'right' },
    { title: '', value: ({ at }) => (at === suggested ? 'best' : at === model.mql.at ? 'the model' : '') },
  ];
  const asked = raised === 0 ? '' : `, ${raised} of which asked themselves`;
  return [
    `${leads} ${leads === 1 ? 'lead' : 'leads'} with an outcome: ${good} good, ${bad} bad`,
    `The model "${model.name}" would have given ${own.chosen} to sales${asked}: ${own.right} good, ${own.missed} good ones missed`,
    ...(leads === 0 ? [] : ['', ...tableLines(cli.screen, columns, thresholds)]),
    ...(suggested === null || suggested === model.mql.at ? [] : ['', `Suggested: mql.at ${suggested}`]),
  ];
}
