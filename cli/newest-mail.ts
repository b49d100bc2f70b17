/** The mail that a demo command plays the lead with: the newest that the lead got, or the one that was named. */
import type { MessageView, Store } from '../db/store.ts';
import { TendrilError } from '../domain/errors.ts';
import type { Services } from './services.ts';

/** Of the mails of one lead; a demo has fewer. */
const lookedThrough = 200;

export interface Wanted {
  /** Its id, its step or its template; undefined: the newest. */
  readonly mail: string | undefined;
  /** Only one that has links: what a person wrote by hand has none. */
  readonly withLinks: boolean;
}

/** @throws LEAD_UNKNOWN, MESSAGE_UNKNOWN when nothing of that kind has been sent to the lead yet */
export async function mailOfLead(
  services: Services,
  store: Store,
  idOrEmail: string,
  { mail: named, withLinks }: Wanted,
): Promise<MessageView> {
  const lead = await store.leads.get(idOrEmail, services.now());
  if (named === undefined && !withLinks) {
    const newest = await store.messages.newestSent(lead.id);
    if (newest) return newest;
  }
  const { items } = await store.messages.list({ leadId: lead.id }, { limit: lookedThrough });
  // Only what goes to the lead itself is made from a template.
  const got = items.filter(({ state, template }) => template !== null && (state === 'SENT' || state === 'UNKNOWN'));
  const mail = got.find(
    ({ id, stepId, template, links }) =>
      (!withLinks || links.length > 0) && (named === undefined || [id, stepId, template].includes(named)),
  );
  if (mail) return mail;
  throw new TendrilError('MESSAGE_UNKNOWN', whyNot(lead.email, got, named), { lead: lead.email });
}

/** The newest mail about a hand-off of the lead. @throws LEAD_UNKNOWN, MESSAGE_UNKNOWN when nobody of sales was told of it yet */
export async function mailToSales(services: Services, store: Store, idOrEmail: string): Promise<MessageView> {
  const lead = await store.leads.get(idOrEmail, services.now());
  const { items } = await store.messages.list({ leadId: lead.id }, { limit: lookedThrough });
  // Of what goes to sales, only mails about one hand-off can be answered with a decision.
  const mail = items.find(({ key, state }) => key.startsWith('handoff/') && (state === 'SENT' || state === 'UNKNOWN'));
  if (mail) return mail;
  throw new TendrilError('MESSAGE_UNKNOWN', `Nobody of sales was told of ${lead.email} yet`, { lead: lead.email });
}

function whyNot(email: string, got: readonly MessageView[], named: string | undefined): string {
  if (got.length === 0) return `No mail has been sent to ${email} yet`;
  const names = [...new Set(got.map(({ stepId, template, id }) => stepId ?? template ?? id))].join(', ');
  if (named === undefined) return `No mail with links has been sent to ${email} yet`;
  return `No mail ${JSON.stringify(named)} that fits has been sent to ${email}; there are: ${names}`;
}

/** `"Your guide" (step welcome, 0199f0a2-…)` */
export const mailWords = ({ subject, stepId, id }: MessageView): string =>
  `"${subject ?? ''}" (${[stepId && `step ${stepId}`, id].filter(Boolean).join(', ')})`;
