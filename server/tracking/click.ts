/**
 * GET /c/TOKEN: the link in a mail. Redirects to where the link led when the mail was sent, and records the click.
 * The token names the mail and the link and never holds a destination, so this can't be an open redirect. A HEAD
 * request or a browser's prefetch gets the redirect but is nobody's click.
 */
import type { Context, Hono } from 'hono';
import { TendrilError } from '../../domain/errors.ts';
import { readToken } from '../../domain/tokens.ts';
import type { AppEnv, ServerDeps } from '../deps.ts';
import { createClickWindow } from './click-window.ts';
import { createDestinations } from './destinations.ts';
import { atMost, type Recorder } from './recorder.ts';

/** How long a click may wait to be recorded before the redirect goes out regardless. */
const patienceMs = 250;

export function addClickRoute(app: Hono<AppEnv>, deps: ServerDeps, recorder: Recorder): void {
  const destinations = createDestinations(deps.store.messages);
  const clicks = createClickWindow();

  app.get('/c/:token', async function followLink(c) {
    const token = readToken(deps.signer, 'click', c.req.param('token'));
    const destination = token && (await destinations.find(token.id, token.index));
    if (!token || !destination) throw new TendrilError('TOKEN_INVALID', 'This link is not valid');
    if (destination.engagement && isFollowed(c)) {
      const at = deps.now();
      const recorded = recorder.record({
        dedupeKey: clicks.keyFor(token.id, token.index, at),
        kind: 'click',
        lead: { messageId: token.id },
        link: destination.name,
        payload: { userAgent: userAgent(c) },
        occurredAt: at,
      });
      await atMost(recorded, patienceMs);
    }
    return c.body(null, 302, {
      Location: destination.url,
      'Cache-Control': 'no-store',
      'Referrer-Policy': 'no-referrer',
      'X-Robots-Tag': 'noindex',
    });
  });
}

/** Whether somebody follows the link, as opposed to looking whether it is there or loading it in advance. */
function isFollowed(c: Context): boolean {
  const purpose = c.req.header('sec-purpose') ?? c.req.header('purpose') ?? c.req.header('x-moz') ?? '';
  return c.req.method === 'GET' && !/prefetch|preview|prerender/i.test(purpose);
}

/** The client's name for itself, kept so that machines can be told from people later. */
export const userAgent = (c: Context): string => (c.req.header('user-agent') ?? '').replaceAll('\0', '').slice(0, 200);
