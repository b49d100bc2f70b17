/**
 * A predicate as SQL over `lead l LEFT JOIN account a`: never null, and no value is part of its text. An opaque question,
 * which only memory can answer, is taken for yes or for no, so that two statements stand for one condition: all whom it
 * may mean, and all whom it surely means. They are the same where nothing is opaque.
 *
 * Long, because every fact stands here with the SQL that tells it.
 */
import { assertNever } from '../domain/errors.ts';
import type { leadProfile } from '../domain/lead.ts';
import {
  type Comparison,
  type Count,
  type Literal,
  largestOf,
  type Predicate,
  type Question,
  type Subject,
} from '../domain/predicate.ts';
import { markOf, type Temperature, type TemperatureMark } from '../domain/scoring.ts';
import { isInternal } from './message-evidence.ts';
import { type ScoreContext, scoreOf } from './score-sql.ts';
import { json, type Sql, sql } from './sql.ts';
import { windowStart } from './surroundings.ts';

export interface PredicateContext extends ScoreContext {
  /** Whether `score_bound` is of the model in force. */
  readonly bounds: boolean;
}

/** Whether an opaque question counts as yes (`may`) or as no (`must`). */
export type Bound = 'may' | 'must';

export const predicateSql = (predicate: Predicate, context: PredicateContext, bound: Bound = 'may'): Sql => {
  const other = bound === 'may' ? 'must' : 'may';
  const part = (inner: Predicate): Sql => predicateSql(inner, context, bound);
  switch (predicate.kind) {
    case 'always':
      return predicate.answer ? sql`true` : sql`false`;
    case 'all':
    case 'any':
      return joined(predicate.kind, predicate.parts.map(part));
    case 'not':
      return sql`NOT ${predicateSql(predicate.part, context, other)}`;
    case 'choice': {
      const { test, yes, no } = predicate;
      const otherwise = predicateSql(test, context, other);
      return sql`((${part(test)} AND ${part(yes)}) OR (NOT ${otherwise} AND ${part(no)}))`;
    }
    case 'opaque':
      return bound === 'may' ? sql`true` : sql`false`;
    default:
      return questionSql(predicate, context);
  }
};

function joined(kind: 'all' | 'any', parts: readonly Sql[]): Sql {
  const [first = kind === 'all' ? sql`true` : sql`false`, ...rest] = parts;
  const all = rest.reduce((sum, part) => (kind === 'all' ? sql`${sum} AND ${part}` : sql`${sum} OR ${part}`), first);
  return sql`(${all})`;
}

function questionSql(question: Exclude<Question, { readonly kind: 'opaque' }>, context: PredicateContext): Sql {
  switch (question.kind) {
    case 'exists':
      return question.what === 'account' ? sql`(l.account_id IS NOT NULL)` : newestHandoff(sql`true`);
    case 'present':
      return presentSql(question.subject);
    case 'true':
      return question.subject.of === 'field' ? fieldIs(question.subject.name, true) : sql`false`;
    case 'compare':
      return compareSql(question, context);
    case 'among':
      return amongSql(question.subject, question.values, context);
    case 'listed':
      return listedSql(question, context);
    case 'text':
      return about(question.subject, context, (text) => textSql(question.test, text, question.text));
    case 'pattern':
      return about(question.subject, context, (text) => sql`${text} ~ ${question.pattern}::text`);
    default:
      return assertNever(question);
  }
}

function presentSql(subject: Subject): Sql {
  switch (subject.of) {
    case 'lead':
      return sql`(${leadColumn[subject.name]} IS NOT NULL)`;
    case 'field':
      return sql`(coalesce(l.fields -> ${subject.name}::text, 'null') <> 'null')`;
    case 'account':
      return sql`(l.account_id IS NOT NULL)`;
    case 'handoff':
      return newestHandoff(sql`h.${handoffColumn[subject.part]} IS NOT NULL`);
    default:
      return sql`true`;
  }
}

/** The texts of a lead, by the name that conditions use. */
const leadColumn = {
  email: sql`l.email`,
  firstName: sql`l.first_name`,
  lastName: sql`l.last_name`,
  company: sql`a.name`,
  title: sql`l.title`,
  country: sql`l.country`,
  source: sql`l.source`,
  language: sql`l.language`,
  timeZone: sql`l.time_zone`,
  phone: sql`l.phone`,
  kind: sql`l.kind`,
} as const satisfies Record<(typeof leadProfile)[number], Sql>;

