/** Whatever both had agreed and objected to before: the lead that is left is never allowed what either objected to. */
import { fc, test as property } from '@fast-check/vitest';
import { beforeEach, describe, expect, it } from 'vitest';
import type { SuppressionReason, SuppressionScope } from '../../db/store.ts';
import { consentStandings } from '../../domain/consent.ts';
import { defaultLimits } from '../../domain/source.ts';
import { createTestStore, type TestStore } from '../support/database.ts';
import { addLead, minute, publishBasics, workspace } from './fixtures.ts';
import { mergeById } from './merge-ground.ts';

let test: TestStore;

beforeEach(async () => {
  test = await createTestStore();
  await publishBasics(test.store);
  return () => test.close();
});

const purposes = ['marketing', 'tips', 'profiling'] as const;
const act = fc.record({
  who: fc.constantFrom(0, 1),
  what: fc.constantFrom('agree', 'imply', 'object'),
  purpose: fc.constantFrom(...purposes),
  at: fc.integer({ min: 1, max: 6 }),
});

const objectedOf = async (leadId: string, at: string) =>
  consentStandings(await test.store.consents.list(leadId), at)
    .filter(({ standing }) => standing === 'objected')
    .map(({ purpose }) => purpose);

property.prop([fc.array(act, { maxLength: 10 }), fc.boolean()], { numRuns: 12 })(
  'a merge keeps every objection, lets new words count after it, and undone leaves each as it was',
  async (acts, swapped) => {
    const leads = [await addLead(test.store), await addLead(test.store)] as const;
    for (const { who, what, purpose, at } of [...acts].sort((a, b) => a.at - b.at)) {
      const lead = leads[who === 0 ? 0 : 1];
      if (what === 'object') await test.store.consents.withdraw(lead.id, purpose, 'ines', minute(at));
      else {
        const basis = what === 'agree' ? ('express' as const) : ('implied' as const);
        const proof = { method: 'form', reference: 'r' } as const;
        const consent = { purpose, basis, source: `form ${at}`, wording: null, proof, at: minute(at), expiresAt: null };
        await test.store.consents.record(lead.id, [consent], 'ines', minute(at));
      }
    }
    const before = await Promise.all(leads.map(({ id }) => objectedOf(id, minute(7))));
    const { merge, effects } = await mergeById(
      test.store,
      leads[0].id,
      leads[1].id,
      minute(7),
      leads[swapped ? 1 : 0].id,
    );
    const either = [...new Set(before.flat())].sort();
    expect(await objectedOf(effects.kept.id, minute(7))).toEqual(either);
    await test.store.merges.undo(merge.id, 'ines', minute(8));
    expect(await Promise.all(leads.map(({ id }) => objectedOf(id, minute(8))))).toEqual(before);
  },
);

it.each([0, 1])(
  'the rule of a bought list holds for both, whichever is left, until the merge is undone',
  async (left) => {
    const list = { channel: 'list', partner: 'Lists Ltd', kind: null, label: null, alertAt: defaultLimits } as const;
    const sources = { bought: { ...list, consent: 'confirmed' }, fair: { ...list, consent: 'express' } } as const;
    await test.store.publications.publishWorkspace({ ...workspace, sources }, minute(1));
    const leads = [
      await addLead(test.store, { source: 'fair' }),
      await addLead(test.store, { source: 'bought' }),
    ] as const;
    const ruleOf = async (id: string, at: string) => (await test.store.leads.get(id, at)).consentRule;
    const { merge } = await mergeById(test.store, leads[0].id, leads[1].id, minute(2), leads[left === 0 ? 0 : 1].id);
    expect(await ruleOf(merge.leadId, minute(3))).toBe('confirmed');
    await test.store.merges.undo(merge.id, 'ines', minute(4));
    expect(await Promise.all(leads.map(({ id }) => ruleOf(id, minute(5))))).toEqual(['express', 'confirmed']);
  },
);

const entries: readonly [SuppressionReason, SuppressionScope][] = [
  ['unsubscribe', 'all'],
  ['complaint', 'all'],
  ['manual', 'topic/tips'],
];

describe('what is in force for one address', () => {
  it('holds for both, and undoing lifts what the merge put and nothing else', async () => {
    const [one, two] = [await addLead(test.store), await addLead(test.store)];
    for (const [reason, scope] of entries)
      await test.store.suppressions.put(two.email, { reason, scope, detail: 'x', actor: 'x' }, minute(1));
    await test.store.suppressions.put(
      one.email,
      { reason: 'unsubscribe', scope: 'all', detail: 'own', actor: 'x' },
      minute(1),
    );
    const { merge, effects } = await mergeById(test.store, one.id, two.id, minute(2), one.id);
    expect(effects.suppressions.toSorted()).toEqual(['complaint (all)', 'manual (topic/tips)']);
    expect(await test.store.suppressions.reasonFor(one.email)).toBe('complaint');
    expect(await test.store.leads.get(one.id, minute(2))).toMatchObject({ suppressed: 'complaint' });
    // Said once more since then, so that it is the person's own word.
    await test.store.suppressions.put(
      one.email,
      { reason: 'manual', scope: 'topic/tips', detail: 'own', actor: 'x' },
      minute(3),
    );
    await test.store.merges.undo(merge.id, 'ines', minute(4));
    const inForce = async (email: string) =>
      (await test.store.suppressions.entries(email))
        .filter(({ liftedAt }) => liftedAt === null)
        .map(({ reason }) => reason)
        .toSorted();
    expect(await inForce(one.email)).toEqual(['manual', 'unsubscribe']);
    expect(await inForce(two.email)).toEqual(['complaint', 'manual', 'unsubscribe']);
    expect(await test.store.suppressions.reasonFor(one.email)).toBe('unsubscribe');
  });

  it('is not a hard bounce, unless both addresses are one mailbox: the other one may well work', async () => {
    const [one, two] = [await addLead(test.store), await addLead(test.store)];
    await test.store.suppressions.add(two.email, 'bounce_hard', '550 5.1.1', minute(1));
    await mergeById(test.store, one.id, two.id, minute(2), one.id);
    expect(await test.store.suppressions.reasonFor(one.email)).toBeNull();

    // Another spelling is merged when it comes in.
    await test.store.suppressions.add('an.n.berg@gmail.com', 'bounce_hard', '550 5.1.1', minute(1));
    await addLead(test.store, { email: 'annberg@gmail.com' });
    await addLead(test.store, { email: 'an.n.berg@gmail.com' });
    expect(await test.store.suppressions.reasonFor('annberg@gmail.com')).toBe('bounce_hard');
  });
});
