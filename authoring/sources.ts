/**
 * `sources.yaml`: where leads come from. Each source by the name that leads have as their `source`, with its channel, its
 * partner, what kind of leads it brings and which consent they need.
 */
import { z } from 'zod';
import { consentRules } from '../domain/consent.ts';
import { leadKinds } from '../domain/lead.ts';
import { type AuthenticityLimits, channels, defaultLimits, type Source, type Sources } from '../domain/source.ts';
import { custom, line, name } from './authored-values.ts';
import type { Findings, SourceText } from './findings.ts';
import { foldedName } from './lead-columns.ts';
import { checkShape } from './located-shape.ts';
import { type LocatedYaml, readYaml } from './located-yaml.ts';

const mostSources = 500;

/** `5%` → 0.05. A bare number could mean a share as well as a percentage. */
const share: z.ZodType<number> = custom((value) => {
  const written = /^(\d{1,3}(?:\.\d{1,4})?) ?%$/.exec(String(value))?.[1];
  const percent = written === undefined ? null : Number(written);
  if (typeof value === 'number') return { wrong: `needs a per cent sign: write "${value}%"` };
  if (percent === null) return { wrong: 'must be a share such as "5%" or "0.1%"' };
  return percent > 100 ? { wrong: 'must be at most 100%' } : { value: percent / 100 };
});

const limits: z.ZodType<AuthenticityLimits> = z
  .strictObject({
    bounces: share.default(defaultLimits.bounces),
    complaints: share.default(defaultLimits.complaints),
    fakes: share.default(defaultLimits.fakes),
    duplicates: share.default(defaultLimits.duplicates),
  })
  .default(defaultLimits);

const source = z
  .strictObject({
    label: line(80).nullish(),
    channel: z.enum(channels),
    partner: line().nullish(),
    kind: z.enum(leadKinds).nullish(),
    consent: z.enum([...consentRules, 'none']).default('none'),
    alertAt: limits,
  })
  .transform(({ label = null, channel, partner = null, kind = null, consent, alertAt }): Source => {
    return { label, channel, partner, kind, consent: consent === 'none' ? null : consent, alertAt };
  });

const schema = z.record(name, source);

/** The sources, or null with findings. */
export function readSources(text: SourceText, findings: Findings): Sources | null {
  const yaml = readYaml(text, findings);
  const sources = yaml && checkShape<Sources>(schema, yaml.value, yaml, [], findings);
  if (sources) checkNames(sources, yaml, findings);
  return sources;
}

/** Leads name a source by its name or its label, in any spelling, so all of them must differ in more than that. */
function checkNames(sources: Sources, yaml: LocatedYaml, findings: Findings): void {
  const names = Object.keys(sources);
  if (names.length > mostSources) {
    findings.add('AUTHORING_SHAPE', `there are more than ${mostSources} sources`, yaml.at([]));
  }
  const taken = new Map(names.map((one) => [foldedName(one), one]));
  for (const [own, { label }] of Object.entries(sources)) {
    if (label === null) continue;
    const other = taken.get(foldedName(label)) ?? own;
    if (other !== own) {
      const message = `"${own}.label" cannot be told apart from the source "${other}"`;
      findings.add('AUTHORING_SHAPE', message, yaml.at([own, 'label']));
    }
    taken.set(foldedName(label), own);
  }
}
