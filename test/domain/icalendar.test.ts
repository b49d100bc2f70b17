/** Calendar files of follow-up tasks, read back by the rules of RFC 5545 alone. */
import { fc, test } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import { type CalendarTask, cancelledTaskCalendar, taskCalendar } from '../../domain/icalendar.ts';

const now = '2026-11-23T10:00:00.123Z';
const task: CalendarTask = {
  id: 'task-7@tendril.test',
  startsAt: '2026-11-24T08:00:00.000Z',
  title: 'Call Ann Lee',
  description: 'Asked for a demo.\nPhone: +49 30 1234',
  url: 'https://tendril.test/h/7?a=1;b=2,3',
  sequence: 2,
  organizer: 'sales@tendril.test',
};

/** §3.1: a line break before a space is none. */
const unfolded = (file: string): readonly string[] => file.replaceAll('\r\n ', '').split('\r\n').slice(0, -1);

/** §3.3.11, read from left to right, as a program does that did not write it. */
function unescaped(value: string): string {
  let text = '';
  for (let i = 0; i < value.length; i += 1) {
    if (value[i] !== '\\') text += value[i];
    else {
      i += 1;
      text += value[i] === 'n' ? '\n' : value[i];
    }
  }
  return text;
}

const told = (file: string, name: string): string | undefined =>
  unfolded(file)
    .find((line) => line.startsWith(`${name}:`))
    ?.slice(name.length + 1);
/** What of begins and ends is named as well. */
const namesOf = (file: string): readonly string[] =>
  unfolded(file).map((line) => (/^(?:BEGIN|END):/.test(line) ? line : line.replace(/:.*/s, '')));

describe('the calendar file of a task', () => {
  it('is an event of 15 minutes with a reminder', () => {
    expect(taskCalendar({ ...task, description: 'Asked for a demo; soon, they say.' }, { now })).toBe(
      [
        'BEGIN:VCALENDAR',
        'VERSION:2.0',
        'PRODID:-//Tendril//Tendril//EN',
        'METHOD:PUBLISH',
        'BEGIN:VEVENT',
        'UID:task-7@tendril.test',
        'DTSTAMP:20261123T100000Z',
        'SEQUENCE:2',
        'DTSTART:20261124T080000Z',
        'DTEND:20261124T081500Z',
        'SUMMARY:Call Ann Lee',
        'DESCRIPTION:Asked for a demo\\; soon\\, they say.',
        'URL:https://tendril.test/h/7?a=1;b=2,3',
        'ORGANIZER:mailto:sales@tendril.test',
        'STATUS:CONFIRMED',
        'BEGIN:VALARM',
        'ACTION:DISPLAY',
        'DESCRIPTION:Call Ann Lee',
        'TRIGGER:-PT10M',
        'END:VALARM',
        'END:VEVENT',
        'END:VCALENDAR',
        '',
      ].join('\r\n'),
    );
  });

  it('may be a to-do that is due', () => {
    const file = taskCalendar(task, { now, as: 'todo', remindMinutes: 0 });
    expect([told(file, 'DUE'), told(file, 'STATUS'), told(file, 'TRIGGER')]).toEqual([
      '20261124T081500Z',
      'NEEDS-ACTION',
      '-PT0M',
    ]);
    expect(file).toContain('BEGIN:VTODO\r\n');
    expect(file).not.toContain('VEVENT');
  });

  it('that is cancelled is the next version of the same task, and reminds of nothing', () => {
    const [file, first] = [cancelledTaskCalendar(task, { now }), taskCalendar(task, { now })];
    expect(told(file, 'UID')).toBe(told(first, 'UID'));
    expect([told(file, 'SEQUENCE'), told(file, 'STATUS')]).toEqual(['3', 'CANCELLED']);
    expect(file).not.toContain('VALARM');
  });

  it('leaves out what is not told', () => {
    const file = taskCalendar({ ...task, description: null, url: null, organizer: null }, { now });
    expect(namesOf(file).filter((name) => ['URL', 'ORGANIZER'].includes(name))).toEqual([]);
    // The one of the reminder stays.
    expect(namesOf(file).filter((name) => name === 'DESCRIPTION')).toHaveLength(1);
  });

  it.each(['javascript:alert(1)', 'https://tendril.test/\r\nX-EVIL:1', 'tendril.test', 'https://a b'])(
    'has no address that is none of the web: %j',
    (url) => {
      expect(told(taskCalendar({ ...task, url }, { now }), 'URL')).toBeUndefined();
    },
  );

  it.each(['a@b\r\nATTENDEE:mailto:c@d', 'Ann <a@b.test>', ''])(
    'has no organizer who is no address: %j',
    (organizer) => {
      expect(told(taskCalendar({ ...task, organizer }, { now }), 'ORGANIZER')).toBeUndefined();
    },
  );

  it.each(['\r\n', '\n', '\r', '\u2028', '\u0085', '\v'])('begins no line where a name has %j', (lineBreak) => {
    const evil = `Ann${lineBreak}ATTENDEE:mailto:eve@evil.test${lineBreak}END:VEVENT`;
    const file = taskCalendar({ ...task, id: evil, title: evil, description: evil }, { now });
    expect(namesOf(file)).toEqual(namesOf(taskCalendar(task, { now })));
    expect(file.replaceAll('\r\n', '')).not.toContain(lineBreak);
    expect(told(file, 'SUMMARY')).toBe('Ann ATTENDEE:mailto:eve@evil.test END:VEVENT');
  });

  it('has no control characters and no halves of characters', () => {
    const file = taskCalendar({ ...task, title: 'A\u0000nn\u0007\ud83d\tLee' }, { now });
    expect(told(file, 'SUMMARY')).toBe('Ann\ufffd\tLee');
  });
});

const anyText = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 400 }),
  fc.string({ unit: fc.constantFrom('\\', ';', ',', '\n', 'n', ' ', 'é', '漢', '👩‍👧', ':', '"'), maxLength: 400 }),
);

describe('any text', () => {
  test.prop([anyText, anyText], { numRuns: 200 })('comes back as it was, from lines of 75 octets', (title, said) => {
    const description = said.replace(/\r\n|[\r\v\f\u0085\u2028\u2029]/g, '\n').replace(/(?![\t\n])\p{Cc}/gu, '');
    const file = taskCalendar({ ...task, title, description }, { now });
    const lines = file.split('\r\n');
    const octets = lines.map((line) => Buffer.from(line, 'utf8'));
    expect(Math.max(...octets.map(({ length }) => length))).toBeLessThanOrEqual(75);
    // No octet is a character's second alone.
    expect(octets.map((line) => line.toString('utf8'))).toEqual(lines);
    expect(lines.slice(0, -1).every((line) => /^[ A-Z]/.test(line))).toBe(true);
    expect(unescaped(told(file, 'DESCRIPTION') ?? '')).toBe(description);
    expect(namesOf(file)).toEqual(namesOf(taskCalendar(task, { now })));
  });

  test.prop([fc.nat(300)], { numRuns: 60 })('of one long word is folded as late as can be', (length) => {
    const file = taskCalendar({ ...task, title: 'é'.repeat(length) }, { now });
    const folds = file.slice(file.indexOf('SUMMARY'), file.indexOf('DESCRIPTION')).split('\r\n').slice(0, -1);
    expect(folds.slice(0, -1).every((line) => Buffer.byteLength(line) >= 74)).toBe(true);
  });
});
