/**
 * The shape of every kind of step as it is written: its keys, what each takes, and an example. What an editor's schema
 * and the reference are made of, and what the steps of a file are checked against; a kind that has two forms has two
 * shapes. Steps inside a step (`then`, `else`, `steps`) are left open here: `sequence-step-list.ts` reads those.
 *
 * Long, because the vocabulary of the language stands here once.
 */
import { z } from 'zod';
import { parseAddress } from '../domain/address.ts';
import { type ErrorCode, errorCode } from '../domain/errors.ts';
import { didYouMean, nearest } from '../domain/suggestion.ts';
import {
  condition,
  custom,
  duration,
  knownName,
  line,
  name,
  oneOrMany,
  stepReference,
  text,
  waitRule,
  webAddress,
} from './authored-values.ts';
import { conditionHint, durationHint, oneOrManyHint, waitHint, webAddressHint } from './editor-hints.ts';
import type { SequenceContext } from './sequence-context.ts';

export const stepKinds = [
  'send',
  'wait',
  'waitFor',
  'branch',
  'split',
  'set',
  'tag',
  'score',
  'call',
  'notify',
  'start',
  'stop',
  'handoff',
  'goto',
  'exit',
  'use',
] as const;
export type StepKind = (typeof stepKinds)[number];

/** Everything that is checked against names stays unchecked with it. */
const unchecked: SequenceContext = { fields: null, templates: null };

/** A list of steps, as a JSON Schema knows it. */
const steps = (description: string) => z.unknown().optional().meta({ $ref: '#/$defs/steps', description });

const common = () => ({
  id: name
    .optional()
    .meta({ description: 'The name of the step: it keeps its identity by it when the sequence changes.' }),
  formerly: oneOrMany(stepReference)
    .optional()
    .meta({
      ...oneOrManyHint({ type: 'string' }),
      description: 'The id that the step had before, or several: live enrollments find it by them.',
      examples: ['reminder'],
    }),
});

const former = oneOrMany(stepReference);

/** What a use was called before, and the steps in it. */
interface FormerIds {
  readonly own: readonly string[];
  /** By the ids of steps inside the part: the ids that they had outside. */
  readonly inside: Readonly<Record<string, readonly string[]>>;
}

const formerIds: z.ZodType<FormerIds | undefined> = z
  .unknown()
  .transform((value, context): FormerIds => {
    const isMapping = typeof value === 'object' && value !== null && !Array.isArray(value);
    const own = isMapping ? null : former.safeParse(value);
    const inside = isMapping ? z.record(stepReference, former).safeParse(value) : null;
    if (own?.success) return { own: own.data, inside: {} };
    if (inside?.success) return { own: [], inside: inside.data };
    context.issues.push(...(((own ?? inside)?.error?.issues ?? []) as z.core.$ZodRawIssue[]));
    return z.NEVER;
  })
  .optional()
  .meta({
    title: 'text, or a list of them, or a mapping',
    anyOf: [
      oneOrManyHint({ type: 'string' }),
      { type: 'object', additionalProperties: oneOrManyHint({ type: 'string' }) },
    ],
    description:
      'The id that the use had before, or several; or, by the id of a step in the part, the id that this step had before it came into the part.',
    examples: [{ mail: 'reminder' }],
  });

const then = (description: string) => steps(description);
const otherwise = (description: string) => steps(description);

/** Whom a note goes to: a salesperson by key, or an address. */
const recipient = (known: SequenceContext['salespeople']) =>
  custom<string>((value) => {
    if (typeof value !== 'string') return { wrong: 'must be the key of a salesperson, or an e-mail address' };
    if (value.includes('@')) {
      try {
        return { value: parseAddress(value) };
      } catch (error) {
        return { wrong: `is wrong: ${(error as Error).message}`, code: errorCode(error) };
      }
    }
    const key = name.safeParse(value);
    if (!key.success) return { wrong: 'must be the key of a salesperson, or an e-mail address' };
    if (!known || known.includes(value)) return { value };
    const near = didYouMean(nearest(value, known));
    return { wrong: `names nobody: there is no salesperson "${value}" in sales.yaml${near}` };
  });

const armName = z
  .string()
  .max(64)
  .regex(/^(?!\d+$)(?!constructor$)[a-z0-9]+(-[a-z0-9]+)*$/, {
    error: 'must be a name of lower-case letters, digits and single hyphens, such as "short-text"',
  });
const splitArm = z.strictObject({
  weight: z.number().int().min(1).max(1000).meta({ description: 'Its share is weight / sum of the weights.' }),
  holdOut: z
    .boolean()
    .default(false)
    .meta({ description: 'Leads that are left alone to compare with: they never change to a winner.' }),
  steps: steps('What its leads go through; nothing when left out.'),
});
const winner = z.strictObject({
  by: z.enum(['click', 'reply', 'goal']).meta({ description: 'What counts as a success of an arm.' }),
  atLeast: z
    .number()
    .int()
    .min(10)
    .max(1_000_000)
    .default(100)
    .meta({ description: 'No look at the figures before every arm has so many leads.' }),
  confidence: z
    .number()
    .min(80)
    .max(99.9)
    .default(95)
    .meta({ description: 'In percent, over all looks at the figures.' }),
});

