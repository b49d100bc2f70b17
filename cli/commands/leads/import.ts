/** `tendril leads import` */
import { type Command, InvalidArgumentError, Option } from 'commander';
import { encodingNamed } from '../../../authoring/text-encoding.ts';
import { TendrilError } from '../../../domain/errors.ts';
import {
  type DecimalMark,
  decimalMarks,
  type ImportRule,
  type ImportWishes,
  importRules,
} from '../../../domain/import-rule.ts';
import { errorPath } from '../../broken-rows.ts';
import { type Cli, command } from '../../command.ts';
import { findingLines } from '../../failure.ts';
import { leadFile } from '../../lead-file.ts';
import { type ImportResult, importLeads } from '../../lead-import.ts';
import { createProgress } from '../../terminal/progress.ts';
import { type Column, tableLines } from '../../terminal/table.ts';
import { undeclaredLines } from '../../undeclared-sources.ts';

/** An import that takes less than this needs no progress bar. */
const worthShowing = 500;
/** Broken rows on the screen; all are in the file of broken rows. */
const shownRows = 10;

interface Options {
  readonly map: ImportWishes['map'];
  readonly ignoreUnknown?: true;
  readonly update: ImportWishes['update'];
  readonly eraseBlank: readonly string[];
  readonly dates?: 'dmy' | 'mdy';
  readonly decimals?: DecimalMark;
  readonly forgetMapping?: true;
  readonly encoding?: string;
  readonly source?: string;
  readonly newSource?: true;
  readonly errors?: string;
  readonly dryRun?: true;
  readonly again?: true;
}

export const leadsImport = (cli: Cli): Command =>
  command('import', 'import leads from a CSV file of any size; broken rows go into a file of their own', [
    'tendril leads import leads.csv',
    'tendril leads import leads.csv --dry-run',
    'tendril leads import customers.csv --map "Betrieb=company" --map "Notes=-" --update company=fill',
    'tendril leads import leads.csv --json | jq .codes',
  ])
    .argument('<file>', 'CSV with a header: email, first name, …, and custom fields of the workspace')
    .option(
      '--map <heading=field>',
      'what a column holds; "Notes=-" leaves it out; remembered for files with this header',
      mapped,
      {},
    )
    .option('--ignore-unknown', 'leave out columns that nothing is known of')
    .option('--update <field=rule>', `how it reaches leads that are known: ${importRules.join(', ')}`, ruled, {})
    .option('--erase-blank <field>', 'a blank cell of it erases what is known', collected, [])
    .addOption(new Option('--dates <order>', 'of dates such as 03/04/2026').choices(['dmy', 'mdy']))
    .addOption(new Option('--decimals <mark>', 'of numbers such as 1.500').choices(decimalMarks))
    .option('--forget-mapping', 'forget how files with this header were read')
    .option('--encoding <name>', 'of a file that is not UTF-8, e.g. windows-1250', encoding)
    .option('--source <source>', 'of leads whose row names none')
    .option('--new-source', 'let --source name one that sources.yaml does not declare: nothing holds its leads back')
    .option('--errors <path>', 'where broken rows go; default: NAME.errors.csv beside the file')
    .option('--dry-run', 'only say what would happen')
    .option('--again', 'import a file that is in already once more')
    .action(async (path: string, options: Options) => {
      const file = await leadFile(path);
      const services = await cli.services();
      const store = await services.store();
      const progress = createProgress(cli.screen, options.dryRun ? 'Looking' : 'Importing', worthShowing);
      const errorFile = errorPath(path, options.errors);
      const result = await cli.stoppable((signal) =>
        importLeads(store, file, {
          ...{ now: services.now, actor: 'cli', signal, onLines: progress.at, errorFile },
          ...{ wishes: wishesOf(options), forget: options.forgetMapping === true, again: options.again === true },
          newSource: options.newSource === true,
          ...{ encoding: options.encoding ?? null, source: options.source ?? null, dryRun: options.dryRun === true },
        }),
      );
      progress.clear();
      await showResult(cli, result);
      throwUnfinished(result);
    });

function wishesOf({ map, ignoreUnknown, update, eraseBlank, dates, decimals }: Options): Partial<ImportWishes> {
  return {
    ...(Object.keys(map).length > 0 ? { map } : {}),
    ...(ignoreUnknown ? { ignoreUnknown } : {}),
    ...(Object.keys(update).length > 0 ? { update } : {}),
    ...(eraseBlank.length > 0 ? { eraseBlank } : {}),
    ...(dates === undefined ? {} : { dates }),
    ...(decimals === undefined ? {} : { decimals }),
  };
}

function parted(value: string): readonly [string, string] {
  const at = value.lastIndexOf('=');
  if (at < 1 || at === value.length - 1) throw new InvalidArgumentError('It must be like "Betrieb=company".');
  return [value.slice(0, at).trim(), value.slice(at + 1).trim()];
}

