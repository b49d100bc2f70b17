/**
 * The settings at the top of a sequence file: who may enter, what ends it early, when and how often it may mail. Reads
 * them, and reports what cannot work together. Long, because every setting stands here with what it means.
 */
import { z } from 'zod';
import { type Calendar, nextDate } from '../domain/calendar.ts';
import type { EventMatcher } from '../domain/events.ts';
import { alwaysOpen, defaultSettings, type ProgramSettings, type SendWindow } from '../domain/program-settings.ts';
import { isNeverOpen, searchedDays, slotAt } from '../domain/send-window.ts';
import { didYouMean, nearest } from '../domain/suggestion.ts';
import { condition, knownName, line, oneOrMany, purpose, zone } from './authored-values.ts';
import { mentionsIn } from './condition-mentions.ts';
import { conditionHint, durationHint, oneOrManyHint, zoneHint } from './editor-hints.ts';
import type { Findings } from './findings.ts';
import { checkShape } from './located-shape.ts';
import type { LocatedYaml } from './located-yaml.ts';
import type { SequenceContext } from './sequence-context.ts';
import { foreignLinkProblem } from './sequence-flow-mails.ts';
import { readMatchers } from './sequence-matcher.ts';
import {
  caps,
  days,
  holidays,
  hoursList,
  lateness,
  readCaps,
  reentry,
  spread,
  stageList,
  usualSpread,
} from './settings-values.ts';

const enterShape = (context: SequenceContext) =>
  z.strictObject({
    when: condition(context.fields, 'entry')
      .optional()
      .meta({
        ...conditionHint,
        description: 'A condition that the lead must meet.',
        examples: ['lead.country == "DE"'],
      }),
    source: oneOrMany(knownName('source', 'SOURCE_UNKNOWN', context.sources, line(100)))
      .optional()
      .meta({
        ...oneOrManyHint({ type: 'string' }),
        description: 'The source of the lead: one, or a list of which it must have any.',
        examples: ['guide-download'],
      }),
    segment: oneOrMany(knownName('segment', 'SEGMENT_UNKNOWN', context.segments))
      .optional()
      .meta({
        ...oneOrManyHint({ type: 'string' }),
        description: 'Segments of organisation.yaml: one, or a list of which the lead must be in all.',
        examples: ['large-sites'],
      }),
    again: reentry.default({ kind: 'always' }).meta({
      default: 'always',
      description: 'Whether a lead that was in it may enter again: always, never, or so long after the last end.',
      examples: ['never', '90 days'],
    }),
  });

const startShape = (context: SequenceContext) =>
  z.strictObject({
    segment: knownName('segment', 'SEGMENT_UNKNOWN', context.segments).meta({
      description: 'A segment of organisation.yaml: leads are enrolled when they come to be in it.',
      examples: ['large-sites'],
    }),
  });

const windowShape = z.strictObject({
  days: days.default(alwaysOpen.days).meta({
    default: 'every day',
    description: 'On which days: weekdays, every day, one day, or a list of days.',
    examples: ['weekdays', ['tue', 'wed', 'thu']],
  }),
  hours: hoursList.default(alwaysOpen.hours).meta({
    default: '00:00-24:00',
    description: 'At which times of day: one, or a list. May go over midnight; without it, the whole day.',
    examples: ['08:00-18:00'],
  }),
  quiet: hoursList.default([]).meta({
    default: undefined,
    description: 'Times in which nothing leaves, whatever "hours" say: one, or a list.',
    examples: ['21:00-08:00'],
  }),
  holidays: holidays.default(alwaysOpen.holidays).meta({
    default: 'none',
    description: 'Public holidays on which nothing leaves, and days of your own.',
    examples: ['lead', { country: 'DE', dates: ['2026-12-24'] }],
  }),
  spread: spread.default(usualSpread.minutes).meta({
    default: usualSpread.written,
    description: 'Mails that wait for an opening are spread over this time; at most 4 hours.',
    examples: ['30 minutes'],
  }),
});

