/** Puts a refusal into a class by the first rule that fits. */
import type { BounceClass } from '../../../domain/bounce-class.ts';
import { type Facts, factsOf, isVague, type Said } from './facts.ts';
import type { BounceRule } from './rule.ts';
import { bounceRules } from './rules.ts';

export interface Verdict {
  readonly class: BounceClass;
  readonly rule: string;
  /** The address is dead by this one report. */
  readonly hard: boolean;
  readonly status: string;
}

const general = bounceRules.filter(({ inGeneral }) => inGeneral);
const last = bounceRules.at(-1)?.name ?? '';

/**
 * @param intro what the report says before it names recipients; it counts only for what is so of all of them.
 */
export function judgeRefusal(said: Said, intro: string): Verdict {
  const facts = factsOf(said);
  const introFacts = intro ? factsOf({ text: intro, status: '', around: '' }) : null;
  const forAll = introFacts && general.find((rule) => fits(rule, introFacts));
  if (forAll) return verdict(forAll, facts);
  const first = bounceRules.find((rule) => fits(rule, facts));
  if (first && !first.fallback) return verdict(first, facts);
  // The reply told nothing: what the report says around it may.
  const around = factsOf({ ...said, text: said.around });
  const second = bounceRules.find((rule) => fits(rule, around));
  if (second && !second.fallback) return verdict(second, { ...facts, status: facts.status ?? around.status });
  const third = introFacts && bounceRules.find((rule) => rule.text && fits(rule, introFacts));
  return verdict(third ?? first ?? second, facts);
}

function verdict(rule: BounceRule | undefined, { status, passing, code }: Facts): Verdict {
  const found = rule?.class ?? 'unsure';
  return {
    class: found,
    rule: rule?.name ?? last,
    hard: found === 'hard' || (found === 'hard-domain' && !passing),
    status: status ?? (code !== null ? `${Math.floor(code / 100)}.0.0` : ''),
  };
}

function fits(rule: BounceRule, { code, status, text, command, passing, field }: Facts): boolean {
  if (rule.code && (code === null || !rule.code.includes(code))) return false;
  if (rule.status && (status === null || !rule.status.test(status))) return false;
  if (rule.vague && !isVague(status)) return false;
  if (rule.passing !== undefined && rule.passing !== passing) return false;
  if (rule.command && (command === null || !rule.command.includes(command))) return false;
  if (rule.field && !field) return false;
  if (rule.unless?.test(text)) return false;
  return !rule.text || rule.text.test(text);
}
