/** Forms: what they ask, where they are, and handing them in from a site's own pages. */
import { createHash } from 'node:crypto';
import { z } from '@hono/zod-openapi';
import { leadOf } from '../../authoring/form-answers.ts';
import { TendrilError } from '../../domain/errors.ts';
import { type Form, formNamed, questionLooks } from '../../domain/form.ts';
import { submissionStatuses } from '../../domain/form-submission.ts';
import { wordedFor } from '../../domain/worded-text.ts';
import { pageAddress } from '../forms/came-by.ts';
import { createFormDesk } from '../forms/desk.ts';
import { progressOf } from '../forms/progress.ts';
import { judgeSending } from '../forms/spam.ts';
import { submissionOf, versionOf } from '../forms/submission.ts';
import { languageFor } from '../pages/words/languages.ts';
import { present } from './input.ts';
import { bodyOf, type Caller, defineRoute, type Route, reply } from './route.ts';
import { fieldValue } from './views/values.ts';

const byName = z.object({ form: z.string().min(1).max(64).openapi({ description: 'The name of the form.' }) });

const worded = z
  .union([z.string(), z.record(z.string(), z.string())])
  .nullable()
  .openapi({
    description: 'One text for everybody, or one by language.',
  });
const bound = z.union([z.number(), z.string()]).nullable();
const answer = z.union([z.string(), z.number(), z.boolean()]);
const question = z
  .object({
    field: z.string(),
    label: worded,
    help: worded,
    required: z.boolean(),
    as: z.enum(questionLooks),
    options: z
      .array(z.object({ value: answer, label: worded }))
      .readonly()
      .nullable(),
    when: z.record(
      z.string(),
      z.object({ anyOf: z.array(answer).readonly().nullable(), atLeast: bound, atMost: bound }),
    ),
  })
  .openapi('FormQuestion');
const form = z
  .object({
    form: z.string(),
    title: worded,
    text: worded,
    version: z.string().openapi({ description: 'Changes with everything that a visitor sees.' }),
    steps: z.array(z.object({ title: worded, questions: z.array(question).readonly() })).readonly(),
    ask: z.number().int().nullable(),
    consent: z
      .object({
        purposes: z.array(z.string()).readonly(),
        wording: worded,
        required: z.boolean(),
        confirm: z.boolean(),
      })
      .nullable(),
    address: z.string().openapi({ description: 'Where the form is as a page.' }),
    snippet: z.string().openapi({ description: 'What puts it into a page of one of its sites.' }),
    sites: z.array(z.string()).readonly(),
  })
  .openapi('Form');

const text = z.string().min(1).max(500);
const newSubmission = z
  .strictObject({
    answers: z.record(z.string(), fieldValue).openapi({ description: 'By field. What is not asked is not taken.' }),
    consent: z.boolean().default(false).openapi({ description: 'Whether the person ticked the box, and nobody else.' }),
    language: z
      .string()
      .max(35)
      .optional()
      .openapi({ description: 'In which the form was shown; default: the organisation’s.' }),
    campaign: z
      .strictObject({
        source: text.optional(),
        medium: text.optional(),
        campaign: text.optional(),
        term: text.optional(),
        content: text.optional(),
      })
      .optional(),
    referrer: z.string().max(4_000).optional(),
    landingPage: z.string().max(4_000).optional(),
    clickId: z.strictObject({ kind: z.string().min(1).max(40), value: text }).optional(),
    proof: z
      .strictObject({ ip: z.union([z.ipv4(), z.ipv6()]).optional(), userAgent: z.string().min(1).max(300).optional() })
      .default({})
      .openapi({ description: 'Who sent it, as proof of the consent: of the visitor, not of your server.' }),
  })
  .openapi('NewFormSubmission', {
    example: { answers: { email: 'ann@example.com', firstName: 'Ann' }, consent: true, language: 'en' },
  });

const submission = z
  .object({ id: z.uuid(), status: z.enum(submissionStatuses) })
  .openapi('FormSubmission', { description: 'It becomes a lead within seconds, unless a person is to look at it.' });

