/**
 * Random merges and unmerges of leads that want this and that: on a lead that is left the strictest of all holds, each gets back
 * what was its own, in whatever order, and nothing that was said since is lifted.
 */
import { fc, test as property } from '@fast-check/vitest';
import { afterAll, beforeAll, expect } from 'vitest';
import type { MailFrequency, SuppressionReason, SuppressionScope } from '../../db/store.ts';
import { consentStandings } from '../../domain/consent.ts';
import { createTestStore, type TestStore } from '../support/database.ts';
import { addLead, minute, publishBasics } from './fixtures.ts';

let test: TestStore;
beforeAll(async () => {
  test = await createTestStore();
  await publishBasics(test.store);
});
afterAll(() => test.close());

const purposes = ['marketing', 'tips'] as const;
type Purpose = (typeof purposes)[number];
const who = fc.nat(3);
const suppressions = [
  ['unsubscribe', 'all'],
  ['unsubscribe', 'topic/tips'],
  ['complaint', 'all'],
  ['manual', 'topic/tips'],
] as const satisfies readonly (readonly [SuppressionReason, SuppressionScope])[];

const act = fc.oneof(
  fc.record({ what: fc.constantFrom('agree' as const, 'object' as const), who, purpose: fc.constantFrom(...purposes) }),
  fc.record({ what: fc.constant('suppress' as const), who, entry: fc.constantFrom(...suppressions) }),
  fc.record({ what: fc.constant('often' as const), who, frequency: fc.constantFrom('weekly', 'monthly') }),
  { weight: 2, arbitrary: fc.record({ what: fc.constant('merge' as const), who, other: who }) },
  { weight: 2, arbitrary: fc.record({ what: fc.constant('undo' as const), which: fc.nat(5) }) },
);
type Act = typeof act extends fc.Arbitrary<infer T> ? T : never;

/** What a lead has said itself, in the order in which it did. */
type Word = { readonly at: number } & (
  | { readonly said: 'agree' | 'object'; readonly purpose: Purpose }
  | { readonly said: 'suppress'; readonly reason: SuppressionReason; readonly scope: SuppressionScope }
  | { readonly said: 'often'; readonly frequency: MailFrequency }
);

interface Person {
  readonly id: string;
  readonly email: string;
  readonly words: Word[];
  /** Whom it was merged into, and when. */
  into: { readonly person: Person; readonly at: number } | null;
}

const rootOf = (person: Person): Person => (person.into ? rootOf(person.into.person) : person);

/** Its own words and those of whom it was merged into since then, from the nearest on. */
const heardBy = ({ words, into }: Person): readonly Word[] =>
  into ? [...words, ...heardBy(into.person).filter(({ at }) => at > into.at)] : words;

const isAgreed = (words: readonly Word[], purpose: Purpose, since: number) =>
  words.some((word) => word.said === 'agree' && word.purpose === purpose && word.at > since);

/** What a lead wants, by the words of all that were merged into it. */
function wantedBy(root: Person, people: readonly Person[]) {
  const group = people.filter((one) => rootOf(one) === root);
  const objected = new Set<string>();
  const suppressed = new Set<string>();
  for (const person of group) {
    const heard = heardBy(person);
    for (const word of person.words) {
      if (word.said === 'object' && !isAgreed(heard, word.purpose, word.at)) objected.add(word.purpose);
      if (word.said !== 'suppress') continue;
      const lifted =
        word.reason === 'unsubscribe' &&
        isAgreed(heard, word.scope === 'all' ? 'marketing' : 'tips', word.at) &&
        word.scope !== 'topic/marketing';
      if (!lifted) suppressed.add(`${word.reason} ${word.scope}`);
    }
  }
  return { objected: [...objected].sort(), suppressed: [...suppressed].sort(), frequency: oftenFor(root, group) };
}

const mildFirst = ['all', 'weekly', 'monthly'] as const satisfies readonly MailFrequency[];

/** The last word counts; beside it, what those want who came after it. */
function oftenFor(person: Person, group: readonly Person[]): MailFrequency {
  const own = person.words.findLast((word) => word.said === 'often');
  const joined = group.filter(({ into }) => into?.person === person && into.at > (own?.at ?? 0));
  const all = [own?.frequency ?? 'all', ...joined.map((one) => oftenFor(one, group))];
  return mildFirst.findLast((one) => all.includes(one)) ?? 'all';
}

async function toldOf({ id, email }: Person, at: string) {
  const { store } = test;
  const objected = consentStandings(await store.consents.list(id), at).filter(
    ({ standing }) => standing === 'objected',
  );
  const entries = (await store.suppressions.entries(email)).filter(({ liftedAt }) => liftedAt === null);
  return {
    objected: objected.map(({ purpose }) => purpose).sort(),
    suppressed: entries.map(({ reason, scope }) => `${reason} ${scope}`).sort(),
    frequency: (await store.preferences.ofLead(id)).frequency,
  };
}

class Story {
  readonly people: readonly Person[];
  readonly merges: { readonly id: string; readonly kept: Person; readonly merged: Person }[] = [];
  now = 0;
  constructor(people: readonly Person[]) {
    this.people = people;
  }

