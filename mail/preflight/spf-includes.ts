/** Which domains an SPF record takes in, in the order in which receivers come to them, and how many look-ups that costs. */
import type { Lookups } from './lookups.ts';
import { publishedSpf } from './spf.ts';

export interface SpfIncludes {
  /** By domain in lower case: after how many look-ups its include is reached, itself counted. */
  readonly includes: ReadonlyMap<string, number>;
  readonly count: number;
  /** Why a part of it is not known; null when all is. */
  readonly failure: string | null;
}

/** A record that includes itself would never end. */
const farthest = 40;

export async function includesOf(lookups: Lookups, domain: string): Promise<SpfIncludes> {
  const includes = new Map<string, number>();
  let count = 0;
  let failure: string | null = null;
  const walk = async (name: string): Promise<void> => {
    const published = await publishedSpf(lookups, name);
    if (published.kind === 'failed') failure ??= published.why;
    if (published.kind !== 'parsed') return;
    const { directives, redirect } = published.record;
    for (const { mechanism } of directives) {
      // Nobody reads on behind it (RFC 7208 §5.1).
      if (mechanism.kind === 'all') break;
      if (mechanism.kind === 'ip') continue;
      count += 1;
      if (mechanism.kind === 'include') await enter(mechanism.target);
    }
    if (redirect === null) return;
    count += 1;
    await enter(redirect);
  };
  const enter = async (target: string): Promise<void> => {
    const name = target.toLowerCase();
    if (!includes.has(name)) includes.set(name, count);
    // What a macro stands for depends on the mail.
    if (count < farthest && !name.includes('%')) await walk(name);
  };
  await walk(domain);
  return { includes, count, failure };
}
