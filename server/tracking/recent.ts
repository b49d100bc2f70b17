/** Remembers what was used lately: as many as its capacity at least, and twice as many at most. */

export interface Recent<T> {
  get(name: string): T | undefined;
  set(name: string, value: T): void;
}

/** Forgets a generation at once: taking the oldest out one by one makes a `Map` slow. */
export function createRecent<T>(capacity: number): Recent<T> {
  let young = new Map<string, T>();
  let old = new Map<string, T>();
  return {
    get: (name) => young.get(name) ?? old.get(name),
    set(name, value) {
      young.set(name, value);
      if (young.size < capacity) return;
      old = young;
      young = new Map();
    },
  };
}
