/**
 * Where the links of a mail lead. A mail's links never change once it has left, so they are remembered: a link that was
 * followed lately still works while the database is away.
 */
import type { Messages } from '../../db/store.ts';
import { webAddress } from '../../domain/web-address.ts';
import { createRecent } from './recent.ts';

export interface Destination {
  /** The name of the link in its template. */
  readonly name: string;
  /** Absolute http(s) address, safe in a header. */
  readonly url: string;
  /** False for mails that are not to the lead (a salesperson's): following their links says nothing about the lead. */
  readonly engagement: boolean;
}

export interface Destinations {
  /** Null when there is no such mail or link. @throws DATABASE_UNAVAILABLE */
  find(messageId: string, link: number): Promise<Destination | null>;
}

export function createDestinations(messages: Messages, capacity = 5_000): Destinations {
  const known = createRecent<readonly (Destination | null)[]>(capacity);

  return {
    async find(messageId, link) {
      const remembered = known.get(messageId);
      if (remembered) return remembered[link] ?? null;
      const message = await messages.find(messageId);
      if (message === null || message.links.length === 0) return null;
      const destinations = message.links.map(({ name, url }) => {
        const safe = webAddress(url);
        return safe === null ? null : { name, url: safe, engagement: message.handoffId === null };
      });
      known.set(messageId, destinations);
      return destinations[link] ?? null;
    },
  };
}
