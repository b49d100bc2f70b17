/** The answers of the activities themselves: at a time of choice, over a real store, to a real relay. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { initialState } from '../../domain/enrollment.ts';
import { localTime } from '../../domain/time.ts';
import { now, startEngine, type TestEngine } from '../support/engine.ts';

let engine: TestEngine;
beforeAll(async () => {
  engine = await startEngine();
  // Nothing runs by itself here: the conversations are held by the tests.
  await engine.holdSignals();
});
afterAll(() => engine?.close());

async function enrolled(sequence: string, timeZone: string | null = null) {
  const lead = await engine.addLead({ timeZone });
  const { id } = await engine.enroll(lead.id, sequence);
  const detail = await engine.store.publications.sequence(sequence);
  expect(detail.active).toBeGreaterThan(0);
  return { lead, enrollmentId: id };
}

async function held(enrollmentId: string, sequenceVersionId: string, at: string) {
  const request = { enrollmentId, sequenceVersionId, state: initialState, now: at, wantProgram: false };
  return (await engine.converse(request)).inputs.flatMap((input) => (input.kind === 'answer' ? [input.answer] : []));
}

const publishPause = async (): Promise<string> => {
  const program = await engine.publish('sequence: pause\nsteps:\n  - wait: 1 day\n');
  const { id } = await engine.store.publications.publishSequence(
    { name: 'pause', contentHash: 'of this test', source: '', program, templates: {} },
    now(),
  );
  return id;
};

describe('a wait', () => {
  it('is a day on the calendar of the lead, else of the organisation: 09:30 stays 09:30 across a clock change', async () => {
    const version = await publishPause();
    const night = '2026-03-07T14:30:00.000Z';
    for (const [zone, shown, expected] of [
      ['America/New_York', 'America/New_York', '2026-03-08 09:30'],
      [null, 'Europe/Berlin', '2026-03-08 15:30'],
    ] as const) {
      const { enrollmentId } = await enrolled('pause', zone);
      const [answer] = await held(enrollmentId, version, night);
      expect(answer?.kind === 'resolved' ? localTime(answer.until, shown) : answer).toBe(expected);
    }
  });
});

describe('a mail that cannot be made', () => {
  it('fails for good with its code, nothing leaves, and the reason is in the ledger', async () => {
    await engine.publish('sequence: broken\nsteps:\n  - send: broken-mail\n');
    const { compiled } = await engine.store.publications.newestTemplate('broken-mail');
    const spoilt = JSON.parse(JSON.stringify(compiled).replaceAll('https://acme.example/guide', 'javascript:alert(1)'));
    const template = { name: 'broken-mail', contentHash: 'spoilt', compiled: spoilt };
    const { id: templateId } = await engine.store.publications.publishTemplate(template, now());
    const { program } = await engine.store.publications.sequence('broken');
    const { id: version } = await engine.store.publications.publishSequence(
      { name: 'broken', contentHash: 'spoilt', source: '', program, templates: { 'broken-mail': templateId } },
      now(),
    );
    const { lead, enrollmentId } = await enrolled('broken');
    const [answer] = await held(enrollmentId, version, now());
    expect(answer).toEqual({ kind: 'failed', reason: 'TEMPLATE_INVALID' });
    const { items } = await engine.store.messages.list({ leadId: lead.id }, { limit: 5 });
    expect(items.map(({ state }) => state)).toEqual(['FAILED']);
    expect(items[0]?.detail).toContain('TEMPLATE_INVALID');
    expect(engine.sink.dataCount).toBe(0);
    expect((await engine.store.enrollments.get(enrollmentId)).status).toBe('failed');
  });
});
