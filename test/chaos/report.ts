/** What a round and all rounds of a path came to, in one line each. */
import type { Path } from './path.ts';
import type { RoundReport } from './round.ts';

const number = (value: number): string => value.toLocaleString('en');
const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`;

/** @example delivery 3: killed after 412, 1,203 of 2,000; 11, 9 claimed; 8, 7 in flight; 1,985 sent; … */
export function roundLine({ name, mails, blow }: Path, round: number, report: RoundReport): string {
  const { strikes, verdict, tookMs } = report;
  const each = (of: (found: RoundReport['strikes'][number]) => number): string =>
    strikes.map((found) => number(of(found))).join(', ');
  return [
    `${name} ${round}: ${blow === 'kill' ? 'killed' : 'frozen'} after ${each(({ arrived }) => arrived)} of ${number(mails)}`,
    `${each(({ claimed }) => claimed)} claimed`,
    `${each(({ inFlight }) => inFlight.length)} in flight`,
    ...outcome(verdict),
    seconds(tookMs),
  ].join('; ');
}

export function totalLine({ name, mails, blow }: Path, reports: readonly RoundReport[]): string {
  const sum = (of: (report: RoundReport) => number): number => reports.reduce((total, report) => total + of(report), 0);
  const strikes = reports.flatMap((report) => report.strikes);
  return [
    `${name}, all: ${number(reports.length)} rounds with ${number(reports.length * mails)} mails`,
    `${number(strikes.length)} times ${blow === 'kill' ? 'killed' : 'frozen'}`,
    `${number(strikes.reduce((total, { claimed }) => total + claimed, 0))} claimed`,
    `${number(strikes.reduce((total, { inFlight }) => total + inFlight.length, 0))} in flight`,
    ...outcome({
      sent: sum(({ verdict }) => verdict.sent),
      unknown: sum(({ verdict }) => verdict.unknown),
      arrived: sum(({ verdict }) => verdict.arrived),
      twice: sum(({ verdict }) => verdict.twice),
      lost: sum(({ verdict }) => verdict.lost),
    }),
    seconds(sum(({ tookMs }) => tookMs)),
  ].join('; ');
}

const outcome = ({
  sent,
  unknown,
  arrived,
  twice,
  lost,
}: Omit<RoundReport['verdict'], 'faults'>): readonly string[] => [
  `${number(sent)} sent`,
  `${number(unknown)} unknown, ${number(arrived)} of them arrived`,
  `${number(twice)} twice`,
  `${number(lost)} lost`,
];
