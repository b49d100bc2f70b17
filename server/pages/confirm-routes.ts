/**
 * /confirm/TOKEN: the link of a mail that asks whether somebody meant it (double opt-in). GET shows what is asked for, and a
 * POST of its button confirms it, with who pressed it as proof. Mail filters open every link they see, so GET changes
 * nothing; confirming twice is confirming once.
 */
import type { Context, Hono } from 'hono';
import { TendrilError } from '../../domain/errors.ts';
import { readToken } from '../../domain/tokens.ts';
import type { AppEnv, ServerDeps } from '../deps.ts';
import { confirmedPage, confirmPage, expiredPage } from './confirm.ts';
import { formOf, smallBody } from './form.ts';
import { servePage } from './layout.ts';
import { proofOf, visitorOf } from './visitor.ts';

const path = '/confirm/:token';

export function addConfirmRoutes(app: Hono<AppEnv>, deps: ServerDeps): void {
  const { consents } = deps.store;

  app.get(path, async function askConfirmation(c) {
    const request = await consents.requested(requestOf(deps, c), deps.now());
    const visitor = await visitorOf(deps.store, c, request?.language ?? null);
    if (request === null) return servePage(c, expiredPage(visitor));
    return servePage(c, request.confirmedAt === null ? confirmPage(visitor, request) : confirmedPage(visitor, request));
  });

  app.options(path, (c) => c.body(null, 204, { Allow: 'GET, HEAD, POST, OPTIONS' }));

  app.post(path, smallBody(), async function confirm(c) {
    const id = requestOf(deps, c);
    const form = await formOf(c);
    const isMeant = form.text('action') === 'confirm';
    const request = await (isMeant
      ? consents.confirm(id, proofOf(deps, c), deps.now())
      : consents.requested(id, deps.now()));
    const visitor = await visitorOf(deps.store, c, request?.language ?? null);
    if (request === null) return servePage(c, expiredPage(visitor));
    return servePage(c, isMeant ? confirmedPage(visitor, request) : confirmPage(visitor, request, true));
  });
}

/** @throws TOKEN_INVALID */
function requestOf({ signer }: ServerDeps, c: Context): string {
  const token = readToken(signer, 'confirm', c.req.param('token') ?? '');
  if (!token) throw new TendrilError('TOKEN_INVALID', 'This link is not valid');
  return token.id;
}
