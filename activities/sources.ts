/** Looks at all sources of leads: whose leads are no longer believed, and whose are again. */
import type { Instant } from '../domain/instant.ts';
import type { SourcesReport } from '../workflows/messages.ts';
import type { Deps } from './ports.ts';

export const createReviewSources =
  ({ store, log }: Pick<Deps, 'store' | 'log'>) =>
  async ({ now }: { readonly now: Instant }): Promise<SourcesReport> => {
    const { opened, closed } = await store.authenticity.review(now);
    for (const { source, score, why } of opened) log.warn({ source, score, why }, 'a source of leads has turned bad');
    for (const { source } of closed) log.info({ source }, 'a source of leads is good again');
    return { opened: opened.length, closed: closed.length };
  };