const stopShape = z.strictObject({
  reply: z.boolean().default(true).meta({ description: 'A reply that a human wrote ends it.' }),
  mql: z.boolean().default(true).meta({ description: 'Becoming an MQL ends it: sales takes over.' }),
  colleague: z.boolean().default(false).meta({
    description:
      'It ends when another lead of the same company comes to sales, and nobody enters it while sales has one: one voice speaks to a company.',
  }),
  on: z
    .unknown()
    .optional()
    .meta({ $ref: '#/$defs/events', description: 'Events that end it besides.', examples: [[{ event: 'bought' }]] }),
});

const lateShape = z.strictObject({
  after: lateness.meta({
    ...durationHint,
    description: 'A mail that could not leave within this time is late.',
    examples: ['2 days'],
  }),
  // biome-ignore lint/suspicious/noThenProperty: the language's own word, in a schema that nobody awaits
  then: z.enum(['skip', 'move']).meta({
    description:
      'skip: it is left out and later steps keep their dates. move: it leaves late and later steps move along.',
  }),
});

/** The shape of every setting. `goals` and `stop.on` are left open here: `sequence-matcher.ts` reads events. */
export const settingsShape = (context: SequenceContext) => ({
  from: knownName('sender', 'SENDER_UNKNOWN', context.senders)
    .optional()
    .meta({
      description: 'Who its mails come from: a key under "senders" in organisation.yaml; else its main sender.',
      examples: ['nora'],
    }),
  purpose: purpose.optional().meta({
    default: defaultSettings.purpose,
    description: 'What its mails are for: what a lead must have agreed to, where organisation.yaml asks for consent.',
    examples: ['newsletter'],
  }),
  zone: zone.optional().meta({
    ...zoneHint,
    description: 'The clock of leads whose zone and country are unknown; else that of the organisation.',
    examples: ['Europe/Berlin'],
  }),
  priority: z
    .number()
    .int()
    .min(-1000)
    .max(1000)
    .default(0)
    .meta({
      description: 'The higher goes first where a lead cannot have both.',
      examples: [50],
    }),
  exclusive: z.boolean().default(false).meta({
    description: 'At most one exclusive sequence holds a lead: entering one of higher priority ends the other.',
  }),
  stages: stageList.optional().meta({ examples: [['name', 'engaged']] }),
  enter: enterShape(context).optional().meta({ description: 'Who may enter.' }),
  start: startShape(context).optional().meta({
    description: 'What begins it by itself, for leads that "enter" lets in; else people, forms and programs do.',
  }),
  goals: z
    .unknown()
    .optional()
    .meta({
      $ref: '#/$defs/events',
      description: 'Events that end it early as a success; without "of", a click in any of its mails.',
      examples: [[{ event: 'demo_requested' }, { click: { link: 'pricing' } }]],
    }),
  stop: stopShape.optional().meta({ description: 'What ends it early otherwise.' }),
  window: windowShape.optional().meta({ description: 'When its mails may leave, on the clock of the lead.' }),
  caps: caps.default([]).meta({
    description: 'At most so many mails to one lead, counted over all sequences; besides the caps of the organisation.',
    examples: [['1 per day', '3 per 7 days']],
  }),
  late: lateShape.optional().meta({ description: 'What becomes of late mails; without it they leave late.' }),
});

type Written = { readonly [Key in keyof ReturnType<typeof settingsShape>]?: unknown };

/** The keys of settings at the top of a file. */
export const settingKeys = Object.keys(settingsShape({ fields: null, templates: null })) as (keyof Written)[];

/**
 * The settings of a sequence from the mapping at the top of its file. What is wrong is reported, and stands with its
 * default in the result.
 */
