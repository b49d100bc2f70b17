/**
 * Conditions at run time: CEL over the facts of a lead, in plain two-valued logic.
 *
 * A condition is built of questions joined by `&&`, `||`, `!` and `? :`. A question that cannot be answered because the
 * lead lacks a value it needs (or because a sum, a pattern or a conversion fails) is answered with no. So
 * `lead.fields.employees >= 50` is false for a lead without that field, `!(lead.fields.employees >= 50)` is true for
 * it, and evaluating a checked condition never throws. Absence itself can be asked for: `lead.company == null` or
 * `has(lead.company)`; and what is absent is different from every value, so `lead.country != "DE"` is true without a
 * country.
 */

import { type ASTNode, type Environment, serialize } from '@marcbachmann/cel-js';
import { TendrilError } from '../domain/errors.ts';
import type { Conditions, LeadFacts } from '../domain/lead.ts';
import { leadProfile } from '../domain/lead.ts';
import { children, longestCondition, pathOf, runningEnvironment } from './condition-language.ts';

export { checkCondition } from './condition-check.ts';

type Context = Readonly<Record<string, unknown>>;
type Question = (context: Context) => boolean;

interface Compiled {
  readonly answer: Question;
  /** The custom fields that the condition names; they are there for it, as null, even when the lead lacks them. */
  readonly fields: readonly string[];
}

/** Parsed conditions that are kept; an organisation has dozens. */
const cacheLimit = 1000;

/**
 * An evaluator of conditions that parses each one once.
 * @example createConditions().evaluate('score >= 20 && lead.country == "DE"', facts)
 */
export function createConditions(): Conditions {
  const environment = runningEnvironment();
  const cache = new Map<string, Compiled>();
  const compiled = (condition: string): Compiled => {
    const known = cache.get(condition);
    if (known) return known;
    const fresh = compile(environment, condition);
    if (cache.size >= cacheLimit) cache.delete(cache.keys().next().value ?? '');
    cache.set(condition, fresh);
    return fresh;
  };
  return {
    evaluate(condition, facts) {
      const { answer, fields } = compiled(condition);
      return answer(contextOf(facts, fields));
    },
  };
}

function contextOf(facts: LeadFacts, named: readonly string[]): Context {
  const fields = Object.fromEntries(
    named.map((name) => [name, Object.hasOwn(facts.fields, name) ? (facts.fields[name] ?? null) : null]),
  );
  const lead = { ...Object.fromEntries(leadProfile.map((name) => [name, facts[name] ?? null])), fields };
  const { score, grade, stage, temperature } = facts;
  return { lead, score, grade, stage, temperature };
}

function compile(environment: Environment, condition: string): Compiled {
  const invalid = (why: string, cause?: unknown) =>
    new TendrilError('CONDITION_INVALID', `The condition ${JSON.stringify(condition)} ${why}`, { condition }, cause);
  if (condition.length > longestCondition) throw invalid(`is longer than ${longestCondition} characters`);
  try {
    const parsed = environment.parse(condition);
    const fields = [...fieldsNamed(parsed.ast)];
    const answer = questionOf(environment, parsed.ast);
    const { valid, type, error } = parsed.check();
    if (!valid) throw invalid(`is not valid: ${error?.summary}`, error);
    if (type !== 'bool' && type !== 'dyn') throw invalid(`yields a ${type}, not true or false`);
    return { answer, fields };
  } catch (error) {
    throw error instanceof TendrilError ? error : invalid(`cannot be read: ${(error as Error).message}`, error);
  }
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
    default:
      return atom(environment, node);
  }
}

function atom(environment: Environment, node: ASTNode): Question {
  const asksPresence = node.op === 'call' && node.args[0] === 'has';
  const subject = asksPresence ? (node.args[1][0] ?? node) : node;
  const run = environment.parse(serialize(subject));
  return (context) => {
    try {
      const value: unknown = run(context);
      return asksPresence ? value !== null : value === true;
    } catch {
      return false;
    }
  };
}

function fieldsNamed(node: ASTNode, found = new Set<string>()): ReadonlySet<string> {
  const path = pathOf(node);
  if (path?.[0] === 'lead' && path[1] === 'fields' && path[2] !== undefined) found.add(path[2]);
  for (const child of children(node)) fieldsNamed(child, found);
  return found;
}
