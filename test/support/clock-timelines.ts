/**
 * What the rules of time make of the clocks that break programs, printed. Run as a program it prints them as JSON, so
 * that a test can compare processes of different zones.
 */
import { pathToFileURL } from 'node:url';
import type { Calendar } from '../../domain/calendar.ts';
import { alwaysOpen, type SendWindow } from '../../domain/program-settings.ts';
import { sendSlot } from '../../domain/send-slot.ts';
import { addDuration, type Instant, instantAt, localTime, type Zone } from '../../domain/time.ts';
import { parseWaitRule } from '../../domain/wait-text.ts';
import { resolveWait } from '../../domain/wait-time.ts';
import { parseHours, parseWeekdays } from '../../domain/window-text.ts';

const shown = (instant: Instant, zone: Zone): string => `${localTime(instant, zone)} (${instant.slice(5, 16)}Z)`;

const calendarIn = (zone: Zone, window: SendWindow | null = null): Calendar => ({
  zone,
  window,
  isHoliday: () => false,
});

function afterWait(text: string, from: Instant, zone: Zone): Instant {
  const found = resolveWait(parseWaitRule(text), from, calendarIn(zone), () => undefined);
  if (found.kind === 'missed') throw new Error(`${text} from ${from} is ${found.why}`);
  return found.until;
}

/** Waits one after another, each from the end of the one before; the first line is the start. */
function waits(zone: Zone, start: string, texts: readonly string[]): readonly string[] {
  const [date = '', time = ''] = start.split(' ');
  let now = instantAt(date, time, zone);
  const lines = [shown(now, zone)];
  for (const text of texts) {
    now = afterWait(text, now, zone);
    lines.push(`${shown(now, zone)}  after ${text}`);
  }
  return lines;
}

/** Mails that are due at local times, with when they leave. */
function mails(zone: Zone, window: SendWindow, dues: readonly string[]): readonly string[] {
  return dues.map((due) => {
    const [date = '', time = ''] = due.split(' ');
    const dueAt = instantAt(date, time, zone);
    const slot = sendSlot({
      dueAt,
      now: dueAt,
      settings: { window, stale: null },
      calendar: calendarIn(zone, window),
      seed: 'a',
    });
    return `due ${due} → ${slot.kind === 'later' ? shown(slot.until, zone) : slot.kind}`;
  });
}

const windowOf = (days: string, hours: string): SendWindow => ({
  ...alwaysOpen,
  days: parseWeekdays(days),
  hours: [parseHours(hours)],
});

/** Months after an anchor, each counted from the anchor. */
const monthly = (zone: Zone, start: string, months: number): readonly string[] => {
  const [date = '', time = ''] = start.split(' ');
  const anchor = instantAt(date, time, zone);
  return Array.from({ length: months + 1 }, (_, month) => shown(addDuration(anchor, `P${month}M`, zone), zone));
};

/** One lead, one wait that began in Berlin; it is found anew after the lead has moved. */
function zoneChange(): readonly string[] {
  const from = instantAt('2026-03-02', '14:00', 'Europe/Berlin');
  return ['1 day at 09:00', '1 day', '5 hours', 'until 2026-03-04', 'until tuesday at 08:00'].flatMap((text) => {
    const [berlin, newYork] = ['Europe/Berlin', 'America/New_York'].map((zone) =>
      shown(afterWait(text, from, zone), zone),
    );
    return [`${text}: ${berlin} in Berlin, ${newYork} in New York`];
  });
}

const clocks: Readonly<Record<string, () => readonly string[]>> = {
  'spring gap': () => [
    ...waits('America/New_York', '2026-03-07 02:30', ['1 day', '1 day', '24 hours']),
    ...waits('America/New_York', '2026-03-07 12:00', ['1 day at 02:30', '1 day at 02:30']),
    ...mails('America/New_York', windowOf('every day', '02:15-03:15'), ['2026-03-08 01:00', '2026-03-08 03:10']),
  ],
  'autumn overlap': () => [
    ...waits('America/New_York', '2026-10-31 01:30', ['1 day at 01:30', '1 day at 01:30']),
    ...waits('America/New_York', '2026-11-01 01:30', ['1 minute at 01:30', 'until sunday at 01:30']),
    ...waits('America/New_York', '2026-10-31 01:30', ['1 day', '1 hour', '1 day']),
    ...mails('America/New_York', windowOf('every day', '01:30-02:00'), ['2026-11-01 00:00', '2026-11-01 01:45']),
  ],
  'Lord Howe': () => [
    ...waits('Australia/Lord_Howe', '2026-10-03 02:15', ['1 day', '1 day']),
    ...waits('Australia/Lord_Howe', '2026-04-04 01:45', ['1 day', '30 minutes', '1 day at 01:45']),
    ...mails('Australia/Lord_Howe', windowOf('every day', '02:00-02:45'), ['2026-10-04 01:00']),
  ],
  Santiago: () => [
    ...waits('America/Santiago', '2026-09-05 00:00', ['1 day', '1 day at 00:30', 'until 2026-09-08']),
    ...waits('America/Santiago', '2026-09-04 12:00', ['until 2026-09-06', 'until monday']),
    ...waits('America/Santiago', '2026-09-04 12:00', ['until sunday']),
    ...mails('America/Santiago', windowOf('sun', '00:00-24:00'), ['2026-09-05 12:00']),
    ...mails('America/Santiago', windowOf('sat', '22:00-02:00'), [
      '2026-09-05 21:00',
      '2026-09-06 01:30',
      '2026-09-06 02:00',
    ]),
  ],
  Apia: () => [
    ...waits('Pacific/Apia', '2011-12-29 09:00', ['1 day', '1 day']),
    ...waits('Pacific/Apia', '2011-12-29 09:00', ['until 2011-12-30 at 09:00']),
    ...waits('Pacific/Apia', '2011-12-29 09:00', ['until friday at 09:00']),
    ...waits('Pacific/Apia', '2011-12-28 09:00', ['1 business day', '1 business day']),
    ...mails('Pacific/Apia', windowOf('fri', '08:00-18:00'), ['2011-12-29 12:00']),
    ...mails('Pacific/Apia', windowOf('thu', '22:00-02:00'), ['2011-12-29 21:00', '2011-12-31 01:00']),
  ],
  '31st monthly': () => [
    ...monthly('Europe/Berlin', '2026-01-31 09:00', 5),
    'each month from the one before:',
    ...waits('Europe/Berlin', '2026-01-31 09:00', ['1 month', '1 month']),
  ],
  '29 February': () => [
    ...monthly('Europe/Berlin', '2028-02-29 09:00', 1),
    ...waits('Europe/Berlin', '2028-02-28 09:00', ['1 day', '12 months', 'until 2032-02-29 at 09:00', '1 month']),
  ],
  'window over midnight': () =>
    mails('Europe/Berlin', windowOf('weekdays', '22:00-02:00'), [
      '2026-03-06 12:00',
      '2026-03-07 01:30',
      '2026-03-07 02:00',
      '2026-03-08 23:00',
      '2026-03-09 01:00',
    ]),
  'zone change while asleep': zoneChange,
};

/** The printed timelines, by the name of the clock. */
export const clockTimelines = (): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(clocks).map(([name, lines]) => [name, lines().join('\n')]));

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  process.stdout.write(`${JSON.stringify({ hour: new Date(0).getHours(), timelines: clockTimelines() })}\n`);
}
