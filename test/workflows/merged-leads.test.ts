/** Workflows of a lead that is merged into another: they go on for the one that is left, or end where it has its own. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { now, startEngine, type TestEngine } from '../support/engine.ts';

let engine: TestEngine;

beforeAll(async () => {
  engine = await startEngine();
  for (const sequence of ['course', 'offers']) {
    await engine.publish(`sequence: ${sequence}
steps:
  - send: ${sequence}-hello
  - waitFor: click
    timeout: 9 days
    then: [ { send: ${sequence}-next }, { wait: 9 days }, { exit: done } ]
`);
  }
});
afterAll(() => engine?.close());

/** A lead that has had the first mail of the sequence and is waited for; with the id of the mail. */
async function waiting(leadId: string, sequence: string) {
  const enrollment = await engine.enroll(leadId, sequence);
  await engine.until(
    () => engine.store.enrollments.get(enrollment.id),
    ({ waitUntil }) => waitUntil !== null,
    `the wait of ${sequence}`,
  );
  const { items } = await engine.store.messages.list({ leadId }, { limit: 1 });
  return { ...enrollment, mail: items[0]?.id ?? '' };
}

it('an enrollment goes on and mails the one that is left, one that it has itself stops, and the erasure reaches both', async () => {
  const { store, sink } = engine;
  const kept = await engine.addLead({ email: 'kept@merged.test', firstName: 'Ann' });
  const gone = await engine.addLead({ email: 'gone@merged.test', firstName: 'Ann' });
  await waiting(kept.id, 'offers');
  const course = await waiting(gone.id, 'course');
  const offers = await waiting(gone.id, 'offers');
  const { effects } = await store.merges.merge(kept.id, gone.id, { actor: 'ines', keep: kept.id }, now());
  expect(effects.stopped).toEqual(['offers']);

  expect(await engine.ended(offers.id)).toMatchObject({ status: 'stopped', reason: 'merged', leadId: kept.id });
  // By the link of a mail that went to the other address.
  await engine.ingest({ kind: 'click', lead: { messageId: course.mail }, link: 'guide' });
  const [mail] = await sink.waitFor((one) => one.subject.startsWith('course-next'));
  expect(mail?.envelope.to).toEqual(['kept@merged.test']);
  expect(await store.enrollments.get(course.id)).toMatchObject({
    status: 'active',
    leadId: kept.id,
    email: kept.email,
  });
  const timeline = await store.leads.timeline(kept.id);
  expect(timeline).toContainEqual(expect.objectContaining({ kind: 'ended', sequence: 'offers', reason: 'merged' }));
  expect(timeline).toContainEqual(expect.objectContaining({ kind: 'merged', email: gone.email }));

  const { id } = await store.rights.erase(kept.id, 'ines', null, now());
  // Those that the erasure deletes at Temporal: whatever lead their names hold.
  const workflows = await store.rights.workflowsOf(id);
  expect(workflows).toHaveLength(3);
  expect(workflows).toEqual(expect.arrayContaining([course.workflowId, offers.workflowId]));
  expect(await engine.ended(course.id)).toMatchObject({ status: 'stopped' });
});