const viewOf = (one: Form, { deps }: Caller, language: string) => {
  const { form: name, title, text: intro, steps, ask, consent, sites } = one;
  const address = `${deps.publicUrl}/f/${name}`;
  const label = wordedFor(title, language, language).replaceAll(/[<>&"]/g, '');
  const snippet = `<script src="${address}.js" async></script>\n<noscript><a href="${address}">${label}</a></noscript>`;
  return { form: name, title, text: intro, version: versionOf(one), steps, ask, consent, sites, address, snippet };
};

/** @throws FORM_UNKNOWN */
async function formOf(name: string, { deps }: Caller) {
  const workspace = await deps.store.publications.workspace();
  return { form: formNamed(workspace.forms, name), organisation: workspace.organisation };
}

async function handIn(name: string, body: z.output<typeof newSubmission>, caller: Caller) {
  const { deps, key, idempotencyKey, requestId } = caller;
  const { form: asked, organisation } = await formOf(name, caller);
  const given = Object.entries(body.answers).filter(([, value]) => value !== null);
  const raw = Object.fromEntries(given.map(([field, value]) => [field, value === false ? '' : String(value)]));
  const { fields, country: home } = organisation;
  const { answers, problems } = progressOf(asked, raw, {}, { fields, home });
  const wrong = problems.flatMap((of) => [...of].map(([field, problem]) => ({ field, problem: problem as string })));
  const language = languageFor(body.language ?? null, undefined, organisation.language);
  const lead = leadOf(answers, asked.source ?? asked.form, language);
  const isLooked = organisation.registration.check && lead !== null;
  const verdict = isLooked ? await deps.addressCheck?.check(lead.email) : undefined;
  if (verdict?.verdict === 'refused') wrong.push({ field: 'email', problem: 'noMail' });
  if (asked.consent?.required && !body.consent) wrong.push({ field: 'consent', problem: 'missing' });
  if (lead === null || wrong.length > 0) {
    const words = wrong.map(({ field, problem }) => `${field}: ${problem}`).join('; ');
    const suggestion = verdict?.suggestion ?? null;
    throw new TendrilError('ANSWERS_INVALID', `Wrong answers: ${words}`, { problems: wrong, suggestion });
  }
  const { campaign, clickId } = body;
  const once = idempotencyKey ?? requestId;
  const kept = submissionOf({
    form: asked,
    wording: body.consent && asked.consent ? wordedFor(asked.consent.wording, language, organisation.language) : null,
    visit: createHash('sha256').update(`${key.id} ${once}`).digest('hex'),
    lead,
    answers,
    origin: present({
      campaign: campaign && present(campaign),
      referrer: pageAddress(body.referrer),
      landingPage: pageAddress(body.landingPage),
      clickId,
    }),
    identified: null,
    verdict: verdict ?? null,
    proof: present(body.proof),
    judged: judgeSending({
      ...{ trap: false, from: 'own', hasty: 0, steps: 1, names: [lead.firstName ?? '', lead.lastName ?? ''] },
      texts: Object.values(answers).filter((one) => typeof one === 'string'),
      throwAway: verdict?.reasons.includes('disposable') ?? false,
    }),
  });
  const { id } = await (deps.forms ?? createFormDesk(deps)).submit(kept);
  return { id, status: kept.status };
}

export const formRoutes: readonly Route[] = [
  defineRoute({
    method: 'get',
    path: '/v1/forms',
    name: 'listForms',
    tag: 'forms',
    summary: 'All published forms',
    scope: 'leads',
    errors: ['WORKSPACE_EMPTY'],
    replies: { 200: { description: 'By name', schema: z.object({ items: z.array(form).readonly() }) } },
    async handle(_, caller) {
      const { forms, organisation } = await caller.deps.store.publications.workspace();
      return reply(200, { items: Object.values(forms).map((one) => viewOf(one, caller, organisation.language)) });
    },
  }),
  defineRoute({
    method: 'get',
    path: '/v1/forms/{form}',
    name: 'getForm',
    tag: 'forms',
    summary: 'One form: what it asks, where it is, and how it is put into a page',
    scope: 'leads',
    errors: ['FORM_UNKNOWN', 'WORKSPACE_EMPTY'],
    params: byName,
    replies: { 200: { description: 'The form', schema: form } },
    async handle({ params }, caller) {
      const { form: found, organisation } = await formOf(params.form, caller);
      return reply(200, viewOf(found, caller, organisation.language));
    },
  }),
  defineRoute({
    method: 'post',
    path: '/v1/forms/{form}/submissions',
    name: 'submitForm',
    tag: 'forms',
    summary: 'Hand in a form that a site of yours showed on a page of its own',
    scope: 'leads',
    errors: ['FORM_UNKNOWN', 'ANSWERS_INVALID', 'WORKSPACE_EMPTY'],
    params: byName,
    body: bodyOf(newSubmission),
    replies: { 202: { description: 'It was taken', schema: submission } },
    async handle({ params, body }, caller) {
      return reply(202, await handIn(params.form, body, caller));
    },
  }),
];
