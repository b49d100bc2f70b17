/** How the API shows mails of the ledger. */
import { z } from '@hono/zod-openapi';
import { deliveryClasses } from '../../../domain/delivery-class.ts';
import { instant, messageState, text } from './values.ts';

export const message = z
  .object({
    id: z.uuid(),
    key: z.string().openapi({ description: 'What it is a mail of: one key, one mail.' }),
    leadId: z.uuid(),
    enrollmentId: z.uuid().nullable(),
    stepId: text,
    visit: z.number().int().nullable(),
    handoffId: z.uuid().nullable(),
    broadcastId: z.uuid().nullable(),
    recipient: z.string(),
    subject: text,
    template: text.openapi({ description: 'Of mail to a lead: what it is made from.' }),
    state: messageState,
    attempts: z.number().int(),
    detail: text.openapi({ description: 'What the relay said last, or why it has not left.' }),
    verdict: z.enum(deliveryClasses).nullable().openapi({ description: 'How the last refusal was judged.' }),
    fromDomain: text,
    relay: text,
    resolvedBy: text.openapi({ description: 'Who said what became of it, when nobody could know.' }),
    links: z.array(z.object({ name: z.string(), url: z.string() })).readonly(),
    createdAt: instant,
    sentAt: instant.nullable(),
  })
  .openapi('Message');
