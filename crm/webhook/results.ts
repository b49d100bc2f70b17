/** What the answer to a message says of its records, in the words of docs/integrating.md. Pure. */
import { z } from 'zod';
import type { Instant } from '../../domain/instant.ts';
import { plusMs } from '../../domain/instant.ts';
import type { Pushed, RefusalCode } from '../port.ts';
import { mostWords } from './sending.ts';

const refusalCodes = [
  'invalid_value',
  'unknown_field',
  'read_only_field',
  'duplicate',
  'contact_unknown',
  'gone',
  'other',
] as const satisfies readonly RefusalCode[];

const resultShape = z.discriminatedUnion('status', [
  z.object({
    status: z.literal('stored'),
    id: z.string(),
    remoteId: z.string().min(1).max(200).nullish(),
    created: z.boolean().nullish(),
  }),
  z.object({
    status: z.literal('refused'),
    id: z.string(),
    remoteId: z.string().min(1).max(200).nullish(),
    // A word that is none of ours refuses the record all the same.
    code: z.enum(refusalCodes).nullish().catch('other'),
    words: z.string().nullish(),
    field: z.string().max(200).nullish(),
  }),
]);
type Result = z.output<typeof resultShape>;

/** What was said nothing of is pushed again after so long. */
const unclearPauseMs = 60_000;

/**
 * What became of each of the records, in their order. Who answers without results has stored them all.
 * @param cut there was an answer, too large to be read
 */
export function pushedBy(body: unknown, cut: boolean, ids: readonly string[], now: Instant): readonly Pushed[] {
  const unclear: Pushed = { kind: 'later', until: plusMs(now, unclearPauseMs), because: 'unclear' };
  const results = cut ? [] : resultsOf(body);
  if (results === null) return ids.map((id) => ({ kind: 'stored', remoteId: id, created: false }));
  const byId = new Map(
    results.flatMap((result) => {
      const { success, data } = resultShape.safeParse(result);
      return success ? [[data.id.toLowerCase(), data] as const] : [];
    }),
  );
  return ids.map((id) => {
    const result = byId.get(id.toLowerCase());
    return result === undefined ? unclear : pushedOf(id, result);
  });
}

/** Null when the answer has none. */
function resultsOf(body: unknown): readonly unknown[] | null {
  if (typeof body !== 'object' || body === null || !Object.hasOwn(body, 'results')) return null;
  const { results } = body as { readonly results: unknown };
  return Array.isArray(results) ? results : [];
}

function pushedOf(id: string, result: Result): Pushed {
  const { remoteId } = result;
  if (result.status === 'stored') {
    return { kind: 'stored', remoteId: remoteId ?? id, created: result.created ?? false };
  }
  const { words, field = null } = result;
  const code = result.code ?? (field === null ? 'other' : 'invalid_value');
  return {
    kind: 'refused',
    code,
    words: words?.slice(0, mostWords) || 'no reason given',
    field,
    mendable: code === 'invalid_value' || code === 'duplicate',
    ...(remoteId ? { remoteId } : {}),
  };
}
