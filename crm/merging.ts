/** The same record twice in one push is one record: a batch refuses an id that stands in it twice. */

/** A record with all the places of the push that it stands for. */
export interface Merged<T> {
  readonly record: T;
  readonly indexes: readonly number[];
}

/** One for each id, in the order of their first; `join` makes one of an earlier and a later one. */
export function mergedById<T>(
  records: readonly T[],
  idOf: (record: T) => string,
  join: (earlier: T, later: T) => T,
): readonly Merged<T>[] {
  const byId = new Map<string, Merged<T>>();
  for (const [index, record] of records.entries()) {
    const before = byId.get(idOf(record));
    byId.set(
      idOf(record),
      before === undefined
        ? { record, indexes: [index] }
        : { record: join(before.record, record), indexes: [...before.indexes, index] },
    );
  }
  return [...byId.values()];
}
