/** The JSON Schema of events, as `waitFor`, `goals` and `stop` name them; `sequence-matcher.ts` reads them. */
import { replyClasses } from '../domain/events.ts';
import { returnReasons } from '../domain/handoff.ts';
import { stages } from '../domain/lifecycle.ts';
import { eventName, stepReference } from './authored-values.ts';
import { conditionHint } from './editor-hints.ts';
import { type JsonSchema, jsonOf } from './json-schema-values.ts';

const text = { type: 'string', minLength: 1, maxLength: 100 };
const just = (description: string): JsonSchema => ({ const: true, description });

const click = {
  description: 'A click: in the mail sent last (true), in the mail of a step, or on one link of it.',
  examples: ['welcome', { of: 'welcome', link: 'pricing' }],
  anyOf: [
    just('A click in the mail sent last.'),
    { ...jsonOf(stepReference), title: 'step', description: 'The id of the step that sends the mail.' },
    {
      type: 'object',
      properties: {
        of: {
          ...jsonOf(stepReference),
          title: 'step',
          description: 'The id of the step that sends the mail; else the mail sent last.',
          examples: ['welcome'],
        },
        link: { ...text, description: 'The name of the link in the mail; else any link.', examples: ['pricing'] },
      },
      additionalProperties: false,
    },
  ],
};

const reply = {
  description: 'A reply that a human wrote: any (true), or of one or several classes.',
  examples: ['interested', ['interested', 'question']],
  anyOf: [
    just('Any reply.'),
    { enum: replyClasses },
    { title: 'a list of them', type: 'array', items: { enum: replyClasses }, minItems: 1 },
  ],
};

const custom = {
  description: 'A custom event that a site or a CRM posts, by its name, or with a condition on what was posted.',
  examples: ['demo_requested', { name: 'bought', where: 'event.payload.amount > 100' }],
  anyOf: [
    { ...jsonOf(eventName), title: 'event' },
    {
      type: 'object',
      properties: {
        name: { ...jsonOf(eventName), title: 'event', description: 'The name of the event.', examples: ['bought'] },
        where: {
          ...conditionHint,
          description: 'A condition on event.name and event.payload.',
          examples: ['event.payload.amount > 100'],
        },
      },
      required: ['name'],
      additionalProperties: false,
    },
  ],
};

const decision = {
  description: 'What sales decided about the lead.',
  examples: ['accepted', { is: 'returned', reason: 'timing' }],
  anyOf: [
    { enum: ['accepted', 'returned'] },
    {
      type: 'object',
      properties: {
        is: { enum: ['accepted', 'returned'], description: 'The decision.', examples: ['returned'] },
        reason: { enum: returnReasons, description: 'Why it was returned; else any reason.', examples: ['timing'] },
      },
      required: ['is'],
      additionalProperties: false,
    },
  ],
};

/** The forms of one event, by their key. */
export const eventProperties = {
  click,
  reply,
  form: {
    description: 'A form that was filled in: any (true), or the one of that name.',
    examples: ['contact'],
    anyOf: [just('Any form.'), { ...text, title: 'text' }],
  },
  page: {
    type: 'string',
    title: 'path',
    maxLength: 500,
    pattern: '^/[^\\s*?#]*\\*?$',
    patternErrorMessage: 'The path of a page such as "/pricing", or "/blog/*" for all below it.',
    description: 'A visit of a page of your site, by its path; a * at the end stands for whatever follows.',
    examples: ['/pricing', '/blog/*'],
  },
  event: custom,
  score: {
    type: 'integer',
    minimum: -1000,
    maximum: 1000,
    description: 'The score is at least so high; also when it is so already.',
    examples: [60],
  },
  stage: {
    enum: stages,
    description: 'The lead is at this lifecycle stage; also when it is there already.',
    examples: ['prospect'],
  },
  decision,
} satisfies Readonly<Record<string, JsonSchema>>;

const one = { $ref: '#/$defs/event' };
const several = { type: 'array', items: one, minItems: 1, maxItems: 20 };

export const groupProperties = {
  any: { ...several, description: 'Whichever of these comes first.', examples: [['reply', { form: 'demo' }]] },
  all: { ...several, description: 'All of these, in any order.', examples: [['click', { page: '/pricing' }]] },
} satisfies Readonly<Record<string, JsonSchema>>;

const exactlyOne = { additionalProperties: false, minProperties: 1, maxProperties: 1 };

/** The definitions that steps and settings refer to. */
export const eventDefinitions: Readonly<Record<string, JsonSchema>> = {
  event: {
    description: 'Something that happens to a lead.',
    anyOf: [
      { enum: ['click', 'reply', 'form'], description: 'A click in the mail sent last, any reply, or any form.' },
      { type: 'object', properties: eventProperties, ...exactlyOne },
    ],
  },
  events: { description: 'Events, any of which counts.', ...several },
  awaited: {
    description: 'One event, or any or all of several.',
    anyOf: [one, { type: 'object', properties: groupProperties, ...exactlyOne }],
  },
};
