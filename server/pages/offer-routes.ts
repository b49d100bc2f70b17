/**
 * /h/TOKEN: the link in a salesperson's mail. GET only shows; POST accepts or returns. The token is the right to decide
 * about one offer of one hand-off, so a link from an offer that has lapsed decides nothing and shows nothing.
 */
import type { Context, Hono } from 'hono';
import type { HandoffStory, HandoffView, StepGiven } from '../../db/store.ts';
import { hasCode, TendrilError } from '../../domain/errors.ts';
import { contactCalendar, planIn } from '../../domain/handoff-calendar.ts';
import { zoneOfSeller } from '../../domain/sales-desk.ts';
import { type Instant, plusMs } from '../../domain/time.ts';
import { readToken } from '../../domain/tokens.ts';
import type { AppEnv, ServerDeps } from '../deps.ts';
import { decidedOtherwisePage, decidedPage, expiredPage, offerPage, reassignedPage } from './handoff.ts';
import { aloneAsked } from './handoff-group.ts';
import { type Setting as FormSetting, stepAsked } from './handoff-steps.ts';
import { type Page, servePage } from './layout.ts';
import type { Setting } from './story.ts';

interface Offer {
  readonly story: HandoffStory;
  readonly number: number;
  readonly setting: Setting & FormSetting;
  readonly isExpired: boolean;
}

/** So long after its end a hand-off is shown to who had it. */
const shownMs = 30 * 86_400_000;

/** One that is accepted and not followed has no end that anybody would tell. */
const unfollowedMs = 365 * 86_400_000;

function isExpired({ status, decidedAt, acceptedAt, follow }: HandoffView, now: Instant): boolean {
  if (status === 'open') return false;
  if (status === 'accepted') return !follow && acceptedAt !== null && acceptedAt < plusMs(now, -unfollowedMs);
  return decidedAt !== null && decidedAt < plusMs(now, -shownMs);
}

export function addOfferRoutes(app: Hono<AppEnv>, deps: ServerDeps): void {
  app.get('/h/:token', async function showOffer(c) {
    return servePage(c, pageOf(await offerOf(deps, c)));
  });

  app.get('/h/:token/contact.ics', async function calendarOfOffer(c) {
    const { story, number, isExpired } = await offerOf(deps, c);
    const { handoff } = story;
    if (handoff.offer !== number || handoff.plans === 0 || isExpired) {
      throw new TendrilError('TOKEN_INVALID', 'Nothing is planned at this link');
    }
    const { id: handoffId, leadName, company, plannedAt, plans } = handoff;
    const url = `${deps.publicUrl}/h/${c.req.param('token')}`;
    const planned = { handoffId, leadName, company, plannedAt, plans, url, ...planIn(story.timeline, handoffId) };
    c.header('Content-Type', 'text/calendar; charset=utf-8; method=PUBLISH');
    c.header('Content-Disposition', 'attachment; filename="contact.ics"');
    c.header('Cache-Control', 'no-store');
    return c.body(contactCalendar(planned, new URL(deps.publicUrl).hostname, { now: deps.now() }));
  });

  app.post('/h/:token', async function decideOffer(c) {
    const offer = await offerOf(deps, c);
    const form = await c.req.parseBody().catch(() => ({}) as Record<string, unknown>);
    return servePage(c, await decided(deps, offer, form));
  });
}

/** @throws TOKEN_INVALID for a forged token and for a hand-off that is gone */
async function offerOf(deps: ServerDeps, c: Context): Promise<Offer> {
  const token = readToken(deps.signer, 'offer', c.req.param('token') ?? '');
  if (!token) throw new TendrilError('TOKEN_INVALID', 'This link is not valid');
  try {
    const story = await deps.store.handoffs.story(token.id, deps.now());
    const { organisation, sales } = await deps.store.publications.workspace();
    const { salesperson } = story.handoff;
    const products = Object.entries(sales.desk?.products ?? {}).map(([name, { label }]) => ({ name, label }));
    const zone = zoneOfSeller(sales.desk, salesperson?.key ?? '', organisation.timeZone);
    return {
      ...{ story, number: token.index },
      setting: { ...organisation, timeZone: zone, products, calendar: `/h/${c.req.param('token')}/contact.ics` },
      isExpired: isExpired(story.handoff, deps.now()),
    };
  } catch (error) {
    if (!hasCode(error, 'HANDOFF_UNKNOWN')) throw error;
    throw new TendrilError('TOKEN_INVALID', 'This link is not valid', {}, error);
  }
}

