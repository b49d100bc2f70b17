/**
 * `scoring.yaml`: the model that turns what a lead is and does into a grade and points.
 */
import { z } from 'zod';
import type { EventKind } from '../domain/events.ts';
import type { EngagementRule, Grade, ScoringModel } from '../domain/scoring.ts';
import { didYouMean, listed, nearest } from '../domain/suggestion.ts';
import { condition, custom, duration, eventName, line, name } from './authored-values.ts';
import type { Fields } from './condition-language.ts';
import type { Findings, SourceText } from './findings.ts';
import { checkShape } from './located-shape.ts';
import { type LocatedYaml, type Path, readYaml } from './located-yaml.ts';

/** The events that may carry points, by the word of the file. */
const scored: Readonly<Record<string, EventKind>> = {
  click: 'click',
  reply: 'reply',
  form: 'form',
  page_view: 'page_view',
  event: 'custom',
  unsubscribe: 'unsubscribe',
  complaint: 'complaint',
  bounce_soft: 'bounce_soft',
  bounce_hard: 'bounce_hard',
};

const scoredEvent: z.ZodType<EventKind> = custom((value) => {
  const kind = typeof value === 'string' && Object.hasOwn(scored, value) ? scored[value] : undefined;
  if (kind) return { value: kind };
  if (value === 'open') {
    return { wrong: 'cannot be "open": machines open mail, so an open earns no points', code: 'EVENT_UNSUPPORTED' };
  }
  const near = typeof value === 'string' ? nearest(value, Object.keys(scored)) : null;
  return { wrong: `must be one of ${listed(Object.keys(scored))}${didYouMean(near)}` };
});

const points = z.number().int().min(-1000).max(1000);
const threshold = z.number().positive().max(100_000);
const grades = ['A', 'B', 'C', 'D'] as const satisfies readonly Grade[];

const schema = (fields: Fields | null) =>
  z.strictObject({
    model: name,
    halfLife: duration,
    fit: z.strictObject({
      rules: z.array(z.strictObject({ when: condition(fields, 'lead'), points, reason: line() })),
      grades: z.strictObject({ A: z.number(), B: z.number(), C: z.number() }),
    }),
    engagement: z.strictObject({
      groups: z.record(name, threshold),
      rules: z
        .array(
          z.strictObject({
            on: scoredEvent,
            link: line(100).optional(),
            name: eventName.optional(),
            points,
            group: z.string(),
            reason: line(),
          }),
        )
        .min(1),
    }),
    temperature: z.strictObject({ warm: threshold, hot: threshold }),
    prospectAt: threshold,
    mql: z.strictObject({ at: threshold, rearmBelow: threshold, minGrade: z.enum(grades) }),
    keepOnReturn: z.number().min(0).max(1),
  });
type Written = z.infer<ReturnType<typeof schema>>;

/** The scoring model, or null with findings. Without the organisation's fields, conditions stay unchecked. */
export function readScoring(source: SourceText, fields: Fields | null, findings: Findings): ScoringModel | null {
  const yaml = readYaml(source, findings);
  const written = yaml && checkShape<Written>(schema(fields), yaml.value, yaml, [], findings);
  if (!written) return null;
  checkOrder(written, yaml, findings);
  checkRules(written, yaml, findings);
  const { model, fit, engagement, halfLife, temperature, prospectAt, mql, keepOnReturn } = written;
  return {
    name: model,
    halfLife,
    groups: engagement.groups,
    rules: engagement.rules.map((rule) => ({ ...rule, link: rule.link ?? null, name: rule.name ?? null })),
    fit: fit.rules,
    grades: fit.grades,
    temperature,
    prospectAt,
    mql,
    keepOnReturn,
  };
}

/** Thresholds that only work in one order. */
function checkOrder(written: Written, yaml: LocatedYaml, findings: Findings): void {
  const { fit, engagement, temperature, prospectAt, mql } = written;
  const demand = (holds: boolean, path: Path, message: string) => {
    if (!holds) findings.add('AUTHORING_SHAPE', `"${path.join('.')}" ${message}`, yaml.at(path));
  };
  demand(fit.grades.A > fit.grades.B, ['fit', 'grades', 'B'], 'must be less than the points for A');
  demand(fit.grades.B > fit.grades.C, ['fit', 'grades', 'C'], 'must be less than the points for B');
  demand(temperature.warm < temperature.hot, ['temperature', 'hot'], 'must be more than "warm"');
  demand(
    mql.rearmBelow < mql.at,
    ['mql', 'rearmBelow'],
    `must be less than "at" (${mql.at}), or one lead could cross it again and again`,
  );
  demand(prospectAt <= mql.at, ['prospectAt'], `must not be more than "mql.at" (${mql.at})`);
  const most = Object.values(engagement.groups).reduce((sum, cap) => sum + cap, 0);
  demand(mql.at <= most, ['mql', 'at'], `can never be reached: the groups' caps add up to ${most}`);
}

function checkRules({ engagement }: Written, yaml: LocatedYaml, findings: Findings): void {
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
    if (rule.name !== undefined && !['custom', 'form', 'page_view'].includes(rule.on)) {
      report('name', '"name" only narrows "on: event", "on: form" and "on: page_view"');
    }
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
}: {
  readonly on: EngagementRule['on'];
  link?: string | undefined;
  name?: string | undefined;
}) => JSON.stringify([on, link ?? null, event ?? null]);
