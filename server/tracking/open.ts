/**
 * GET /o/TOKEN.gif: the pixel in a mail. The answer is always the same 200 with the same image, for valid, unknown and
 * forged tokens alike and whatever the database does, so it tells nobody anything. An open decides nothing (machines
 * open mail); it feeds reports, once per mail and minute.
 */
import type { Hono } from 'hono';
import { msOf } from '../../domain/time.ts';
import { readToken } from '../../domain/tokens.ts';
import type { AppEnv, ServerDeps } from '../deps.ts';
import { userAgent } from './click.ts';
import type { Recorder } from './recorder.ts';

/** A transparent image of one pixel. */
const pixel = Uint8Array.from(Buffer.from('R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7', 'base64'));

export function addOpenRoute(app: Hono<AppEnv>, deps: ServerDeps, recorder: Recorder): void {
  app.get('/o/:file{.+}', function servePixel(c) {
    const token = readToken(deps.signer, 'open', c.req.param('file').replace(/\.gif$/i, ''));
    if (token && c.req.method === 'GET') {
      const at = deps.now();
      void recorder.record({
        dedupeKey: `open/${token.id}/${Math.floor(msOf(at) / 60_000)}`,
        kind: 'open',
        lead: { messageId: token.id },
        payload: { userAgent: userAgent(c) },
        occurredAt: at,
      });
    }
    return c.body(pixel, 200, {
      'Content-Type': 'image/gif',
      'Cache-Control': 'no-store, private',
      // Web mail shows the image on its own pages.
      'Cross-Origin-Resource-Policy': 'cross-origin',
    });
  });
}
