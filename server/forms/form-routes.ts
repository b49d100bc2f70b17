/**
 * /f/NAME: a form as a page, and in a frame of a site that its file names (`?embed=1`). GET shows the first step, each step is a
 * POST to the same address. No cookie, no session, nothing stored before the form is handed in. /f/NAME.js is the snippet that
 * puts the frame into a page.
 */
import type { Context, Hono } from 'hono';
import type { LeadView } from '../../db/store.ts';
import { hasCode, isOutage } from '../../domain/errors.ts';
import { type Form, formIn, stepAfter } from '../../domain/form.ts';
import { msOf } from '../../domain/time.ts';
import { readToken } from '../../domain/tokens.ts';
import type { Workspace } from '../../domain/workspace.ts';
import type { AppEnv, ServerDeps } from '../deps.ts';
import { pagePolicy } from '../headers.ts';
import { formOf, smallBody } from '../pages/form.ts';
import { servePage } from '../pages/layout.ts';
import { styleSheet } from '../pages/style.ts';
import { proofOf, type Visitor } from '../pages/visitor.ts';
import { languageFor, leadWords } from '../pages/words/languages.ts';
import { peerOf } from '../tracking/callers.ts';
import { createBucket, formAllowances } from './allowances.ts';
import { cameBy } from './came-by.ts';
import type { FormDesk } from './desk.ts';
import { type Filling, fill, newVisit, progressIn, show } from './filling.ts';
import { busyPage, type FormPage, gonePage } from './form-page.ts';
import { type FormVisit, readVisit } from './form-visit.ts';
import { knownOf } from './progress.ts';
import { snippetFor } from './snippet.ts';
import { sentFrom } from './spam.ts';

