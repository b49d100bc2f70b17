import { inspect } from 'node:util';
import { afterEach, describe, expect, test } from 'vitest';
import { crmFailureOf } from '../../crm/failure.ts';
import { secret } from '../../domain/secret.ts';
import { closeGrounds, contact, deal, ground, oauth } from './hubspot-ground.ts';
import { credentials } from './hubspot-shapes.ts';

afterEach(closeGrounds);

describe('the access token', () => {
  test('OAuth: one is made before the first request, and used until shortly before it ends', async () => {
    const here = await ground({ access: oauth });
    await here.crm.pushContacts([contact(1)]);
    here.time.advance(28 * 60_000);
    await here.crm.pushContacts([contact(1)]);
    expect(here.server.count('/oauth/v3/token')).toBe(1);
    here.time.advance(60_000);
    await here.crm.pushContacts([contact(1)]);
    expect(here.server.count('/oauth/v3/token')).toBe(2);
    expect(here.server.seen.at(-1)?.authorization).toBe('Bearer access-token-0002');
  });

  test('one that is refused is renewed once, and the request made again', async () => {
    const here = await ground({ access: oauth });
    await here.crm.pushContacts([contact(1)]);
    here.server.tokens.delete('access-token-0001');
    expect(await here.crm.pushContacts([contact(2)])).toMatchObject([{ kind: 'stored', created: true }]);
    expect(here.server.count('/oauth/v3/token')).toBe(2);
  });

  test('requests at the same time share one renewal', async () => {
    const here = await ground({ access: oauth });
    await here.crm.pushContacts([contact(1)]);
    here.server.tokens.delete('access-token-0001');
    let open = (): void => undefined;
    here.server.refreshGate = new Promise((resolve) => {
      open = resolve;
    });
    const calls = [2, 3, 4, 5, 6].map((number) => here.crm.pushContacts([contact(number)]));
    // All of them have been refused before the one renewal is answered.
    await here.server.reached('batch/read', 6);
    await here.server.reached('/oauth/v3/token', 2);
    open();
    expect((await Promise.all(calls)).flat().map(({ kind }) => kind)).toEqual(
      Array.from({ length: 5 }, () => 'stored'),
    );
    expect(here.server.count('/oauth/v3/token')).toBe(2);
  });

  test('that is refused again after its renewal is the end of it', async () => {
    const here = await ground({ access: oauth });
    const refused = { status: 401, body: { category: 'INVALID_AUTHENTICATION' } };
    here.server.fail('batch/read', refused, refused);
    expect(await here.crm.pushContacts([contact(1)]).catch(crmFailureOf)).toEqual({
      kind: 'unauthorised',
      missingScopes: [],
    });
    expect(here.server.count('batch/read')).toBe(2);
  });

  test('a private app’s that is refused cannot be renewed', async () => {
    const here = await ground();
    here.server.tokens.clear();
    expect(await here.crm.pushContacts([contact(1)]).catch(crmFailureOf)).toEqual({
      kind: 'unauthorised',
      missingScopes: [],
    });
    expect(here.server.seen).toHaveLength(1);
  });

  test('a refresh token that is not good any more is unauthorised; a server that is away is not', async () => {
    const here = await ground({ access: oauth });
    here.server.fail('/oauth/v3/token', { status: 502, body: {} });
    expect(await here.crm.owners().catch(crmFailureOf)).toMatchObject({ kind: 'unreachable' });
    here.server.isRefreshTokenGood = false;
    expect(await here.crm.owners().catch(crmFailureOf)).toEqual({ kind: 'unauthorised', missingScopes: [] });
    here.server.isRefreshTokenGood = true;
    expect(await here.crm.owners()).toEqual([]);
  });

  test('a refresh token that takes the place of another is handed on, and used', async () => {
    const kept: string[] = [];
    const keep = async (token: { reveal(): string }): Promise<void> => void kept.push(token.reveal());
    const here = await ground({ access: { ...oauth, keep, refreshToken: secret('first') } });
    const body = { access_token: 'access-token-0009', expires_in: 1800, refresh_token: credentials.refreshToken };
    here.server.tokens.set('access-token-0009', null);
    here.server.fail('/oauth/v3/token', { status: 200, body });
    await here.crm.owners();
    here.time.advance(3_600_000);
    await here.crm.owners();
    expect(kept).toEqual([credentials.refreshToken]);
    expect(
      here.server.seen.filter(({ path }) => path === '/oauth/v3/token').map(({ body: form }) => form.refresh_token),
    ).toEqual(['first', credentials.refreshToken]);
  });

  test('what the token lacks is named', async () => {
    const here = await ground();
    here.server.scopes = here.server.scopes.filter((scope) => scope !== 'crm.objects.deals.write');
    await here.crm.pushContacts([contact(1)]);
    const failed: unknown = await here.crm.pushDeals([deal(1)]).catch((error: unknown) => error);
    expect(crmFailureOf(failed)).toEqual({ kind: 'unauthorised', missingScopes: ['crm.objects.deals.write'] });
    expect(failed).toHaveProperty('message', expect.stringContaining('crm.objects.deals.write'));
  });
});

describe('secrets', () => {
  test('no error shows one, whatever goes wrong', async () => {
    const texts: string[] = [];
    for (const access of [undefined, oauth]) {
      for (const fault of [
        'cut',
        { status: 401, body: {} },
        { status: 403, body: {} },
        { status: 502, body: {} },
        { status: 429, body: { policyName: 'DAILY' } },
      ] as const) {
        for (const on of ['/crm/', '/oauth/']) {
          const here = await ground(access === undefined ? {} : { access });
          here.server.fail(on, ...Array.from({ length: 3 }, () => fault));
          const failed: unknown = await here.crm.check().catch((error: unknown) => error);
          texts.push(inspect(failed, { depth: 9, showHidden: true }), JSON.stringify(failed));
        }
      }
    }
    const shown = texts.join('\n');
    for (const value of [
      ...Object.values(credentials).filter((text) => text !== credentials.clientId),
      'access-token-0',
    ]) {
      expect(shown).not.toContain(value);
    }
    expect(shown).toContain('HubSpot');
  });

  test.each([
    'http://api.hubapi.com',
    'https://user:word@api.hubapi.com',
    'https://user@api.hubapi.com',
    'no address',
    'ftp://127.0.0.1',
  ])('they are not sent to %s', async (baseUrl) => {
    const here = await ground();
    expect(() => here.another({ baseUrl })).toThrow(expect.objectContaining({ code: 'CONFIG_INVALID' }));
  });
});
