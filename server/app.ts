/**
 * The HTTP server as a function of its parts: the API under /v1, the links that mails carry (/c /o /u /p /h /confirm), forms (/f), page views (/b), health and
 * docs. Opens no port and holds no state but a few short memories, so any number of them can run side by side.
 */
import { OpenAPIHono } from '@hono/zod-openapi';
import type { Context, MiddlewareHandler } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { requestId } from 'hono/request-id';
import { routePath } from 'hono/route';
import type { CrmChangeTold } from '../db/store.ts';
import { TendrilError } from '../domain/errors.ts';
import { mountRoutes } from './api/mount.ts';
import { addOpenApiRoute } from './api/openapi.ts';
import { apiRoutes } from './api/routes.ts';
import { addCrmWebhook } from './crm-webhook.ts';
import type { AppEnv, ServerDeps } from './deps.ts';
import { createFormDesk } from './forms/desk.ts';
import { addFormRoutes } from './forms/form-routes.ts';
import { securityHeaders } from './headers.ts';
import { addConfirmRoutes } from './pages/confirm-routes.ts';
import { docsPage } from './pages/docs.ts';
import { failurePage, servePage } from './pages/layout.ts';
import { leadFailurePage } from './pages/lead-failure.ts';
import { addOfferRoutes } from './pages/offer-routes.ts';
import { addPreferenceRoutes } from './pages/preference-routes.ts';
import { answerProblem, failureOf, logFailure, routeUnknown } from './problem.ts';
import { addBeaconRoutes } from './tracking/beacon.ts';
import { addClickRoute } from './tracking/click.ts';
import { addTrackedRoutes, createTrackedAddresses } from './tracking/tracked-addresses.ts';
import { addUnsubscribeRoutes } from './tracking/unsubscribe.ts';
import { addProviderWebhooks } from './webhooks-in.ts';

const mostBodyBytes = 1024 * 1024;
/** A thousand events of usual size. */
const mostBatchBodyBytes = 2 * 1024 * 1024;
/** A mail of the size that is taken, in base64 and with what stands around it. */
const mostMailBodyBytes = 14 * 1024 * 1024;

/** Paths that people open from a mail: their errors are pages, and those of leads speak the language of the browser. */
const forPeople = /^\/(?:[cuhpf]|confirm)\//;
const forLeads = /^\/(?:[cupf]|confirm)\//;

/**
 * @param tracked answers for addresses in mails; given when it also answers requests that do not come through the app
 * @example createApp({ store, signer, publicUrl, now, log }).request('/healthz')
 */
export function createApp(deps: ServerDeps, tracked = createTrackedAddresses(deps)): OpenAPIHono<AppEnv> {
  const { store, publicUrl } = deps;
  const app = new OpenAPIHono<AppEnv>();

  addTrackedRoutes(app, tracked);
  if (deps.providers) addProviderWebhooks(app, deps.providers);
  app.use(requestId(), logged(deps), securityHeaders(publicUrl), limitedBody());
  app.onError((error, c) => answerFailure(c, error, deps));
  app.notFound((c) => answerFailure(c, routeUnknown(c.req.method, c.req.path), deps));

  app.get('/healthz', async (c) => {
    await store.ping();
    return c.json({ status: 'ok', spool: deps.recorder.status() }, 200, { 'Cache-Control': 'no-store' });
  });
  app.get('/', (c) => {
    c.header('Cache-Control', 'no-store');
    return c.redirect('/docs', 302);
  });
  if (deps.crm) {
    const take = (changes: readonly CrmChangeTold[]) => store.crm.take(changes, null, deps.now());
    addCrmWebhook(app, { ...deps.crm, take, now: deps.now, publicUrl, log: deps.log });
  }
  const described = addOpenApiRoute(app, publicUrl);
  app.get('/docs', (c) => servePage(c, docsPage(apiRoutes, publicUrl, described())));
  const forms = deps.forms ?? createFormDesk(deps);
  mountRoutes(app, apiRoutes, { ...deps, forms });
  addBeaconRoutes(app, deps);
  addClickRoute(app, deps, tracked.hits);
  addUnsubscribeRoutes(app, deps);
  addPreferenceRoutes(app, deps);
  addConfirmRoutes(app, deps);
  addFormRoutes(app, deps, forms);
  addOfferRoutes(app, deps);
  return app;
}

function answerFailure(c: Context, thrown: unknown, { publicUrl, log }: ServerDeps): Response | Promise<Response> {
  if (!forPeople.test(c.req.path)) return answerProblem(c, thrown, publicUrl, log);
  const failure = failureOf(thrown);
  logFailure(log, failure, thrown, c.get('requestId'));
  const page = forLeads.test(c.req.path)
    ? leadFailurePage(failure, c.req.header('accept-language'))
    : failurePage(failure);
  return servePage(c, page, failure.headers);
}

/** Only where mails or many things at once are handed in may a body be large. */
function limitedBody(): MiddlewareHandler {
  const [usual, ofBatches, ofMails] = [mostBodyBytes, mostBatchBodyBytes, mostMailBodyBytes].map((maxSize) =>
    bodyLimit({
      maxSize,
      onError: () => {
        throw new TendrilError('BODY_TOO_LARGE', `The body has more than ${maxSize} bytes`);
      },
    }),
  ) as [MiddlewareHandler, MiddlewareHandler, MiddlewareHandler];
  return function limitBody(c, next) {
    const { method, path } = c.req;
    if (method === 'POST' && path === '/v1/inbound') return ofMails(c, next);
    return method === 'POST' && path === '/v1/events:batch' ? ofBatches(c, next) : usual(c, next);
  };
}

/** One line a request: the route, never the path, which may hold an address or a token. */
const logged = ({ log }: ServerDeps): MiddlewareHandler<AppEnv> =>
  async function logRequest(c, next) {
    const start = performance.now();
    await next();
    const ms = Math.round(performance.now() - start);
    const fields = { requestId: c.get('requestId'), method: c.req.method, route: routePath(c, -1), ms };
    log.info({ ...fields, status: c.res.status }, 'request');
  };
