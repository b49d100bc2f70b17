/** What tests of broadcasts share: a store with what is published, and the moves of a lane, as the activities make them. */
import type { BroadcastClaim, BroadcastOrder, BroadcastRules, BroadcastView, LeadView } from '../../db/store.ts';
import type { BroadcastSettings } from '../../domain/broadcast.ts';
import { nurturable } from '../../domain/lifecycle.ts';
import type { Instant } from '../../domain/time.ts';
import { createTestStore } from '../support/database.ts';
import { addLead, leaseMs, minute, openRules, publishBasics, start, workspace } from './fixtures.ts';

export type BroadcastGround = Awaited<ReturnType<typeof openBroadcasts>>;

const settings: BroadcastSettings = {
  purpose: 'marketing',
  stages: [...nurturable],
  priority: 0,
  caps: [],
  window: null,
  stale: null,
};

const rules: BroadcastRules = { ...openRules, slot: () => ({ kind: 'now' }) };
export const links = [{ name: 'guide', url: 'https://acme.example/guide' }];

export async function openBroadcasts() {
  const { store, url, close } = await createTestStore();
  const { templateVersionId } = await publishBasics(store);
  const organisation = { ...workspace.organisation, segments: { large: 'lead.fields.employees >= 500' } };
  await store.publications.publishWorkspace({ ...workspace, organisation }, start);

  let names = 0;
  /** To leads of a source of its own, so that the tests do not meet each other's leads. */
  async function ordered(order: Partial<BroadcastOrder> = {}): Promise<BroadcastView & { readonly source: string }> {
    names += 1;
    const source = `source-${names}`;
    const filter = { when: null, segment: null, source, tag: null };
    const base = {
      name: `mail-${names}`,
      template: 'hello',
      filter,
      sender: null,
      settings,
      pace: 100,
      startAt: start,
    };
    return { ...(await store.broadcasts.begin({ ...base, ...order }, 'ines', start)), source };
  }
  /** In the order of their ids, in which they are looked at. */
  const leadsOf = async (
    source: string,
    count: number,
    input: Parameters<typeof addLead>[1] = {},
  ): Promise<LeadView[]> =>
    (await Promise.all(Array.from({ length: count }, () => addLead(store, { source, ...input })))).toSorted((a, b) =>
      a.id < b.id ? -1 : 1,
    );
  const page = (id: string, now: Instant = start, given: Partial<BroadcastRules> = {}, limit = 100) =>
    store.broadcasts.claimPage(id, { ...rules, ...given }, { limit, leaseMs }, now);

  /** Pages until nothing is left to look at now; all that was claimed. */
  async function claimAll(id: string, now: Instant = start, given: Partial<BroadcastRules> = {}, limit = 100) {
    const claims: BroadcastClaim[] = [];
    for (;;) {
      const { claims: more, more: goOn } = await page(id, now, given, limit);
      claims.push(...more);
      if (!goOn) return claims;
    }
  }
  const inFlight = (claims: readonly BroadcastClaim[], until: Instant = minute(10)) =>
    store.broadcasts.markInFlight(
      claims.map(({ messageId, claimToken }) => ({ messageId, claimToken, subject: 'News', links })),
      until,
    );
  const sent = (claims: readonly BroadcastClaim[], now: Instant = start) =>
    store.broadcasts.settle(
      claims.map(({ messageId, claimToken }) => ({ messageId, claimToken, kind: 'sent', response: '250 ok' })),
      now,
    );
  async function sendAll(id: string, now: Instant = start): Promise<readonly BroadcastClaim[]> {
    const claims = await claimAll(id, now);
    await inFlight(claims);
    await sent(claims, now);
    return claims;
  }
  const mailOf = async (id: string, leadId: string) =>
    (await store.messages.list({ leadId }, { limit: 100 })).items.find(({ broadcastId }) => broadcastId === id);

  return { store, url, templateVersionId, ordered, leadsOf, page, claimAll, inFlight, sent, sendAll, mailOf, close };
}
