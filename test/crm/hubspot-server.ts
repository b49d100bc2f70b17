/**
 * A HubSpot to test against: a real HTTP server on a free port with the wire format of HubSpot's documentation, an account
 * in memory, and a clock of the test's. It checks every request strictly, so a request that HubSpot would refuse is
 * refused here too; it limits rates, lets tokens end, and misbehaves when told to.
 *
 * Long, because what is allowed and what goes wrong of all endpoints stands together.
 */
import { EventEmitter, once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { z } from 'zod';
import { type Instant, msOf, plusMs } from '../../domain/instant.ts';
import { type Answer, correlationId, HubspotAccount, invalid, type ObjectType } from './hubspot-account.ts';
import { credentials, shapes } from './hubspot-shapes.ts';

/**
 * What happens to a request instead of its answer. `cut`: the connection ends before anything is done; `cut-after`: after
 * it was done. `hang`: it is done, and no answer comes. `pass`: nothing; the next request meets the next fault. `flood`: an answer without end. `page`: 200 with a page of somebody in between. Or an answer of the test's choice.
 */
export type Fault =
  | 'pass'
  | 'cut'
  | 'cut-after'
  | 'hang'
  | 'flood'
  | 'page'
  | (Answer & { readonly headers?: Readonly<Record<string, string>> });

export interface Seen {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly authorization: string | null;
  /** JSON, or a form. */
  readonly body: Readonly<Record<string, unknown>>;
}

export interface OwnerShape {
  readonly id: string;
  readonly email?: string;
  readonly firstName?: string;
  readonly lastName?: string;
  readonly userId?: number;
  readonly archived?: boolean;
}

const appId = 303;

export class HubspotServer {
  readonly account: HubspotAccount;
  readonly seen: Seen[] = [];
  owners: readonly OwnerShape[] = [];
  scopes: readonly string[] = allScopes;
  /** Requests in ten seconds, in a day, and searches in a second; null: as many as one likes. */
  limits: { tenSeconds: number | null; day: number | null; searches: number | null } = {
    tenSeconds: null,
    day: null,
    searches: 5,
  };
  /** Access tokens that are good, with when they end; the private app's never does. */
  readonly tokens = new Map<string, Instant | null>([[credentials.privateToken, null]]);
  isRefreshTokenGood = true;
  /** An answer to a refresh waits for it. */
  refreshGate: Promise<void> = Promise.resolve();
  endpoint = '';
  private readonly now: () => Instant;
  private readonly faults: { readonly on: string; readonly fault: Fault }[] = [];
  private readonly times: { readonly at: Instant; readonly isSearch: boolean }[] = [];
  private readonly hangs: (() => void)[] = [];
  private readonly http = createServer((request, response) => void this.handle(request, response));
  private readonly arrivals = new EventEmitter();
  private made = 0;

  constructor(now: () => Instant) {
    this.now = now;
    this.account = new HubspotAccount(now);
  }

  async start(): Promise<this> {
    this.http.listen(0, '127.0.0.1');
    await once(this.http, 'listening');
    this.endpoint = `http://127.0.0.1:${(this.http.address() as AddressInfo).port}`;
    return this;
  }

  async close(): Promise<void> {
    this.http.closeAllConnections();
    await new Promise((resolve) => this.http.close(resolve));
  }

  /** The next request whose path holds the text meets the fault; each fault is met once, in their order. */
  fail(on: string, ...faults: readonly Fault[]): void {
    this.faults.push(...faults.map((fault) => ({ on, fault })));
  }

  /** Resolves when a request hangs. */
  hanging(): Promise<void> {
    return new Promise((resolve) => this.hangs.push(resolve));
  }

  /** How many requests went to a path. */
  count(path: string): number {
    return this.seen.filter((one) => one.path.endsWith(path)).length;
  }

  /** Resolves when so many requests have gone to a path. */
  async reached(path: string, count: number): Promise<void> {
    while (this.count(path) < count) await once(this.arrivals, 'seen');
  }

  private async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', this.endpoint);
    const raw = await text(request);
    const isForm = request.headers['content-type'] === 'application/x-www-form-urlencoded';
    const body = isForm ? Object.fromEntries(new URLSearchParams(raw)) : raw === '' ? {} : JSON.parse(raw);
    const { method = '', headers } = request;
    const seen = {
      method,
      path: url.pathname,
      query: url.searchParams,
      authorization: headers.authorization ?? null,
      body,
    };
    this.seen.push(seen);
    this.arrivals.emit('seen');
    const place = this.faults.findIndex(({ on }) => url.pathname.includes(on));
    const fault = place < 0 ? null : (this.faults.splice(place, 1)[0]?.fault ?? null);
    if (fault === 'page')
      return void response.writeHead(200, { 'content-type': 'text/html' }).end('<p>Log in to the Wi-Fi</p>');
    if (fault === 'cut') return void request.socket.resetAndDestroy();
    if (fault !== null && typeof fault === 'object') return send(response, fault, fault.headers ?? {});
    const isSearch = url.pathname.endsWith('/search');
    const limited = this.limited(url.pathname, isSearch);
    const answer = limited ?? (await this.answered(seen, isForm));
    if (fault === 'cut-after') return void request.socket.resetAndDestroy();
    if (fault === 'hang') {
      for (const resolve of this.hangs.splice(0)) resolve();
      return;
    }
    if (fault === 'flood') return flood(response);
    send(response, answer, isSearch ? {} : this.limitHeaders());
  }

  private async answered(seen: Seen, isForm: boolean): Promise<Answer> {
    if (seen.path.startsWith('/oauth/')) return this.oauth(seen, isForm);
    const token = /^Bearer (.+)$/.exec(seen.authorization ?? '')?.[1] ?? '';
    const until = this.tokens.get(token);
    if (until === undefined) return unauthenticated('INVALID_AUTHENTICATION', 'Authentication credentials not found.');
    if (until !== null && until <= this.now()) {
      return unauthenticated(
        'EXPIRED_AUTHENTICATION',
        'The OAuth token used to make this call expired 7 second(s) ago.',
      );
    }
    if (seen.method === 'POST' && isForm) return { status: 415, body: {} };
    return this.crm(seen);
  }

  private crm(seen: Seen): Answer {
    const [, version = '', type = '', ...rest] =
      /^\/crm\/(v\d)\/objects\/(contacts|deals)\/(.+)$/.exec(seen.path) ?? [];
    const what = rest.join('');
    if (version === 'v3' && (type === 'contacts' || type === 'deals') && seen.method === 'POST') {
      const lacking = this.lacking(`crm.objects.${type}.${/read|search/.test(what) ? 'read' : 'write'}`);
      return lacking ?? this.objects(type, what, seen.body);
    }
    if (seen.path === '/crm/v4/associations/deals/contacts/batch/associate/default' && seen.method === 'POST') {
      return checked(shapes.connect, seen.body, ({ inputs: pairs }) => this.account.connect(pairs));
    }
    if (seen.path === '/crm/v3/owners' && seen.method === 'GET') return this.ownersPage(seen.query);
    const [, of, name = ''] = /^\/crm\/v3\/properties\/(contacts|deals)\/(\w+)$/.exec(seen.path) ?? [];
    if (seen.method === 'GET' && (of === 'contacts' || of === 'deals')) {
      const lacking = this.lacking(`crm.schemas.${of}.read`);
      if (lacking !== null) return lacking;
      const property = this.account.properties[of].get(name);
      if (property === undefined) return notFound(`Property ${name} does not exist`);
      return {
        status: 200,
        body: { name, type: property.type, hasUniqueValue: property.unique === true, archived: false },
      };
    }
    return { status: 404, body: {} };
  }

  private objects(type: ObjectType, what: string, body: unknown): Answer {
    const by = { appId: String(appId) };
    switch (what) {
      case 'batch/read':
        return checked(shapes.read, body, (query) => {
          const most = query.propertiesWithHistory.length > 0 ? 50 : 100;
          return query.inputs.length > most
            ? invalid(`The maximum batch size is ${most}`)
            : this.account.batchRead(type, query);
        });
      case 'batch/update':
        return checked(shapes.update, body, (batch) => this.account.batchWrite(type, 'update', batch.inputs, by));
      case 'batch/upsert':
        return checked(shapes.upsert, body, (batch) => this.account.batchWrite(type, 'upsert', batch.inputs, by));
      case 'search':
        return checked(shapes.search, body, ({ filterGroups: [group], sorts: [sort], properties, limit, after }) =>
          group === undefined || sort === undefined
            ? invalid('no filters')
            : this.account.search(type, { filters: group.filters, sort, properties, limit, after: Number(after ?? 0) }),
        );
      default:
        return { status: 404, body: {} };
    }
  }

  private async oauth({ path, method, body }: Seen, isForm: boolean): Promise<Answer> {
    if (method !== 'POST') return { status: 405, body: {} };
    const identity = { scopes: this.scopes, userId: 101 };
    if (path === '/oauth/v2/private-apps/get/access-token-info' && !isForm) {
      return this.tokens.has(String(body.tokenKey))
        ? { status: 200, body: { ...identity, hubId: 4711, appId } }
        : notFound('the token is not known');
    }
    if (path === '/oauth/v3/token/introspect' && isForm) {
      const until = this.tokens.get(String(body.token));
      const isActive = until !== undefined && (until === null || until > this.now());
      return {
        status: 200,
        body: isActive ? { active: true, hub_id: 4711, app_id: appId, scopes: this.scopes } : { active: false },
      };
    }
    if (path !== '/oauth/v3/token' || !isForm) return { status: 404, body: {} };
    await this.refreshGate;
    if (!this.isRefreshTokenGood || !shapes.token.safeParse(body).success) {
      return {
        status: 400,
        body: { status: 'BAD_REFRESH_TOKEN', message: 'missing or invalid refresh token', correlationId },
      };
    }
    this.made += 1;
    const token = `access-token-000${this.made}`;
    this.tokens.set(token, plusMs(this.now(), 1_800_000));
    return {
      status: 200,
      body: {
        token_type: 'bearer',
        access_token: token,
        refresh_token: credentials.refreshToken,
        expires_in: 1800,
        hub_id: 4711,
        scopes: this.scopes,
      },
    };
  }

  private ownersPage(query: URLSearchParams): Answer {
    const archived = query.get('archived') === 'true';
    const some = this.owners.filter((owner) => (owner.archived ?? false) === archived);
    const start = Number(query.get('after') ?? 0);
    const limit = Math.min(Number(query.get('limit') ?? 100), 500);
    const results = some.slice(start, start + limit).map((owner) => ({ type: 'PERSON', archived, ...owner }));
    const paging = start + limit < some.length ? { paging: { next: { after: String(start + limit) } } } : {};
    return this.lacking('crm.objects.owners.read') ?? { status: 200, body: { results, ...paging } };
  }

  private lacking(scope: string): Answer | null {
    if (this.scopes.includes(scope)) return null;
    const message = "This app hasn't been granted all required scopes to make this call.";
    const errors = [
      { message: 'One or more of the following scopes are required.', context: { requiredGranularScopes: [scope] } },
    ];
    return { status: 403, body: { status: 'error', message, correlationId, errors, category: 'MISSING_SCOPES' } };
  }

  private limited(path: string, isSearch: boolean): Answer | null {
    if (path.startsWith('/oauth/')) return null;
    const now = this.now();
    const within = (ms: number, searches: boolean): number =>
      this.times.filter((one) => plusMs(one.at, ms) > now && (!searches || one.isSearch)).length;
    const { tenSeconds, day, searches } = this.limits;
    if (day !== null && this.times.length >= day) return tooMany('DAILY', 'You have reached your daily limit.');
    if (tenSeconds !== null && within(10_000, false) >= tenSeconds) {
      return tooMany('TEN_SECONDLY_ROLLING', 'You have reached your ten_secondly_rolling limit.');
    }
    if (isSearch && searches !== null && within(1000, true) >= searches) {
      return tooMany('SECONDLY', 'You have reached your secondly limit.');
    }
    this.times.push({ at: now, isSearch });
    return null;
  }

  private limitHeaders(): Readonly<Record<string, string>> {
    const { tenSeconds } = this.limits;
    if (tenSeconds === null) return {};
    const used = this.times.filter(({ at }) => msOf(at) + 10_000 > msOf(this.now())).length;
    return {
      'x-hubspot-ratelimit-max': String(tenSeconds),
      'x-hubspot-ratelimit-remaining': String(Math.max(0, tenSeconds - used)),
      'x-hubspot-ratelimit-interval-milliseconds': '10000',
    };
  }
}