function mapped(value: string, before: ImportWishes['map']): ImportWishes['map'] {
  const [heading, to] = parted(value);
  return { ...before, [heading]: to === '-' ? null : to };
}

function ruled(value: string, before: ImportWishes['update']): ImportWishes['update'] {
  const [name, written] = parted(value);
  const rule = importRules.find((one): one is ImportRule => one === written);
  if (rule === undefined) throw new InvalidArgumentError(`The rule must be one of ${importRules.join(', ')}.`);
  return { ...before, [name]: rule };
}

const collected = (value: string, before: readonly string[]): readonly string[] => [...before, value];

function encoding(value: string): string {
  try {
    return encodingNamed(value);
  } catch (error) {
    throw new InvalidArgumentError((error as Error).message);
  }
}

async function showResult(cli: Cli, result: ImportResult): Promise<void> {
  const { screen } = cli;
  const { file, state, broken, refused } = result;
  if (screen.json) return screen.record(result);
  for (const notice of result.notices) screen.note(notice);
  // Why a whole file is refused is what the command ends with.
  if (state === 'refused') return;
  if (state === 'resumed') screen.note(`${file}: was begun before and goes on at line ${number(result.fromLine)}.`);
  if (state === 'done') {
    screen.note(`${file}: is in already; these are the numbers of then. To import it once more: --again`);
  }
  for (const row of broken.slice(0, shownRows)) {
    const lines = findingLines({ ...row, file, col: 1 }, (code) => screen.paintNote('red', code));
    for (const line of lines) screen.note(line);
  }
  const codes = Object.entries(result.codes).map(([code, count]) => `${code} ${number(count)}`);
  if (refused > shownRows && codes.length > 0) screen.note(`In all: ${codes.join(', ')}`);
  if (result.errorFile !== null) {
    screen.note(`The broken rows are in ${result.errorFile}: mend them there and import that file.`);
  }
  for (const line of undeclaredLines(result)) screen.note(line);
  for (const line of sampleLines(cli, result.samples)) await screen.line(line);
  await screen.line(`${file}: ${countsInWords(result)}`);
}

/** The first leads as they were read, side by side. */
function sampleLines({ screen }: Cli, samples: ImportResult['samples']): readonly string[] {
  if (samples.length === 0) return [];
  const told = samples.map(({ fields = {}, tags = [], ...facts }) => ({ ...facts, ...fields, tags: tags.join(', ') }));
  const names = [...new Set(told.flatMap((lead) => Object.keys(lead)))];
  const saidOf = (lead: object, name: string) => String((lead as Readonly<Record<string, unknown>>)[name] ?? '');
  const columns: readonly Column<string>[] = [
    { title: 'READ AS', value: (name) => name },
    ...told.map((lead, i) => ({
      ...{ title: `LEAD ${i + 1}`, flexible: true },
      value: (name: string) => saidOf(lead, name) || null,
    })),
  ];
  const given = names.filter((name) => told.some((lead) => saidOf(lead, name) !== ''));
  return [...tableLines(screen, columns, given), ''];
}

const number = (value: number): string => value.toLocaleString('en');

function countsInWords({ created, updated, unchanged, refused, left, dryRun }: ImportResult): string {
  const parts = [`${created} new`, `${updated} updated`];
  if (unchanged > 0) parts.push(`${unchanged} unchanged`);
  if (refused > 0) parts.push(`${refused} broken`);
  if (left > 0) parts.push(`${left} not reached`);
  return dryRun ? `would be ${parts.join(', ')}; nothing was written` : parts.join(', ');
}

/** @throws the code of the first broken row when nothing could be imported, else NOT_ALL_DONE */
function throwUnfinished(result: ImportResult): void {
  const { file, state, imported, created, updated, left, refused, broken } = result;
  const [first] = broken;
  if (state === 'refused' && first !== undefined) {
    const { line, code, message } = first;
    throw new TendrilError(code, `nothing was imported, for ${message}`, { file, line });
  }
  if (state === 'done' || (first === undefined && refused === 0 && left === 0)) return;
  const details = { file, created, updated, left, broken: refused };
  if (first !== undefined && imported === 0 && left === 0) {
    throw new TendrilError(first.code, `Nothing was imported from ${file}`, details);
  }
  const why = left > 0 ? 'the import was stopped' : `${refused} of ${imported + refused} rows are broken`;
  const leads = `${imported} ${imported === 1 ? 'lead' : 'leads'}`;
  const done = result.dryRun ? `${leads} could be imported` : `${leads} ${imported === 1 ? 'is' : 'are'} in`;
  throw new TendrilError('NOT_ALL_DONE', `Of ${file}, ${done}; ${why}`, details);
}