const handoffColumn = { status: sql`status`, reason: sql`reason`, number: sql`number` } as const;

/** Whether there was a hand-off, and the newest fits. */
const newestHandoff = (fits: Sql): Sql => sql`EXISTS (
  SELECT 1 FROM handoff h WHERE h.lead_id = l.id AND ${fits}
    AND NOT EXISTS (SELECT 1 FROM handoff later WHERE later.lead_id = h.lead_id AND later.number > h.number))`;

/** Containment of one scalar member is equality, and an index on the fields can answer it. */
const fieldIs = (name: string, value: Literal): Sql => sql`(l.fields @> ${json({ [name]: value })}::jsonb)`;

const operators: Readonly<Record<Comparison, Sql>> = {
  '==': sql`=`,
  '<': sql`<`,
  '<=': sql`<=`,
  '>': sql`>`,
  '>=': sql`>=`,
};

type CompareQuestion = Extract<Question, { readonly kind: 'compare' }>;

function compareSql({ operator, left, right }: CompareQuestion, context: PredicateContext): Sql {
  if (right.of !== 'literal') return compareFacts(operator, left, right, context);
  const { value } = right;
  if (operator === '==' && left.of === 'field') return fieldIs(left.name, value);
  if (left.of === 'temperature' && operator === '==') return temperatureAmong([value], context);
  const by = operators[operator];
  if (typeof value === 'string') {
    const order = operator === '==' ? sql`${value}::text` : sql`${value}::text COLLATE "C"`;
    return about(left, context, (text) => sql`${text} ${by} ${order}`);
  }
  if (typeof value === 'boolean') return sql`false`;
  if (left.of === 'count') return countIs(left, operator, value, context);
  if (left.of === 'score') return scoreIs(operator, value, context);
  if (left.of === 'size' && left.list === 'consent' && context.for === 'all')
    return consentsAre(operator, value, context);
  return aboutNumber(left, context, (number) => sql`${number} ${by} ${value}::float8`, true);
}

/** Two facts: equal when they are of one type and value, or both absent. Only numbers have an order here. */
function compareFacts(operator: Comparison, left: Subject, right: Subject, context: PredicateContext): Sql {
  const numeric = largestOf(left) !== null || largestOf(right) !== null;
  if (numeric) {
    return aboutNumber(left, context, (one) =>
      aboutNumber(right, context, (other) => sql`${one} ${operators[operator]} ${other}`),
    );
  }
  return sql`(${jsonOf(left, context)} = ${jsonOf(right, context)})`;
}

const jsonOf = (subject: Subject, context: PredicateContext): Sql =>
  subject.of === 'field'
    ? sql`coalesce(l.fields -> ${subject.name}::text, 'null')`
    : sql`coalesce(to_jsonb(${textOf(subject, context) ?? sql`NULL::text`}), 'null')`;

/** Asks about a text; no where there is none. */
function about(subject: Subject, context: PredicateContext, ask: (text: Sql) => Sql): Sql {
  if (subject.of === 'handoff') {
    return subject.part === 'number'
      ? sql`false`
      : newestHandoff(sql`coalesce(${ask(sql`h.${handoffColumn[subject.part]}`)}, false)`);
  }
  const text = textOf(subject, context);
  return text === null ? sql`false` : sql`coalesce(${ask(text)}, false)`;
}

/** A fact as text, SQL's null when it is absent or of another type; null when it can never be one. */
function textOf(subject: Subject, context: PredicateContext): Sql | null {
  switch (subject.of) {
    case 'lead':
      return leadColumn[subject.name];
    case 'field':
      return sql`CASE WHEN jsonb_typeof(l.fields -> ${subject.name}::text) = 'string' THEN l.fields ->> ${subject.name}::text END`;
    case 'grade':
      return sql`l.grade`;
    case 'stage':
      return sql`l.stage`;
    case 'temperature':
      return temperatureOf(context);
    case 'account':
      return subject.part === 'name' ? sql`a.name` : null;
    case 'lower': {
      const text = textOf(subject.text, context);
      // What else becomes an ASCII letter when it is made small: the Kelvin sign and the dotted capital I.
      return text && sql`lower(replace(replace(${text}, U&'\\212A', 'k'), U&'\\0130', U&'i\\0307') COLLATE "C")`;
    }
    default:
      return null;
  }
}

