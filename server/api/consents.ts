/** What leads agreed to, and what they want of our mail. */
import { z } from '@hono/zod-openapi';
import { makeToken } from '../../domain/tokens.ts';
import { present, requestInvalid } from './input.ts';
import { bodyOf, type Caller, defineRoute, type Route, reply } from './route.ts';
import { instant, leadName } from './views/values.ts';
import { basis, consentRequest, consents, frequency, preferences, proof, topicName } from './views/wishes.ts';

const byLead = z.object({ lead: leadName });
const wording = z.string().min(1).max(5_000);
const source = z.string().min(1).max(200).openapi({ description: 'Where it was given, such as `form pricing`.' });

const newConsent = z
  .strictObject({
    purpose: topicName,
    basis: basis.default('express'),
    source,
    wording: wording.nullish().openapi({ description: 'What the person agreed to, word for word.' }),
    proof: proof.default({ method: 'api' }),
    at: instant.optional().openapi({ description: 'When it was given; default: now.' }),
    expiresAt: instant.nullish().openapi({ description: 'Default: implied consent ends after 180 days.' }),
  })
  .openapi('NewConsent', {
    example: {
      ...{ purpose: 'marketing', source: 'trade fair', wording: 'Send me letters about energy.' },
      proof: { method: 'person', reference: 'card 17 of the fair' },
    },
  });

const newRequest = z
  .strictObject({
    purposes: z.array(topicName).min(1).max(20),
    source,
    wording,
    wordingVersion: z.string().min(1).max(500).nullish(),
    enroll: z.string().min(1).max(200).nullish().openapi({
      description: 'The sequence that the lead enters by confirming.',
    }),
    mail: z
      .boolean()
      .default(false)
      .openapi({
        description:
          'Send the mail that asks, too; three a day and mailbox are the most (`mailed` says whether it was sent). Without it, ' +
          'put `confirmUrl` into a mail of yours.',
      }),
  })
  .openapi('NewConsentRequest', {
    example: {
      ...{ purposes: ['marketing'], source: 'trade fair', wording: 'Send me letters about energy.' },
      ...{ enroll: 'welcome', mail: true },
    },
  });

const change = z
  .strictObject({
    topics: z
      .record(topicName, z.boolean())
      .optional()
      .openapi({ description: 'Whether mails of a purpose are wanted; those that are not named stay as they are.' }),
    frequency: frequency.optional(),
    pausedUntil: instant.nullish().openapi({ description: 'No mail before this; null lifts the pause.' }),
  })
  .openapi('PreferenceChange', {
    example: { topics: { newsletter: false }, frequency: 'weekly', pausedUntil: '2027-01-07T00:00:00Z' },
  });

const leadId = async (lead: string, { deps, now }: Caller): Promise<string> =>
  (await deps.store.leads.get(lead, now)).id;

/** @throws REQUEST_INVALID */
function checkPast(at: string, now: string, path: string): void {
  if (at > now) throw requestInvalid([{ path, message: 'lies in the future' }]);
}

const lead = (method: 'get' | 'post' | 'put', path: string) =>
  ({ method, path: `/v1/leads/{lead}/${path}`, tag: 'consents', scope: 'leads', params: byLead }) as const;

const ledger = { 200: { description: 'The record, oldest first', schema: consents } } as const;

