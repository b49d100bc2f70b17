/**
 * What a `waitFor` waits for, as it is written: `click`, `{ click: welcome }`, `{ event: demo_requested }`,
 * `{ any: [ … ] }`.
 */
import { z } from 'zod';
import type { SourcePosition } from '../domain/errors.ts';
import type { EventMatcher } from '../domain/program.ts';
import { didYouMean, listed, nearest } from '../domain/suggestion.ts';
import { eventName, line, name } from './authored-values.ts';
import type { Findings } from './findings.ts';
import { butIs, checkShape } from './located-shape.ts';
import type { LocatedYaml, Path } from './located-yaml.ts';

const forms = ['click', 'reply', 'event', 'any'] as const;
type Form = (typeof forms)[number];

/** What people may want to wait for and must not, with the reason. */
const undecidable: Readonly<Record<string, string>> = {
  open: 'machines open mail, so an open decides nothing: wait for a click',
  opened: 'machines open mail, so an open decides nothing: wait for a click',
  sent: 'the steps go on only when the mail is sent',
  bounce: 'a hard bounce ends the sequence by itself',
  complaint: 'a complaint ends the sequence by itself',
  unsubscribe: 'an unsubscribe ends the sequence by itself',
};

/** A matcher and the place of the name it uses, for findings. */
export interface AuthoredMatcher {
  readonly matcher: EventMatcher;
  readonly at: Path;
  readonly linkAt: Path;
}

const clickDetail = z.strictObject({ of: name.optional(), link: line(100).optional() });
const mostAlternatives = 20;

/** The matchers of a `waitFor`, or null with findings. A missing value is the business of the step's own shape. */
export function readMatchers(
  value: unknown,
  path: Path,
  yaml: LocatedYaml,
  findings: Findings,
  inAny = false,
): readonly AuthoredMatcher[] | null {
  const reading: Reading = { path, yaml, findings };
  const form = formOf(reading, value);
  if (!form) return null;
  const inner = typeof value === 'string' ? true : (value as Readonly<Record<string, unknown>>)[form];
  const at = typeof value === 'string' ? path : [...path, form];
  switch (form) {
    case 'reply':
      if (inner === true) return [plain({ kind: 'reply' }, at)];
      return refuse({ ...reading, path: at }, `"reply" must be true, ${butIs(inner)}`);
    case 'event': {
      const read = checkShape(eventName, inner, yaml, at, findings);
      return read === null ? null : [plain({ kind: 'custom', name: read }, at)];
    }
    case 'click':
      return readClick({ ...reading, path: at }, inner);
    case 'any':
      return inAny
        ? refuse({ ...reading, path: at }, '"any" cannot stand inside "any"')
        : readAny({ ...reading, path: at }, inner);
  }
}

interface Reading {
  readonly path: Path;
  readonly yaml: LocatedYaml;
  readonly findings: Findings;
}

const plain = (matcher: EventMatcher, at: Path): AuthoredMatcher => ({ matcher, at, linkAt: at });

function refuse({ path, yaml, findings }: Reading, message: string): null {
  findings.add('AUTHORING_SHAPE', message, yaml.at(path));
  return null;
}

function formOf(reading: Reading, value: unknown): Form | null {
  const { path, yaml, findings } = reading;
  if (typeof value === 'string') {
    if (value === 'click' || value === 'reply') return value;
    return unknownForm(reading, value, yaml.at(path), ['click', 'reply']);
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    const hint = Array.isArray(value) ? ': for several, write { any: [ … ] }' : '';
    return refuse(reading, `"waitFor" must name an event, such as { click: welcome }, ${butIs(value)}${hint}`);
  }
  const [key, second] = Object.keys(value);
  if (key === undefined) return refuse(reading, '"waitFor" must name an event, such as { click: welcome }');
  const form = forms.find((known) => known === key);
  if (!form) return unknownForm(reading, key, yaml.keyAt([...path, key]), forms);
  if (second === undefined) return form;
  const message = `"${key}" and "${second}" cannot stand together: for either of several, write { any: [ … ] }`;
  findings.add('AUTHORING_SHAPE', message, yaml.keyAt([...path, second]));
  return null;
}

function unknownForm({ findings }: Reading, word: string, at: SourcePosition, known: readonly string[]): null {
  const why = Object.hasOwn(undecidable, word.toLowerCase()) ? undecidable[word.toLowerCase()] : undefined;
  if (why) {
    findings.add('EVENT_UNSUPPORTED', `"${word}" cannot be waited for: ${why}`, at);
    return null;
  }
  const near = nearest(word, known);
  const tail = near ? didYouMean(near) : `; known: ${listed(forms, 'and')}; a custom event is written { event: NAME }`;
  findings.add('AUTHORING_SHAPE', `unknown event "${word.slice(0, 80)}"${tail}`, at);
  return null;
}

/** `true`: of the mail sent last. A text: of that step. A mapping: with the link. */
function readClick({ path, yaml, findings }: Reading, value: unknown): readonly AuthoredMatcher[] | null {
  if (value === true) return [plain({ kind: 'click', of: null, link: null }, path)];
  if (typeof value === 'object' && value !== null) {
    const read = checkShape(clickDetail, value, yaml, path, findings);
    if (!read) return null;
    const matcher = { kind: 'click', of: read.of ?? null, link: read.link ?? null } as const;
    return [{ matcher, at: [...path, 'of'], linkAt: [...path, 'link'] }];
  }
  const of = checkShape(name, value, yaml, path, findings);
  return of === null ? null : [plain({ kind: 'click', of, link: null }, path)];
}

function readAny(reading: Reading, value: unknown): readonly AuthoredMatcher[] | null {
  const { path, yaml, findings } = reading;
  if (!Array.isArray(value) || value.length === 0) {
    return refuse(reading, `"any" must be a list of events, ${butIs(value)}`);
  }
  if (value.length > mostAlternatives) return refuse(reading, `"any" has more than ${mostAlternatives} events`);
  const read = value.map((item, i) => readMatchers(item, [...path, i], yaml, findings, true));
  return read.includes(null) ? null : read.flatMap((matchers) => matchers ?? []);
}
