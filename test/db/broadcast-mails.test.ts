/** How mails of a broadcast go on after their claim, over real PostgreSQL. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { BroadcastClaim } from '../../db/store.ts';
import { plusMs } from '../../domain/time.ts';
import { type BroadcastGround, openBroadcasts } from './broadcast-ground.ts';
import { connect, event, minute, start } from './fixtures.ts';

let ground: BroadcastGround;
beforeAll(async () => {
  ground = await openBroadcasts();
});
afterAll(() => ground.close());

describe('a mail that is about to leave', () => {
  it('is held back when the lead opts out or is paused, its address changes, or the broadcast or its sender is paused meanwhile', async () => {
    const { id, source } = await ground.ordered();
    const [optsOut, moves, goes, rests] = await ground.leadsOf(source, 4);
    const claims = await ground.claimAll(id);
    await ground.store.events.ingest(event({ kind: 'unsubscribe', lead: { id: optsOut?.id ?? '' } }), start);
    const db = await connect(ground.url);
    await db.query(`UPDATE lead SET email = 'moved@acme.test', canonical_email = 'moved@acme.test' WHERE id = $1`, [
      moves?.id,
    ]);
    await db.end();
    await ground.store.pauses.pause({ kind: 'lead', leadId: rests?.id ?? '' }, null, 'ines', start);
    const leaving = claims.find(({ leadId }) => leadId === goes?.id);
    expect(await ground.inFlight(claims)).toEqual(new Set([leaving?.messageId]));
    const again = await ground.claimAll(id, start);
    expect(again.map(({ recipient, attempt }) => [recipient, attempt])).toEqual([['moved@acme.test', 1]]);
    await ground.store.broadcasts.pause(id, 'a typo', 'ines', start);
    expect(await ground.inFlight(again)).toEqual(new Set());
    await ground.store.broadcasts.resume(id, 'ines', start);
    const third = await ground.claimAll(id, start);
    await ground.store.pauses.pause({ kind: 'domain', domain: 'acme.example' }, null, 'ines', start);
    expect(await ground.inFlight(third)).toEqual(new Set());
    await ground.store.pauses.resume({ kind: 'domain', domain: 'acme.example' }, 'ines', start);
    expect((await ground.inFlight(await ground.claimAll(id, start))).size).toBe(1);
  });
});

describe('an attempt', () => {
  it('that surely failed is due at its time, and one that was given back counts as no try', async () => {
    const { id, source } = await ground.ordered();
    const [tried, untried] = await ground.leadsOf(source, 2);
    const claims = await ground.claimAll(id);
    await ground.inFlight(claims.filter(({ leadId }) => leadId === tried?.id));
    await ground.store.broadcasts.settle(
      claims.map(({ messageId, claimToken, leadId }) =>
        leadId === tried?.id
          ? { messageId, claimToken, kind: 'deferred', detail: '450 later', verdict: 'greylisted', until: minute(5) }
          : { messageId, claimToken, kind: 'put-off', detail: 'gmail gets less', until: minute(7) },
      ),
      start,
    );
    expect(await ground.page(id, minute(1))).toMatchObject({ more: false, nextAt: minute(5) });
    expect(
      (await ground.claimAll(id, minute(5))).map(({ leadId, attempt, firstTriedAt }) => [
        leadId,
        attempt,
        firstTriedAt,
      ]),
    ).toEqual([[tried?.id, 2, start]]);
    expect((await ground.claimAll(id, minute(5.5))).length).toBe(0);
    expect(
      (await ground.page(id, minute(7))).claims.map(({ leadId, attempt, firstTriedAt }) => [
        leadId,
        attempt,
        firstTriedAt,
      ]),
    ).toContainEqual([untried?.id, 1, minute(7)]);
  });
});

describe('a relay that is away', () => {
  it('holds all that is due until one time, and those that it did not take are tried first', async () => {
    const { id, source } = await ground.ordered();
    await ground.leadsOf(source, 4);
    const claims = await ground.claimAll(id);
    const [given, sooner, waits, tried] = claims;
    if (!tried || !given || !waits || !sooner) throw new Error('no claims');
    await ground.inFlight([tried]);
    const ids = ({ messageId, claimToken }: BroadcastClaim) => ({ messageId, claimToken });
    const away = { kind: 'deferred', detail: 'ECONNREFUSED', verdict: 'unreachable', until: minute(1) } as const;
    const put = { kind: 'put-off', detail: 'later' } as const;
    await ground.store.broadcasts.settle(
      [
        { ...ids(given), ...put, until: start },
        { ...ids(tried), ...away },
        { ...ids(waits), ...put, until: minute(90) },
        { ...ids(sooner), ...put, until: plusMs(start, 7777) },
      ],
      start,
    );
    expect(await ground.store.broadcasts.hold(id, plusMs(minute(5), 1), start)).toBe(minute(5.25));
    const due = [sooner, tried, given].map(({ leadId }) => leadId);
    expect((await ground.page(id, minute(5.25))).claims.map(({ leadId }) => leadId)).toEqual(due);
  });

  it('is asked again at a time that many share, whenever each was refused', async () => {
    const { id, source } = await ground.ordered();
    await ground.leadsOf(source, 3);
    const claims = await ground.claimAll(id);
    await ground.inFlight(claims);
    await ground.store.broadcasts.settle(
      claims.map(({ messageId, claimToken }, i) => {
        const until = plusMs(minute(5), 1 + 5000 * i);
        return { messageId, claimToken, kind: 'deferred', detail: '450', verdict: 'greylisted', until };
      }),
      start,
    );
    expect(await ground.page(id, minute(1))).toMatchObject({ nextAt: minute(5.25) });
    expect((await ground.page(id, minute(5.25))).claims).toHaveLength(3);
  });
});
