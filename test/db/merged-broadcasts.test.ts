/** Broadcasts to two leads that are one person: whoever had a mail of one is sent none again, and keeps what it had. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { LeadView } from '../../db/store.ts';
import { type BroadcastGround, openBroadcasts } from './broadcast-ground.ts';
import { minute, start } from './fixtures.ts';
import { mergeById } from './merge-ground.ts';

let ground: BroadcastGround;
beforeAll(async () => {
  ground = await openBroadcasts();
});
afterAll(() => ground.close());

const mailsOf = async ({ id }: LeadView) =>
  (await ground.store.messages.list({ leadId: id }, { limit: 10 })).items
    .map(({ key, recipient, state }) => `${key} to ${recipient} ${state}`)
    .toSorted();
async function two(source: string): Promise<readonly [LeadView, LeadView]> {
  const [one, other] = await ground.leadsOf(source, 2);
  if (!one || !other) throw new Error('no leads');
  return [one, other];
}

it('two that both had one keep both in their history, get none again, and each has its own back when it is undone', async () => {
  const { id, source } = await ground.ordered();
  const [kept, gone] = await two(source);
  await ground.sendAll(id);
  const before = [await mailsOf(kept), await mailsOf(gone)];
  expect(before).toEqual([
    [`broadcast/${id}/${kept.id} to ${kept.email} SENT`],
    [`broadcast/${id}/${gone.id} to ${gone.email} SENT`],
  ]);
  const { merge } = await mergeById(ground.store, kept.id, gone.id, minute(1), kept.id);
  expect(await mailsOf(kept)).toEqual(before.flat().toSorted());
  const timeline = await ground.store.leads.timeline(kept.id);
  expect(timeline.filter(({ kind }) => kind === 'mail')).toHaveLength(2);
  expect(await ground.claimAll(id, minute(2))).toEqual([]);
  expect(await ground.store.broadcasts.finish(id, minute(2))).toBe('done');
  expect(await ground.store.broadcasts.get(id)).toMatchObject({ mails: { SENT: 2 } });
  await ground.store.merges.undo(merge.id, 'ines', minute(3));
  expect([await mailsOf(kept), await mailsOf(gone)]).toEqual(before);
});

it('one that had it and one that waits for it: what waits does not leave, whichever of the two is left', async () => {
  for (const keepsFirst of [true, false]) {
    const { id, source } = await ground.ordered();
    const [first, second] = await two(source);
    // A page of one: the first is mailed, the other is still to come.
    const { claims } = await ground.page(id, start, {}, 1);
    expect(claims.map(({ leadId }) => leadId)).toEqual([first.id]);
    await ground.inFlight(claims);
    await ground.sent(claims);
    const [kept, gone] = keepsFirst ? [first, second] : [second, first];
    const { merge } = await mergeById(ground.store, first.id, second.id, minute(1), kept.id);
    expect(await ground.claimAll(id, minute(2))).toEqual([]);
    expect(await mailsOf(kept)).toEqual([`broadcast/${id}/${kept.id} to ${first.email} SENT`]);
    await ground.store.merges.undo(merge.id, 'ines', minute(3));
    // Its mail is its own again. Who it was not sent to may have been passed by: nobody is mailed because of a merge.
    expect(await mailsOf(first)).toEqual([`broadcast/${id}/${first.id} to ${first.email} SENT`]);
    expect(gone.id === first.id ? await mailsOf(kept) : await mailsOf(gone)).toEqual([]);
  }
});

it('two mails that were both put off are one', async () => {
  const { id, source } = await ground.ordered();
  const [kept, gone] = await two(source);
  const slot = () => ({ kind: 'later', until: minute(60), why: 'later' }) as const;
  await ground.claimAll(id, start, { slot });
  await mergeById(ground.store, kept.id, gone.id, minute(1), kept.id);
  const claims = await ground.claimAll(id, minute(61));
  expect(claims.map(({ leadId, recipient }) => [leadId, recipient])).toEqual([[kept.id, kept.email]]);
  expect((await mailsOf(kept)).map((mail) => mail.split(' ').at(-1)).toSorted()).toEqual(['CLAIMED', 'SUPPRESSED']);
});
