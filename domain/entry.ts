/**
 * Whether a lead may enter a sequence: the one place where that is decided, for a single lead as for a mass enrollment.
 * Pure, over what was read in the transaction that enrolls. The first rule that refuses is the one that is told, with
 * the fact that decided.
 */

import type { Conditions } from './conditions.ts';
import { TendrilError } from './errors.ts';
import type { LeadFacts, Surroundings } from './lead.ts';
import type { ProgramSettings, Reentry } from './program-settings.ts';
import { addDuration, durationInWords, type Instant, localTime, type Zone } from './time.ts';

/** What a sequence asks of those who enter, with all that its words refer to. */
export interface EntryRules {
  readonly sequence: string;
  readonly settings: Pick<ProgramSettings, 'enter' | 'exclusive' | 'priority' | 'stages' | 'stops'>;
  /** The named conditions of the organisation. */
  readonly segments: Readonly<Record<string, string>>;
  /** The organisation's: in its calendar the time until a re-entry is counted. */
  readonly zone: Zone;
}

/** An active enrollment in another exclusive sequence. */
export interface Holder {
  readonly enrollmentId: string;
  readonly workflowId: string;
  readonly sequence: string;
  readonly priority: number;
}

/** What is known of a lead that wants to enter. */
export interface Entrant {
  readonly leadId: string;
  readonly facts: LeadFacts;
  readonly around: Partial<Surroundings>;
  /** The reason if the address is suppressed. */
  readonly suppressed: string | null;
  /** Why its source lets it not be nurtured yet; null when it does. */
  readonly unconsented: string | null;
  /** How often it entered before, whether it is in, and when it was out the last time. */
  readonly before: { readonly times: number; readonly active: boolean; readonly endedAt: Instant | null };
  readonly holders: readonly Holder[];
  /** The address of another lead of its company whom sales has; null: nobody. */
  readonly colleague: string | null;
}

export type Entry =
  /** `supersedes`: those that must stop for it. */
  | { readonly kind: 'enters'; readonly supersedes: readonly Holder[] }
  | { readonly kind: 'refused'; readonly error: TendrilError };

/** The conditions that must be true of those who enter, to find out what they ask about. */
export const entryConditions = ({ settings: { enter }, segments }: EntryRules): readonly string[] => [
  ...(enter.when === null ? [] : [enter.when]),
  ...enter.segments.flatMap((name) => (Object.hasOwn(segments, name) ? [segments[name] ?? ''] : [])),
];

/** @throws CONDITION_INVALID when a condition cannot be evaluated; lint checks them */
export function entryOf(rules: EntryRules, entrant: Entrant, conditions: Conditions, now: Instant): Entry {
  const error =
    unmailable(rules, entrant) ??
    enteredBefore(rules, entrant, now) ??
    unmeant(rules, entrant, conditions) ??
    withSales(rules, entrant) ??
    taken(rules, entrant);
  if (error) return { kind: 'refused', error };
  return { kind: 'enters', supersedes: rules.settings.exclusive ? entrant.holders : [] };
}

function unmailable(
  { settings, sequence }: EntryRules,
  { leadId, facts, suppressed, unconsented }: Entrant,
): TendrilError | null {
  const { email, stage } = facts;
  if (suppressed !== null) {
    const message = `${email} is suppressed (${suppressed}): no mail may be sent to it`;
    return new TendrilError('LEAD_SUPPRESSED', message, { leadId, reason: suppressed });
  }
  if (unconsented !== null) {
    const message = `${email} may not be nurtured yet: ${unconsented}`;
    return new TendrilError('ENTRY_REFUSED', message, { leadId, source: facts.source });
  }
  if (settings.stages.includes(stage)) return null;
  const message = `${email} is at stage ${stage}; "${sequence}" mails leads at ${listed(settings.stages)}`;
  return new TendrilError('STAGE_ILLEGAL', message, { leadId, stage, stages: settings.stages });
}

