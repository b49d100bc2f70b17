/** The contract of the database: long lists are read page by page. */

/** One page of a list, newest first; `next` goes into `after` of the following call. */
export interface Page<T> {
  readonly items: readonly T[];
  readonly next: string | null;
}
export interface PageRequest {
  readonly limit: number;
  readonly after?: string;
}
