/** What a scoring model must hold to besides its shape: thresholds in an order that works, and rules that can count. */
import type { EventKind } from '../domain/events.ts';
import { type EngagementRule, markOf } from '../domain/scoring.ts';
import { didYouMean, listed, nearest } from '../domain/suggestion.ts';
import { durationMs } from '../domain/time.ts';
import type { Findings } from './findings.ts';
import type { LocatedYaml, Path } from './located-yaml.ts';
import type { WrittenScoring } from './scoring-shape.ts';

/** Thresholds that only work in one order. */
export function checkOrder(written: WrittenScoring, yaml: LocatedYaml, findings: Findings): void {
  const { fit, engagement, temperature, prospectAt, mql } = written;
  const demand = (holds: boolean, path: Path, message: string) => {
    if (!holds) findings.add('AUTHORING_SHAPE', `"${path.join('.')}" ${message}`, yaml.at(path));
  };
  demand(fit.grades.A > fit.grades.B, ['fit', 'grades', 'B'], 'must be less than the points for A');
  demand(fit.grades.B > fit.grades.C, ['fit', 'grades', 'C'], 'must be less than the points for B');
  demand(markOf(temperature.warm).at < markOf(temperature.hot).at, ['temperature', 'hot'], 'must be more than "warm"');
  demand(
    mql.rearmBelow < mql.at,
    ['mql', 'rearmBelow'],
    `must be less than "at" (${mql.at}), or one lead could cross it again and again`,
  );
  demand(prospectAt <= mql.at, ['prospectAt'], `must not be more than "mql.at" (${mql.at})`);
  const caps = Object.values(engagement.groups).map((of) => (typeof of === 'number' ? of : of.cap));
  const most = caps.reduce((sum, cap) => sum + cap, 0) + beside(written);
  demand(mql.at <= most, ['mql', 'at'], `can never be reached: the groups' caps add up to ${most}`);
  for (const [group, of] of Object.entries(engagement.groups)) {
    if (typeof of === 'number') continue;
    const path = ['engagement', 'groups', group, 'perDay'];
    demand(of.perDay <= of.cap, path, `must not be more than "cap" (${of.cap}), or it never applies`);
  }
  for (const [service, { min, max }] of Object.entries(written.external ?? {})) {
    demand(min < max, ['external', service, 'max'], 'must be more than "min"');
  }
}

/** What recency and other services can add to what the groups count. */
function beside({ recency = [], external = {} }: WrittenScoring): number {
  const fresh = Math.max(0, ...recency.map((rule) => ('within' in rule ? rule.points : 0)));
  const told = Object.values(external).map(({ weight, min, max }) => Math.max(0, weight * min, weight * max));
  return fresh + told.reduce((sum, one) => sum + one, 0);
}

/** A gain must never lower a score, so the newer it is, the more it counts. */
export function checkRecency({ recency = [] }: WrittenScoring, yaml: LocatedYaml, findings: Findings): void {
  const rules = recency.map((rule, i) => ({
    i,
    kind: 'within' in rule ? ('within' as const) : ('after' as const),
    ms: durationMs('within' in rule ? rule.within : rule.after),
    points: rule.points,
  }));
  for (const { i, kind, ms, points: own } of rules) {
    const wrong = rules.find((other) => other.kind === kind && other.ms < ms && other.points <= own);
    const same = rules.find((other) => other.kind === kind && other.ms === ms && other.i < i);
    const report = (key: string, message: string) =>
      findings.add('AUTHORING_SHAPE', `"recency.${i}.${key}" ${message}`, yaml.at(['recency', i, key]));
    if (same) report(kind, 'is there twice');
    else if (wrong)
      report('points', `must be less than the ${wrong.points} of the shorter "${kind}": what is older counts less`);
  }
}

/** The events of which a name narrows which they are. */
const named: readonly EventKind[] = ['custom', 'form', 'page_view', 'touch'];

export function checkFastTrack(
  { mql: { fastTrack = [] } }: WrittenScoring,
  yaml: LocatedYaml,
  findings: Findings,
): void {
  for (const [i, entry] of fastTrack.entries()) {
    const path = ['mql', 'fastTrack', i];
    const report = (key: string, message: string) => findings.add('AUTHORING_SHAPE', message, yaml.at([...path, key]));
    checkNarrowing(entry, report);
    if (!['custom', 'form', 'reply'].includes(entry.on)) {
      report(
        'on',
        'only "event", "form" and "reply" can ask for sales: by the others nobody says that they want to talk',
      );
    }
  }
}

function checkNarrowing(
  { on, name: event, class: replied }: Pick<WrittenScoring['engagement']['rules'][number], 'on' | 'name' | 'class'>,
  report: (key: string, message: string) => void,
): void {
  if (event !== undefined && !named.includes(on)) {
    report('name', '"name" only narrows "on: event", "on: form", "on: page_view" and "on: touch"');
  }
  if (replied !== undefined && on !== 'reply') report('class', '"class" only narrows "on: reply"');
}

export function checkRules({ engagement }: WrittenScoring, yaml: LocatedYaml, findings: Findings): void {
  const groups = Object.keys(engagement.groups);
  const seen = new Map<string, number>();
  for (const [i, rule] of engagement.rules.entries()) {
    const path = ['engagement', 'rules', i];
    const report = (key: string, message: string) => findings.add('AUTHORING_SHAPE', message, yaml.at([...path, key]));
    if (!groups.includes(rule.group)) {
      const near = nearest(rule.group, groups);
      const tail = near ? didYouMean(near) : groups.length > 0 ? `; declared: ${listed(groups, 'and')}` : '';
      report('group', `the group "${rule.group}" is not declared under "groups"${tail}`);
    }
    if (rule.link !== undefined && rule.on !== 'click') report('link', '"link" only narrows "on: click"');
    checkNarrowing(rule, report);
    const key = keyOf(rule);
    const first = seen.get(key);
    if (first !== undefined) {
      const line = yaml.at(['engagement', 'rules', first]).line;
      report('on', `the rule in line ${line} is for the same event already, so this one never counts`);
    }
    seen.set(key, first ?? i);
  }
}

const keyOf = ({
  on,
  link,
  name: event,
  class: replied,
}: {
  readonly on: EngagementRule['on'];
  link?: string | undefined;
  name?: string | undefined;
  class?: string | undefined;
}) => JSON.stringify([on, link ?? null, replied ?? event ?? null]);
