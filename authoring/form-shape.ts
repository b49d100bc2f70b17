/** The keys of a form file and what stands behind each. Whether its questions fit the fields of leads is looked at after that. */

import { z } from 'zod';
import { type QuestionLook, questionLooks } from '../domain/form.ts';
import type { WordedText } from '../domain/worded-text.ts';
import { custom, line, name, oneOrMany, purpose, site, webAddress } from './authored-values.ts';
import { worded } from './worded-text.ts';

/** A value in a condition or among the options, as it stands in the file. */
export type WrittenValue = string | number | boolean;

export type WrittenTest =
  | readonly WrittenValue[]
  | { readonly atLeast?: number | string | undefined; readonly atMost?: number | string | undefined };

/** A question as it is written, in full. */
export interface WrittenQuestion {
  readonly field: string;
  readonly label: WordedText | null;
  readonly help: WordedText | null;
  readonly required: boolean;
  readonly as: QuestionLook | null;
  readonly options: Readonly<Record<string, WordedText | null>> | null;
  readonly when: Readonly<Record<string, WrittenTest>>;
}

const value = z.union([z.string().trim().min(1).max(200), z.number(), z.boolean()]);

const bounds = z.strictObject({
  atLeast: z.union([z.number(), z.string()]).optional(),
  atMost: z.union([z.number(), z.string()]).optional(),
});

const test: z.ZodType<WrittenTest> = custom<WrittenTest>((given) => {
  const one = value.safeParse(given);
  if (one.success) return { value: [one.data] };
  const list = z.array(value).min(1).max(200).safeParse(given);
  if (list.success) return { value: list.data };
  const limits = bounds.safeParse(given);
  const says = limits.success && (limits.data.atLeast ?? limits.data.atMost) !== undefined;
  if (says) return { value: limits.data };
  return { wrong: 'must be a value, a list of values, or bounds such as { atLeast: 50 }' };
}).meta({
  anyOf: [
    { type: ['string', 'number', 'boolean'] },
    { type: 'array', minItems: 1 },
    {
      type: 'object',
      properties: { atLeast: { type: ['number', 'string'] }, atMost: { type: ['number', 'string'] } },
      additionalProperties: false,
      minProperties: 1,
    },
  ],
});

const fieldName = z.string().regex(/^[A-Za-z][A-Za-z0-9_]{0,63}$/, {
  error: 'the name of a fact or a field, such as "firstName" or "buildingType"',
});

const wordedHint = {
  anyOf: [
    { type: 'string', minLength: 1 },
    { type: 'object', additionalProperties: { type: 'string', minLength: 1 }, minProperties: 1 },
  ],
};
const words = (longest: number): z.ZodType<WordedText> => worded(longest).meta(wordedHint);

const options: z.ZodType<Readonly<Record<string, WordedText | null>>> = z.preprocess(
  (given) => (Array.isArray(given) ? Object.fromEntries(given.map((one) => [String(one), null])) : given),
  z.record(z.string().trim().min(1).max(200), words(200).nullable()),
);

const inFull = z
  .strictObject({
    field: fieldName,
    label: words(200).nullish(),
    help: words(500).nullish(),
    required: z.boolean().optional(),
    as: z.enum(questionLooks).nullish(),
    options: options.nullish(),
    when: z.record(fieldName, test).default({}),
  })
  .transform(
    ({ label = null, help = null, required, as = null, options: offered = null, ...rest }): WrittenQuestion => ({
      ...rest,
      label,
      help,
      // Without an address there is no lead.
      required: required ?? rest.field === 'email',
      as,
      options: offered,
    }),
  );

const question: z.ZodType<WrittenQuestion> = z.preprocess(
  (given) => (typeof given === 'string' ? { field: given } : given),
  inFull,
);

const step = z
  .strictObject({ title: words(200).nullish(), questions: z.array(question).min(1).max(30) })
  .transform(({ title = null, questions }) => ({ title, questions }));

const consent = z
  .strictObject({
    purpose: oneOrMany(purpose),
    wording: words(2_000),
    required: z.boolean().default(false),
    confirm: z.boolean().default(true),
  })
  .transform(({ purpose: purposes, ...rest }) => ({ purposes: [...new Set(purposes)], ...rest }));

const follows = z
  .strictObject({ enroll: name.nullish(), thanks: words(1_000).nullish(), redirect: webAddress.nullish() })
  .transform(({ enroll = null, thanks = null, redirect = null }) => ({ enroll, thanks, redirect }));

const mostSteps = 6;

export const formShape = z
  .strictObject({
    form: name,
    title: words(200),
    text: words(2_000).nullish(),
    button: words(60).nullish(),
    source: line(100).nullish(),
    steps: z.array(step).min(1).max(mostSteps),
    ask: z.int().min(1).max(30).nullish(),
    consent: consent.nullish(),
    // biome-ignore lint/suspicious/noThenProperty: the word of the language for what follows; nobody awaits it
    then: follows.default({ enroll: null, thanks: null, redirect: null }),
    sites: z.array(site).max(50).default([]),
  })
  .transform(({ text = null, button = null, source = null, ask = null, consent: asked = null, ...rest }) => ({
    ...rest,
    text,
    button,
    source,
    ask,
    consent: asked,
  }));

export type WrittenForm = z.output<typeof formShape>;
