/** An event as it is posted: its shape, with what may be left out, and what it is once it was read. */
import { z } from '@hono/zod-openapi';
import { eventName } from '../../authoring/authored-values.ts';
import { touchDirections, touchKinds } from '../../domain/events.ts';
import { eventSource } from '../../domain/identity.ts';
import { checkShape } from './input.ts';
import { toldMoment } from './told-moment.ts';
import { leadName } from './views/values.ts';

const mostPayloadBytes = 8 * 1024;
const mostTouchText = 2_000;

const touchPayload = z.strictObject({
  direction: z.enum(touchDirections),
  outcome: z.string().min(1).max(200).optional(),
  text: z.string().max(mostTouchText).optional(),
  seconds: z.number().int().min(0).max(86_400).optional(),
});

export const newEvent = z
  .strictObject({
    id: z.string().min(1).max(200).optional().openapi({
      description:
        'Its name at the source; sent twice for the same lead, it counts once. Used for another kind or name of event of that lead, it is refused.',
    }),
    source: z.string().regex(eventSource.pattern, eventSource.rule).optional().openapi({
      description:
        'Whose id it is; ids of different sources never meet. Default: the API key. Give it when several keys report for one source, or before you replace a key.',
    }),
    lead: leadName,
    event: eventName.optional().openapi({ description: 'The name of a custom event; short for kind and name.' }),
    kind: z.enum(['form', 'page_view', 'custom', 'touch']).optional(),
    name: z
      .string()
      .min(1)
      .max(200)
      .optional()
      .openapi({
        description: `Of the event or the form; of a page its path, such as \`/pricing\`, as \`waitFor: { page: … }\` has it; of a touch one of ${touchKinds.join(', ')}.`,
      }),
    payload: z.record(z.string(), z.unknown()).optional().openapi({
      description:
        'Small JSON object, 8 KB at most. Of a touch: `direction` (in, out), and if known `outcome`, `text` and `seconds`.',
    }),
    occurredAt: toldMoment.optional().openapi({ description: 'Default: now.' }),
  })
  .superRefine(({ event, kind, name, payload }, check) => {
    const wrong = (path: string, message: string) => check.addIssue({ code: 'custom', path: [path], message });
    if (event === undefined && kind === undefined) wrong('event', 'give the name of the event, or a kind');
    if (event !== undefined && (kind ?? 'custom') !== 'custom')
      wrong('event', 'only a custom event; give kind and name');
    if (event !== undefined && name !== undefined) wrong('name', 'give event or name, not both');
    if (kind === 'custom' && event === undefined) {
      const named = eventName.safeParse(name);
      if (!named.success) wrong('name', `a custom event needs ${named.error.issues[0]?.message ?? 'a name'}`);
    }
    if (payload && Buffer.byteLength(JSON.stringify(payload)) > mostPayloadBytes) wrong('payload', 'larger than 8 KB');
    if (kind !== 'touch') return;
    if (!touchKinds.some((one) => one === name)) wrong('name', `a touch is one of ${touchKinds.join(', ')}`);
    for (const { path, message } of touchPayload.safeParse(payload ?? {}).error?.issues ?? []) {
      wrong(['payload', ...path].join('.'), message);
    }
  })
  .openapi('NewEvent', {
    example: {
      id: 'order-4711',
      source: 'shop',
      lead: 'ann@example.com',
      event: 'demo_requested',
      payload: { plan: 'team' },
      occurredAt: '2026-11-20T10:15:00Z',
    },
  });

/** An event that was read. */
export interface PostedEvent {
  readonly id?: string | undefined;
  readonly source?: string | undefined;
  readonly lead: string;
  readonly kind: 'form' | 'page_view' | 'custom' | 'touch';
  readonly name: string | null;
  readonly payload?: Readonly<Record<string, unknown>> | undefined;
  readonly occurredAt?: string | undefined;
}

/** @throws REQUEST_INVALID */
export function readEvent(raw: unknown, place: string): PostedEvent {
  const { event, kind = 'custom', name, ...rest } = checkShape(newEvent, raw, place);
  return { ...rest, kind, name: event ?? name ?? null };
}
