/** A moment as callers write it. */
import { z } from '@hono/zod-openapi';

/** RFC 3339, in any offset; its `t` and `z` may be small letters (section 5.6). */
export const toldMoment = z
  .string()
  .toUpperCase()
  .pipe(z.iso.datetime({ offset: true }))
  .openapi({ type: 'string', format: 'date-time' });
