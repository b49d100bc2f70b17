/** A line in the log for webhooks that are refused, one a minute for an endpoint: anybody can make requests that are refused. */
import { type Instant, msOf } from '../domain/instant.ts';
import type { Log } from './log.ts';

export type Complaint = (endpoint: string, why: string) => void;

/** The reasons must hold nothing that a stranger wrote. */
export function createComplaint({ now, log }: { now(): Instant; readonly log: Log }): Complaint {
  const last = new Map<string, { readonly at: number; readonly silent: number }>();
  return (endpoint, why) => {
    const at = msOf(now());
    const before = last.get(endpoint);
    if (before && at - before.at < 60_000) {
      last.set(endpoint, { ...before, silent: before.silent + 1 });
      return;
    }
    last.set(endpoint, { at, silent: 0 });
    log.warn({ endpoint, why, refusedSinceTheLastLine: before?.silent ?? 0 }, 'a webhook was refused');
  };
}
