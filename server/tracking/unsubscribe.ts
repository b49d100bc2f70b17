/**
 * /u/TOKEN: leaving the mailing list. GET (and HEAD and OPTIONS) change nothing, because mail filters fetch every
 * address they see; a POST with `List-Unsubscribe=One-Click` does it, from a mail client without asking (RFC 8058
 * §3.1–3.2) or from the button of our own page. No cookies, no session, no redirect; doing it twice is doing it once.
 */
import type { Context, Hono } from 'hono';
import type { Store } from '../../db/store.ts';
import { hasCode, TendrilError } from '../../domain/errors.ts';
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

  app.get('/u/:token', async function askUnsubscribe(c) {
    const { id } = tokenOf(c);
    const [sender, done] = await Promise.all([senderOf(deps.store), isUnsubscribed(deps.store, id)]);
    return servePage(c, done ? unsubscribeDone(sender) : unsubscribeForm(sender));
  });

  app.options('/u/:token', (c) => c.body(null, 204, { Allow: 'GET, HEAD, POST' }));

  app.post('/u/:token', async function unsubscribe(c) {
    const token = tokenOf(c);
    if (!(await isOneClick(c))) {
      return servePage(c, unsubscribeForm(await senderOf(deps.store), 'Nothing was changed. Please press the button.'));
    }
    await recordUnsubscribe(deps.store, token.id, 'link', deps.now());
    return servePage(c, unsubscribeDone(await senderOf(deps.store)));
  });
}

/** The organisation's name for the page. Leaving must work without it, so an absent one is not an error. */
async function senderOf({ publications }: Store): Promise<string | null> {
  try {
    return (await publications.workspace()).organisation.name;
  } catch (error) {
    if (hasCode(error, 'WORKSPACE_EMPTY') || hasCode(error, 'DATABASE_UNAVAILABLE')) return null;
    throw error;
  }
}

/** Whether the address of the mail has left already, so that nobody is asked twice. False when that is not known. */
async function isUnsubscribed({ messages, suppressions }: Store, messageId: string): Promise<boolean> {
  try {
    const message = await messages.find(messageId);
    return message !== null && (await suppressions.reasonFor(message.recipient)) === 'unsubscribe';
  } catch (error) {
    if (hasCode(error, 'DATABASE_UNAVAILABLE')) return false;
    throw error;
  }
}

/** RFC 8058 §3.2: one key and value, as a form of either kind; other fields are ignored. */
async function isOneClick(c: Context): Promise<boolean> {
  const form = await c.req.parseBody().catch(() => ({}) as Record<string, unknown>);
  const value = form['List-Unsubscribe'];
  return typeof value === 'string' && value.trim().toLowerCase() === 'one-click';
}