function textSql(test: 'startsWith' | 'endsWith' | 'contains', text: Sql, wanted: string): Sql {
  switch (test) {
    case 'startsWith':
      return sql`starts_with(${text}, ${wanted}::text)`;
    case 'endsWith':
      return sql`right(${text}, length(${wanted}::text)) = ${wanted}::text`;
    case 'contains':
      return sql`strpos(${text}, ${wanted}::text) > 0`;
    default:
      return assertNever(test);
  }
}

/**
 * Asks about a number; no where there is none.
 * @param alone `ask` adds nothing that is of a lead
 */
function aboutNumber(subject: Subject, context: PredicateContext, ask: (number: Sql) => Sql, alone = false): Sql {
  if (subject.of === 'handoff') {
    return subject.part === 'number' ? newestHandoff(ask(sql`h.number::float8`)) : sql`false`;
  }
  if (subject.of === 'account' && subject.part !== 'name' && context.for === 'all' && alone) {
    const number = companyNumber(subject.part);
    // Materialized: else each process of a parallel count gathers all companies for itself.
    return sql`(l.account_id IS NOT NULL AND l.account_id IN (
      WITH companies AS MATERIALIZED (
        SELECT c.account_id FROM lead c WHERE c.account_id IS NOT NULL GROUP BY c.account_id HAVING ${ask(number)}
      ) SELECT account_id FROM companies))`;
  }
  const number = numberOf(subject, context);
  return number === null ? sql`false` : sql`coalesce(${ask(number)}, false)`;
}

/** A fact as a number, as `textOf`. */
function numberOf(subject: Subject, context: PredicateContext): Sql | null {
  switch (subject.of) {
    case 'literal':
      return typeof subject.value === 'number' ? sql`${subject.value}::float8` : null;
    case 'field':
      return sql`CASE WHEN jsonb_typeof(l.fields -> ${subject.name}::text) = 'number' THEN (l.fields ->> ${subject.name}::text)::float8 END`;
    case 'score':
      return scoreOf(context);
    case 'count':
      return countOf(subject, context);
    case 'size':
      return subject.list === 'tags'
        ? sql`cardinality(l.tags)::float8`
        : sql`(
        SELECT count(DISTINCT c.purpose)::float8 FROM consent c WHERE c.lead_id = l.id AND ${inForce(context)})`;
    case 'length': {
      const text = textOf(subject.text, context);
      return text && sql`char_length(${text})::float8`;
    }
    case 'account':
      return subject.part === 'name'
        ? null
        : sql`(SELECT ${companyNumber(subject.part)} FROM lead c WHERE c.account_id = l.account_id HAVING l.account_id IS NOT NULL)`;
    case 'handoff':
      return subject.part === 'number'
        ? sql`(SELECT max(h.number)::float8 FROM handoff h WHERE h.lead_id = l.id)`
        : null;
    case 'sum':
      return sumOf(subject, context);
    default:
      return null;
  }
}

function sumOf(
  { operator, left, right }: Extract<Subject, { readonly of: 'sum' }>,
  context: PredicateContext,
): Sql | null {
  const [one, other] = [numberOf(left, context), numberOf(right, context)];
  if (one === null || other === null) return null;
  switch (operator) {
    case '+':
      return sql`(${one} + ${other})`;
    case '-':
      return sql`(${one} - ${other})`;
    case '*':
      return sql`(${one} * ${other})`;
    case '/':
      return sql`(${one} / ${other})`;
    default:
      return assertNever(operator);
  }
}

/** As `surroundings.ts` counts a company's leads. */
const companyNumber = (part: 'leads' | 'engaged'): Sql =>
  part === 'engaged'
    ? sql`count(*) FILTER (WHERE c.stage <> ALL (ARRAY['awareness', 'name']))::float8`
    : sql`count(*)::float8`;

/** What no lead can have by its bound is not worked out. */
function scoreIs(operator: Comparison, value: number, context: PredicateContext): Sql {
  const asked = sql`${scoreOf(context)} ${operators[operator]} ${value}::float8`;
  if (context.model === null || !context.bounds) return sql`(${asked})`;
  if (operator === '<' || operator === '<=') {
    return sql`(coalesce(l.score_bound ${operators[operator]} ${value}::float8, false) OR ${asked})`;
  }
  const enough = operator === '>' ? sql`>` : sql`>=`;
  return sql`((l.score_bound IS NULL OR l.score_bound ${enough} ${value}::float8) AND ${asked})`;
}

