/** The bodies of answers, which may be anything: only what has the expected form is looked at. */
import { crmError } from '../failure.ts';

export type JsonObject = Readonly<Record<string, unknown>>;

export const isObject = (value: unknown): value is JsonObject => typeof value === 'object' && value !== null;

/** Null when it is no text. */
export const textOf = (value: unknown): string | null => (typeof value === 'string' ? value : null);

/** One text, or those of an array; none when it is neither. */
export function textsOf(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value];
  return Array.isArray(value) ? value.filter((one) => typeof one === 'string') : [];
}

/** The objects of an array; none when it is none. */
export const objectsOf = (value: unknown): readonly JsonObject[] =>
  Array.isArray(value) ? value.filter(isObject) : [];

/** `paging.next.after` of a list; null on its last page. */
export function nextAfter({ paging }: JsonObject): string | null {
  const next = isObject(paging) ? paging.next : null;
  const after = isObject(next) ? next.after : null;
  return typeof after === 'string' && after !== '' ? after : null;
}

/**
 * The records of an answer to a question for records. One that has none is no answer: taken for an empty one, it would
 * say that nothing is there.
 * @throws a CRM failure when it was not 200 or has no `results`
 */
export function resultsOf(where: string, status: number, fields: JsonObject): readonly JsonObject[] {
  if (status < 300 && Array.isArray(fields.results)) return objectsOf(fields.results);
  const category = textOf(fields.category)?.slice(0, 40) ?? 'without a category';
  const why = status < 300 ? 'the answer has no results' : `refused (${status} ${category})`;
  throw crmError({ kind: 'unreachable', until: null }, `HubSpot, ${where}: ${why}`);
}
