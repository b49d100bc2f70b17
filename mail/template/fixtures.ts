/**
 * Sample leads beside a template. A fixture is JSON with what is known of a lead; what it leaves out is not known, so a
 * fixture shows what a mail says to somebody who gave nothing but an address. Values are checked as those of real leads.
 */
import { readFile, stat } from 'node:fs/promises';
import { isMap, LineCounter, parseDocument } from 'yaml';
import { z } from 'zod';
import type { Finding, SourcePosition } from '../../domain/errors.ts';
import { valueRefusal } from '../../domain/field-values.ts';
import { declarationOf, type Fields } from '../../domain/fields.ts';
import { leadKinds } from '../../domain/lead.ts';
import { stages } from '../../domain/lifecycle.ts';
import { didYouMean, nearest } from '../../domain/suggestion.ts';
import { isZone } from '../../domain/time.ts';
import type { TemplateFixture } from '../ports.ts';
import { finding } from './source.ts';
import { isLanguage } from './variant-source.ts';

const text = z.string().max(200).nullable().default(null);

/** A lead as a fixture has it, before its own fields are looked at. */
const shape = z.strictObject({
  email: z.email().default('sample@lead.example'),
  firstName: text,
  lastName: text,
  company: text,
  title: text,
  country: z
    .string()
    .regex(/^[A-Z]{2}$/, 'must be a two-letter country code (ISO 3166)')
    .nullable()
    .default(null),
  source: text,
  language: z
    .string()
    .refine(isLanguage, 'must be a language such as "en" or "pt-BR" (BCP 47)')
    .nullable()
    .default(null),
  timeZone: z.string().refine(isZone, 'must be a time zone such as "Europe/Berlin"').nullable().default(null),
  phone: z
    .string()
    .regex(/^\+[1-9]\d{4,14}$/, 'must be a telephone number such as "+4533123456" (E.164)')
    .nullable()
    .default(null),
  kind: z.enum(leadKinds).nullable().default(null),
  stage: z.enum(stages).default('engaged'),
  score: z.number().default(0),
  grade: z.enum(['A', 'B', 'C', 'D']).default('C'),
  temperature: z.enum(['cold', 'warm', 'hot']).default('cold'),
  fields: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])).default({}),
  tags: z.array(z.string()).default([]),
  /** Purposes that the lead has given consent to. */
  consents: z.array(z.string()).default([]),
});

const largestFixture = 64 * 1024;

/** Reads fixtures against the fields that the workspace declares; null leaves those unchecked. */
export async function readFixtures(
  files: readonly { readonly name: string; readonly file: string }[],
  declared: Fields | null,
): Promise<{ readonly fixtures: readonly TemplateFixture[]; readonly findings: readonly Finding[] }> {
  const read = await Promise.all(files.map(({ name, file }) => readFixture(name, file, declared)));
  return {
    fixtures: read.flatMap((one) => ('findings' in one ? [] : one)),
    findings: read.flatMap((one) => ('findings' in one ? one.findings : [])),
  };
}

async function readFixture(
  name: string,
  file: string,
  declared: Fields | null,
): Promise<TemplateFixture | { readonly findings: readonly Finding[] }> {
  const top = { file, line: 1, col: 1 };
  const refuse = (place: SourcePosition, message: string) => ({
    findings: [finding(place, message, 'FIXTURE_INVALID')],
  });
  const size = await stat(file)
    .then(({ size }) => size)
    .catch(() => null);
  if (size === null || size > largestFixture) return refuse(top, 'The fixture cannot be read or is larger than 64 KB');
  const content = await readFile(file, 'utf8');
  const places = jsonPlaces(file, content);
  let value: unknown;
  try {
    value = JSON.parse(content);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return refuse(places.broken(message), 'The fixture is not valid JSON');
  }
  const parsed = shape.safeParse(value);
  if (!parsed.success) {
    return { findings: parsed.error.issues.flatMap((issue) => issueFindings(issue, places.of)) };
  }
  const { consents, ...lead } = parsed.data;
  const findings = fieldProblems(lead.fields, declared).map(({ field, message }) =>
    finding(places.of(['fields', field]), message, 'FIXTURE_INVALID'),
  );
  return findings.length > 0 ? { findings } : { name, file, lead, consents };
}

function issueFindings(issue: z.core.$ZodIssue, placeOf: (path: readonly PropertyKey[]) => SourcePosition) {
  const tell = (path: readonly PropertyKey[], message: string) => finding(placeOf(path), message, 'FIXTURE_INVALID');
  if (issue.code !== 'unrecognized_keys') {
    const where = issue.path.length > 0 ? `"${issue.path.join('.')}": ` : '';
    return [tell(issue.path, `${where}${issue.message}`)];
  }
  return issue.keys.map((key) => {
    const meant = didYouMean(nearest(key, Object.keys(shape.shape)));
    return tell([...issue.path, key], `a lead has no "${key}"${meant || '; custom fields stand inside of "fields"'}`);
  });
}

function fieldProblems(
  values: Readonly<Record<string, unknown>>,
  declared: Fields | null,
): readonly { readonly field: string; readonly message: string }[] {
  if (!declared) return [];
  return Object.entries(values).flatMap(([field, value]) => {
    const declaration = declarationOf(declared, field);
    if (!declaration)
      return [{ field, message: `a lead has no field "${field}"${didYouMean(nearest(field, Object.keys(declared)))}` }];
    const refusal = value === null ? null : valueRefusal(declaration, value);
    return refusal === null ? [] : [{ field, message: `"${field}" must be ${refusal}` }];
  });
}

/** Where things stand in a file of JSON, which is YAML as well. */
function jsonPlaces(file: string, content: string) {
  const lines = new LineCounter();
  const document = parseDocument(content, { lineCounter: lines });
  const position = (offset: number): SourcePosition => {
    const { line, col } = lines.linePos(offset);
    return { file, line: Math.max(1, line), col: Math.max(1, col) };
  };
  return {
    /** The key of a path, or its value inside of a list. */
    of(path: readonly PropertyKey[]): SourcePosition {
      const parent = path.length > 1 ? document.getIn(path.slice(0, -1), true) : document.contents;
      const last = path.at(-1);
      const pair = isMap(parent) ? parent.items.find(({ key }) => String(key) === String(last)) : undefined;
      const key = (pair?.key as { readonly range?: readonly [number, number, number] } | undefined)?.range?.[0];
      return position(key ?? 0);
    },
    /** Where JSON ends being JSON. */
    broken(message: string): SourcePosition {
      const offset = /at position (\d+)/.exec(message)?.[1];
      const found = offset === undefined ? document.errors[0]?.pos[0] : Number(offset);
      return position(found ?? (/end of JSON/.test(message) ? content.length : 0));
    },
  };
}
