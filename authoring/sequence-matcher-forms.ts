/** One event as it is written behind its word: `welcome` in `{ click: welcome }`, `60` in `{ score: 60 }`. */
import { z } from 'zod';
import { type EventMatcher, type ReplyClass, replyClasses } from '../domain/events.ts';
import { returnReasons } from '../domain/handoff.ts';
import { stages } from '../domain/lifecycle.ts';
import { didYouMean, listed, nearest } from '../domain/suggestion.ts';
import { condition, eventName, line, stepReference } from './authored-values.ts';
import type { Findings } from './findings.ts';
import { butIs, checkShape } from './located-shape.ts';
import type { LocatedYaml, Path } from './located-yaml.ts';
import type { SequenceContext } from './sequence-context.ts';

/** A matcher and the place of the name it uses, for findings. */
export interface AuthoredMatcher {
  readonly matcher: EventMatcher;
  readonly at: Path;
  readonly linkAt: Path;
}

export interface EventReading {
  readonly path: Path;
  readonly yaml: LocatedYaml;
  readonly findings: Findings;
  readonly context: SequenceContext;
}

export function refuse({ path, yaml, findings }: EventReading, message: string): null {
  findings.add('AUTHORING_SHAPE', message, yaml.at(path));
  return null;
}

const clickDetail = z.strictObject({ of: stepReference.optional(), link: line(100).optional() });
/** The condition is read by itself: it is over the event, whatever the fields of leads are. */
const eventDetail = z.strictObject({ name: eventName, where: z.unknown().optional() });
const eventCondition = condition({}, 'event');
const decisions = ['accepted', 'returned'] as const;
const decisionDetail = z.strictObject({ is: z.enum(decisions), reason: z.enum(returnReasons).optional() });
const pagePath = z
  .string()
  .max(500)
  .regex(/^\/[^\s*?#]*\*?$/, { error: 'the path of a page such as "/pricing", or "/blog/*" for all below it' });

/** The matcher of one event. `value` is true when the event stands there by its name alone. */
export function readEvent(form: string, value: unknown, reading: EventReading): AuthoredMatcher | null {
  const shape = <T>(schema: z.ZodType<T>): T | null =>
    checkShape(schema, value, reading.yaml, reading.path, reading.findings);
  const plain = (matcher: EventMatcher | null): AuthoredMatcher | null =>
    matcher && { matcher, at: reading.path, linkAt: reading.path };
  switch (form) {
    case 'click':
      return readClick(reading, value);
    case 'reply':
      return plain(readReply(reading, value));
    case 'form': {
      const name = value === true ? null : shape(line(100));
      return plain(value === true || name !== null ? { kind: 'form', name } : null);
    }
    case 'page': {
      const page = shape(pagePath);
      return plain(page === null ? null : { kind: 'page', path: page });
    }
    case 'event':
      return plain(readCustom(reading, value));
    case 'score': {
      const atLeast = shape(z.number().int().min(-1000).max(1000));
      return plain(atLeast === null ? null : { kind: 'score', atLeast });
    }
    case 'stage': {
      const stage = shape(z.enum(stages));
      return plain(stage && { kind: 'stage', stage });
    }
    default:
      return plain(readDecision(reading, value));
  }
}

/** `true`: of the mail sent last. A text: of that step. A mapping: with the link. */
function readClick({ path, yaml, findings }: EventReading, value: unknown): AuthoredMatcher | null {
  const click = (of: string | null, link: string | null) => ({ kind: 'click', of, link }) as const;
  if (value === true) return { matcher: click(null, null), at: path, linkAt: path };
  if (typeof value === 'object' && value !== null) {
    const read = checkShape(clickDetail, value, yaml, path, findings);
    if (!read) return null;
    return { matcher: click(read.of ?? null, read.link ?? null), at: [...path, 'of'], linkAt: [...path, 'link'] };
  }
  const of = checkShape(stepReference, value, yaml, path, findings);
  return of === null ? null : { matcher: click(of, null), at: path, linkAt: path };
}

function readReply(reading: EventReading, value: unknown): EventMatcher | null {
  if (value === true) return { kind: 'reply', classes: null };
  const { path, yaml, findings } = reading;
  if (typeof value === 'string') {
    const one = checkShape(z.enum(replyClasses), value, yaml, path, findings);
    return one && { kind: 'reply', classes: [one] };
  }
  if (!Array.isArray(value)) {
    return refuse(reading, `"reply" must be true, or one or several of ${listed(replyClasses)}, ${butIs(value)}`);
  }
  const classes = checkShape(z.array(z.enum(replyClasses)).min(1), value, yaml, path, findings);
  return classes && { kind: 'reply', classes: [...new Set<ReplyClass>(classes)] };
}

function readCustom({ path, yaml, findings, context }: EventReading, value: unknown): EventMatcher | null {
  const detailed = typeof value === 'object' && value !== null;
  const read = detailed
    ? checkShape(eventDetail, value, yaml, path, findings)
    : { name: checkShape(eventName, value, yaml, path, findings) };
  const where = (detailed ? value : {}) as { readonly where?: unknown };
  const holds =
    where.where === undefined ? null : checkShape(eventCondition, where.where, yaml, [...path, 'where'], findings);
  const name = read?.name ?? null;
  if (name === null) return null;
  const { events } = context;
  if (events && !events.includes(name)) {
    const near = didYouMean(nearest(name, events));
    findings.add(
      'EVENT_UNKNOWN',
      `no event "${name}" is declared${near}`,
      yaml.at(detailed ? [...path, 'name'] : path),
    );
  }
  return { kind: 'custom', name, where: holds };
}

function readDecision(reading: EventReading, value: unknown): EventMatcher | null {
  const { path, yaml, findings } = reading;
  const detailed = typeof value === 'object' && value !== null;
  const read = detailed
    ? checkShape(decisionDetail, value, yaml, path, findings)
    : { is: checkShape(z.enum(decisions), value, yaml, path, findings), reason: undefined };
  if (!read?.is) return null;
  const { is, reason } = read;
  if (is === 'accepted' && reason) {
    return refuse({ ...reading, path: [...path, 'reason'] }, 'only a lead that is returned has a "reason"');
  }
  return { kind: 'decision', decision: is, reason: reason ?? null };
}
