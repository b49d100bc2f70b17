/** How the API shows mass enrollments. */
import { z } from '@hono/zod-openapi';
import { count, instant, text, workStatus } from './values.ts';

export const batch = z
  .object({
    id: z.uuid(),
    sequence: z.string(),
    filter: z.object({ when: text, segment: text, source: text, tag: text }),
    status: workStatus,
    pace: z.number().openapi({ description: 'Leads per second at most.' }),
    total: count.openapi({ description: 'Leads there were when it began.' }),
    looked: count,
    enrolled: count,
    refused: z.record(z.string(), count).openapi({
      description: 'How many were not enrolled, by error code; `NOT_MEANT` did not fit the filter.',
    }),
    createdAt: instant,
    endedAt: instant.nullable(),
  })
  .openapi('Batch');
