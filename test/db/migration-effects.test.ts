/** What a dry run tells of the leads that would move: what they would notice, and what they would lose. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { EnrollmentView, Settlement, Store } from '../../db/store.ts';
import { messageKey } from '../../domain/identity.ts';
import { effectWords } from '../../domain/migration-effects.ts';
import { createTestStore, type TestStore } from '../support/database.ts';
import { programOf } from '../support/programs.ts';
import { addLead, leaseMs, minute, openRules, publishBasics, start } from './fixtures.ts';
import { publishProgram } from './published.ts';

const before = programOf(`
sequence: course
steps:
  - send: hello
  - { id: intro, wait: 4 days }
  - { id: check, call: "https://acme.example/check" }
  - id: arms
    split:
      short: { weight: 1, steps: [ { send: brief } ] }
      long: { weight: 1, steps: [ { send: book } ] }
  - { id: rest, wait: 30 days }
  - { id: pause, wait: 2 business days }
  - { id: both, waitFor: { all: [ reply, form ] }, timeout: 5 days }
  - { id: old, wait: 5 days }
  - { id: round, goto: hello, atMost: 3 }
`);
const after = programOf(`
sequence: course
steps:
  - { id: hello, send: hallo }
  - { id: intro, send: story }
  - id: arms
    split:
      short: { weight: 1, steps: [ { send: brief } ] }
      none: { weight: 1, steps: [ { tag: nothing } ] }
  - { id: rest, wait: 3 days }
  - { id: pause, wait: 5 business days }
  - { id: both, wait: 5 days }
`);

let test: TestStore;
let store: Store;
let templateVersionId: string;
beforeAll(async () => {
  test = await createTestStore();
  store = test.store;
  ({ templateVersionId } = await publishBasics(store));
  await publishProgram(store, before);
  await peopleOf(before.sequence);
  await publishProgram(store, after);
});
afterAll(() => test.close());

const day = (days: number) => minute(days * 24 * 60);

async function at(stepId: string, until = day(4), sequence = before.sequence): Promise<EnrollmentView> {
  const { id } = await addLead(store);
  const enrollment = await store.enrollments.enroll(id, sequence, 'test', start);
  await store.enrollments.position(enrollment.id, { kind: 'sleeping', stepId, until });
  return enrollment;
}

/** A mail that has left, or has been put off. */
async function mail(
  { id: enrollmentId }: EnrollmentView,
  stepId: string,
  left: boolean,
  visit = 1,
  settlement: Settlement = { kind: 'sent', response: '250 ok', at: start },
): Promise<void> {
  const owner = { kind: 'nurture', enrollmentId, stepId, visit, templateVersionId } as const;
  const slot = () => ({ kind: 'later', until: minute(60), why: 'night' }) as const;
  const rules = left ? openRules : { ...openRules, slot };
  const claim = await store.messages.claim(messageKey(enrollmentId, stepId, visit), owner, rules, leaseMs, start);
  if (claim.kind !== 'claimed') return;
  await store.messages.markInFlight(claim.messageId, claim.claimToken, { subject: 'Hello', links: [] });
  await store.messages.settle(claim.messageId, claim.claimToken, settlement);
}

async function peopleOf(sequence: string): Promise<void> {
  for (const until of [day(1), day(3)]) await at('intro', until);
  // Thirty days have become three: of these, one has more than 27 days still to wait, and one is over as it is.
  for (const until of [day(1), day(26), day(29), day(-1)]) await at('rest', until);
  const pausing = await at('pause');
  await mail(pausing, 'hello', true);
  // It has not answered yet: nothing is lost.
  await store.enrollments.recordFailure({ enrollmentId: pausing.id, stepId: 'check', visit: 1 }, 'no route', start);
  const waiting = await at('both');
  const awaited = { mode: 'all', events: [{ kind: 'form', name: null }], since: start, met: ['e1'] } as const;
  const wait = { stepId: 'both', awaited, until: day(5), consumed: [] };
  await store.enrollments.arm(waiting.id, wait, start);
  const putOff = await at('book');
  await mail(putOff, 'book', false);
  await store.enrollments.assign(
    { enrollmentId: putOff.id, stepId: 'arms', visit: 1 },
    {
      arms: [
        { name: 'short', weight: 0, holdOut: false },
        { name: 'long', weight: 1, holdOut: false },
      ],
      winner: null,
    },
    start,
  );
  const old = await at('old');
  await mail(old, 'hello', true);
  await mail(old, 'hello', true, 2);
  await store.enrollments.recordAnswer(
    { enrollmentId: old.id, stepId: 'check', visit: 1 },
    { status: 200, body: null },
    start,
  );
  const elsewhere = await store.enrollments.enroll((await addLead(store)).id, sequence, 'test', start);
  await store.enrollments.close(elsewhere.id, 'completed', 'end', start);
}