function enteredBefore(rules: EntryRules, { leadId, facts, before }: Entrant, now: Instant): TendrilError | null {
  const { sequence } = rules;
  if (before.active) {
    const message = `${facts.email} is in the sequence "${sequence}" already`;
    return new TendrilError('ALREADY_ENROLLED', message, { leadId, sequence });
  }
  const { again } = rules.settings.enter;
  if (before.times === 0 || again.kind === 'always') return null;
  const since = before.endedAt ?? now;
  const from = reentryAt(again, since, rules.zone);
  if (from !== null && now >= from) return null;
  const out = `${facts.email} was in the sequence "${sequence}" until ${localTime(since, rules.zone)} (${rules.zone})`;
  const message =
    again.kind === 'never'
      ? `${out}, and nobody enters it twice`
      : `${out}, and may enter again ${durationInWords(again.duration)} later: from ${localTime(from ?? since, rules.zone)} (${rules.zone})`;
  return new TendrilError('REENTRY_REFUSED', message, { leadId, sequence, from });
}

/** From when on a lead may enter again that was out at `endedAt`; null for never. */
function reentryAt(again: Exclude<Reentry, { readonly kind: 'always' }>, endedAt: Instant, zone: Zone): Instant | null {
  return again.kind === 'never' ? null : addDuration(endedAt, again.duration, zone);
}

function unmeant(rules: EntryRules, entrant: Entrant, conditions: Conditions): TendrilError | null {
  const { sequence, settings, segments } = rules;
  const { leadId, facts, around } = entrant;
  const refused = (why: string, details: object) =>
    new TendrilError('ENTRY_REFUSED', `${facts.email} may not enter "${sequence}": ${why}`, { leadId, ...details });
  const { sources, when } = settings.enter;
  if (sources !== null && !sources.includes(facts.source ?? '')) {
    const came = facts.source === null ? 'its source is not known' : `its source is "${facts.source}"`;
    return refused(`${came}; it takes leads from ${listed(sources)}`, { source: facts.source, sources });
  }
  for (const segment of settings.enter.segments) {
    if (!Object.hasOwn(segments, segment)) {
      return refused(`the organisation has no segment "${segment}" any more`, { segment });
    }
    const condition = segments[segment] ?? '';
    if (!conditions.evaluate(condition, facts, around)) {
      return refused(`it is not in the segment "${segment}" (${unmet(condition, facts)})`, { segment, condition });
    }
  }
  if (when === null || conditions.evaluate(when, facts, around)) return null;
  return refused(`it does not meet ${unmet(when, facts)}`, { condition: when });
}

/** What would end at once for a colleague does not begin. */
function withSales({ sequence, settings }: EntryRules, { leadId, facts, colleague }: Entrant): TendrilError | null {
  if (!settings.stops.colleague || colleague === null) return null;
  const message = `Sales has ${colleague}, of the same company as ${facts.email}, and "${sequence}" leaves colleagues alone meanwhile`;
  return new TendrilError('COLLEAGUE_WITH_SALES', message, { leadId, sequence });
}

function taken({ sequence, settings }: EntryRules, { leadId, facts, holders }: Entrant): TendrilError | null {
  if (!settings.exclusive) return null;
  const stronger = holders.find(({ priority }) => priority >= settings.priority);
  if (!stronger) return null;
  const message =
    `${facts.email} is held by the exclusive sequence "${stronger.sequence}" of priority ${stronger.priority}; ` +
    `"${sequence}" has priority ${settings.priority}`;
  return new TendrilError('LEAD_TAKEN', message, {
    leadId,
    by: stronger.sequence,
    enrollmentId: stronger.enrollmentId,
  });
}

const listed = (names: readonly string[]): string => names.join(', ') || 'nowhere';

/** A condition with the values of the lead that it names: `lead.country == "DE"; lead.country is "FR"`. */
function unmet(condition: string, facts: LeadFacts): string {
  const code = condition.replace(/"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'/g, '""');
  const names = new Set(code.match(/\blead\.fields\.\w+|\blead\.\w+|(?<![.\w])(?:score|grade|stage|temperature)\b/g));
  const values = [...names].map((name) => `${name} is ${JSON.stringify(valueNamed(name, facts)) ?? 'not known'}`);
  return [condition, ...values].join('; ');
}

function valueNamed(name: string, facts: LeadFacts): unknown {
  const key = name.split('.').at(-1) ?? '';
  const holder: object = name.startsWith('lead.fields.') ? facts.fields : facts;
  const value = Object.hasOwn(holder, key) ? (holder as Readonly<Record<string, unknown>>)[key] : undefined;
  return value ?? undefined;
}
