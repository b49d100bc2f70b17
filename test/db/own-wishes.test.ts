/** How often a lead gets mail and from when on again: what it says itself, and what others say that it wants. */
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { mailFrequencies, type PreferenceChange } from '../../db/store.ts';
import { type Instant, plusMs } from '../../domain/time.ts';
import { createTestStore, type TestStore } from '../support/database.ts';
import { addLead, publishBasics, sendMail, start } from './fixtures.ts';

let test: TestStore;
let templateVersionId: string;
let people = 0;
beforeAll(async () => {
  test = await createTestStore();
  ({ templateVersionId } = await publishBasics(test.store));
});
afterAll(() => test.close());

describe('whatever is said of how often and of pauses, by whomever, in whatever order', () => {
  const day = (days: number): Instant => plusMs(start, days * 86_400_000);
  /** Acts come a day apart, so that short pauses end meanwhile. */
  const change = fc.record<PreferenceChange>(
    {
      frequency: fc.constantFrom(...mailFrequencies),
      pausedUntil: fc.constantFrom(null, ...[2, 4, 30, 60].map(day)),
    },
    { requiredKeys: [] },
  );
  const acts = fc.array(fc.record({ byLead: fc.boolean(), change }), { minLength: 2, maxLength: 8 });

  interface Wishes {
    readonly frequency: (typeof mailFrequencies)[number];
    readonly pausedUntil: Instant | null;
  }
  const isMore = (one: Wishes, than: Wishes, now: Instant) =>
    mailFrequencies.indexOf(one.frequency) < mailFrequencies.indexOf(than.frequency) ||
    (than.pausedUntil !== null && than.pausedUntil > now && (one.pausedUntil ?? '') < than.pausedUntil);

  async function play(steps: readonly { readonly byLead: boolean; readonly change: PreferenceChange }[]) {
    const { preferences, enrollments } = test.store;
    people += 1;
    const lead = await addLead(test.store, { email: `own-wishes-${people}@y.test` });
    const enrollment = await enrollments.enroll(lead.id, 'welcome', 'test', start);
    const mail = await sendMail(test.store, enrollment, 'hello', templateVersionId);
    let own: Wishes = { frequency: 'all', pausedUntil: null };
    for (const [i, { byLead, change }] of steps.entries()) {
      const now = day(i);
      const before = await preferences.ofLead(lead.id);
      if (byLead) own = { ...own, ...change };
      const written = byLead
        ? await preferences.change(mail, change, now)
        : await preferences.changeOfLead(lead.id, change, 'crm', now).catch((error: { code?: string }) => error.code);
      const standing = await preferences.ofLead(lead.id);
      expect(isMore(standing, own, now), 'more than it wants').toBe(false);
      // Refused is what would be more than it wants, and nothing else.
      const wouldBe = { ...before, ...change };
      if (isMore(wouldBe, own, now)) expect([written, standing]).toEqual(['SUPPRESSION_LASTING', before]);
      else expect(standing).toMatchObject(change);
    }
  }

  it('a lead gets no more mail than it has last asked for itself', async () => {
    await fc.assert(fc.asyncProperty(acts, play), { numRuns: 60 });
  });

  const own = { byLead: true, change: { frequency: 'weekly', pausedUntil: day(30) } } as const;
  const crm = (change: PreferenceChange) => ({ byLead: false, change });
  it.each<[string, Parameters<typeof play>[0]]>([
    [
      'less of both, then all of it',
      [own, crm({ frequency: 'monthly', pausedUntil: day(60) }), crm({ frequency: 'all', pausedUntil: null })],
    ],
    ['a longer pause, then none', [own, crm({ pausedUntil: day(60) }), crm({ pausedUntil: null })]],
    [
      'less, back, then all',
      [own, crm({ frequency: 'monthly' }), crm({ frequency: 'weekly' }), crm({ frequency: 'all' })],
    ],
    [
      'what others said first and the lead says too',
      [crm(own.change), own, crm({ frequency: 'all', pausedUntil: null })],
    ],
    [
      'what the lead has taken back',
      [own, { byLead: true, change: { frequency: 'all' } }, crm({ frequency: 'monthly' }), crm({ frequency: 'all' })],
    ],
  ])('as in: %s', (_, steps) => play(steps));
});