function pageOf({ story, number, setting, isExpired }: Offer): Page {
  if (isExpired) return expiredPage();
  if (story.handoff.offer !== number) return reassignedPage(410);
  return story.handoff.status === 'open' ? offerPage(story, setting) : decidedPage(story, setting);
}

async function decided(deps: ServerDeps, offer: Offer, form: Readonly<Record<string, unknown>>): Promise<Page> {
  if (offer.isExpired) return expiredPage();
  if (form.action === 'alone') return decidedAlone(deps, offer, form);
  const asked = stepAsked(form, offer.setting.timeZone) ?? { mistake: 'Choose what has happened.' };
  const note = typeof form.note === 'string' ? form.note.replaceAll('\0', '').slice(0, 2_000) : '';
  const { handoff } = offer.story;
  if ('mistake' in asked) return mistaken(offer, asked.mistake, note);
  const { id, salesperson } = handoff;
  try {
    const actor = salesperson?.key ?? 'sales';
    const step = { ...asked.step, note: note.trim() || null, offer: offer.number };
    // The link of an offer that has passed on decides nothing, whatever became of the hand-off.
    if (handoff.offer !== offer.number) return reassignedPage(409);
    await deps.store.handoffs.decide(id, step, actor, deps.now());
  } catch (error) {
    if (hasCode(error, 'HANDOFF_REASSIGNED')) return reassignedPage(409);
    if (error instanceof TendrilError && hasCode(error, 'FIELD_INVALID')) {
      return mistaken(offer, isOver(asked.step, deps.now()) ? 'That time is over.' : `${error.message}.`, note);
    }
    if (!hasCode(error, 'HANDOFF_DECIDED')) throw error;
  }
  return outcome({ ...offer, story: await deps.store.handoffs.story(id, deps.now()) }, asked.step);
}

const isOver = (step: StepGiven, now: Instant): boolean => step.kind === 'planned' && step.at < now;

/** One of the group, by the link of the one that leads. */
async function decidedAlone(deps: ServerDeps, offer: Offer, form: Readonly<Record<string, unknown>>): Promise<Page> {
  const { handoff } = offer.story;
  if (handoff.offer !== offer.number) return reassignedPage(409);
  const asked = aloneAsked(form, offer.story);
  // Somebody was faster, or it was sent twice: the page says how it is.
  if (asked === null) return pageOf(offer);
  if (asked.step === null) return mistaken(offer, 'Choose what became of them.', '');
  try {
    await deps.store.handoffs.decide(asked.id, asked.step, handoff.salesperson?.key ?? 'sales', deps.now());
  } catch (error) {
    if (!hasCode(error, 'HANDOFF_DECIDED')) throw error;
  }
  return pageOf({ ...offer, story: await deps.store.handoffs.story(handoff.id, deps.now()) });
}

/** The form again, with what is missing in it. */
function mistaken(offer: Offer, text: string, note: string): Page {
  const { story, setting, number } = offer;
  const { status } = story.handoff;
  if (story.handoff.offer !== number || (status !== 'open' && status !== 'accepted')) return pageOf(offer);
  return status === 'open' ? offerPage(story, setting, { text, note }) : decidedPage(story, setting, text);
}

/** The same decision sent twice (a double-click) is done, not refused. */
function outcome({ story, number, setting }: Offer, { kind }: StepGiven): Page {
  const { handoff } = story;
  if (handoff.offer !== number) return reassignedPage(409);
  const isLogged = handoff.status === 'accepted' && (kind === 'contacted' || kind === 'meeting' || kind === 'planned');
  return handoff.status === kind || isLogged ? decidedPage(story, setting) : decidedOtherwisePage(handoff);
}
