/** How the API shows its keys. */
import { z } from '@hono/zod-openapi';
import { instant, scope } from './values.ts';

export const apiKey = z
  .object({
    id: z.uuid(),
    name: z.string(),
    prefix: z.string(),
    scopes: z.array(scope).readonly(),
    createdAt: instant,
    lastUsedAt: instant.nullable(),
    revokedAt: instant.nullable(),
  })
  .openapi('ApiKey');