const temperatures: readonly Temperature[] = ['cold', 'warm', 'hot'];

/** Whether a temperature is one of some: for each grade the score is worked out once, and held against all marks. */
function temperatureAmong(values: readonly Literal[], context: PredicateContext): Sql {
  if (context.model === null)
    return sql`(l.temperature = ANY (${values.filter((one) => typeof one === 'string')}::text[]))`;
  const wanted = temperatures.filter((one) => values.includes(one));
  const { hot, warm } = context.model.temperature;
  const [hotAt, warmAt] = [markOf(hot), markOf(warm)];
  const grades = [...new Set([hotAt.minGrade, warmAt.minGrade])].sort();
  const cases = grades.map((grade) => {
    const marks = { hot: grade <= hotAt.minGrade ? hotAt.at : null, warm: grade <= warmAt.minGrade ? warmAt.at : null };
    return sql`WHEN l.grade <= ${grade}::text THEN ${scoreAmong(marks, wanted, context)}`;
  });
  const others = wanted.includes('cold') ? sql`true` : sql`false`;
  return sql`CASE ${cases.reduce((all, one) => sql`${all} ${one}`)} ELSE ${others} END`;
}

/** Whether a score between marks makes one of the wanted temperatures. Hot comes first: a mark of warm above it decides nothing. */
function scoreAmong(
  { hot, warm }: Readonly<Record<Exclude<Temperature, 'cold'>, number | null>>,
  wanted: readonly Temperature[],
  context: PredicateContext,
): Sql {
  const steps = [
    ...(warm !== null && (hot === null || warm < hot) ? [{ is: 'warm' as const, from: warm }] : []),
    ...(hot !== null ? [{ is: 'hot' as const, from: hot }] : []),
  ];
  const marks = steps.map(({ from }) => from);
  const places = (['cold', ...steps.map(({ is }) => is)] as const).flatMap((is, place) =>
    wanted.includes(is) ? place : [],
  );
  const [least] = places;
  if (least === undefined) return sql`false`;
  const asked = sql`width_bucket(${scoreOf(context)}, ${marks}::float8[]) = ANY (${places}::int[])`;
  if (!context.bounds) return asked;
  const isBelow = sql`coalesce(l.score_bound < ${marks[Math.max(0, least - 1)]}::float8, false)`;
  return least === 0 ? sql`(${isBelow} OR ${asked})` : sql`(NOT ${isBelow} AND ${asked})`;
}

function temperatureOf(context: PredicateContext): Sql {
  const { model } = context;
  if (model === null) return sql`l.temperature`;
  const { hot, warm } = model.temperature;
  return sql`CASE WHEN ${reaches(hot, context)} THEN 'hot' WHEN ${reaches(warm, context)} THEN 'warm' ELSE 'cold' END`;
}

function reaches(mark: TemperatureMark, context: PredicateContext): Sql {
  const { at, minGrade } = markOf(mark);
  return sql`(l.grade <= ${minGrade}::text AND ${scoreIs('>=', at, context)})`;
}

/** The events that a count counts, `ev` with its mail `m`. */
function countedEvents({ kind, name, within }: Count, { now }: PredicateContext): Sql {
  const since = within === null ? sql`` : sql` AND ev.occurred_at > ${windowStart(within, now)}::timestamptz`;
  return sql`ev.kind = ${kind}::text AND ${namedSql(kind, name)}${since} AND ${isInternal} IS NOT TRUE`;
}

function namedSql(kind: Count['kind'], name: string | null): Sql {
  if (name === null) return sql`true`;
  if (kind === 'click') return sql`ev.link = ${name}::text`;
  if (kind !== 'page_view') return sql`ev.name = ${name}::text`;
  // As `pathFits`; a page without a path is as one with an empty one.
  return name.endsWith('*')
    ? sql`starts_with(coalesce(ev.name, ''), ${name.slice(0, -1)}::text)`
    : sql`coalesce(ev.name, '') = ${name}::text`;
}

const countOf = (count: Count, context: PredicateContext): Sql => sql`(
  SELECT count(*)::float8 FROM event ev LEFT JOIN message m ON m.id = ev.message_id
  WHERE ev.lead_id = l.id AND ${countedEvents(count, context)})`;