const scalar = custom<string | number | boolean | null>((value) =>
  value === null || ['string', 'number', 'boolean'].includes(typeof value)
    ? { value: value as string | number | boolean | null }
    : { wrong: 'must be a text, a number, true, false or null' },
).meta({ type: ['string', 'number', 'boolean', 'null'] });

const request = z.strictObject({
  url: webAddress.meta({ ...webAddressHint, description: 'Where the request goes.' }),
  method: z.enum(['POST', 'GET']).default('POST').meta({ description: 'How it is sent.' }),
  data: z.record(z.string().max(100), scalar).default({}).meta({ description: 'Sent beside the facts of the lead.' }),
  giveUpAfter: duration
    .default('P1D')
    .meta({ ...durationHint, description: 'Tried again until then.', examples: ['1 day'] }),
});

const sequenceName = (known: SequenceContext['sequences']) =>
  knownName('sequence', 'SEQUENCE_UNKNOWN' satisfies ErrorCode, known);

const withReason = { reason: line().meta({ description: 'Why, in words: it is shown in the timeline of the lead.' }) };
const answered = {
  // biome-ignore lint/suspicious/noThenProperty: the language's own word, in a schema that nobody awaits
  then: then('What follows when it answered.'),
  else: otherwise('What follows when it failed for good.'),
};