const path = '/f/:name';
const uuid = /^[\da-f]{8}-[\da-f]{4}-[1-8][\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/i;

export function addFormRoutes(app: Hono<AppEnv>, deps: ServerDeps, desk: FormDesk): void {
  const buckets = {
    free: createBucket(formAllowances.free),
    sent: createBucket(formAllowances.sent),
    steps: createBucket(formAllowances.steps),
  };
  const workspaceOf = lastWorkspace(deps);
  const network = (c: Context): string => deps.callers?.(peerOf(c), (name) => c.req.header(name)).network ?? 'unknown';

  app.get('/f/:file{[a-z0-9-]+\\.js}', async function serveSnippet(c) {
    const name = c.req.param('file').slice(0, -'.js'.length);
    const form = formIn((await workspaceOf()).forms, name);
    if (!form) return c.body('', 404, { 'Content-Type': 'text/javascript; charset=utf-8' });
    const { language } = (await workspaceOf()).organisation;
    return c.body(snippetFor(form, deps.publicUrl, language), 200, {
      'Content-Type': 'text/javascript; charset=utf-8',
      'Cache-Control': 'public, max-age=300',
      'Cross-Origin-Resource-Policy': 'cross-origin',
    });
  });

  app.get(path, async function showForm(c) {
    const workspace = await workspaceOf();
    const visitor = visitorOf(c, workspace, c.req.query('lang') ?? null);
    const form = formIn(workspace.forms, c.req.param('name'));
    if (!form) return servePage(c, gonePage(visitor));
    const lead = await identified(deps, c.req.query('t'));
    const filling = fillingOf({ c, form, workspace, visitor, lead, visit: freshVisit(c, form, visitor, lead) });
    const begin = stepAfter(form, -1, progressIn(filling, filling.visit).asked) ?? 0;
    desk.count(form.form, 'shown');
    return serveForm(c, show(filling, { ...filling.visit, step: begin }), filling.visit.site);
  });

  app.options(path, (c) => c.body(null, 204, { Allow: 'GET, HEAD, POST, OPTIONS' }));

  app.post(path, smallBody(), async function takeStep(c) {
    const workspace = await workspaceOf();
    const form = formIn(workspace.forms, c.req.param('name'));
    if (!form) return servePage(c, gonePage(visitorOf(c, workspace, null)));
    if (!buckets.steps(`${network(c)} ${form.form}`, deps.now())) {
      return servePage(c, busyPage(visitorOf(c, workspace, null)), { 'Retry-After': '60' });
    }
    const sent = await formOf(c);
    const read = readVisit(deps.signer, sent.text('_state') ?? '', form.form, msOf(deps.now()));
    const visitor = visitorOf(c, workspace, read?.visit.language ?? null);
    const lead = read?.visit.lead ? await leadById(deps, read.visit.lead) : null;
    const visit = visitIn(form, read, freshVisit(c, form, visitor, lead));
    const filling = fillingOf({ c, form, workspace, visitor, lead, visit });
    const page = read && !read.expired ? await fill(filling, sent) : show(filling, visit, { note: 'again' });
    return serveForm(c, page, visit.site);
  });

  function fillingOf({
    c,
    form,
    ...rest
  }: Pick<Filling, 'form' | 'workspace' | 'visitor' | 'visit'> & {
    readonly c: Context;
    readonly lead: LeadView | null;
  }): Filling {
    return {
      ...rest,
      form,
      deps,
      desk,
      known: knownOf(form, rest.lead),
      sentFrom: sentFrom((name) => c.req.header(name), deps.publicUrl, form.sites),
      proof: proofOf(deps, c),
      allowed: () => {
        const name = `${network(c)} ${form.form}`;
        if (!buckets.sent(name, deps.now())) return 'none';
        return buckets.free(name, deps.now()) ? 'free' : 'work';
      },
    };
  }

  function freshVisit(c: Context, form: Form, { language }: Visitor, lead: LeadView | null): FormVisit {
    const site = c.req.query('site');
    return newVisit(form, {
      nowMs: msOf(deps.now()),
      origin: cameBy(c.req.query(), c.req.header('referer'), deps.publicUrl),
      language,
      lead,
      visitor: uuid.exec(c.req.query('visitor') ?? '')?.[0].toLowerCase() ?? null,
      site: c.req.query('embed') === '1' && site !== undefined && form.sites.includes(site) ? site : null,
    });
  }
}

/** What was typed before a visit was over is still good; a state that is not ours says nothing. */
function visitIn(form: Form, read: ReturnType<typeof readVisit>, fresh: FormVisit): FormVisit {
  if (read === null) return fresh;
  const step = Math.min(read.visit.step, form.steps.length - 1);
  const { visit, startedMs } = fresh;
  return read.expired ? { ...read.visit, step, visit, startedMs, hasty: 0 } : { ...read.visit, step };
}

function visitorOf(c: Context, { organisation }: Workspace, wanted: string | null): Visitor {
  const language = languageFor(wanted, c.req.header('accept-language'), organisation.language);
  return { language, words: leadWords[language], organisation };
}

/** The workspace in force; the last one that was seen while the database is away. @throws WORKSPACE_EMPTY, DATABASE_UNAVAILABLE */
function lastWorkspace({ store }: ServerDeps): () => Promise<Workspace> {
  let last: Workspace | null = null;
  return async () => {
    try {
      last = await store.publications.workspace();
      return last;
    } catch (error) {
      if (last !== null && isOutage(error)) return last;
      throw error;
    }
  };
}

/** Whom the link of a mail has led here. Never by an address that somebody typed. */
async function identified(deps: ServerDeps, token: string | undefined): Promise<LeadView | null> {
  const read = token === undefined ? null : readToken(deps.signer, 'form', token);
  if (read === null) return null;
  try {
    const preferences = await deps.store.preferences.of(read.id);
    return preferences && (await leadById(deps, preferences.leadId));
  } catch (error) {
    if (isOutage(error)) return null;
    throw error;
  }
}

async function leadById({ store, now }: ServerDeps, id: string): Promise<LeadView | null> {
  try {
    return await store.leads.get(id, now());
  } catch (error) {
    if (hasCode(error, 'LEAD_UNKNOWN') || isOutage(error)) return null;
    throw error;
  }
}

/** Without a referrer a browser would not say either which page it sends a form from (Fetch, "append a request Origin header"). */
function serveForm(
  c: Context,
  { page, permits, redirect }: FormPage,
  site: string | null,
): Response | Promise<Response> {
  if (redirect !== null) {
    c.header('Cache-Control', 'no-store');
    return c.redirect(redirect, 303);
  }
  return servePage(c, page, {
    'Content-Security-Policy': pagePolicy(styleSheet, permits),
    'Referrer-Policy': 'same-origin',
    ...(site === null ? {} : { 'Cross-Origin-Resource-Policy': 'cross-origin' }),
    ...(page.status === 429 || page.status === 503 ? { 'Retry-After': '60' } : {}),
  });
}