/** Asked by those who did it: whoever never did is found by what is true of 0. */
function countIs(count: Count, operator: Comparison, value: number, context: PredicateContext): Sql {
  if (holds(0, operator, value)) return sql`NOT ${someIs(count, operator, value, true, context)}`;
  return someIs(count, operator, value, false, context);
}

function someIs(count: Count, operator: Comparison, value: number, not: boolean, context: PredicateContext): Sql {
  const events = countedEvents(count, context);
  const from = sql`FROM event ev LEFT JOIN message m ON m.id = ev.message_id`;
  const meant = (n: number): boolean => holds(n, operator, value) !== not;
  // "At least once" needs no counting.
  const once = meant(1) && meant(2) && (operator !== '==' || value === 0) && value < 2;
  if (once) return sql`EXISTS (SELECT 1 ${from} WHERE ev.lead_id = l.id AND ${events})`;
  const asked = sql`count(*)::float8 ${operators[operator]} ${value}::float8`;
  const having = not ? sql`NOT (${asked})` : asked;
  if (context.for === 'each') {
    return sql`EXISTS (SELECT 1 ${from} WHERE ev.lead_id = l.id AND ${events} HAVING count(*) > 0 AND ${having})`;
  }
  return sql`(l.id IN (SELECT ev.lead_id ${from} WHERE ${events} GROUP BY ev.lead_id HAVING ${having}))`;
}

function holds(left: number, operator: Comparison, right: number): boolean {
  switch (operator) {
    case '==':
      return left === right;
    case '<':
      return left < right;
    case '<=':
      return left <= right;
    case '>':
      return left > right;
    case '>=':
      return left >= right;
    default:
      return assertNever(operator);
  }
}

function amongSql(subject: Subject, values: readonly Literal[], context: PredicateContext): Sql {
  if (subject.of === 'field')
    return joined(
      'any',
      values.map((value) => fieldIs(subject.name, value)),
    );
  if (subject.of === 'temperature') return temperatureAmong(values, context);
  const numbers = values.filter((value) => typeof value === 'number');
  if (numbers.length > 0) return aboutNumber(subject, context, (number) => sql`${number} = ANY (${numbers}::float8[])`);
  const texts = values.filter((value) => typeof value === 'string');
  return about(subject, context, (text) => sql`${text} = ANY (${texts}::text[])`);
}

function listedSql({ word, list }: Extract<Question, { readonly kind: 'listed' }>, context: PredicateContext): Sql {
  const literal = word.of === 'literal' ? String(word.value) : null;
  if (list === 'tags') {
    if (literal !== null) return sql`(l.tags @> ARRAY[${literal}::text])`;
    return about(word, context, (text) => sql`${text} = ANY (l.tags)`);
  }
  const purposes = (text: Sql): Sql => sql`EXISTS (
    SELECT 1 FROM consent c WHERE c.lead_id = l.id AND c.purpose = ${text} AND ${inForce(context)})`;
  return literal !== null ? purposes(sql`${literal}::text`) : about(word, context, purposes);
}

/** How many purposes have a consent, gathered once: whoever has none is found by what is true of 0. */
function consentsAre(operator: Comparison, value: number, context: PredicateContext): Sql {
  const asked = sql`count(DISTINCT c.purpose)::float8 ${operators[operator]} ${value}::float8`;
  const those = (having: Sql): Sql => sql`(l.id IN (
    SELECT c.lead_id FROM consent c WHERE ${inForce(context)} GROUP BY c.lead_id HAVING ${having}))`;
  return holds(0, operator, value) ? sql`NOT ${those(sql`NOT (${asked})`)}` : those(asked);
}

/** Whether a consent, `c`, holds: as `surroundings.ts` has it. */
const inForce = ({ now }: PredicateContext): Sql => sql`c.at <= ${now}::timestamptz
  AND (c.expires_at IS NULL OR c.expires_at > ${now}::timestamptz)
  AND NOT EXISTS (
    SELECT 1 FROM consent w WHERE w.lead_id = c.lead_id AND w.purpose = c.purpose AND w.at <= ${now}::timestamptz
      AND w.withdrawn_at <= ${now}::timestamptz AND w.withdrawn_at >= c.at)`;
