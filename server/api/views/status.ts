/** How the API shows the state of the installation. */
import { z } from '@hono/zod-openapi';
import { count, enrollmentStatus, handoffStatus, instant, messageState, stage, text } from './values.ts';

export const statusReport = z
  .object({
    leads: z.record(stage, count),
    enrollments: z.record(enrollmentStatus, count),
    messages: z.record(messageState, count),
    handoffs: z.record(handoffStatus, count),
    inbound: z.object({ held: count, pending: count }).openapi({
      description: 'Incoming mails that wait: held for a person, pending for a process.',
    }),
    tasks: z.object({ open: count }),
    mailboxes: z
      .array(
        z.object({
          mailbox: z.string(),
          uidValidity: z.string(),
          lastUid: count,
          readAt: instant.nullable(),
          lastError: text,
        }),
      )
      .readonly(),
    retention: z.object({
      lastRun: instant.nullable(),
      failed: z.array(z.string()).readonly().openapi({ description: 'Periods that the last run could not keep.' }),
    }),
    webhooks: z.object({ waiting: count, dead: count, oldest: instant.nullable() }).openapi({
      description: 'Messages to other systems; `dead` were given up.',
    }),
    outbox: z.object({ waiting: count, dead: count, oldest: instant.nullable() }),
  })
  .openapi('Status');