  async tell(told: Act): Promise<void> {
    this.now += 1;
    const [at, now] = [minute(this.now), this.now];
    if (told.what === 'undo') return this.undo(told.which, at);
    const one = this.people[told.who];
    if (!one) return;
    const person = rootOf(one);
    const { store } = test;
    switch (told.what) {
      case 'merge': {
        const other = this.people[told.other];
        return other && rootOf(other) !== person ? this.merge(person, rootOf(other), at) : undefined;
      }
      case 'agree': {
        const proof = { method: 'form', reference: 'r' } as const;
        const word = { purpose: told.purpose, basis: 'express', source: `form ${now}`, wording: null, proof } as const;
        await store.consents.record(person.id, [{ ...word, at, expiresAt: null }], 'ines', at);
        person.words.push({ said: 'agree', purpose: told.purpose, at: now });
        return;
      }
      case 'object':
        await store.consents.withdraw(person.id, told.purpose, 'ines', at);
        return this.object(person, told.purpose);
      case 'suppress': {
        const [reason, scope] = told.entry;
        await store.suppressions.put(person.email, { reason, scope, detail: null, actor: 'ines' }, at);
        person.words.push({ said: 'suppress', reason, scope, at: now });
        return;
      }
      case 'often': {
        const frequency = told.frequency as MailFrequency;
        await store.preferences.changeOfLead(person.id, { frequency }, 'ines', at);
        person.words.push({ said: 'often', frequency, at: now });
      }
    }
  }

  /** What it withdraws are all consents that are in force, whoever of those that are one now had given them. */
  object(person: Person, purpose: Purpose): void {
    const last = (one: Person) =>
      one.words.findLast((word) => (word.said === 'agree' || word.said === 'object') && word.purpose === purpose)?.said;
    if (last(person) === 'object') return;
    const given = this.people.filter((one) => rootOf(one) === person && last(one) === 'agree');
    for (const one of new Set([person, ...given])) one.words.push({ said: 'object', purpose, at: this.now });
  }

  async merge(kept: Person, merged: Person, at: string): Promise<void> {
    const { merge } = await test.store.merges.merge(kept.id, merged.id, { actor: 'ines', keep: kept.id }, at);
    merged.into = { person: kept, at: this.now };
    this.merges.push({ id: merge.id, kept, merged });
  }

  async undo(which: number, at: string): Promise<void> {
    const open = this.merges.filter(({ kept, merged }) => kept.into === null && merged.into?.person === kept);
    const undone = open[which % Math.max(1, open.length)];
    if (!undone) return;
    await test.store.merges.undo(undone.id, 'ines', at);
    undone.merged.into = null;
    this.merges.splice(this.merges.indexOf(undone), 1);
  }
}

const examples: [Act[]][] = [
  // Undone in the order in which they were made: what the second shares with the first still holds.
  [
    [
      { what: 'suppress', who: 1, entry: ['complaint', 'all'] },
      { what: 'suppress', who: 2, entry: ['complaint', 'all'] },
      { what: 'often', who: 1, frequency: 'weekly' },
      { what: 'often', who: 2, frequency: 'weekly' },
      { what: 'object', who: 1, purpose: 'tips' },
      { what: 'object', who: 2, purpose: 'tips' },
      { what: 'agree', who: 0, purpose: 'tips' },
      { what: 'merge', who: 0, other: 1 },
      { what: 'merge', who: 0, other: 2 },
      { what: 'undo', which: 0 },
      { what: 'undo', which: 0 },
    ],
  ],
  // Said again after the merge, by the one that is left.
  [
    [
      { what: 'object', who: 1, purpose: 'tips' },
      { what: 'suppress', who: 1, entry: ['manual', 'topic/tips'] },
      { what: 'often', who: 1, frequency: 'monthly' },
      { what: 'merge', who: 0, other: 1 },
      { what: 'object', who: 0, purpose: 'tips' },
      { what: 'suppress', who: 0, entry: ['manual', 'topic/tips'] },
      { what: 'often', who: 0, frequency: 'monthly' },
      { what: 'undo', which: 0 },
    ],
  ],
  // Agreed to after two merges, of which the older is undone: what the younger brought does not come back by that.
  [
    [
      { what: 'object', who: 2, purpose: 'marketing' },
      { what: 'suppress', who: 2, entry: ['unsubscribe', 'all'] },
      { what: 'often', who: 2, frequency: 'monthly' },
      { what: 'merge', who: 0, other: 1 },
      { what: 'merge', who: 0, other: 2 },
      { what: 'agree', who: 0, purpose: 'marketing' },
      { what: 'often', who: 0, frequency: 'weekly' },
      { what: 'undo', which: 0 },
      { what: 'undo', which: 0 },
    ],
  ],
];

property.prop([fc.array(act, { minLength: 4, maxLength: 16 })], { numRuns: 20, examples })(
  'what leads want holds through merges and their undoing, in any order',
  async (acts) => {
    const people: Person[] = [];
    for (let i = 0; i < 4; i += 1) {
      const { id, email } = await addLead(test.store);
      people.push({ id, email, words: [], into: null });
    }
    const story = new Story(people);
    for (const told of acts) {
      await story.tell(told);
      for (const person of people.filter(({ into }) => into === null)) {
        expect(await toldOf(person, minute(story.now))).toEqual(wantedBy(person, people));
      }
    }
  },
);
