/**
 * GET /c/TOKEN: a link whose destination stands in the mail's record only: that of a mail of an earlier version, or a
 * destination too long for an address. The token names the mail and the link, so this can't be an open redirect. The
 * links of other mails are answered in `tracked-addresses.ts`; what is not valid there ends here, with a page.
 */
import type { Hono } from 'hono';
import { TendrilError } from '../../domain/errors.ts';
import { readToken } from '../../domain/tokens.ts';
import type { AppEnv, ServerDeps } from '../deps.ts';
import { redirectHeaders } from '../headers.ts';
import { peerOf } from './callers.ts';
import { createDestinations } from './destinations.ts';
import type { Hits } from './hits.ts';

export function addClickRoute(app: Hono<AppEnv>, deps: ServerDeps, hits: Hits): void {
  const destinations = createDestinations(deps.store.messages);
  const headers = redirectHeaders(deps.publicUrl);
  const invalid = () => new TendrilError('TOKEN_INVALID', 'This link is not valid');

  app.get('/c/:token', async function followLink(c) {
    const token = readToken(deps.signer, 'click', c.req.param('token'));
    const destination = token && (await destinations.find(token.id, token.index));
    if (!token || !destination) throw invalid();
    if (destination.engagement) {
      const target = { kind: 'link', messageId: token.id, index: token.index } as const;
      const request = { method: c.req.method, peer: peerOf(c), header: (name: string) => c.req.header(name) };
      await deps.recorder.record(hits(request, target, deps.now()));
    }
    return c.body(null, 302, { Location: destination.url, ...headers });
  });

  app.get('/c/:token/:destination', () => {
    throw invalid();
  });
}
