/** The period of a report on sources, as options tell it. */
import { InvalidArgumentError, Option } from 'commander';
import type { Period } from '../db/store.ts';
import { isDate } from '../domain/time.ts';

export function day(text: string): string {
  if (!isDate(text)) throw new InvalidArgumentError('It must be a day such as 2026-03-31.');
  return text;
}

export interface PeriodOptions {
  readonly from?: string;
  readonly to?: string;
}

export const periodOptions = (): readonly Option[] => [
  new Option(
    '--from <day>',
    'only leads first known on this day or later; costs by the days that lie in the period',
  ).argParser(day),
  new Option('--to <day>', 'only leads first known until this day').argParser(day),
];

export const periodOf = ({ from, to }: PeriodOptions): Period => ({ from: from ?? null, to: to ?? null });
