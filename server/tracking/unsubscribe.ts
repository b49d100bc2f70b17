/**
 * /u/TOKEN: leaving the mailing list. GET (and HEAD and OPTIONS) change nothing, because mail filters fetch every
 * address they see; a POST with `List-Unsubscribe=One-Click` does it, from a mail client without asking (RFC 8058
 * §3.1–3.2) or from the button of our own page. No cookies, no session, no redirect; doing it twice is doing it once.
 */
import type { Context, Hono } from 'hono';
import { TendrilError } from '../../domain/errors.ts';
import { readToken, type TokenContent } from '../../domain/tokens.ts';
import type { AppEnv, ServerDeps } from '../deps.ts';
import { servePage } from '../pages/layout.ts';
import { unsubscribeDone, unsubscribeForm } from '../pages/unsubscribe.ts';
import { recordUnsubscribe } from '../unsubscribe.ts';

export function addUnsubscribeRoutes(app: Hono<AppEnv>, deps: ServerDeps): void {
  const tokenOf = (c: Context): TokenContent => {
    const token = readToken(deps.signer, 'unsubscribe', c.req.param('token') ?? '');
    if (!token) throw new TendrilError('TOKEN_INVALID', 'This link is not valid');
    return token;
  };

  app.get('/u/:token', function askUnsubscribe(c) {
    tokenOf(c);
    return servePage(c, unsubscribeForm());
  });

  app.options('/u/:token', (c) => c.body(null, 204, { Allow: 'GET, HEAD, POST' }));

  app.post('/u/:token', async function unsubscribe(c) {
    const token = tokenOf(c);
    if (!(await isOneClick(c))) {
      throw new TendrilError(
        'REQUEST_INVALID',
        'The request does not say List-Unsubscribe=One-Click; nothing was changed',
      );
    }
    await recordUnsubscribe(deps.store, token.id, 'link', deps.now());
    return servePage(c, unsubscribeDone());
  });
}

/** RFC 8058 §3.2: one key and value, as a form of either kind; other fields are ignored. */
async function isOneClick(c: Context): Promise<boolean> {
  const form = await c.req.parseBody().catch(() => ({}) as Record<string, unknown>);
  const value = form['List-Unsubscribe'];
  return typeof value === 'string' && value.trim().toLowerCase() === 'one-click';
}
