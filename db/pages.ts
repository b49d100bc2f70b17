/**
 * Pages of a list, newest first: ids sort by creation, so the last id of a page says where the next one begins.
 */
import { TendrilError } from '../domain/errors.ts';
import { isId } from './ids.ts';
import type { Page, PageRequest } from './store.ts';

/**
 * The options of a Prisma query for one page: one row more than asked for tells whether there is a next page.
 * @throws REQUEST_INVALID when `after` is not one that an earlier page gave.
 */
export function pageQuery(page: PageRequest): {
  readonly take: number;
  readonly orderBy: { readonly id: 'desc' };
  readonly before: { readonly id?: { readonly lt: string } };
} {
  const { limit, after } = page;
  if (after !== undefined && !isId(after)) {
    throw new TendrilError('REQUEST_INVALID', `"${after.slice(0, 80)}" is not the "next" of an earlier page`);
  }
  return { take: limit + 1, orderBy: { id: 'desc' }, before: after === undefined ? {} : { id: { lt: after } } };
}

/** The page made of the rows that `pageQuery` selected. */
export function pageOf<Row extends { readonly id: string }, T>(
  rows: readonly Row[],
  page: PageRequest,
  view: (row: Row) => T,
): Page<T> {
  const shown = rows.slice(0, page.limit);
  return { items: shown.map(view), next: rows.length > page.limit ? (shown.at(-1)?.id ?? null) : null };
}
