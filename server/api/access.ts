/**
 * Who may call: a key in `Authorization: Bearer KEY` (RFC 6750 §2.1), and whether it has the scope of the route.
 */
import type { ApiKeyView, Scope, Store } from '../../db/store.ts';
import { TendrilError } from '../../domain/errors.ts';
import type { Instant } from '../../domain/time.ts';

/** @throws KEY_MISSING */
export async function authenticate(store: Store, authorization: string | undefined, now: Instant): Promise<ApiKeyView> {
  const key = /^Bearer +([\x21-\x7e]{1,200})$/i.exec(authorization?.trim() ?? '')?.[1];
  if (!key) throw new TendrilError('KEY_MISSING', 'The request has no "Authorization: Bearer KEY" header');
  const view = await store.keys.verify(key, now);
  if (!view) throw new TendrilError('KEY_MISSING', 'The API key is unknown or has been revoked');
  return view;
}

/** `admin` includes the other scopes. @throws KEY_SCOPE */
export function authorize(key: ApiKeyView, scope: Scope): void {
  if (key.scopes.includes(scope) || key.scopes.includes('admin')) return;
  throw new TendrilError('KEY_SCOPE', `The key "${key.name}" lacks the scope ${scope}`, { scope, scopes: key.scopes });
}
