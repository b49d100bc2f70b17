/**
 * A season on the real server, beside the machine's own timeline: the same mails, at the same times. On a server that does
 * not suggest to continue as new, because the present one counts skipped time twice in the runs that follow.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { historyCost } from '../../bench/history-cost.ts';
import { findTemporal } from '../../cli/start/find-temporal.ts';
import { type RunningTemporal, startTemporal } from '../../cli/start/temporal.ts';
import { msOf } from '../../domain/instant.ts';
import { startEngine, type TestEngine } from '../support/engine.ts';
import { referenceProgram } from '../support/reference-program.ts';
import { play } from '../support/timeline.ts';

let folder: string;
let temporal: RunningTemporal;
let engine: TestEngine;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tendril-season-'));
  const logFile = join(folder, 'temporal.log');
  temporal = await startTemporal({ binary: findTemporal(), timeSkipping: true, shortHistories: 4096, logFile });
  engine = await startEngine({ skipping: true, address: temporal.address, listed: true });
});
afterAll(async () => {
  await engine?.close();
  await temporal?.stop();
  await rm(folder, { recursive: true, force: true });
});

const season = `
sequence: season
window: { days: weekdays, hours: 09:00-17:00, quiet: 12:00-13:00, spread: none }
late: { after: 3 days, then: skip }
parts:
  letter:
    parameters: [mail]
    steps:
      - wait: until tuesday or thursday at 10:00
      - send: \${mail}
        id: mail
steps:
  - use: letter
    id: first
    with: { mail: letter-one }
  - waitFor: { all: [ { click: first.mail }, form ] }
    timeout: 10 days
    else: [ { score: 1, reason: silent } ]
  - branch:
      - when: lead.fields.employees >= 50
        then: [ { wait: 5 business days at 11:00 }, { send: for-large } ]
    else: [ { exit: too small } ]
  - wait: until saturday at 12:30
  - send: monday-it-is
  - tag: season
  - send: monthly
    id: again
  - wait: 3 weeks
  - goto: again
    atMost: 2
  - wait: 1 month
  - send: farewell
`;

/** What runs takes time of its own; a program thinks in minutes. */
const toleranceMs = 90_000;

describe('a season', () => {
  it('takes seconds, and sends each mail when the machine says', async () => {
    const program = await engine.publish(season);
    const lead = await engine.addLead({ timeZone: 'America/New_York', country: null });
    const began = Date.now();
    const { id, createdAt } = await engine.enroll(lead.id, 'season');
    const end = await engine.ended(id);
    expect([end.status, Date.now() - began < 60_000]).toEqual(['completed', true]);
    const facts = { fields: { employees: 80 } };
    const played = await play(program, { start: createdAt, zone: 'America/New_York', facts });
    const { items } = await engine.store.messages.list({ leadId: lead.id }, { limit: 50 });
    const sent = items.toReversed().map(({ stepId, visit, sentAt }) => ({ stepId, visit, at: sentAt ?? '' }));
    expect(sent.map(({ stepId, visit }) => `${stepId}/${visit}`)).toEqual(
      played.mails.map(({ stepId, visit }) => `${stepId}/${visit}`),
    );
    expect(sent).toHaveLength(7);
    for (const [index, { at }] of sent.entries()) {
      expect(Math.abs(msOf(at) - msOf(played.mails[index]?.at ?? ''))).toBeLessThan(toleranceMs);
    }
    expect(msOf(sent.at(-1)?.at ?? '') - msOf(createdAt)).toBeGreaterThan(90 * 86_400_000);
  }, 90_000);
});

describe('the reference program', () => {
  it('costs no more than is said of it: five mails, four waits and a wait for a click', async () => {
    await engine.publish(referenceProgram);
    const lead = await engine.addLead();
    const { id, workflowId } = await engine.enroll(lead.id, 'reference');
    expect((await engine.ended(id)).status).toBe('completed');
    await engine.client.getHandle(workflowId).result();
    const { events, tasks, activities, words } = await historyCost(engine.client, workflowId);
    expect([events <= 65, tasks <= 11, activities <= 5], words).toEqual([true, true, true]);
    // It has done all that it is for: five mails, and their times.
    expect(engine.sink.mails.filter(({ envelope }) => envelope.to[0] === lead.email)).toHaveLength(5);
  }, 60_000);
});
