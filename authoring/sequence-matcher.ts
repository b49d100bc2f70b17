/**
 * Events as they are written, in a `waitFor`, in `goals` and in `stop`: `click`, `{ click: welcome }`,
 * `{ event: demo_requested }`, `{ any: [ … ] }`. Whether they can happen where they stand is decided in
 * `sequence-flow.ts`.
 */
import type { SourcePosition } from '../domain/errors.ts';
import { didYouMean, listed, nearest } from '../domain/suggestion.ts';
import type { Findings } from './findings.ts';
import { butIs } from './located-shape.ts';
import type { LocatedYaml, Path } from './located-yaml.ts';
import type { SequenceContext } from './sequence-context.ts';
import { type AuthoredMatcher, type EventReading, readEvent, refuse } from './sequence-matcher-forms.ts';

export type { AuthoredMatcher } from './sequence-matcher-forms.ts';

const events = ['click', 'reply', 'form', 'page', 'event', 'score', 'stage', 'decision'] as const;
const groups = ['any', 'all'] as const;
/** What can be awaited by its name alone. */
const bare = ['click', 'reply', 'form'] as const;
type Form = (typeof events)[number] | (typeof groups)[number];

/** What people may want to wait for and must not, with the reason. */
const undecidable: Readonly<Record<string, string>> = {
  open: 'machines open mail, so an open decides nothing: wait for a click',
  opened: 'machines open mail, so an open decides nothing: wait for a click',
  sent: 'the steps go on only when the mail is sent',
  bounce: 'a hard bounce ends the sequence by itself',
  complaint: 'a complaint ends the sequence by itself',
  unsubscribe: 'an unsubscribe ends the sequence by itself',
};

/** What is waited for: any one of the events, or all of them. */
export interface AuthoredEvents {
  readonly mode: 'any' | 'all';
  readonly events: readonly AuthoredMatcher[];
}

const mostAlternatives = 20;

/**
 * The events that stand at a path, or null with findings.
 * `wait`: one event, or `{ any: [ … ] }`, or `{ all: [ … ] }`. `ending`: a list of events, any of which ends the
 * sequence; entry n of the list is event n of the result.
 */
export function readMatchers(
  value: unknown,
  path: Path,
  yaml: LocatedYaml,
  context: SequenceContext,
  findings: Findings,
  mode: 'wait' | 'ending',
): AuthoredEvents | null {
  const reading: EventReading = { path, yaml, findings, context };
  if (mode === 'wait') return readWaited(reading, value);
  const events = readList(reading, value, 'the sequence ends with any of the listed events');
  return events && { mode: 'any', events };
}

function readWaited(reading: EventReading, value: unknown): AuthoredEvents | null {
  const form = formOf(reading, value);
  if (!form) return null;
  if (form !== 'any' && form !== 'all') {
    const read = readEvent(form, inner(value, form), below(reading, value, form));
    return read && { mode: 'any', events: [read] };
  }
  const events = readList(below(reading, value, form), inner(value, form), 'write the events in one list');
  return events && { mode: form, events };
}

/** @param instead what to do about a group inside the list. */
function readList(reading: EventReading, value: unknown, instead: string): readonly AuthoredMatcher[] | null {
  const { path } = reading;
  const word = path.at(-1);
  if (!Array.isArray(value) || value.length === 0) {
    return refuse(reading, `"${word}" must be a list of events, ${butIs(value)}`);
  }
  if (value.length > mostAlternatives) return refuse(reading, `"${word}" has more than ${mostAlternatives} events`);
  const read = value.map((item, i) => readListed({ ...reading, path: [...path, i] }, item, instead));
  return read.includes(null) ? null : read.flatMap((matcher) => matcher ?? []);
}

function readListed(reading: EventReading, item: unknown, instead: string): AuthoredMatcher | null {
  const form = formOf(reading, item);
  if (!form) return null;
  const { path } = reading;
  const within = below(reading, item, form);
  if (form !== 'any' && form !== 'all') return readEvent(form, inner(item, form), within);
  return refuse(within, `"${form}" cannot stand inside "${path.at(-2)}": ${instead}`);
}

const inner = (value: unknown, form: Form): unknown =>
  typeof value === 'string' ? true : (value as Readonly<Record<string, unknown>>)[form];

const below = (reading: EventReading, value: unknown, form: Form): EventReading =>
  typeof value === 'string' ? reading : { ...reading, path: [...reading.path, form] };

/** `waitFor`, `goals[2]`: where an event is missing. */
function placeName(path: Path): string {
  const last = path.at(-1);
  return typeof last === 'number' ? `${path.at(-2)}[${last + 1}]` : String(last);
}

function formOf(reading: EventReading, value: unknown): Form | null {
  const { path, yaml, findings } = reading;
  if (typeof value === 'string') {
    return bare.find((known) => known === value) ?? unknownForm(reading, value, yaml.at(path));
  }
  const wanted = `"${placeName(path)}" must name an event, such as { click: welcome }`;
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    const hint = Array.isArray(value) ? ': for several, write { any: [ … ] }' : '';
    return refuse(reading, `${wanted}, ${butIs(value)}${hint}`);
  }
  const [key, second] = Object.keys(value);
  if (key === undefined) return refuse(reading, wanted);
  const form = [...events, ...groups].find((known) => known === key);
  if (!form) return unknownForm(reading, key, yaml.keyAt([...path, key]));
  if (second === undefined) return form;
  const message = `"${key}" and "${second}" cannot stand together: for either of several, write { any: [ … ] }`;
  findings.add('AUTHORING_SHAPE', message, yaml.keyAt([...path, second]));
  return null;
}

function unknownForm({ findings, context }: EventReading, word: string, at: SourcePosition): null {
  const why = Object.hasOwn(undecidable, word.toLowerCase()) ? undecidable[word.toLowerCase()] : undefined;
  if (why) {
    findings.add('EVENT_UNSUPPORTED', `"${word}" cannot be waited for: ${why}`, at);
    return null;
  }
  const near = nearest(word, [...events, ...groups]);
  const known = `; known: ${listed([...events, ...groups], 'and')}`;
  const tail = events.some((event) => event === word)
    ? `; write { ${word}: … }: it does not say which`
    : context.events?.includes(word)
      ? `; a custom event is written { event: ${word} }`
      : near
        ? didYouMean(near)
        : `${known}; a custom event is written { event: NAME }`;
  findings.add('AUTHORING_SHAPE', `unknown event "${word.slice(0, 80)}"${tail}`, at);
  return null;
}