const allScopes = [
  'oauth',
  'crm.objects.contacts.read',
  'crm.objects.contacts.write',
  'crm.objects.deals.read',
  'crm.objects.deals.write',
  'crm.objects.owners.read',
  'crm.schemas.contacts.read',
  'crm.schemas.deals.read',
];

function checked<T extends z.ZodType>(shape: T, body: unknown, answer: (value: z.output<T>) => Answer): Answer {
  const parsed = shape.safeParse(body);
  return parsed.success ? answer(parsed.data) : invalid(`Invalid input JSON: ${z.prettifyError(parsed.error)}`);
}

const notFound = (message: string): Answer => ({
  status: 404,
  body: { status: 'error', message, correlationId, category: 'OBJECT_NOT_FOUND' },
});

const unauthenticated = (category: string, message: string): Answer => ({
  status: 401,
  body: { status: 'error', message, correlationId, category },
});

const tooMany = (policyName: string, message: string): Answer => ({
  status: 429,
  body: { status: 'error', message, errorType: 'RATE_LIMIT', correlationId, policyName, requestId: correlationId },
});

function send(response: ServerResponse, { status, body }: Answer, headers: Readonly<Record<string, string>>): void {
  response.writeHead(status, { 'content-type': 'application/json;charset=utf-8', ...headers });
  response.end(JSON.stringify(body));
}

/** Writes as long as somebody reads. */
function flood(response: ServerResponse): void {
  response.writeHead(200, { 'content-type': 'application/json' });
  const chunk = ' '.repeat(64 * 1024);
  const more = (): void => {
    while (!response.destroyed && response.write(chunk));
    if (!response.destroyed) response.once('drain', more);
  };
  more();
}
