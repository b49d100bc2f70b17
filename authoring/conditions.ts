/**
 * Conditions at run time: CEL over what is known of a lead, in plain two-valued logic.
 *
 * A condition is built of questions joined by `&&`, `||`, `!` and `? :`. A question that cannot be answered because a
 * value it needs is absent (or because a sum, a pattern or a conversion fails) is answered with no. So
 * `lead.fields.employees >= 50` is false for a lead without that field, `!(lead.fields.employees >= 50)` is true for
 * it, and evaluating a checked condition never throws. Absence itself can be asked for: `lead.company == null` or
 * `has(lead.company)`; and what is absent is different from every value, so `lead.country != "DE"` is true without a
 * country, and `answers["check"].body.plan != "pro"` before there is an answer.
 */
import { type ASTNode, type Environment, serialize } from '@marcbachmann/cel-js';
import type { Conditions } from '../domain/conditions.ts';
import { TendrilError } from '../domain/errors.ts';
import type { LeadFacts, Need, Surroundings } from '../domain/lead.ts';
import { countedWithin, leadProfile } from '../domain/lead.ts';
import type { Predicate } from '../domain/predicate.ts';
import { EventCounts } from './condition-counts.ts';
import { eventRuntime, leadRuntime, longestCondition, type Runtime } from './condition-language.ts';
import { predicateOf } from './condition-predicate.ts';
import { countOf, nodesOf, pathOf, windowOf } from './condition-tree.ts';

export { checkCondition } from './condition-check.ts';

type Context = Readonly<Record<string, unknown>>;
type Question = (context: Context) => boolean;

interface Compiled {
  readonly answer: Question;
  /** The custom fields that the condition names; they are there for it, as null, even when the lead lacks them. */
  readonly fields: readonly string[];
  readonly asksLead: boolean;
  readonly needs: readonly Need[];
  /** Made when it is first asked for. */
  readonly predicate: () => Predicate;
}

/** Parsed conditions that are kept; an organisation has dozens. */
const cacheLimit = 1000;

/** What of the surroundings a variable stands for. */
const needOf: Readonly<Record<string, Need>> = {
  account: 'account',
  handoff: 'handoff',
  consent: 'consent',
  events: 'events',
  here: 'events',
  answers: 'answers',
};

/**
 * An evaluator of conditions that parses each one once.
 * @example createConditions().evaluate('score >= 20 && lead.country == "DE"', facts)
 */
export function createConditions(): Conditions {
  const overLead = remembered(leadRuntime());
  const overEvent = remembered(eventRuntime());
  return {
    evaluate(condition, facts, around = {}) {
      const compiled = overLead(condition);
      return compiled.answer(contextOf(compiled, facts, around));
    },
    needs(conditions) {
      return [...new Set(conditions.flatMap((condition) => overLead(condition).needs))];
    },
    predicate: (condition) => overLead(condition).predicate(),
    holds(condition, { name, payload }) {
      return overEvent(condition).answer({ event: { name, payload } });
    },
  };
}

function remembered(runtime: Runtime): (condition: string) => Compiled {
  const cache = new Map<string, Compiled>();
  return (condition) => {
    const known = cache.get(condition);
    if (known) return known;
    const fresh = compile(runtime, condition);
    if (cache.size >= cacheLimit) cache.delete(cache.keys().next().value ?? '');
    cache.set(condition, fresh);
    return fresh;
  };
}

function contextOf({ fields, asksLead, needs }: Compiled, facts: LeadFacts, around: Partial<Surroundings>): Context {
  const { source, score, grade, stage, temperature } = facts;
  const context: Record<string, unknown> = { source, score, grade, stage, temperature };
  if (asksLead) context.lead = leadOf(facts, fields);
  for (const need of needs) {
    if (isCounted(need)) {
      // Without counts both stay absent: nobody looked, which is not the same as "never".
      if (!around.events) continue;
      context.events = new EventCounts(around.events, false);
      context.here = new EventCounts(around.events, true);
    } else {
      context[need] = around[need] ?? null;
    }
  }
  return context;
}

function leadOf(facts: LeadFacts, named: readonly string[]): Context {
  // A field may be called like something that every object has.
  const fields: Record<string, unknown> = {};
  for (const name of named) {
    const value = Object.hasOwn(facts.fields, name) ? (facts.fields[name] ?? null) : null;
    Object.defineProperty(fields, name, { value, enumerable: true });
  }
  const lead: Record<string, unknown> = { fields, tags: facts.tags };
  for (const name of leadProfile) lead[name] = facts[name] ?? null;
  return lead;
}

