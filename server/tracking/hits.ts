/**
 * Makes an event of a request at a tracked address, with what tells a person from a machine; judges nothing. Requests that
 * are surely one have one dedupe key: a double-click, a client that loads an image twice.
 */
import { crc32 } from 'node:zlib';
import type { EventInput, TrackedHit } from '../../db/store.ts';
import { type Instant, msOf } from '../../domain/time.ts';
import { type Callers, nobody } from './callers.ts';
import { createClickWindow } from './click-window.ts';

/** What was asked for. */
export type Target =
  | { readonly kind: 'link'; readonly messageId: string; readonly index: number }
  | { readonly kind: 'trap'; readonly messageId: string }
  | { readonly kind: 'pixel'; readonly messageId: string };

/** What counts of a request, wherever it comes from. */
export interface TrackedRequest {
  readonly method: string;
  /** The address of the other end of the connection, when it is known. */
  readonly peer: string | undefined;
  /** A header by its name in lower case. */
  header(name: string): string | undefined;
}

export type Hits = (request: TrackedRequest, target: Target, at: Instant) => EventInput;

const mostAgentLength = 200;

export function createHits(callers: Callers = () => nobody): Hits {
  const clicks = createClickWindow();

  return (request, target, at) => {
    const hit: TrackedHit = {
      link: target.kind === 'link' ? target.index : null,
      honeypot: target.kind === 'trap',
      method: request.method,
      prefetch: isPrefetch(request),
      userAgent: agentOf(request.header('user-agent') ?? ''),
      ...callers(request.peer, request.header),
    };
    return {
      dedupeKey: keyOf(target, hit, msOf(at)),
      kind: target.kind === 'pixel' ? 'open' : 'click',
      lead: { messageId: target.messageId },
      hit,
      occurredAt: at,
    };
  };

  function keyOf(target: Target, hit: TrackedHit, ms: number): string {
    const { messageId } = target;
    const minute = Math.floor(ms / 60_000);
    if (target.kind === 'trap') return `trap/${messageId}/${minute}`;
    const looked = hit.method !== 'GET' ? 'head' : hit.prefetch ? 'prefetch' : null;
    if (target.kind === 'pixel') return `${looked === null ? 'open' : `${looked}-open`}/${messageId}/${minute}`;
    if (looked !== null) return `${looked}/${messageId}/${target.index}/${minute}`;
    // A scanner that was there a second before must not swallow the click of a person.
    const caller = crc32(`${hit.network} ${hit.userAgent}`).toString(36);
    return clicks.keyFor(messageId, `${target.index}/${caller}`, ms);
  }
}

/** Half a character cannot be stored, nor can a NUL. */
const agentOf = (text: string): string => text.replaceAll('\0', '').slice(0, mostAgentLength).toWellFormed();

/** Whether the client says that it loads in advance, as browsers do in several ways. */
function isPrefetch({ header }: TrackedRequest): boolean {
  const purpose = header('sec-purpose') ?? header('purpose') ?? header('x-purpose') ?? header('x-moz');
  return purpose !== undefined && /prefetch|preview|prerender/i.test(purpose);
}
