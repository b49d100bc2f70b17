/** Broadcasts as people see them, over real PostgreSQL: how they are ordered, halted and reported. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { BroadcastRules, LeadView } from '../../db/store.ts';
import { type BroadcastGround, openBroadcasts } from './broadcast-ground.ts';
import { addLead, event, minute, outboxOf, start } from './fixtures.ts';

let ground: BroadcastGround;
beforeAll(async () => {
  ground = await openBroadcasts();
});
afterAll(() => ground.close());

describe('an order', () => {
  it('writes the broadcast and what starts its workflow, and waits for its time', async () => {
    const view = await ground.ordered({ startAt: minute(60), pace: 25 });
    await addLead(ground.store);
    const { total } = await ground.store.broadcasts.get(view.name);
    expect(view).toMatchObject({ status: 'scheduled', template: 'hello', templateNumber: 1, looked: 0, mails: {} });
    expect((await outboxOf(ground.url)).filter(({ kind }) => kind === 'start_broadcast').at(-1)).toMatchObject({
      workflow_id: `broadcast/${view.id}`,
      payload: { broadcastId: view.id, look: false },
    });
    expect(await ground.page(view.id, minute(59))).toMatchObject({
      more: false,
      nextAt: minute(60),
      status: 'scheduled',
    });
    await ground.page(view.id, minute(60));
    // Who came before it began is meant.
    expect(await ground.store.broadcasts.get(view.id)).toMatchObject({ status: 'running', total: total + 1 });
  });

  it('is refused for a name that is taken, and for what is not there', async () => {
    const { name } = await ground.ordered();
    const filter = { when: null, segment: 'none', source: null, tag: null };
    await expect(ground.ordered({ name })).rejects.toMatchObject({ code: 'BROADCAST_EXISTS' });
    await expect(ground.ordered({ template: 'none' })).rejects.toMatchObject({ code: 'TEMPLATE_UNKNOWN' });
    await expect(ground.ordered({ sender: 'nobody' })).rejects.toMatchObject({ code: 'SENDER_UNKNOWN' });
    await expect(ground.ordered({ filter })).rejects.toMatchObject({ code: 'SEGMENT_UNKNOWN' });
    await expect(ground.ordered({ filter: { ...filter, segment: null, when: '(' } })).rejects.toMatchObject({
      code: 'CONDITION_INVALID',
    });
    await expect(ground.ordered({ pace: 0 })).rejects.toMatchObject({ code: 'REQUEST_INVALID' });
    await expect(ground.store.broadcasts.get('none')).rejects.toMatchObject({ code: 'BROADCAST_UNKNOWN' });
  });
});

describe('a command', () => {
  it('pauses until it is resumed, and tells the workflow then', async () => {
    const { id, name, source } = await ground.ordered();
    await ground.leadsOf(source, 1);
    expect(await ground.store.broadcasts.pause(name, 'a typo', 'ines', start)).toMatchObject({
      status: 'paused',
      reason: 'a typo',
    });
    expect(await ground.page(id, minute(1))).toMatchObject({
      claims: [],
      more: false,
      status: 'paused',
      nextAt: minute(61),
    });
    expect(await ground.store.broadcasts.resume(name, 'ines', minute(2))).toMatchObject({
      status: 'scheduled',
      reason: null,
    });
    expect((await outboxOf(ground.url)).at(-1)).toMatchObject({
      workflow_id: `broadcast/${id}`,
      payload: { look: true },
    });
    expect(await ground.sendAll(id)).toHaveLength(1);
  });

  it('stops for good: what waits is left out, what leaves may leave', async () => {
    const { id, name, source } = await ground.ordered();
    const [waits, leaves, never] = await ground.leadsOf(source, 3);
    const slot: BroadcastRules['slot'] = (_facts, seed) =>
      seed === waits?.id ? { kind: 'later', until: minute(60), why: 'later' } : { kind: 'now' };
    const claims = await ground
      .page(id, start, { slot }, (await ground.store.broadcasts.get(id)).total + 2)
      .then((first) => first.claims);
    const leaving = claims.filter(({ leadId }) => leadId === leaves?.id);
    expect((await ground.inFlight(leaving)).size).toBe(1);
    expect(await ground.store.broadcasts.stop(name, 'ines', minute(1))).toMatchObject({
      status: 'stopped',
      reason: 'stopped by ines',
      endedAt: minute(1),
    });
    expect((await ground.mailOf(id, waits?.id ?? ''))?.state).toBe('SKIPPED');
    await ground.sent(leaving, minute(1));
    expect((await ground.mailOf(id, leaves?.id ?? ''))?.state).toBe('SENT');
    await expect(ground.store.broadcasts.resume(name, 'ines', minute(2))).rejects.toMatchObject({
      code: 'BROADCAST_ENDED',
    });
    expect(await ground.claimAll(id, minute(5))).toEqual([]);
    expect((await ground.store.broadcasts.get(id)).mails).not.toHaveProperty('CLAIMED');
    expect(never).toBeDefined();
  });
});

describe('what comes back', () => {
  it('is counted by distinct mails, and an opt-out or a reply ends what else the lead is in', async () => {
    const { id, source } = await ground.ordered();
    const [clicks, replies, optsOut, bounces] = await ground.leadsOf(source, 4);
    if (!clicks || !replies || !optsOut || !bounces) throw new Error('no leads');
    const runs = await Promise.all(
      [replies, optsOut].map((lead) => ground.store.enrollments.enroll(lead.id, 'welcome', 'test', start)),
    );
    const claims = await ground.sendAll(id);
    const messageOf = (lead: LeadView) => ({
      messageId: claims.find(({ leadId }) => leadId === lead.id)?.messageId ?? '',
    });
    const tell = (lead: LeadView, kind: 'open' | 'click' | 'reply' | 'unsubscribe' | 'bounce_hard', link?: string) =>
      ground.store.events.ingest(
        event({ kind, lead: messageOf(lead), ...(link === undefined ? {} : { link }) }),
        minute(5),
      );
    const { score } = await tell(clicks, 'click', 'guide');
    await tell(clicks, 'click', 'guide');
    await tell(clicks, 'click', 'price');
    await tell(clicks, 'open');
    await tell(replies, 'reply');
    await tell(optsOut, 'unsubscribe');
    await tell(bounces, 'bounce_hard');
    expect(score).toBe(10);
    expect(await ground.store.broadcasts.report(id)).toMatchObject({
      mails: { SENT: 4 },
      opened: 1,
      clicked: 1,
      replied: 1,
      bounced: 1,
      complained: 0,
      unsubscribed: 1,
      links: { guide: 1, price: 1 },
      heldBack: {},
    });
    const stops = (await outboxOf(ground.url)).filter(
      ({ kind, workflow_id }) => kind === 'signal_nurture' && runs.some(({ workflowId }) => workflowId === workflow_id),
    );
    expect(stops.map(({ payload }) => (payload as { event: { kind: string } }).event.kind).sort()).toEqual([
      'reply',
      'unsubscribe',
    ]);
  });
});