export function readSettings(
  root: unknown,
  yaml: LocatedYaml,
  context: SequenceContext,
  findings: Findings,
): ProgramSettings {
  const given = root as Written;
  const shape = settingsShape(context);
  const read = <T>(key: keyof Written, schema: z.ZodType<T>): T | null =>
    given[key] === undefined ? null : checkShape(schema, given[key], yaml, [key], findings);
  const enter = read('enter', shape.enter) ?? null;
  if (enter?.when) checkCounted(enter.when, yaml, context, findings);
  const stop = read('stop', shape.stop) ?? null;
  const events = (value: unknown, path: readonly string[]): readonly EventMatcher[] =>
    value === undefined
      ? []
      : (readMatchers(value, path, yaml, context, findings, 'ending')?.events ?? []).map(({ matcher }) => matcher);
  return {
    enter: enter ? entryRule(enter) : defaultSettings.enter,
    start: read('start', shape.start) ?? null,
    priority: read('priority', shape.priority) ?? defaultSettings.priority,
    exclusive: read('exclusive', shape.exclusive) ?? defaultSettings.exclusive,
    stages: read('stages', shape.stages) ?? defaultSettings.stages,
    goals: events(given.goals, ['goals']),
    stops: {
      ...{ reply: stop?.reply ?? true, mql: stop?.mql ?? true },
      ...(stop?.colleague ? { colleague: true as const } : {}),
      on: events(onOf(given.stop), ['stop', 'on']),
    },
    purpose: read('purpose', shape.purpose) ?? defaultSettings.purpose,
    window: readWindow(read('window', shape.window) ?? null, yaml, findings),
    caps: readCaps(read('caps', shape.caps) ?? [], ['caps'], yaml, findings),
    stale: read('late', shape.late) ?? null,
    sender: read('from', shape.from) ?? null,
    zone: read('zone', shape.zone) ?? null,
  };
}

const onOf = (stop: unknown): unknown =>
  typeof stop === 'object' && stop !== null ? (stop as { readonly on?: unknown }).on : undefined;

const entryRule = ({ when, source, segment, again }: z.output<ReturnType<typeof enterShape>>) => ({
  when: when ?? null,
  sources: source ?? null,
  segments: segment ?? [],
  again,
});

/** What the condition of entry counts must be there: custom events as those that are waited for, and links of mails. */
function checkCounted(
  when: string,
  yaml: LocatedYaml,
  { events, templates }: SequenceContext,
  findings: Findings,
): void {
  const { customEvents, links } = mentionsIn(when);
  for (const { name, index } of customEvents) {
    if (!events || events.includes(name)) continue;
    const message = `no event "${name}" is declared${didYouMean(nearest(name, events))}`;
    findings.add('EVENT_UNKNOWN', message, yaml.inside(['enter', 'when'], index));
  }
  for (const { name, index } of links) {
    const problem = foreignLinkProblem(templates, name);
    if (problem) findings.add('LINK_UNKNOWN', problem, yaml.inside(['enter', 'when'], index), 'warning');
  }
}

function readWindow(
  written: z.output<typeof windowShape> | null,
  yaml: LocatedYaml,
  findings: Findings,
): SendWindow | null {
  if (!written) return null;
  const { spread: spreadMinutes, ...rest } = written;
  const window = { ...rest, spreadMinutes };
  if (isNeverOpen(window)) {
    const message = 'the window never opens: "quiet" covers all of "hours"';
    findings.add('WINDOW_CLOSED', message, yaml.keyAt(['window']));
    return window;
  }
  const closed = closedFrom(window);
  if (closed !== null) {
    const message = `the window stays closed for more than ${searchedDays} days from ${closed} on: "dates" leaves no day between`;
    findings.add('WINDOW_CLOSED', message, yaml.at(['window', 'holidays', 'dates']));
  }
  return window;
}

/** The first of one's own dates from which on the window has no slot for so long that mails would be stuck. */
function closedFrom(window: SendWindow): string | null {
  const dates = [...new Set(window.holidays.dates)].sort();
  const calendar: Calendar = { zone: 'UTC', window, isHoliday: () => false };
  const begins = dates.filter((date, i) => i === 0 || nextDate(dates[i - 1] ?? '') !== date);
  return begins.find((date) => slotAt(window, `${date}T00:00:00.000Z`, calendar, '') === null) ?? null;
}
