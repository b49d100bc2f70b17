/**
 * The access token that requests carry. A private app's lasts. OAuth's is made with the refresh token and kept in memory
 * until shortly before it ends: "Unauthorized (401) requests are not a valid indicator that a new access token must be
 * retrieved" (developers.hubspot.com/apps/api_guidelines), so its `expires_in` counts; and one that is refused all the
 * same is renewed once. However many requests need a new one, one request is made for it.
 *
 * Source: developers.hubspot.com/docs/api-reference/auth-oauth-v3/guide, "Refresh an access token".
 */
import { type Instant, plusMs } from '../../domain/instant.ts';
import { type Secret, secret } from '../../domain/secret.ts';
import { crmError } from '../failure.ts';
import { exchange } from './exchange.ts';
import { paths } from './paths.ts';
import { addressOf, baseOf, type HubspotAccess, type HubspotSettings } from './settings.ts';
import type { Time } from './time.ts';
import { limitedUntil } from './verdict.ts';

export interface Tokens {
  /** @throws a CRM failure when there is none and none can be had */
  current(): Promise<Secret>;
  /**
   * Another token than the one that was refused; null when there is no way to another.
   * @throws a CRM failure as `current` does
   */
  instead(refused: Secret): Promise<Secret | null>;
}

interface Held {
  readonly token: Secret;
  readonly until: Instant;
}

/** A token that is about to end might end on its way. */
const earlyMs = 60_000;

/** The tokens of an installation; `time` is of the requests that carry them. */
export function createTokens(settings: HubspotSettings, time: Time): Tokens {
  const { access } = settings;
  return access.kind === 'oauth'
    ? oauthTokens(settings, access, time)
    : { current: async () => access.token, instead: async () => null };
}

type OauthAccess = Extract<HubspotAccess, { readonly kind: 'oauth' }>;

function oauthTokens(settings: HubspotSettings, access: OauthAccess, time: Time): Tokens {
  let { refreshToken } = access;
  let held: Held | null = null;
  let coming: Promise<Held> | null = null;

  const renewed = (): Promise<Held> => {
    // Everybody who asks while one is coming gets that one.
    coming ??= made().finally(() => {
      coming = null;
    });
    return coming;
  };

  async function made(): Promise<Held> {
    const answer = await refreshed(refreshToken);
    held = { token: answer.token, until: answer.until };
    if (answer.refreshToken !== null && answer.refreshToken !== refreshToken.reveal()) {
      refreshToken = secret(answer.refreshToken);
      await access.keep?.(refreshToken);
    }
    return held;
  }

  async function refreshed(used: Secret): Promise<Held & { readonly refreshToken: string | null }> {
    const { clientId, clientSecret } = access;
    const form = { grant_type: 'refresh_token', client_id: clientId };
    const answer = await exchange(
      {
        method: 'POST',
        url: addressOf(baseOf(settings), paths.token),
        headers: { 'content-type': 'application/x-www-form-urlencoded', accept: 'application/json' },
        body: String(
          new URLSearchParams({ ...form, client_secret: clientSecret.reveal(), refresh_token: used.reveal() }),
        ),
      },
      settings.limits,
      time,
    );
    if (answer.kind === 'silent') {
      throw crmError({ kind: 'unreachable', until: null }, `HubSpot gave no access token: ${answer.why}`);
    }
    const { status, fields } = answer;
    const { access_token: token, expires_in: seconds, refresh_token: next } = fields;
    if (status === 200 && typeof token === 'string' && token !== '') {
      const lifeMs = typeof seconds === 'number' && seconds > 0 ? seconds * 1000 : 0;
      return {
        token: secret(token),
        until: plusMs(time.now(), Math.max(0, lifeMs - earlyMs)),
        refreshToken: typeof next === 'string' && next !== '' ? next : null,
      };
    }
    if (status === 429) {
      const until = limitedUntil(answer, settings.zone, time.now());
      throw crmError({ kind: 'rate_limited', until }, 'HubSpot gives no access token now: too many requests');
    }
    // 400 BAD_REFRESH_TOKEN: the app was uninstalled, or the token is another app's.
    if (status === 400 || status === 401 || status === 403) {
      throw crmError({ kind: 'unauthorised', missingScopes: [] }, `HubSpot refuses the refresh token (${status})`);
    }
    throw crmError({ kind: 'unreachable', until: null }, `HubSpot gave no access token (${status})`);
  }

  return {
    async current() {
      const now = held !== null && time.now() < held.until ? held : await renewed();
      return now.token;
    },
    async instead(refused) {
      // Somebody else may have renewed it meanwhile.
      if (held !== null && held.token.reveal() !== refused.reveal()) return held.token;
      return (await renewed()).token;
    },
  };
}
