/** What a broadcast would do, told to the person who is about to begin it. */
import type { BroadcastForecast } from '../../../db/store.ts';
import type { SendWindow } from '../../../domain/program-settings.ts';
import { durationInWords, durationMs } from '../../../domain/time.ts';
import { hoursInWords, weekdaysInWords } from '../../../domain/window-text.ts';
import { filterWords } from '../../lead-filter.ts';
import { momentHere } from '../../local-time.ts';
import { pauseWords, resumeCommand, whyPaused } from '../../pausing.ts';
import type { Screen } from '../../terminal/screen.ts';
import { printable } from '../../terminal/width.ts';
import type { BroadcastPlan } from './plan.ts';
import { heldWords } from './words.ts';

/** Leads that get it, now or once what holds them is over. */
export const getting = ({ fit, heldBack }: BroadcastForecast): number => fit - sumOf(heldBack);

export const mails = (count: number): string => `${count} ${count === 1 ? 'mail' : 'mails'}`;

export function planLines(screen: Pick<Screen, 'paint'>, plan: BroadcastPlan): readonly string[] {
  const { order, templateNumber, from, sample, forecast } = plan;
  const { settings, pace, startAt, filter } = order;
  const rows: readonly (readonly [string, string])[] = [
    ['broadcast', `${order.name}: template ${order.template}, version ${templateNumber}`],
    ['from', `${from.name} <${from.address}>`],
    ['subject', sample === null ? 'nobody gets it now' : `"${sample.subject}", as ${sample.recipient} gets it`],
    ['to', `${forecast.fit} of ${forecast.total} leads (${filterWords(filter)})`],
    ...countRows(forecast),
    ['purpose', settings.purpose],
    ['begins', `${momentHere(startAt)}, at most ${pace}/s: ${timeNeeded(plan)} at least`],
    ...(settings.window === null ? [] : [['leaves', windowWords(settings.window)] as const]),
    ...(settings.stale === null
      ? []
      : [['left out', `what could not leave within ${durationInWords(settings.stale.after)}`] as const]),
  ];
  return rows.map(([title, text]) => `${screen.paint('dim', title.padEnd(11))} ${printable(text)}`);
}

/** Who gets it, who waits and who does not, the most frequent first. */
function countRows(forecast: BroadcastForecast): readonly (readonly [string, string])[] {
  const reasons = (counts: Readonly<Record<string, number>>): readonly string[] =>
    Object.entries(counts)
      .filter(([, count]) => count > 0)
      .sort(([, a], [, b]) => b - a)
      .map(([reason, count]) => `${count} ${heldWords(reason)}`);
  const [waiting, held] = [sumOf(forecast.later), sumOf(forecast.heldBack)];
  return [
    ['get it', `${getting(forecast)}`],
    ...(waiting === 0 ? [] : [['wait first', `${waiting} of them: ${reasons(forecast.later).join(', ')}`] as const]),
    ...(held === 0 ? [] : [['held back', `${held}: ${reasons(forecast.heldBack).join(', ')}`] as const]),
  ];
}

/** What a person should know besides. */
export function planNotes({ pauses, order: { settings, pace }, forecast }: BroadcastPlan): readonly string[] {
  const notes = pauses.flatMap((pause) => [
    `Its mails will wait: ${pauseWords(pause)}${whyPaused(pause)}`,
    `Let them go on: ${resumeCommand(pause)}`,
  ]);
  const { stale } = settings;
  if (stale === null || (getting(forecast) / pace) * 1000 < durationMs(stale.after)) return notes;
  const within = durationInWords(stale.after);
  return [
    ...notes,
    `At ${pace}/s not all of them can leave within ${within}: give a higher --pace or a longer --late.`,
  ];
}

/** `08:00-18:00 on weekdays, not on public holidays; on the clock of each lead` */
function windowWords({ days, hours, holidays }: SendWindow): string {
  const times = hours.map((one) => (one.from === one.to ? 'at any time' : hoursInWords(one))).join(', ');
  const free = holidays.country === null ? '' : ', not on public holidays';
  const on = weekdaysInWords(days);
  return `${times} ${on === 'every day' ? '' : 'on '}${on}${free}; on the clock of each lead`;
}

const units = [
  { name: 'day', seconds: 86_400 },
  { name: 'hour', seconds: 3600 },
  { name: 'minute', seconds: 60 },
  { name: 'second', seconds: 1 },
] as const;

function timeNeeded({ forecast, order: { pace } }: BroadcastPlan): string {
  const needed = Math.max(1, Math.ceil(getting(forecast) / pace));
  // A unit of which there are two: "90 minutes" says more than "1 hour".
  const unit = units.find(({ seconds }) => needed >= 2 * seconds) ?? { name: 'second', seconds: 1 };
  const count = Math.ceil(needed / unit.seconds);
  return `${count} ${unit.name}${count === 1 ? '' : 's'}`;
}

const sumOf = (counts: Readonly<Record<string, number>>): number =>
  Object.values(counts).reduce((sum, count) => sum + count, 0);
