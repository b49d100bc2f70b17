/** How the API shows what comes in, what is answered, and what people are asked to do. Never HTML: only what was read. */
import { z } from '@hono/zod-openapi';
import { type InboundItemView, inboundKinds, inboundStatuses, matchWays, taskKinds } from '../../../db/store.ts';
import { answerKinds, replyIntents } from '../../../domain/inbound-reading.ts';
import { message } from './messages.ts';
import { count, instant, text } from './values.ts';

const report = z.object({
  address: text,
  original: z.string().optional().openapi({ description: 'Where the mail was sent to, when told besides.' }),
  class: z.string(),
  hard: z.boolean(),
  status: z.string().openapi({ description: 'Enhanced status code (RFC 3463); empty when none is told.' }),
  rule: z.string(),
  diagnostic: z.string(),
});

const answer = z.object({
  class: z.enum(answerKinds),
  sign: z.string().openapi({ description: 'By what it was told.' }),
  intent: z.enum(replyIntents).nullable(),
  intentRule: text,
  returnsOn: text,
  referral: z.object({ address: z.string(), name: text }).nullable(),
});

export const inboundItem = z
  .object({
    id: z.uuid(),
    way: z.string().openapi({ description: 'smtp, imap/MAILBOX, webhook/ENDPOINT or api/KEY.' }),
    format: z.enum(['mail', 'event']),
    receivedAt: instant,
    envelopeFrom: text,
    envelopeTo: z.array(z.string()).readonly(),
    size: count.openapi({ description: 'Bytes.' }),
    kept: z.boolean().openapi({ description: 'Whether it can still be read again.' }),
    kind: z.enum(inboundKinds),
    status: z.enum(inboundStatuses).openapi({ description: 'held: a person is to say whom it is about.' }),
    note: z.string().openapi({ description: 'Why, for people.' }),
    messageId: z.uuid().nullable(),
    leadId: z.uuid().nullable(),
    matchedBy: z.enum(matchWays).nullable(),
    subject: text,
    fromAddress: text.openapi({ description: 'As the mail says; anybody can write anything there.' }),
    text: text.openapi({ description: 'What was newly written, as plain text.' }),
    intent: text,
    answer: answer.nullable().openapi({ description: 'Of a reply and an automatic answer.' }),
    reports: z.array(report).readonly().openapi({ description: 'Of a bounce and a complaint: each recipient.' }),
    handledAt: instant.nullable(),
    handledBy: text,
  })
  .openapi('InboundItem');

export const inboundView = ({ reading, ...item }: InboundItemView): z.input<typeof inboundItem> => ({
  ...item,
  answer: answerOf(reading),
  reports: reading.kind === 'bounce' || reading.kind === 'complaint' ? reading.recipients : [],
});

function answerOf(reading: InboundItemView['reading']): z.input<typeof answer> | null {
  if (reading.kind !== 'reply' && reading.kind !== 'auto-reply') return null;
  const { class: kind, sign, intent, intentRule, returnsOn, referral } = reading.answer;
  return { class: kind, sign, intent, intentRule, returnsOn, referral };
}

export const letter = z
  .object({
    id: z.uuid(),
    kind: z.enum(['answer', 'note', 'confirmation', 'decision']),
    leadId: z.uuid(),
    inboundItemId: z.uuid().nullable(),
    recipient: z.string(),
    subject: z.string(),
    text: z.string(),
    inReplyTo: text,
    references: z.array(z.string()).readonly(),
    sender: text.openapi({ description: 'The sender identity that it comes from; null: the organisation’s.' }),
    actor: z.string(),
    createdAt: instant,
    message: message.nullable().openapi({ description: 'Its mail in the ledger, once it was tried.' }),
  })
  .openapi('Letter');

export const threadEntry = z
  .discriminatedUnion('kind', [
    z.object({ kind: z.literal('mail'), at: instant, message }),
    z.object({ kind: z.literal('letter'), at: instant, letter }),
    z.object({ kind: z.literal('received'), at: instant, item: inboundItem }),
  ])
  .openapi('ThreadEntry');

const taskLead = z.object({ id: z.uuid(), email: z.string(), name: text });

export const task = z
  .object({
    id: z.uuid(),
    key: z.string().openapi({ description: 'What makes it necessary: one key, one task.' }),
    kind: z.enum(taskKinds),
    leadId: z.uuid().nullable(),
    lead: taskLead.nullable(),
    inboundItemId: z.uuid().nullable(),
    mail: z
      .object({ from: text, subject: text, text: text.openapi({ description: 'Its first words.' }), intent: text })
      .nullable()
      .openapi({ description: 'The incoming mail that it is about.' }),
    perhaps: z.array(taskLead).readonly().openapi({
      description: 'Of a mail that could not be matched: leads with the address of its sender.',
    }),
    title: z.string(),
    detail: text,
    assignee: text.openapi({ description: 'Who is to do it, by address; null: whoever looks first.' }),
    createdAt: instant,
    doneAt: instant.nullable(),
    doneBy: text,
  })
  .openapi('Task');
