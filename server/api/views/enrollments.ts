/** How the API shows enrollments. */
import { z } from '@hono/zod-openapi';
import { enrollmentStatus, instant, text } from './values.ts';

export const enrollment = z
  .object({
    id: z.uuid(),
    leadId: z.uuid(),
    email: z.string(),
    sequence: z.string(),
    version: z.number().int(),
    number: z.number().int(),
    workflowId: z.string(),
    status: enrollmentStatus,
    reason: text,
    stepId: text,
    waitUntil: instant.nullable(),
    heldBy: text.openapi({
      description: 'Why the mail of its step has not left yet: a frequency cap, the send window, what the relay said.',
    }),
    paused: z.boolean().openapi({
      description: 'Held by a pause: of its own, of its lead, of its sequence or of whoever sends its mail.',
    }),
    origin: z.string(),
    createdAt: instant,
    endedAt: instant.nullable(),
  })
  .openapi('Enrollment');