function compile({ judging, running }: Runtime, condition: string): Compiled {
  const invalid = (why: string, cause?: unknown) =>
    new TendrilError('CONDITION_INVALID', `The condition ${JSON.stringify(condition)} ${why}`, { condition }, cause);
  if (condition.length > longestCondition) throw invalid(`is longer than ${longestCondition} characters`);
  try {
    const parsed = judging.parse(condition);
    const names = namesIn(parsed.ast);
    const answer = questionOf(running, parsed.ast);
    const { valid, type, error } = parsed.check();
    if (!valid) throw invalid(`is not valid: ${error?.summary}`, error);
    if (type !== 'bool' && type !== 'dyn') throw invalid(`yields a ${type}, not true or false`);
    let predicate: Predicate | undefined;
    return {
      answer,
      ...names,
      predicate: () => {
        predicate ??= predicateOf(parsed.ast);
        return predicate;
      },
    };
  } catch (error) {
    throw error instanceof TendrilError ? error : invalid(`cannot be read: ${(error as Error).message}`, error);
  }
}

const isCounted = (need: Need): need is Exclude<Need, Exclude<keyof Surroundings, 'events'>> =>
  countedWithin(need) !== undefined;

function namesIn(ast: ASTNode): Omit<Compiled, 'answer' | 'predicate'> {
  const fields = new Set<string>();
  const variables = new Set<string>();
  const times = new Set<Need>();
  for (const node of nodesOf(ast)) {
    if (node.op === 'id') variables.add(node.args);
    const count = countOf(node);
    const within = count?.within ? windowOf(count.within) : null;
    if (count && count.name !== 'within') times.add(within === null ? 'events' : `events/${within}`);
    const path = pathOf(node);
    if (path?.[0] === 'lead' && path[1] === 'fields' && path[2] !== undefined) fields.add(path[2]);
  }
  const needs = [...variables].flatMap((name) => (Object.hasOwn(needOf, name) ? (needOf[name] ?? []) : []));
  // Counts in a time are read of that time; what mentions events otherwise gets the counts of all time.
  const counted = times.size > 0 ? [...times] : needs.filter((need) => need === 'events');
  const others = needs.filter((need) => need !== 'events');
  return { fields: [...fields], asksLead: variables.has('lead'), needs: [...new Set([...others, ...counted])] };
}

/** Splits a condition into its questions; each is run by CEL on its own, so that one without an answer stays alone. */
function questionOf(environment: Environment, node: ASTNode): Question {
  const part = (inner: ASTNode) => questionOf(environment, inner);
  switch (node.op) {
    case '&&':
    case '||': {
      const [left, right] = [part(node.args[0]), part(node.args[1])];
      return node.op === '&&'
        ? (context) => left(context) && right(context)
        : (context) => left(context) || right(context);
    }
    case '!_': {
      const inner = part(node.args);
      return (context) => !inner(context);
    }
    case '?:': {
      const [test, yes, no] = [part(node.args[0]), part(node.args[1]), part(node.args[2])];
      return (context) => (test(context) ? yes(context) : no(context));
    }
    case '==':
      return equality(environment, node.args);
    case '!=': {
      const equal = equality(environment, node.args);
      return (context) => !equal(context);
    }
    case 'call':
      return node.args[0] === 'has' && node.args[1][0]
        ? presence(environment, node.args[1][0])
        : truth(environment, node);
    default:
      return truth(environment, node);
  }
}

const isNull = (node: ASTNode): boolean => node.op === 'value' && node.args === null;

/** `== null` asks for absence, whatever the absence comes from. */
function equality(environment: Environment, [left, right]: readonly [ASTNode, ASTNode]): Question {
  const subject = isNull(right) ? left : isNull(left) ? right : null;
  if (subject) {
    const present = presence(environment, subject);
    return (context) => !present(context);
  }
  return asked(
    environment,
    `(${textOf(environment, left)}) == (${textOf(environment, right)})`,
    (value) => value === true,
  );
}

const truth = (environment: Environment, node: ASTNode): Question =>
  asked(environment, textOf(environment, node), (value) => value === true);

const presence = (environment: Environment, node: ASTNode): Question =>
  asked(environment, textOf(environment, node), (value) => value !== null && value !== undefined);

function asked(environment: Environment, text: string, judge: (value: unknown) => boolean): Question {
  const run = environment.parse(text);
  return (context) => {
    try {
      return judge(run(context));
    } catch {
      return false;
    }
  };
}

/** The text of a node as it was written; put together anew where brackets around its parts make the cut wrong. */
function textOf(environment: Environment, node: ASTNode): string {
  const together = serialize(node);
  const cut = node.input.slice(node.start, node.end);
  try {
    return serialize(environment.parse(cut).ast) === together ? cut : together;
  } catch {
    return together;
  }
}
