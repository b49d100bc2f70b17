/**
 * `organisation.yaml`: the organisation that sends, the custom fields of its leads, and what its sequences share:
 * senders, segments, caps, consent, topics, the pace of sending, the names of custom events, whether mails have a trap,
 * and how long what is kept is kept.
 */

import { z } from 'zod';
import type { Fields } from '../domain/fields.ts';
import { duplicatePolicies } from '../domain/merging.ts';
import { didYouMean, nearest } from '../domain/suggestion.ts';
import { durationMs } from '../domain/time.ts';
import { isUrl } from '../domain/web-address.ts';
import { type Organisation, organisationDefaults } from '../domain/workspace.ts';
import {
  address,
  condition,
  custom,
  duration,
  eventName,
  line,
  name,
  purpose,
  site,
  text,
  zone,
} from './authored-values.ts';
import { mentionsIn } from './condition-mentions.ts';
import { consent } from './consent-policy.ts';
import { declaredFields } from './field-declarations.ts';
import type { Findings, SourceText } from './findings.ts';
import { leadColumns } from './lead.ts';
import { foldedName } from './lead-columns.ts';
import { readCountry } from './lead-values.ts';
import { checkShape } from './located-shape.ts';
import { type LocatedYaml, readYaml } from './located-yaml.ts';
import { retention } from './retention.ts';
import { pace } from './sending-pace.ts';
import { caps, readCaps } from './settings-values.ts';
import { language, worded } from './worded-text.ts';

const website: z.ZodType<string> = custom((value) => {
  const url = typeof value === 'string' && isUrl(value) ? new URL(value) : null;
  if (typeof value === 'string' && url && /^https?:$/.test(url.protocol) && url.hostname !== '') return { value };
  return { wrong: 'must be an address such as "https://example.com"' };
});

/** The country that national telephone numbers are of. */
const country: z.ZodType<string | null> = custom((value) => {
  if (value === null) return { value };
  const wrong = 'must be the code of a country, such as "DE"';
  if (typeof value !== 'string') return { wrong };
  try {
    return { value: readCountry('it', value) };
  } catch (error) {
    return { wrong: `${wrong}: ${(error as Error).message.replace(/^it /, '')}` };
  }
});

const sender = z
  .strictObject({ name: line(), address, relay: name.optional() })
  .transform(({ relay, ...identity }) => (relay === undefined ? identity : { ...identity, relay }));

const topic = z
  .strictObject({ name: worded(80), about: worded(300).nullish() })
  .transform(({ name: called, about = null }) => ({ name: called, about }));

const registration = z.strictObject({ check: z.boolean().default(organisationDefaults.registration.check) });

/** Bursts go on for about a minute; nothing that comes later than two changes a verdict. */
const clickHold = duration.refine((value) => durationMs(value) >= 5_000 && durationMs(value) <= 120_000, {
  error: 'must be 5 seconds to 2 minutes',
});

const schema = (fields: Fields | null) =>
  z.strictObject({
    name: line(),
    postalAddress: text(500),
    website,
    sender,
    language,
    timeZone: zone,
    country: country.default(organisationDefaults.country),
    fields: declaredFields,
    senders: z.record(name, sender).default(organisationDefaults.senders),
    segments: z.record(name, condition(fields, 'entry')).default(organisationDefaults.segments),
    caps: caps.default([...organisationDefaults.caps]),
    consent: consent.default(organisationDefaults.consent),
    tracking: consent.default(organisationDefaults.tracking),
    profiling: consent.default(organisationDefaults.profiling),
    topics: z.record(purpose, topic).default(organisationDefaults.topics),
    pace: pace.default(organisationDefaults.pace),
    events: z
      .array(eventName)
      .optional()
      .transform((given) => given ?? organisationDefaults.events),
    replies: address.nullable().default(organisationDefaults.replies),
    trap: z.boolean().default(organisationDefaults.trap),
    clickHold: clickHold.default(organisationDefaults.clickHold),
    retention: retention.default(organisationDefaults.retention),
    duplicates: z.enum(duplicatePolicies).default(organisationDefaults.duplicates),
    sites: z
      .array(site)
      .max(100)
      .default([...organisationDefaults.sites]),
    registration: registration.default(organisationDefaults.registration),
  });

const mostFields = 200;
const mostEvents = 500;

/**
 * The organisation, or null with findings. The declared fields are handed out even when something else is wrong, so
 * that conditions can still be checked; null when they cannot be read.
 */
export function readOrganisation(
  source: SourceText,
  findings: Findings,
): { readonly organisation: Organisation | null; readonly fields: Fields | null } {
  const yaml = readYaml(source, findings);
  if (!yaml) return { organisation: null, fields: null };
  const { fields: written } = yaml.value as { readonly fields?: unknown };
  const fields = declaredFields.safeParse(written).data ?? null;
  const organisation = checkShape<Organisation>(schema(fields), yaml.value, yaml, [], findings);
  if (organisation) {
    checkEvents(organisation, yaml, findings);
    readCaps(organisation.caps, ['caps'], yaml, findings);
  }
  if (fields) checkNames(fields, yaml, findings);
  return { organisation, fields };
}

/** Events are declared once each, and segments count only declared ones. */
function checkEvents({ events, segments }: Organisation, yaml: LocatedYaml, findings: Findings): void {
  if (!events) return;
  if (events.length > mostEvents) {
    findings.add('AUTHORING_SHAPE', `"events" has more than ${mostEvents} entries`, yaml.at(['events']));
  }
  const seen = new Set<string>();
  for (const [i, event] of events.entries()) {
    if (seen.has(event))
      findings.add('AUTHORING_SHAPE', `the event "${event}" is listed twice`, yaml.at(['events', i]));
    seen.add(event);
  }
  for (const [segment, when] of Object.entries(segments)) {
    for (const { name: event, index } of mentionsIn(when).customEvents) {
      if (seen.has(event)) continue;
      const message = `no event "${event}" is declared${didYouMean(nearest(event, seen))}`;
      findings.add('EVENT_UNKNOWN', message, yaml.inside(['segments', segment], index));
    }
  }
}

/** Columns of an import are found without regard to case, so two fields must differ in more than that. */
function checkNames(fields: Fields, yaml: LocatedYaml, findings: Findings): void {
  const taken = new Map(leadColumns.map((column) => [foldedName(column), `every lead has "${column}"`]));
  const names = Object.keys(fields);
  if (names.length > mostFields) {
    findings.add('AUTHORING_SHAPE', `"fields" has more than ${mostFields} entries`, yaml.at(['fields']));
  }
  for (const name of names) {
    const folded = foldedName(name);
    const clash = taken.get(folded);
    if (clash) {
      findings.add('AUTHORING_SHAPE', `"fields.${name}" cannot be told apart: ${clash}`, yaml.keyAt(['fields', name]));
    } else {
      taken.set(folded, `there is a field "${name}"`);
    }
  }
}