const effects = async (places: Readonly<Record<string, string>>, sequence = before.sequence): Promise<string> =>
  (await store.migrations.effects(sequence, places, start))
    .map((effect) => `${effect.stepId} ${effect.count} ${effect.kind}: ${effectWords(effect)}`)
    .join('\n');

describe('what a migration would do to those that move', () => {
  it('is told step by step: other kinds, other times, and what is lost', async () => {
    expect(await effects({ old: 'hello', book: 'rest' })).toMatchInlineSnapshot(`
      "arms 1 arm_lost: their arm "long" of the split is gone
      book 1 mail_dropped: a mail that was put off would not leave any more
      both 1 other_kind: the waitFor is a wait now: they would wait by its rules, counted from when they came
      both 1 part_met: what they have done of what the wait is for would not count any more
      check 1 answer_lost: the answer of the webhook would be lost
      hello 1 old_mail: they have had "hello", and would not get "hallo"
      intro 2 other_kind: the wait is a send now: they would be mailed at once
      old 1 put_there: put at "hello", which is a send: they would be mailed at once
      old 1 mailed_again: they have had the mail of "hello", and would get it once more
      pause 1 other_time: the wait would end at another time
      rest 2 at_once: the wait is shorter, and over already: they would go on at once
      rest 2 other_time: the wait would end at another time
      round 1 rounds_lost: how often they have been round the loop would be forgotten"
    `);
  });

  it('is not told of those that would stay', async () => {
    const told = (await effects({})).split('\n').map((line) => line.split(':')[0]);
    expect(told).toEqual([
      'both 1 other_kind',
      'both 1 part_met',
      'hello 1 old_mail',
      'intro 2 other_kind',
      'pause 1 other_time',
      'rest 2 at_once',
      'rest 2 other_time',
    ]);
  });

  it('tells the mails that would be left out because the steps have changed places', async () => {
    const steps = (...list: string[]) => programOf(['sequence: order', 'steps:', ...list].join('\n'));
    const rest = '  - { id: rest, wait: 30 days }';
    const [hello, story, offer] = ['hello', 'story', 'offer'].map((name) => `  - send: ${name}`) as [
      string,
      string,
      string,
    ];
    await publishProgram(store, steps(story, rest, hello, offer, '  - { id: last, wait: 5 days }'));
    await mail(await at('rest', day(4), 'order'), 'story', true);
    await mail(await at('rest', day(4), 'order'), 'hello', true);
    await mail(await at('rest', day(4), 'order'), 'hello', true, 1, { kind: 'unknown', detail: 'it may have arrived' });
    await mail(await at('rest', day(4), 'order'), 'hello', true, 1, { kind: 'failed', detail: '554', verdict: null });
    await at('last', day(4), 'order');
    await publishProgram(store, steps(hello, rest, story, offer, '  - { id: last, wait: 5 days }'));
    expect(await effects({}, 'order')).toBe(
      'hello 2 mail_missed: they have not had the mail, and would not get it: it comes before their place now',
    );
  });

  it('tells waits that are for other events, and what of them would not count any more', async () => {
    const events = (wait: string) =>
      programOf(`sequence: events\nsteps:\n  - { id: first, send: hello }\n  - ${wait}\n`);
    await publishProgram(store, events('{ id: both, waitFor: { all: [ reply, form ] }, timeout: 5 days }'));
    const reply = { kind: 'reply', classes: null } as const;
    const form = { kind: 'form', name: null } as const;
    for (const [left, met] of [
      [[form], ['e1']],
      [[reply], ['e2']],
      [[reply, form], []],
    ] as const) {
      const waiting = await at('both', day(4), 'events');
      const awaited = { mode: 'all', events: left, since: start, met } as const;
      await store.enrollments.arm(waiting.id, { stepId: 'both', awaited, until: day(5), consumed: [] }, start);
    }
    await publishProgram(store, events('{ id: both, waitFor: { all: [ form, reply ] }, timeout: 5 days }'));
    expect(await effects({}, 'events')).toBe('');
    await publishProgram(store, events('{ id: both, waitFor: { all: [ form, page: "/pricing" ] }, timeout: 6 days }'));
    expect(await effects({}, 'events')).toMatchInlineSnapshot(`
      "both 3 other_time: the wait would end at another time
      both 3 other_events: the wait is for other events now
      both 1 part_met: what they have done of what the wait is for would not count any more"
    `);
  });

  it('is refused for places as the migration is', async () => {
    await expect(effects({ nowhere: 'hello' })).rejects.toMatchObject({ code: 'STEP_MISSING' });
    await expect(store.migrations.effects('nowhere', {}, start)).rejects.toMatchObject({ code: 'SEQUENCE_UNKNOWN' });
  });
});
