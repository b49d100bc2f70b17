/**
 * GET /b.js and POST /b: page views of one's own sites, by visitors who agreed to be counted. Whatever comes in, the answer
 * is the same empty one: it tells neither who a visitor is nor whether anybody knows it. What a browser says is believed in
 * one thing only, that somebody with this number looked at that path; anybody can say so, which is why a number is of 128
 * random bits, and why the site, the agent and the frequency are looked at. No address of a caller is kept.
 */
import type { Context, Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { z } from 'zod';
import { readOrigin } from '../../authoring/lead-origin.ts';
import { type AgentClass, agentClass } from '../../domain/engagement/agents.ts';
import { hasCode, TendrilError } from '../../domain/errors.ts';
import type { OriginDetail } from '../../domain/origin.ts';
import type { Instant } from '../../domain/time.ts';
import type { AppEnv, ServerDeps } from '../deps.ts';
import { createAllowance } from '../pages/allowance.ts';
import { beaconScript } from './beacon-script.ts';
import { nobody, peerOf } from './callers.ts';
import { createRecent } from './recent.ts';

const mostBytes = 4 * 1024;
const longestPath = 300;
const minuteMs = 60_000;
/** Views a minute of one visitor, from one network, and in all: beyond them nothing is written. */
const most = { visitor: 60, network: 300, all: 6_000 } as const;

const id = z.uuid();
const mark = z.string().max(500).optional();
const told = z.union([
  z.strictObject({ v: id, forget: z.literal(true) }),
  z.strictObject({
    v: id,
    i: id,
    p: z.string().startsWith('/').max(2_000),
    c: z.strictObject({ source: mark, medium: mark, campaign: mark, term: mark, content: mark }).optional(),
    k: z.strictObject({ kind: z.string().max(32), value: z.string().max(500) }).optional(),
    r: z.string().max(2_000).optional(),
  }),
]);
type Told = z.output<typeof told>;
type ToldView = Exclude<Told, { readonly forget: true }>;

const mostForgotten = 5_000;

const humanAgents: ReadonlySet<AgentClass> = new Set(['browser', 'phone', 'unknown']);

export function addBeaconRoutes(app: Hono<AppEnv>, deps: ServerDeps): void {
  const { store, now } = deps;
  const allowed = {
    visitor: createAllowance(most.visitor, minuteMs),
    network: createAllowance(most.network, minuteMs),
    all: createAllowance(most.all, minuteMs),
  };
  /** What a browser has sent before it withdrew may arrive after that. */
  const forgotten = createRecent<true>(mostForgotten);

  app.get('/b.js', (c) =>
    c.body(beaconScript, 200, {
      'Content-Type': 'text/javascript; charset=utf-8',
      'Cache-Control': 'public, max-age=3600',
      'Cross-Origin-Resource-Policy': 'cross-origin',
    }),
  );

  const small = bodyLimit({
    maxSize: mostBytes,
    onError: () => {
      throw new TendrilError('BODY_TOO_LARGE', `The body has more than ${mostBytes} bytes`);
    },
  });

  app.post('/b', small, async function noteView(c) {
    const at = now();
    const site = await siteOf(deps, c);
    const message = site === null ? null : await messageOf(c);
    if (site !== null && message !== null && mayTell(c, message, at)) await act(site, message, at);
    return c.body(null, 204, { 'Cache-Control': 'no-store' });
  });

  /** Brakes last, so that what is no view uses none of them up. Who withdraws is always heard, within the brakes. */
  function mayTell(c: Context, message: Told, at: Instant): boolean {
    const caller = deps.callers?.(peerOf(c), (name) => c.req.header(name)) ?? nobody;
    if (!('forget' in message) && (isUnwanted(c) || caller.networkKind === 'scanner')) return false;
    return (
      allowed.visitor(message.v, at) &&
      allowed.network(caller.network ?? peerOf(c) ?? 'nobody', at) &&
      allowed.all('all', at)
    );
  }

  async function act(site: string, message: Told, at: Instant): Promise<void> {
    if ('forget' in message) {
      forgotten.set(message.v, true);
      return store.visitors.forget(message.v);
    }
    if (forgotten.get(message.v)) return;
    const view = { id: message.i, path: pathOf(message.p) };
    await store.visitors.view({ id: message.v, site, landing: landingOf(site, view.path, message) }, view, at);
  }
}

/** The site that tells it, by the word of the browser; null when it is none of the organisation's. */
async function siteOf({ store }: ServerDeps, c: Context): Promise<string | null> {
  const origin = c.req.header('origin');
  if (origin === undefined) return null;
  try {
    return (await store.publications.workspace()).organisation.sites.includes(origin) ? origin : null;
  } catch (error) {
    if (hasCode(error, 'WORKSPACE_EMPTY')) return null;
    throw error;
  }
}

/** Null for what the script would not have sent. */
async function messageOf(c: Context): Promise<Told | null> {
  try {
    return told.safeParse(JSON.parse(await c.req.text())).data ?? null;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

/** Whether the browser asks not to be tracked, loads in advance, or is no person's. */
const isUnwanted = (c: Context): boolean =>
  c.req.header('sec-gpc') === '1' ||
  c.req.header('dnt') === '1' ||
  /prefetch|prerender/.test(c.req.header('sec-purpose') ?? '') ||
  !humanAgents.has(agentClass((c.req.header('user-agent') ?? '').slice(0, 200)));

/** Without query and fragment, and without addresses of people, which some sites put into their paths. */
const pathOf = (told: string): string =>
  (told.split(/[?#]/)[0] ?? '/')
    .split('/')
    .map((part) => (/@|%40/i.test(part) ? '*' : part))
    .join('/')
    .slice(0, longestPath);

/** How the visit began, as its first page tells, as far as it can be read: a mark that is none harms no view. */
function landingOf(site: string, path: string, view: ToldView): OriginDetail | null {
  const { c: campaign, k: clickId, r: referrer } = view;
  if (campaign === undefined) return null;
  try {
    return readOrigin({ campaign, clickId, referrer, landingPage: `${site}${path}` });
  } catch (error) {
    if (hasCode(error, 'FIELD_INVALID')) return {};
    throw error;
  }
}