const consentRoutes: readonly Route[] = [
  defineRoute({
    ...lead('get', 'consents'),
    name: 'listConsents',
    summary: 'All that a lead ever agreed to, oldest first',
    errors: ['LEAD_UNKNOWN'],
    replies: ledger,
    handle: async ({ params }, caller) =>
      reply(200, { items: await caller.deps.store.consents.list(await leadId(params.lead, caller)) }),
  }),
  defineRoute({
    ...lead('post', 'consents'),
    name: 'recordConsent',
    summary:
      'Record a consent; told again it is the same one. An express one with its time (`at`) and a `reference` or `ip` as ' +
      'proof lifts opt-outs before it',
    errors: ['LEAD_UNKNOWN'],
    body: bodyOf(newConsent),
    replies: ledger,
    async handle({ params, body }, caller) {
      const { deps, actor, now } = caller;
      const { at = now, wording: said = null, expiresAt = null, ...rest } = body;
      checkPast(at, now, 'body.at');
      const undated = body.at === undefined;
      const given = {
        ...rest,
        undated,
        at: new Date(at).toISOString(),
        wording: said,
        expiresAt,
        proof: present(body.proof),
      };
      const id = await leadId(params.lead, caller);
      return reply(200, { items: await deps.store.consents.record(id, [given], actor, now) });
    },
  }),
  defineRoute({
    ...lead('post', 'consents/withdrawals'),
    name: 'withdrawConsent',
    summary: 'Withdraw what is in force of a purpose, or object to it. Its sequences stop',
    errors: ['LEAD_UNKNOWN'],
    body: bodyOf(
      z.strictObject({ purpose: topicName }).openapi('ConsentWithdrawal', { example: { purpose: 'marketing' } }),
    ),
    replies: ledger,
    async handle({ params, body }, caller) {
      const { deps, actor, now } = caller;
      const id = await leadId(params.lead, caller);
      return reply(200, { items: await deps.store.consents.withdraw(id, body.purpose, actor, now) });
    },
  }),
  defineRoute({
    ...lead('post', 'consents/requests'),
    name: 'requestConsent',
    summary: 'Ask for a consent that counts once the person confirms it (double opt-in)',
    errors: ['LEAD_UNKNOWN', 'SEQUENCE_UNKNOWN'],
    body: bodyOf(newRequest),
    replies: { 201: { description: 'The request', schema: consentRequest } },
    async handle({ params, body }, caller) {
      const { deps, actor, now } = caller;
      const { mail, wordingVersion = null, enroll = null, ...rest } = body;
      const wanted = { ...rest, wordingVersion, enroll };
      if (enroll !== null) await deps.store.publications.sequence(enroll);
      const id = await leadId(params.lead, caller);
      const { request, mailed } = mail
        ? await deps.store.consents.askConfirmation(id, wanted, actor, now)
        : { request: await deps.store.consents.request(id, wanted, actor, now), mailed: false };
      const token = makeToken(deps.signer, { purpose: 'confirm', id: request.id, index: 0 });
      return reply(201, { ...request, mailed, confirmUrl: `${deps.publicUrl}/confirm/${token}` });
    },
  }),
];

const preferenceRoutes: readonly Route[] = [
  defineRoute({
    ...lead('get', 'preferences'),
    name: 'getPreferences',
    summary: 'What a lead wants of our mail',
    errors: ['LEAD_UNKNOWN'],
    replies: { 200: { description: 'The preferences', schema: preferences } },
    handle: async ({ params }, caller) =>
      reply(200, await caller.deps.store.preferences.ofLead(await leadId(params.lead, caller))),
  }),
  defineRoute({
    ...lead('put', 'preferences'),
    name: 'changePreferences',
    summary: 'Write down that a lead wants less; more it says itself, on its page. What is absent stays as it is',
    errors: ['LEAD_UNKNOWN', 'SUPPRESSION_LASTING'],
    body: bodyOf(change),
    replies: { 200: { description: 'The preferences', schema: preferences } },
    async handle({ params, body }, caller) {
      const { deps, actor, now } = caller;
      const id = await leadId(params.lead, caller);
      const { pausedUntil, ...rest } = present(body);
      const until = pausedUntil ? new Date(pausedUntil).toISOString() : pausedUntil;
      const wanted = { ...rest, ...(until === undefined ? {} : { pausedUntil: until }) };
      return reply(200, await deps.store.preferences.changeOfLead(id, wanted, actor, now));
    },
  }),
];

export const wishRoutes: readonly Route[] = [...consentRoutes, ...preferenceRoutes];
