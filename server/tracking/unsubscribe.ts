/**
 * /u/TOKEN: leaving the mailing list. GET (and HEAD and OPTIONS) change nothing, because mail filters fetch every
 * address they see; a POST with `List-Unsubscribe=One-Click` does it, from a mail client without asking (RFC 8058
 * §3.1–3.2) or from the button of our own page. No cookies, no session, no redirect, also not for a slash too many; doing
 * it twice is doing it once. It is never refused for coming too often, and not lost while the database is away.
 */
import type { Context, Hono } from 'hono';
import type { Preferences } from '../../db/store.ts';
import { TendrilError } from '../../domain/errors.ts';
import { readToken } from '../../domain/tokens.ts';
import type { AppEnv, ServerDeps } from '../deps.ts';
import { type Form, formOf, smallBody } from '../pages/form.ts';
import { servePage } from '../pages/layout.ts';
import { unsubscribeDone, unsubscribeForm, unsubscribeNoted } from '../pages/unsubscribe.ts';
import { knownPreferences, strangerOf, visitorOf } from '../pages/visitor.ts';
import { takeUnsubscribe } from '../unsubscribe.ts';

const paths = ['/u/:token', '/u/:token/'];

export function addUnsubscribeRoutes(app: Hono<AppEnv>, deps: ServerDeps): void {
  const tokenOf = (c: Context): string => {
    const text = c.req.param('token') ?? '';
    const token = readToken(deps.signer, 'unsubscribe', text);
    if (!token) throw new TendrilError('TOKEN_INVALID', 'This link is not valid');
    return token.id;
  };
  const choices = (c: Context): string => `${deps.publicUrl}/p/${c.req.param('token')}`;
  const known = async (c: Context, messageId: string) => {
    const preferences = await knownPreferences(deps.store, messageId);
    return { preferences, visitor: await visitorOf(deps.store, c, preferences?.language ?? null) };
  };

  app.on('GET', paths, async function askUnsubscribe(c) {
    const { preferences, visitor } = await known(c, tokenOf(c));
    return servePage(
      c,
      hasLeft(preferences) ? unsubscribeDone(visitor, choices(c)) : unsubscribeForm(visitor, choices(c)),
    );
  });

  app.on('OPTIONS', paths, (c) => c.body(null, 204, { Allow: 'GET, HEAD, POST, OPTIONS' }));

  app.on('POST', paths, smallBody(), async function unsubscribe(c) {
    const messageId = tokenOf(c);
    const isMeant = isOneClick(await formOf(c));
    const outcome = isMeant ? await takeUnsubscribe(deps, messageId, 'link') : null;
    if (outcome === 'noted') return servePage(c, unsubscribeNoted(strangerOf(c)));
    const { visitor } = await known(c, messageId);
    return servePage(c, isMeant ? unsubscribeDone(visitor, choices(c)) : unsubscribeForm(visitor, choices(c), true));
  });
}

/** Nobody is asked twice, nor asked to stop what cannot start again. */
const hasLeft = (preferences: Preferences | null): boolean =>
  preferences?.stopped === 'unsubscribe' || preferences?.stopped === 'complaint' || preferences?.stopped === 'legal';

/** RFC 8058 §3.2: one key and value, as a form of either kind; other fields are ignored. */
const isOneClick = (form: Form): boolean =>
  form.texts('List-Unsubscribe').some((value) => value.trim().toLowerCase() === 'one-click');
