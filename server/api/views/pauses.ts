/** How the API shows pauses, and what lifting one did. */
import { z } from '@hono/zod-openapi';
import { count, instant, text } from './values.ts';

export const pause = z
  .object({
    scope: z.discriminatedUnion('kind', [
      z.object({ kind: z.literal('sequence'), sequence: z.string() }),
      z.object({ kind: z.literal('lead'), leadId: z.uuid() }),
      z.object({ kind: z.literal('enrollment'), enrollmentId: z.uuid() }),
      z.object({ kind: z.literal('domain'), domain: z.string() }),
      z.object({ kind: z.literal('relay'), relay: z.string() }),
    ]),
    email: text.openapi({ description: 'Of the lead, when it is about a lead or one enrollment.' }),
    sequence: text.openapi({ description: 'When it is about a sequence or one enrollment.' }),
    reason: text,
    actor: z.string(),
    since: instant,
    holds: count.openapi({
      description: 'Active enrollments that it holds; of a domain or a relay, those that came to a halt at their mail.',
    }),
  })
  .openapi('Pause');

export const resumed = z
  .object({
    lifted: z.boolean().openapi({ description: 'False when there was no such pause.' }),
    resumed: count.openapi({ description: 'Enrollments that had come to a halt and go on.' }),
  })
  .openapi('Resumed');
