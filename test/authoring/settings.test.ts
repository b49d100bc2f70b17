/**
 * The settings at the top of a sequence file: what they become, and what is said when they do not fit. Long, because it
 * prints what is said about each of them.
 */
import { describe, expect, test } from 'vitest';
import { Findings, printFinding } from '../../authoring/findings.ts';
import { readYaml } from '../../authoring/located-yaml.ts';
import type { SequenceContext } from '../../authoring/sequence-context.ts';
import { readSettings } from '../../authoring/sequence-settings.ts';
import { fieldsOf } from '../../domain/fields.ts';
import { defaultSettings, type ProgramSettings } from '../../domain/program-settings.ts';

const context: SequenceContext = {
  fields: fieldsOf({ employees: 'number' }),
  templates: null,
  senders: ['nora', 'support'],
  segments: ['large-sites', 'partners'],
  events: ['demo_requested', 'bought'],
};

function read(
  text: string,
  known = context,
): { readonly settings: ProgramSettings; readonly findings: readonly string[] } {
  const findings = new Findings();
  const yaml = readYaml({ file: 's', text: `sequence: guide\n${text}` }, findings);
  if (!yaml) throw new Error(findings.sorted.map(printFinding).join('\n'));
  const settings = readSettings(yaml.value, yaml, known, findings);
  return { settings, findings: findings.sorted.map(printFinding) };
}

function settingsOf(text: string): ProgramSettings {
  const { settings, findings } = read(text);
  expect(findings).toEqual([]);
  return settings;
}

/** The findings, each on its own line. */
const said = (text: string, known = context): string => read(text, known).findings.join('\n');

describe('what begins a sequence by itself', () => {
  test('is a segment of the organisation', () => {
    expect(settingsOf('start: { segment: partners }').start).toEqual({ segment: 'partners' });
    expect(settingsOf('').start).toBeNull();
    expect(said('start: { segment: partner }')).toContain('did you mean "partners"?');
    expect(said('start: partners')).toContain('"start"');
  });
});

describe('settings become what the engine works with', () => {
  test('all of them', () => {
    const settings = settingsOf(`
from: nora
purpose: newsletter
zone: Europe/Berlin
start: { segment: large-sites }
priority: 50
exclusive: true
stages: [name, engaged, name]
enter:
  when: lead.country in ["DE", "AT"] && events.custom("bought") == 0
  source: guide-download
  segment: [large-sites, partners]
  again: 90 days
goals:
  - event: demo_requested
  - click: { link: pricing }
stop:
  reply: false
  mql: false
  on: [ { event: bought } ]
window:
  days: [mon, Tuesday, wed]
  hours: [08:00-12:00, 13:00-18:00]
  quiet: 21:00-08:30
  holidays: { country: de, dates: [2026-12-24] }
  spread: 30 minutes
caps: [ 1 per day, 3 per 7 days ]
late: { after: 2 days, then: skip }
`);
    expect(settings).toEqual({
      sender: 'nora',
      purpose: 'newsletter',
      zone: 'Europe/Berlin',
      start: { segment: 'large-sites' },
      priority: 50,
      exclusive: true,
      stages: ['name', 'engaged'],
      enter: {
        when: 'lead.country in ["DE", "AT"] && events.custom("bought") == 0',
        sources: ['guide-download'],
        segments: ['large-sites', 'partners'],
        again: { kind: 'after', duration: 'P90D' },
      },
      goals: [
        { kind: 'custom', name: 'demo_requested', where: null },
        { kind: 'click', of: null, link: 'pricing' },
      ],
      stops: { reply: false, mql: false, on: [{ kind: 'custom', name: 'bought', where: null }] },
      window: {
        days: ['mon', 'tue', 'wed'],
        hours: [
          { from: '08:00', to: '12:00' },
          { from: '13:00', to: '18:00' },
        ],
        quiet: [{ from: '21:00', to: '08:30' }],
        holidays: { country: 'DE', dates: ['2026-12-24'] },
        spreadMinutes: 30,
      },
      caps: [
        { atMost: 1, within: 'P1D' },
        { atMost: 3, within: 'P7D' },
      ],
      // biome-ignore lint/suspicious/noThenProperty: the language's own word
      stale: { after: 'P2D', then: 'skip' },
    });
  });

  test('none of them: the defaults hold', () => {
    expect(settingsOf('steps: []')).toEqual(defaultSettings);
    expect(settingsOf('enter: {}\nstop: {}\ncaps: []')).toEqual(defaultSettings);
  });

  test('short forms and what a part of them leaves open', () => {
    expect(settingsOf('window: {}').window).toEqual({
      days: ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'],
      hours: [{ from: '00:00', to: '00:00' }],
      quiet: [],
      holidays: { country: null, dates: [] },
      spreadMinutes: 15,
    });
    expect(settingsOf('window: { spread: none }').window).toMatchObject({ spreadMinutes: 0 });
    expect(settingsOf('window: { days: weekdays, holidays: lead }').window).toMatchObject({
      days: ['mon', 'tue', 'wed', 'thu', 'fri'],
      holidays: { country: 'lead', dates: [] },
    });
    expect(settingsOf('window: { holidays: none }').window?.holidays.country).toBeNull();
    expect(settingsOf('enter: { again: never }').enter.again).toEqual({ kind: 'never' });
    expect(settingsOf('enter: { source: [web, fair] }').enter).toEqual({
      ...defaultSettings.enter,
      sources: ['web', 'fair'],
    });
    expect(said('enter: { source: [Web site, fair] }')).toBe('');
    expect(settingsOf('stop: { mql: false }').stops).toEqual({ reply: true, mql: false, on: [] });
  });
});

