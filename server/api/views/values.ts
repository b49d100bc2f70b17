/** What the shapes of answers are made of: times, states, pages. */

import { z } from '@hono/zod-openapi';
import { messageStates, scopes } from '../../../db/store.ts';
import { outcomes } from '../../../domain/enrollment.ts';
import { handoffStatuses } from '../../../domain/handoff.ts';
import { stages } from '../../../domain/lifecycle.ts';

export const instant = z.iso.datetime().openapi({ description: 'ISO 8601, UTC', example: '2026-11-21T09:00:00.000Z' });
export const stage = z.enum(stages);
export const outcome = z.enum(outcomes);
export const enrollmentStatus = z.enum(['active', ...outcomes]);
export const handoffStatus = z.enum(handoffStatuses);
export const messageState = z.enum(messageStates);
export const scope = z.enum(scopes);
export const grade = z.enum(['A', 'B', 'C', 'D']);
export const temperature = z.enum(['cold', 'warm', 'hot']);
export const fieldValue = z.union([z.string(), z.number(), z.boolean(), z.null()]);
export const text = z.string().nullable();

/** How whoever calls names what there is. */
export const leadName = z.string().min(1).max(320).openapi({ description: 'Id or e-mail address of the lead.' });
export const broadcastName = z.string().min(1).max(100).openapi({ description: 'Name or id of the broadcast.' });

/** A page of a list. */
export const pageOf = <S extends z.ZodType>(item: S) =>
  z.object({
    items: z.array(item).readonly(),
    next: text.openapi({ description: 'Goes into `after` of the following call; null at the end.' }),
  });

export const paging = {
  limit: z.coerce.number().int().min(1).max(200).default(50),
  after: z.string().min(1).max(500).optional().openapi({ description: '`next` of the page before.' }),
};

export const count = z.number().int();

export const workStatus = z.enum(['running', 'done', 'stopped']);
