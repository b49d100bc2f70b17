/**
 * A memory of things that never change once they are made (published versions): the ones used last, up to a limit. Must
 * not be used for anything that can change.
 */

/** Loads by id, or takes what is remembered. A load that failed is tried again by the next who asks. */
export function remembered<T>(limit: number, load: (id: string) => Promise<T>): (id: string) => Promise<T> {
  const kept = new Map<string, Promise<T>>();
  const drop = (id: string, loading: Promise<T>): void => {
    if (kept.get(id) === loading) kept.delete(id);
  };
  return (id) => {
    const loading = kept.get(id) ?? load(id);
    // A map keeps the order of insertion: taken out and put in again, it is the newest.
    kept.delete(id);
    kept.set(id, loading);
    const oldest = kept.size > limit ? kept.keys().next().value : undefined;
    if (oldest !== undefined) kept.delete(oldest);
    loading.catch(() => drop(id, loading));
    return loading;
  };
}