describe('what is wrong is said with its place and a remedy', () => {
  test('names that nothing has', () => {
    expect(
      said(`from: norra
zone: Europe/Berln
stages: [engagd]
enter:
  when: lead.fields.employes > 1
  segment: [large-site, partners]
goals:
  - event: demo_request
`),
    ).toMatchInlineSnapshot(`
      "s:2:7 SENDER_UNKNOWN "from" names no sender: there is no "norra"; did you mean "nora"?
      s:3:7 AUTHORING_SHAPE "zone" must be a time zone such as "Europe/Berlin"; did you mean "Europe/Berlin"?
      s:4:10 AUTHORING_SHAPE "stages[1]" must be one of awareness, name, engaged, prospect, mql, sql, opportunity, customer, recycled or disqualified, but is "engagd"; did you mean "engaged"?
      s:6:21 CONDITION_INVALID "enter.when" is wrong: the field "employes" is not declared; did you mean "lead.fields.employees"?
      s:7:13 SEGMENT_UNKNOWN "enter.segment[1]" names no segment: there is no "large-site"; did you mean "large-sites"?
      s:9:12 EVENT_UNKNOWN no event "demo_request" is declared; did you mean "demo_requested"?"
    `);
  });

  test('a source that sources.yaml does not declare, where it declares any', () => {
    const sources = ['guide-download', 'trade-fair'];
    expect(said('enter: { source: Trade fair }', { ...context, sources })).toBe(
      's:2:18 SOURCE_UNKNOWN "enter.source" names no source: there is no "Trade fair"; did you mean "trade-fair"?',
    );
    expect(said('enter: { source: [guide-download, radio] }', { ...context, sources })).toBe(
      's:2:35 SOURCE_UNKNOWN "enter.source[2]" names no source: there is no "radio"',
    );
    expect(said('enter: { source: guide-download }', { ...context, sources })).toBe('');
  });

  test('keys that do not exist', () => {
    expect(
      said(`enter: { if: score > 1 }
stop: { replies: false }
window: { hour: 08:00-18:00, holidays: { land: DE } }
late: { after: 2 days }
`),
    ).toMatchInlineSnapshot(`
      "s:2:10 AUTHORING_SHAPE unknown key "if"; known here: when, source, segment and again
      s:3:9 AUTHORING_SHAPE unknown key "replies"; known here: reply, mql, colleague and on
      s:4:11 AUTHORING_SHAPE unknown key "hour"; did you mean "hours"?
      s:4:40 AUTHORING_SHAPE "window.holidays" has an unknown key "land"; known here: country and dates
      s:5:7 AUTHORING_SHAPE "late.then" is missing: it must be one of skip or move"
    `);
  });

  test('values of another kind', () => {
    expect(
      said(`priority: high
exclusive: sometimes
stages: []
enter: { again: 90, source: [] }
goals: click
stop: { reply: maybe, on: { event: bought } }
window: { days: [mon, tusday], hours: 8-18, quiet: 25:00-08:00, holidays: Germny, spread: 5 hours }
caps: 1 per day
late: { after: 30 seconds, then: wait }
`),
    ).toMatchInlineSnapshot(`
      "s:2:11 AUTHORING_SHAPE "priority" must be a number, but is "high"
      s:3:12 AUTHORING_SHAPE "exclusive" must be true or false, but is "sometimes"
      s:4:9 AUTHORING_SHAPE "stages" must be a list with at least one entry, but is empty
      s:5:17 AUTHORING_SHAPE "enter.again" must be "always", "never", or a time such as "90 days"
      s:5:29 AUTHORING_SHAPE "enter.source" must be a list with at least one entry, but is empty
      s:6:8 AUTHORING_SHAPE "goals" must be a list of events, but is "click"
      s:7:16 AUTHORING_SHAPE "stop.reply" must be true or false, but is "maybe"
      s:7:27 AUTHORING_SHAPE "on" must be a list of events, but is a mapping
      s:8:17 AUTHORING_SHAPE "window.days" is wrong: "tusday" is not a day of the week such as "monday" or "mon"; did you mean "tuesday"?
      s:8:39 AUTHORING_SHAPE "window.hours" is wrong: "8-18" is not a time from and to, such as "08:00-18:00"; did you mean "08:00-18:00"?
      s:8:52 AUTHORING_SHAPE "window.quiet" is wrong: "25:00" is not a time of day such as "09:00"
      s:8:75 AUTHORING_SHAPE "window.holidays" must be "lead", "none" or a country code such as "DE": "Germny" is not a two-letter country code (ISO 3166); did you mean "DE"?
      s:8:91 AUTHORING_SHAPE "window.spread" must be at most 4 hours
      s:9:7 AUTHORING_SHAPE "caps" must be a list, but is "1 per day": write [ 1 per day ]
      s:10:16 AUTHORING_SHAPE "late.after" is too short: no mail leaves in the very second it is meant for; the least is "1 minute"
      s:10:34 AUTHORING_SHAPE "late.then" must be one of skip or move, but is "wait""
    `);
    expect(
      said(`priority: 2000
window: { days: 5, hours: [], holidays: { country: leads, dates: [2026-02-30, Christmas] }, spread: 90 seconds }
enter: { again: nevr }
late: soon
`),
    ).toMatchInlineSnapshot(`
      "s:2:11 AUTHORING_SHAPE "priority" must be at most 1000, but is 2000
      s:3:17 AUTHORING_SHAPE "window.days" must be "weekdays", "every day", or a list such as [mon, tue]
      s:3:27 AUTHORING_SHAPE "window.hours" must be a list with at least one entry, but is empty
      s:3:52 AUTHORING_SHAPE "window.holidays.country" must be "lead", "none" or a country code such as "DE"; did you mean "lead"?
      s:3:67 AUTHORING_SHAPE "window.holidays.dates[1]" must be a date such as "2026-12-24"
      s:3:79 AUTHORING_SHAPE "window.holidays.dates[2]" must be a date such as "2026-12-24"
      s:3:101 AUTHORING_SHAPE "window.spread" must be in whole minutes, such as "30 minutes"
      s:4:17 AUTHORING_SHAPE "enter.again" must be "always", "never", or a time such as "90 days"; did you mean "never"?
      s:5:7 AUTHORING_SHAPE "late" must be a mapping, but is "soon""
    `);
  });

  test('conditions that cannot be asked before there is an enrollment, and events that nobody declared', () => {
    expect(said('enter: { when: here.clicks() > 1 }')).toMatchInlineSnapshot(
      `"s:2:16 CONDITION_INVALID "enter.when" is wrong: "here" cannot be asked here: it belongs to an enrollment, and this is asked before there is one; did you mean "events"?"`,
    );
    expect(said('enter: { when: "events.custom(\\"bougth\\") > 1" }')).toMatchInlineSnapshot(
      `"s:2:32 EVENT_UNKNOWN no event "bougth" is declared; did you mean "bought"?"`,
    );
  });

  test('a window that never opens, by its hours or by dates of its own', () => {
    expect(said('window: { hours: 09:00-17:00, quiet: 08:00-18:00 }')).toMatchInlineSnapshot(
      `"s:2:1 WINDOW_CLOSED the window never opens: "quiet" covers all of "hours""`,
    );
    expect(said('window:\n  days: [sat]\n  hours: 22:00-23:00\n  quiet: 21:00-08:00')).toContain('WINDOW_CLOSED');
    const dates = (count: number) => Array.from({ length: count }, (_, i) => `2026-12-${String(i + 10)}`).join(', ');
    expect(said(`window: { holidays: { dates: [2026-11-01, ${dates(16)}] } }`)).toMatchInlineSnapshot(
      `"s:2:30 WINDOW_CLOSED the window stays closed for more than 14 days from 2026-12-10 on: "dates" leaves no day between"`,
    );
    expect(said(`window: { holidays: { dates: [2026-11-01, ${dates(13)}] } }`)).toBe('');
    expect(said(`window: { hours: 23:00-01:00, quiet: 00:00-23:30 }`)).toBe('');
  });

  test('caps that let nothing out, cannot be read, or never count', () => {
    expect(said('caps: [0 per day, 3 per fortnight, 3 in 7 days, 2000 per day, 1]')).toMatchInlineSnapshot(`
      "s:2:8 AUTHORING_SHAPE "caps[1]" is wrong: "0 per day" would let no mail out at all; the least is "1 per …"
      s:2:19 DURATION_INVALID "caps[2]" is wrong: "3 per fortnight" names no time such as "day" or "7 days"; did you mean "3 per 2 weeks"?
      s:2:36 AUTHORING_SHAPE "caps[3]" is wrong: "3 in 7 days" is not a cap such as "1 per day" or "3 per 7 days"; did you mean "3 per 7 days"?
      s:2:49 AUTHORING_SHAPE "caps[4]" is wrong: "2000 per day" is out of range: from 1 to 1000 mails
      s:2:63 AUTHORING_SHAPE "caps[5]" names no time: write it such as "1 per day""
    `);
    expect(said('caps: [5 per day, 3 per 7 days]')).toMatchInlineSnapshot(
      `"s:2:8 AUTHORING_SHAPE the cap "5 per day" never counts: "3 per 7 days" is always reached before it or with it"`,
    );
    expect(said('caps: [1 per day, 1 per 24 hours, 1 per day, 10 per month]')).toMatchInlineSnapshot(`
      "s:2:19 AUTHORING_SHAPE the cap "1 per 24 hours" never counts: "1 per day" is always reached before it or with it
      s:2:35 AUTHORING_SHAPE the cap "1 per day" never counts: "1 per day" is always reached before it or with it"
    `);
    expect(said('caps: [1 per day, 7 per week]')).toMatchInlineSnapshot(
      `"s:2:19 AUTHORING_SHAPE the cap "7 per week" never counts: "1 per day" is always reached before it or with it"`,
    );
    expect(said('caps: [1 per day, 3 per week, 8 per month]')).toBe('');
  });
});

test('whatever stands in the place of a setting, it is reported and nothing is thrown', () => {
  const values = ['3', 'text', '[1, [2]]', '{ a: { b: c } }', '', 'true', '[null]', '{ any: [click] }', '-1.5'];
  const keys = [
    'from',
    'zone',
    'priority',
    'exclusive',
    'stages',
    'enter',
    'start',
    'goals',
    'stop',
    'window',
    'caps',
    'late',
  ];
  const right = new Set(['exclusive: true', 'priority: 3', 'from: text']);
  for (const key of keys) {
    for (const value of values) {
      const { findings, settings } = read(`${key}: ${value}`);
      if (right.has(`${key}: ${value}`) && key !== 'from') expect(findings).toEqual([]);
      else expect(findings.length, `${key}: ${value}`).toBeGreaterThan(0);
      expect(Object.keys(settings).toSorted()).toEqual(Object.keys(defaultSettings).toSorted());
    }
  }
});
