/** How the API shows migrations. */
import { z } from '@hono/zod-openapi';
import { effectKinds } from '../../../domain/migration-effects.ts';
import { count, instant, text, workStatus } from './values.ts';

export const migration = z
  .object({
    id: z.uuid(),
    sequence: z.string(),
    toVersion: count,
    status: workStatus,
    total: count,
    moved: count,
    stayed: count.openapi({ description: 'Their step is gone, and no other was named: they stay in their version.' }),
    failed: count,
    createdAt: instant,
    endedAt: instant.nullable(),
  })
  .openapi('Migration');

export const migrationPlan = z
  .object({
    sequence: z.string(),
    toVersion: count,
    moves: z
      .array(
        z.object({
          version: count,
          stepId: text.openapi({ description: 'Null: between two steps, or not begun yet.' }),
          to: text.openapi({ description: 'Where they go on; null at a step that is gone: they stay.' }),
          count,
        }),
      )
      .readonly(),
    moving: count,
    staying: count,
    effects: z
      .array(
        z.object({
          kind: z.enum(effectKinds),
          version: count.openapi({ description: 'The one that they leave.' }),
          stepId: z.string(),
          was: text,
          is: text,
          count,
          words: z.string().openapi({ description: 'What it means for them.' }),
        }),
      )
      .readonly()
      .openapi({ description: 'What those that move would notice or lose.' }),
  })
  .openapi('MigrationPlan');
