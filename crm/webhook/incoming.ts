/**
 * What a CRM of one's own tells of changes in it, in plain words (docs/integrating.md, "A CRM of your own"). Pure. A change that
 * cannot be taken keeps none of the others from being taken, and is named with what is wrong with it.
 */
import { z } from 'zod';
import { earlier, type Instant, instantFromMs } from '../../domain/instant.ts';
import { moneyProblem } from '../../domain/money.ts';
import type { MappedType } from '../mapping.ts';
import type { CrmChange, Money } from '../port.ts';
import { webhookCodec } from './wire-values.ts';

/** What is wrong, and where in the body, e.g. `data.changes.3.owner`. */
export interface IncomingProblem {
  readonly path: string;
  readonly message: string;
}

export interface Incoming {
  /** Whether it is a message of ours at all. Otherwise the problems are about the message, and the CRM has to mend it. */
  readonly isReadable: boolean;
  readonly changes: readonly CrmChange[];
  readonly problems: readonly IncomingProblem[];
}

const mostChanges = 500;

/** What PostgreSQL cannot store is no text. */
const text = (most: number) =>
  z
    .string()
    .min(1)
    .max(most)
    .refine((given) => !given.includes('\0') && given.isWellFormed(), 'holds characters that cannot be stored');

/** What is older is a slip, such as seconds that were taken for milliseconds. */
const earliest = '2000-01-01T00:00:00.000Z';

const instant = z.iso
  .datetime({ offset: true, error: 'must be a time such as 2026-11-23T09:30:00Z' })
  .transform((given) => instantFromMs(Date.parse(given)))
  .refine((at) => at >= earliest, 'must be a time of this century');

/** Decimal text, so that no cent is lost; a number will do. */
const money = z
  .strictObject({ amount: z.union([z.string(), z.number().transform(String)]), currency: z.string() })
  .superRefine(({ amount, currency }: Money, context) => {
    const message = moneyProblem(amount, currency);
    if (message !== null) context.addIssue({ code: 'custom', message });
  });

/** In the CRM's writing, as pushes have it; an empty one says that there is none. */
const value = z
  .union([text(10_000), z.literal(''), z.number(), z.boolean(), z.array(text(1_000)).max(100), z.null()], {
    error: 'must be a text, a number, true, false, a list of texts or null',
  })
  .transform((given, context): string | null => {
    if (given === null) return null;
    const carried = webhookCodec.toWire(typeOf(given), given);
    if (carried.kind === 'fit') return carried.value === '' ? null : carried.value;
    context.addIssue({ code: 'custom', message: carried.why });
    return z.NEVER;
  });

function typeOf(given: string | number | boolean | readonly string[]): MappedType {
  if (typeof given === 'string') return { kind: 'text' };
  if (typeof given === 'number') return { kind: 'number' };
  return { kind: typeof given === 'boolean' ? 'boolean' : 'choices' };
}

const id = z.uuid({ error: 'must be an id that Tendril has told' }).toLowerCase();
const told = { id: text(200).optional(), at: instant.optional() };
const ofDeal = { ...told, handoff: id };
const ofEither = { ...told, handoff: id.optional(), lead: id.optional() };

const stages = ['offered', 'accepted', 'contacted', 'meeting'] as const;
const kinds = ['stage', 'won', 'lost', 'amount', 'owner', 'field'] as const;

/** What is of a deal alone has no place for a lead. */
const leadOf = (change: object): string | undefined => ('lead' in change ? (change.lead as string) : undefined);

const changeShape = z
  .discriminatedUnion(
    'kind',
    [
      z.strictObject({
        ...{ ...ofDeal, kind: z.literal('stage') },
        stage: z.enum(stages, { error: `must be one of ${stages.join(', ')}; won and lost are kinds of their own` }),
      }),
      z.strictObject({ ...ofDeal, kind: z.literal('won'), amount: money.nullish() }),
      z.strictObject({ ...ofDeal, kind: z.literal('lost'), reason: text(1_000).nullish() }),
      z.strictObject({ ...ofDeal, kind: z.literal('amount'), amount: money.nullable() }),
      z.strictObject({ ...ofEither, kind: z.literal('owner'), owner: text(320).nullable() }),
      z.strictObject({ ...ofEither, kind: z.literal('field'), field: text(200), value }),
    ],
    { error: `must have a kind, one of ${kinds.join(', ')}` },
  )
  .refine((change) => (leadOf(change) === undefined) !== (change.handoff === undefined), {
    error: 'is of a handoff or of a lead, not of both',
  });
type Told = z.output<typeof changeShape>;

const messageShape = z.discriminatedUnion(
  'type',
  [
    z.object({
      type: z.literal('crm.changes'),
      timestamp: instant.optional(),
      data: z.object({ changes: z.array(z.unknown()).max(mostChanges) }),
    }),
    // To try whether the signature is right.
    z.object({ type: z.literal('crm.ping') }),
  ],
  { error: 'must be crm.changes' },
);

/**
 * The changes of a message. The same change has the same key however often it is told: its own id, else its place in the message.
 * @param id of the message, which is the same on every try
 * @param receivedAt nothing can have been changed later
 */
export function changesOf(message: unknown, id: string, receivedAt: Instant): Incoming {
  const read = messageShape.safeParse(message);
  if (!read.success) return { isReadable: false, changes: [], problems: read.error.issues.map(problemAt([])) };
  if (read.data.type === 'crm.ping') return { isReadable: true, changes: [], problems: [] };
  const { timestamp = receivedAt, data } = read.data;
  const changes: CrmChange[] = [];
  const problems: IncomingProblem[] = [];
  for (const [index, given] of data.changes.entries()) {
    const { success, data: change, error } = changeShape.safeParse(given);
    if (success) {
      const key = change.id === undefined ? `message/${id}/${index}` : `change/${change.id}`;
      changes.push(changeOf(change, key, earlier(change.at ?? timestamp, receivedAt)));
    } else problems.push(...error.issues.slice(0, 1).map(problemAt(['data', 'changes', index])));
  }
  return { isReadable: true, changes, problems };
}

const mostWords = 300;

/** It goes back to who sent it, and quotes no more than the names of keys. */
const problemAt =
  (above: readonly PropertyKey[]) =>
  ({ path, message }: z.core.$ZodIssue): IncomingProblem => ({
    path: [...above, ...path].map(String).join('.') || 'body',
    message: message.slice(0, mostWords),
  });

function changeOf(change: Told, key: string, at: Instant): CrmChange {
  const ownId = change.handoff ?? leadOf(change) ?? '';
  const of = change.handoff === undefined ? 'contact' : 'deal';
  // Over there it may have another id; ours is the one that both know.
  const about = { of, remoteId: ownId, ownId, key, at } as const;
  switch (change.kind) {
    case 'stage':
      return { ...about, kind: 'stage', stage: change.stage, remoteStage: change.stage };
    case 'won':
      return { ...about, kind: 'won', amount: change.amount ?? null };
    case 'lost':
      return { ...about, kind: 'lost', reason: change.reason ?? null };
    case 'amount':
      return { ...about, kind: 'amount', amount: change.amount };
    case 'owner':
      return { ...about, kind: 'owner', ownerId: change.owner?.toLowerCase() ?? null };
    case 'field':
      return { ...about, kind: 'field', field: change.field, value: change.value };
  }
}
