/** How the API shows what leads agreed to, what they want, and who gets no mail. */
import { z } from '@hono/zod-openapi';
import { consentMethods, liftingRights, mailFrequencies, suppressionReasons } from '../../../db/store.ts';
import { instant, text } from './values.ts';

export const reason = z.enum(suppressionReasons);

export const topicName = z
  .string()
  .regex(/^[a-z0-9][a-z0-9_-]{0,63}$/, { error: 'a purpose of lower-case letters, digits, - and _' })
  .openapi({ description: 'A purpose of mails, such as `marketing`; or `tracking` or `profiling`.' });

export const scope = z
  .custom<'all' | `topic/${string}`>(
    (value) => typeof value === 'string' && /^(all|topic\/[a-z0-9][a-z0-9_-]{0,63})$/.test(value),
    { error: 'must be "all" or "topic/PURPOSE"' },
  )
  .openapi({ type: 'string', description: '`all`, or `topic/PURPOSE`: only the mails of that purpose.' });

const short = z.string().min(1).max(500).optional();

export const proof = z
  .strictObject({
    method: z.enum(consentMethods),
    ip: z.string().min(1).max(64).optional(),
    userAgent: short,
    wordingVersion: short,
    reference: short.openapi({ description: 'A document, a ticket, a recording: anything that can be found again.' }),
  })
  .openapi('ConsentProof');

export const basis = z.enum(['express', 'implied', 'legitimate_interest']);

const consent = z
  .object({
    id: z.string(),
    purpose: z.string(),
    basis,
    source: z.string(),
    wording: text.openapi({ description: 'What the person agreed to, word for word.' }),
    proof: proof.partial(),
    actor: text.openapi({ description: 'Who recorded it.' }),
    at: instant,
    expiresAt: instant.nullable().openapi({ description: 'Implied consent ends by itself.' }),
    withdrawnAt: instant.nullable(),
    withdrawnBy: text,
  })
  .openapi('Consent');

export const consents = z.object({ items: z.array(consent).readonly() });

export const consentRequest = z
  .object({
    id: z.string(),
    leadId: z.string(),
    purposes: z.array(z.string()).readonly(),
    source: z.string(),
    wording: z.string(),
    language: text,
    requestedAt: instant,
    expiresAt: instant.openapi({ description: 'After this it can not be confirmed any more.' }),
    confirmedAt: instant.nullable(),
    enroll: text.openapi({ description: 'The sequence that the lead enters by confirming.' }),
    enrollRefused: text.openapi({ description: 'The code why it did not.' }),
    mailed: z.boolean().openapi({ description: 'Whether the mail that asks was sent by this call.' }),
    confirmUrl: z.url().openapi({ description: 'Goes into the mail that asks for the confirmation.' }),
  })
  .openapi('ConsentRequest');

export const frequency = z.enum(mailFrequencies);

export const preferences = z
  .object({
    leadId: z.string(),
    language: text,
    masked: z.string().openapi({ description: 'The address it is about, masked.' }),
    without: z.array(z.string()).readonly().openapi({ description: 'Purposes of which it wants no mail.' }),
    frequency,
    pausedUntil: instant.nullable(),
    awayUntil: instant.nullable(),
    stopped: reason.nullable().openapi({ description: 'Why no marketing mail goes there at all; null: it does.' }),
  })
  .openapi('Preferences');

const suppressionEntry = z
  .object({
    id: z.string(),
    scope: z.string(),
    reason,
    detail: text,
    actor: z.string(),
    at: instant,
    liftedAt: instant.nullable(),
    liftedBy: text,
    liftedFor: z.enum(liftingRights).nullable().openapi({ description: 'By what right it was lifted.' }),
  })
  .openapi('SuppressionEntry');

export const suppressed = z
  .object({
    reason: reason.nullable().openapi({ description: 'The gravest in force for all mail; null when there is none.' }),
    entries: z.array(suppressionEntry).readonly(),
  })
  .openapi('Suppressed');
