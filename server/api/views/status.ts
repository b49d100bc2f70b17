/** How the API shows the state of the installation. */
import { z } from '@hono/zod-openapi';
import { count, enrollmentStatus, handoffStatus, instant, messageState, stage } from './values.ts';

export const statusReport = z
  .object({
    leads: z.record(stage, count),
    enrollments: z.record(enrollmentStatus, count),
    messages: z.record(messageState, count),
    handoffs: z.record(handoffStatus, count),
    outbox: z.object({ waiting: count, dead: count, oldest: instant.nullable() }),
  })
  .openapi('Status');