/** The shapes, by kind; `cases` and `request` are the long forms of `branch` and `call`. */
export const stepShapes = (context: SequenceContext = unchecked) => ({
  send: z
    .strictObject({
      send: name.meta({ description: 'The template of the mail.' }),
      from: knownName('sender', 'SENDER_UNKNOWN', context.senders)
        .optional()
        .meta({ description: 'Who it comes from: a key under "senders" in organisation.yaml.' }),
      ...common(),
    })
    .meta({ description: 'Sends a mail. Its id is the name of the template.', examples: [{ send: 'welcome' }] }),
  wait: z
    .strictObject({
      wait: waitRule.meta({
        ...waitHint,
        description: 'How long, or until when, on the calendar of the lead.',
        examples: [
          '3 days',
          '5 business days at 09:00',
          'until tuesday at 09:00',
          '30 days before lead.fields.renewal',
        ],
      }),
      else: otherwise('What follows when the date is not known or has passed already.'),
      ...common(),
    })
    .meta({ description: 'Waits.', examples: [{ wait: '3 days' }, { wait: 'until lead.fields.renewal' }] }),
  waitFor: z
    .strictObject({
      waitFor: z.unknown().meta({
        $ref: '#/$defs/awaited',
        description: 'One event, or any or all of several.',
        examples: ['click', { click: { of: 'welcome', link: 'pricing' } }, { any: ['reply', { form: 'demo' }] }],
      }),
      timeout: duration.meta({ ...durationHint, description: 'How long at most.', examples: ['5 days'] }),
      // biome-ignore lint/suspicious/noThenProperty: the language's own word, in a schema that nobody awaits
      then: then('What follows when it happens in time.'),
      else: otherwise('What follows when it does not.'),
      ...common(),
    })
    .meta({ description: 'Waits for an event.', examples: [{ waitFor: { click: 'welcome' }, timeout: '5 days' }] }),
  branch: z
    .strictObject({
      branch: condition(context.fields).meta({
        ...conditionHint,
        description: 'A condition over the lead.',
        examples: ['score >= 20'],
      }),
      // biome-ignore lint/suspicious/noThenProperty: the language's own word, in a schema that nobody awaits
      then: then('What follows when the condition is true.'),
      else: otherwise('What follows when it is not.'),
      ...common(),
    })
    .meta({
      description: 'Decides by a condition.',
      examples: [{ branch: 'lead.country == "DE"', else: [{ exit: 'elsewhere' }] }],
    }),
  cases: z
    .strictObject({
      branch: z
        .array(
          z.strictObject({
            when: condition(context.fields).meta({ ...conditionHint, description: 'A condition over the lead.' }),
            // biome-ignore lint/suspicious/noThenProperty: the language's own word, in a schema that nobody awaits
            then: then('What follows when it is the first that is true.'),
          }),
        )
        .min(1)
        .max(20)
        .meta({ description: 'Conditions in order: the first that is true decides.' }),
      else: otherwise('What follows when none is true.'),
      ...common(),
    })
    .meta({
      description: 'Decides by the first of several conditions that is true.',
      // biome-ignore lint/suspicious/noThenProperty: the language's own word, in an example that nobody awaits
      examples: [{ branch: [{ when: 'score >= 60', then: [{ send: 'case-study' }] }] }],
    }),
  split: z
    .strictObject({
      split: z
        .record(armName, splitArm)
        .meta({ description: 'Two to ten arms by name; a lead is always in the same one.' }),
      winner: winner.optional().meta({ description: 'When losing arms are stopped.' }),
      ...common(),
    })
    .meta({
      description: 'Divides the leads into arms, to compare them.',
      examples: [{ split: { short: { weight: 90, steps: [{ send: 'short' }] }, none: { weight: 10, holdOut: true } } }],
    }),
  set: z
    .strictObject({
      set: z
        .record(z.string(), scalar)
        .meta({ description: 'Declared fields or facts of a lead with their new values; null empties one.' }),
      ...common(),
    })
    .meta({ description: 'Changes fields of the lead.', examples: [{ set: { country: 'DE' } }] }),
  tag: z
    .strictObject({
      tag: oneOrMany(name)
        .optional()
        .meta({ ...oneOrManyHint({ type: 'string' }), description: 'Tags that the lead gets.' }),
      untag: oneOrMany(name)
        .optional()
        .meta({ ...oneOrManyHint({ type: 'string' }), description: 'Tags that it loses.' }),
      ...common(),
    })
    .meta({ description: 'Puts tags on the lead or takes them off.', examples: [{ tag: 'vip' }, { untag: ['cold'] }] }),
  score: z
    .strictObject({
      score: z.number().int().min(-1000).max(1000).meta({ description: 'Points, which may be negative.' }),
      ...withReason,
      ...common(),
    })
    .meta({ description: 'Gives the lead points.', examples: [{ score: 10, reason: 'Read the guide' }] }),
  call: z
    .strictObject({
      call: webAddress.meta({ ...webAddressHint, description: 'Where the request goes.' }),
      ...answered,
      ...common(),
    })
    .meta({ description: 'Calls a webhook, signed.', examples: [{ call: 'https://hooks.example.com/lead' }] }),
  request: z
    .strictObject({
      call: request.meta({ description: 'The request.' }),
      ...answered,
      ...common(),
    })
    .meta({
      description: 'Calls a webhook, signed, with more said about the request.',
      examples: [{ call: { url: 'https://hooks.example.com/lead', data: { list: 'trial' }, giveUpAfter: '2 hours' } }],
    }),
  notify: z
    .strictObject({
      notify: recipient(context.salespeople).meta({
        type: 'string',
        description: 'A salesperson by the key in sales.yaml, or an address.',
      }),
      subject: line().meta({ description: 'The subject of the mail.' }),
      text: text(5000).meta({ description: 'What it says.' }),
      ...common(),
    })
    .meta({
      description: 'Mails a person of your own.',
      examples: [{ notify: 'ines', subject: 'A lead asks for a quote', text: 'Please call today.' }],
    }),
  start: z
    .strictObject({
      start: sequenceName(context.sequences).meta({ description: 'The sequence that the lead enters.' }),
      ...common(),
    })
    .meta({ description: 'Enrolls the lead in another sequence.', examples: [{ start: 'onboarding' }] }),
  stop: z
    .strictObject({
      stop: sequenceName(context.sequences).meta({ description: 'The sequence that the lead leaves.' }),
      ...common(),
    })
    .meta({ description: 'Takes the lead out of another sequence.', examples: [{ stop: 'newsletter' }] }),
  handoff: z
    .strictObject({
      handoff: line().meta({ description: 'Why, in words: sales reads it.' }),
      ...common(),
    })
    .meta({
      description: 'Gives the lead to sales, whatever its score.',
      examples: [{ handoff: 'Asked for a quote' }],
    }),
  goto: z
    .strictObject({
      goto: stepReference.meta({ description: 'The id of the step to go on with.' }),
      atMost: z.number().int().min(1).max(100).meta({ description: 'How often; after that the next step follows.' }),
      ...common(),
    })
    .meta({ description: 'Goes on with another step.', examples: [{ goto: 'reminder', atMost: 3 }] }),
  exit: z
    .strictObject({
      exit: line().meta({ description: 'Why, in words.' }),
      success: z.boolean().default(false).meta({ description: 'Whether this end counts as a success.' }),
      ...common(),
    })
    .meta({ description: 'Ends the sequence.', examples: [{ exit: 'not interested' }] }),
  use: z
    .strictObject({
      use: name.meta({ description: 'A part under "parts" at the top of the file.' }),
      with: z.record(z.string(), scalar).default({}).meta({ description: 'The values of its parameters.' }),
      id: common().id,
      formerly: formerIds,
    })
    .meta({
      description: 'Takes in the steps of a part.',
      examples: [{ use: 'nudge', with: { template: 'reminder', pause: '3 days' } }],
    }),
});

export type StepShapes = ReturnType<typeof stepShapes>;

/** A named sub-sequence under `parts`. */
export const partShape = z
  .strictObject({
    parameters: z
      .array(z.string().regex(/^[a-z][A-Za-z0-9_-]{0,63}$/, { error: 'the name of a parameter, such as "template"' }))
      .default([])
      .meta({
        description: 'The names of its parameters; a name in braces behind a dollar sign stands for the value.',
      }),
    steps: steps('Its steps.'),
  })
  .meta({
    description: 'A named sub-sequence.',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: the language's own sign for a parameter
    examples: [{ parameters: ['template'], steps: [{ wait: '3 days' }, { send: '${template}' }] }],
  });
