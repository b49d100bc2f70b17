/**
 * Whom a page of a lead speaks to, and for whom: the language, and the organisation whose mail it was. A page must work
 * without either, and without the database as far as it can.
 */
import type { Context } from 'hono';
import type { Preferences, Store } from '../../db/store.ts';
import { hasCode } from '../../domain/errors.ts';
import type { Organisation } from '../../domain/workspace.ts';
import type { ServerDeps } from '../deps.ts';
import { peerOf } from '../tracking/callers.ts';
import { languageFor, leadWords, type PageLanguage } from './words/languages.ts';
import type { LeadWords } from './words/lead-words.ts';

export interface Visitor {
  readonly language: PageLanguage;
  readonly words: LeadWords;
  /** Null while no workspace is published, or the database is away. */
  readonly organisation: Organisation | null;
}

/** @param lead the language of the lead, where it is known */
export async function visitorOf(store: Store, c: Context, lead: string | null): Promise<Visitor> {
  const organisation = await organisationOf(store);
  const language = languageFor(lead, c.req.header('accept-language'), organisation?.language ?? null);
  return { language, words: leadWords[language], organisation };
}

/** When the database is known to be away: nobody is made to wait for it twice. */
export function strangerOf(c: Context): Visitor {
  const language = languageFor(null, c.req.header('accept-language'), null);
  return { language, words: leadWords[language], organisation: null };
}

async function organisationOf({ publications }: Store): Promise<Organisation | null> {
  try {
    return (await publications.workspace()).organisation;
  } catch (error) {
    if (hasCode(error, 'WORKSPACE_EMPTY') || hasCode(error, 'DATABASE_UNAVAILABLE')) return null;
    throw error;
  }
}

/** What the receiver of a mail wants; null when that is not known, or cannot be found out now. */
export async function knownPreferences({ preferences }: Store, messageId: string): Promise<Preferences | null> {
  try {
    return await preferences.of(messageId);
  } catch (error) {
    if (hasCode(error, 'DATABASE_UNAVAILABLE')) return null;
    throw error;
  }
}

const mostAgent = 300;

/** Who has pressed a button, as evidence of a consent. */
export function proofOf({ addressOf }: ServerDeps, c: Context): { readonly ip?: string; readonly userAgent?: string } {
  const peer = peerOf(c);
  const ip = addressOf ? addressOf(peer, (name) => c.req.header(name)) : peer;
  const userAgent = c.req.header('user-agent')?.slice(0, mostAgent);
  return { ...(ip === undefined ? {} : { ip }), ...(userAgent === undefined ? {} : { userAgent }) };
}
