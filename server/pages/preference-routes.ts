/**
 * /p/TOKEN: the preference page. GET, HEAD and OPTIONS change nothing; each button is a POST with its own `action`. Takes the
 * token of an unsubscribe link as well, so that mails from before there was this page lead to it. No cookies, no session, no
 * redirect; the same form sent twice is the same wish.
 */
import type { Context, Hono } from 'hono';
import type { Preferences } from '../../db/store.ts';
import { TendrilError } from '../../domain/errors.ts';
import { readToken } from '../../domain/tokens.ts';
import type { AppEnv, ServerDeps } from '../deps.ts';
import { takeUnsubscribe } from '../unsubscribe.ts';
import { createAllowance } from './allowance.ts';
import { formOf, smallBody } from './form.ts';
import { notice, type Page, servePage } from './layout.ts';
import { changeIn, choicesIn, pauseDays, withChoices } from './preference-form.ts';
import { type PreferenceNote, preferencePage } from './preferences.ts';
import { topicsOf } from './topics.ts';
import { unsubscribeDone, unsubscribeNoted } from './unsubscribe.ts';
import { knownPreferences, proofOf, strangerOf, type Visitor, visitorOf } from './visitor.ts';

const path = '/p/:token';
/** Nobody changes their mind so often; a program might. */
const changesAllowed = { most: 20, withinMs: 600_000 } as const;

interface Desk {
  readonly deps: ServerDeps;
  readonly messageId: string;
  readonly visitor: Visitor;
}

export function addPreferenceRoutes(app: Hono<AppEnv>, deps: ServerDeps): void {
  const allowance = createAllowance(changesAllowed.most, changesAllowed.withinMs);

  app.get(path, async function showPreferences(c) {
    const messageId = messageOf(deps, c);
    const preferences = await preferencesOf(deps, messageId);
    const desk = { deps, messageId, visitor: await visitorOf(deps.store, c, preferences.language) };
    return servePage(c, pageOf(desk, preferences, null));
  });

  app.options(path, (c) => c.body(null, 204, { Allow: 'GET, HEAD, POST, OPTIONS' }));

  app.post(path, smallBody(), async function changePreferences(c) {
    const messageId = messageOf(deps, c);
    const form = await formOf(c);
    if (form.text('action') === 'stop') return servePage(c, await stopped(deps, c, messageId));
    const preferences = await preferencesOf(deps, messageId);
    const desk = { deps, messageId, visitor: await visitorOf(deps.store, c, preferences.language) };
    if (!allowance(messageId, deps.now())) return servePage(c, tooOften(desk.visitor), { 'Retry-After': '600' });
    switch (form.text('action')) {
      case 'save':
        return servePage(c, await saved(desk, preferences, form));
      case 'again':
        return servePage(c, await comeBack(desk, preferences, c));
      default:
        return servePage(c, pageOf(desk, preferences, 'pressButton'));
    }
  });
}

/** @throws TOKEN_INVALID */
function messageOf({ signer }: ServerDeps, c: Context): string {
  const text = c.req.param('token') ?? '';
  const token = readToken(signer, 'preferences', text) ?? readToken(signer, 'unsubscribe', text);
  if (!token) throw invalid();
  return token.id;
}

const invalid = (): TendrilError => new TendrilError('TOKEN_INVALID', 'This link is not valid');

/** @throws TOKEN_INVALID for a mail that is not known, or whose lead was erased: the same as for a token of nobody */
async function preferencesOf({ store }: ServerDeps, messageId: string): Promise<Preferences> {
  const preferences = await store.preferences.of(messageId);
  if (preferences === null) throw invalid();
  return preferences;
}

/** Leaving takes no more than the token: it works while the database is away, and for whoever is not known any more. */
async function stopped(deps: ServerDeps, c: Context, messageId: string): Promise<Page> {
  const outcome = await takeUnsubscribe(deps, messageId, 'page');
  if (outcome === 'noted') return unsubscribeNoted(strangerOf(c));
  const known = await knownPreferences(deps.store, messageId);
  const visitor = await visitorOf(deps.store, c, known?.language ?? null);
  return unsubscribeDone(visitor, `${deps.publicUrl}/p/${c.req.param('token')}`);
}

async function saved(desk: Desk, preferences: Preferences, form: Awaited<ReturnType<typeof formOf>>): Promise<Page> {
  const { deps, messageId, visitor } = desk;
  if (preferences.stopped !== null) return pageOf(desk, preferences, null);
  const topics = visitor.organisation ? Object.keys(visitor.organisation.topics) : [];
  const change = changeIn(form, topics, deps.now(), zoneOf(visitor));
  if (change === null) return pageOf(desk, withChoices(preferences, choicesIn(form, topics)), 'dateWrong');
  const changed = await deps.store.preferences.change(messageId, change, deps.now());
  if (changed === null) throw invalid();
  return pageOf(desk, changed, 'saved');
}

/** A new consent, which lifts what its giver has asked for before; nothing else is lifted by it. */
async function comeBack(desk: Desk, preferences: Preferences, c: Context): Promise<Page> {
  const { deps, messageId, visitor } = desk;
  if (preferences.stopped !== 'unsubscribe') return pageOf(desk, preferences, null);
  const consent = {
    purpose: 'marketing',
    basis: 'express',
    source: 'preference page',
    wording: visitor.words.againButton,
    proof: { method: 'page', ...proofOf(deps, c), reference: `message ${messageId}` },
    at: deps.now(),
    expiresAt: null,
  } as const;
  await deps.store.consents.record(preferences.leadId, [consent], 'preference page', deps.now());
  const now = await preferencesOf(deps, messageId);
  return pageOf(desk, now, now.stopped === null ? 'again' : null);
}

function pageOf({ deps, visitor }: Desk, preferences: Preferences, note: PreferenceNote | null): Page {
  const zone = zoneOf(visitor);
  const { pausedUntil } = preferences;
  const isOver = pausedUntil !== null && pausedUntil <= deps.now();
  return preferencePage({
    visitor,
    preferences: isOver ? { ...preferences, pausedUntil: null } : preferences,
    topics: visitor.organisation ? topicsOf(visitor.organisation, visitor.language) : [],
    zone,
    days: pauseDays(deps.now(), zone),
    note,
  });
}

const zoneOf = ({ organisation }: Visitor) => organisation?.timeZone ?? 'UTC';

const tooOften = ({ words, language }: Visitor): Page => ({
  ...notice(words.oftenTitle, words.oftenText, 429),
  language,
});
