/** What a `call` step does: over a real store, to a real HTTP server on this machine. */
import { PassThrough } from 'node:stream';
import { pino } from 'pino';
import { Webhook } from 'standardwebhooks';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createConverse } from '../../activities/nurture.ts';
import type { CallAnswer } from '../../domain/lead.ts';
import type { ProgramStep, WebhookCall } from '../../domain/program.ts';
import { createWebhooks } from '../../worker/webhook.ts';
import { playerOf } from '../support/player.ts';
import { jsonAnswer, startWebhookReceiver, type WebhookReceiver } from '../support/webhook-receiver.ts';
import { startWorkbench, type Workbench } from '../support/workbench.ts';

const logged = new PassThrough();
let bench: Workbench;
let receiver: WebhookReceiver;
beforeAll(async () => {
  [bench, receiver] = await Promise.all([startWorkbench(pino(logged)), startWebhookReceiver()]);
});
afterAll(() => Promise.all([bench?.close(), receiver?.close()]));
afterEach(() => receiver.answer());

const callStep = (call: Partial<WebhookCall> = {}, id = 'ask'): readonly ProgramStep[] => [
  {
    kind: 'call',
    id,
    call: { url: `${receiver.url}/leads`, method: 'POST', data: { plan: 'pro' }, giveUpAfter: 'P1D', ...call },
    next: 'good',
    onFailure: 'bad',
  },
  { kind: 'exit', id: 'good', reason: 'answered', success: true },
  { kind: 'exit', id: 'bad', reason: 'no answer', success: false },
];
const start = '2027-01-12T09:00:00.000Z';
const called = (ok: boolean) => [{ kind: 'called', ok }, { kind: 'closed' }];

/** To the minute: the try itself takes some milliseconds. */
const minute = (answers: readonly { readonly kind: string; readonly until?: string }[]) =>
  answers[0]?.until?.slice(0, 16);

const recorded = (enrollmentId: string, stepId = 'ask'): Promise<CallAnswer | null> =>
  bench.store.enrollments.answerOf({ enrollmentId, stepId, visit: 1 });

describe('a call', () => {
  it('sends the lead and the step, signed, and records what is answered', async () => {
    receiver.answer(jsonAnswer({ fit: true }, 201));
    const lead = { firstName: 'Zoë', timeZone: 'Asia/Tokyo', fields: { employees: 7 } };
    const player = await playerOf(bench, callStep(), { lead });
    expect(await player.at(start)).toEqual(called(true));
    const request = receiver.received.at(-1);
    expect(request).toMatchObject({ method: 'POST', url: '/leads' });
    const [secret = ''] = bench.webhookSecrets;
    const content = new Webhook(secret).verify(request?.body ?? '', request?.headers as Record<string, string>);
    const { leadId, enrollmentId, sequence, email } = player;
    expect(content).toMatchObject({
      type: 'tendril.step',
      enrollment: enrollmentId,
      sequence,
      step: 'ask',
      visit: 1,
      data: { plan: 'pro' },
      lead: { id: leadId, email, ...lead, stage: 'name', score: 0 },
    });
    expect(await recorded(enrollmentId)).toEqual({ status: 201, body: { fit: true } });
    expect((await bench.store.enrollments.get(enrollmentId)).status).toBe('converted');
  });

  it('that was answered is not made again when its conversation is', async () => {
    const player = await playerOf(bench, callStep());
    const before = receiver.received.length;
    expect([await player.again(start), await player.again(start)]).toEqual([called(true), called(true)]);
    expect(receiver.received.length).toBe(before + 1);
  });

  it('gives conditions its answer', async () => {
    receiver.answer(jsonAnswer({ credit: { score: 640 } }));
    const steps = callStep();
    const [ask, good, bad] = steps as [ProgramStep & { kind: 'call' }, ProgramStep, ProgramStep];
    const branch: ProgramStep = {
      kind: 'branch',
      id: 'branch',
      cases: [
        { condition: 'answers["ask"].body.credit.score > 700', next: 'bad' },
        { condition: 'answers["ask"].status == 200 && answers["ask"].body.credit.score > 600', next: 'good' },
      ],
      otherwise: 'bad',
    };
    const player = await playerOf(bench, [{ ...ask, next: 'branch' }, branch, good, bad]);
    expect(await player.at(start)).toEqual([
      { kind: 'called', ok: true },
      { kind: 'decided', index: 1 },
      { kind: 'closed' },
    ]);
  });

  it('by GET sends its data and nothing of the lead, for URLs are written into logs', async () => {
    const data = { plan: 'pro & more', seats: 3, trial: false, none: null };
    const player = await playerOf(bench, callStep({ method: 'GET', url: `${receiver.url}/check?v=2`, data }));
    expect(await player.at(start)).toEqual(called(true));
    const request = receiver.received.at(-1);
    expect(request).toMatchObject({ method: 'GET', body: '', url: '/check?v=2&plan=pro+%26+more&seats=3&trial=false' });
    expect(request?.headers['webhook-id']).toBe(`step/${player.enrollmentId}/ask/1`);
  });

  it('of a part has an id without full stops, as the signature wants it', async () => {
    const player = await playerOf(bench, callStep({}, 'nudge.ask'));
    await player.at(start);
    expect(receiver.received.at(-1)?.headers['webhook-id']).toBe(`step/${player.enrollmentId}/nudge:ask/1`);
  });
});

describe('a call that fails', () => {
  it('is tried again with the same id after a minute, and goes on when it is answered', async () => {
    receiver.answer({ status: 500 }, { status: 200 });
    const player = await playerOf(bench, callStep());
    const before = receiver.received.length;
    const first = await player.at(start);
    expect(minute(first)).toBe('2027-01-12T09:01');
    expect((await bench.store.enrollments.get(player.enrollmentId)).stepId).toBe('ask');
    expect(await recorded(player.enrollmentId)).toBeNull();
    expect(await player.at('2027-01-12T09:01:01.000Z')).toEqual(called(true));
    const ids = receiver.received.slice(before).map(({ headers }) => headers['webhook-id']);
    expect(ids).toEqual([ids[0], ids[0]]);
  });

  it('because it is refused for good is not tried again', async () => {
    for (const status of [400, 404, 410, 422]) {
      receiver.answer(jsonAnswer({ why: 'unknown' }, status));
      const player = await playerOf(bench, callStep());
      expect(await player.at(start)).toEqual(called(false));
      expect(await recorded(player.enrollmentId)).toEqual({ status, body: { why: 'unknown' } });
      expect(await player.again(start)).toEqual([]);
    }
  });

  it.each([[307], [408], [429], [500], [503]])('with %i is tried again', async (status) => {
    receiver.answer({ status, headers: { location: '/elsewhere' } });
    const player = await playerOf(bench, callStep());
    expect(minute(await player.at(start))).toBe('2027-01-12T09:01');
  });

  it('for as long as its step says is tried ever more rarely, and given up at that time', async () => {
    receiver.answer(jsonAnswer({ busy: true }, 503));
    const player = await playerOf(bench, callStep({ giveUpAfter: 'PT3H' }));
    const tries: string[] = [];
    let at = start;
    for (;;) {
      const [answer] = await player.at(at);
      tries.push(at.slice(11, 16));
      if (answer?.kind !== 'deferred') break;
      at = answer.until;
    }
    expect(tries).toEqual(['09:00', '09:01', '09:06', '09:21', '09:51', '10:51', '12:00']);
    expect(await recorded(player.enrollmentId)).toEqual({ status: 503, body: { busy: true } });
    expect(await bench.store.enrollments.get(player.enrollmentId)).toMatchObject({
      status: 'exited',
      reason: 'no answer',
    });
  });

  it('is tried once at least, however late the engine is', async () => {
    receiver.answer({ status: 500 });
    const steps = callStep({ giveUpAfter: 'PT1H' });
    const wait: ProgramStep = {
      kind: 'wait',
      id: 'wait',
      rule: { kind: 'duration', duration: 'P1D', at: null },
      next: 'ask',
      onMissed: 'ask',
    };
    const player = await playerOf(bench, [wait, ...steps]);
    await player.at(start);
    const before = receiver.received.length;
    expect(await player.at('2027-02-01T09:00:00.000Z')).toEqual(called(false));
    expect(receiver.received.length).toBe(before + 1);
  });

  it('waits as long as the receiver asks, but no longer than its step says and not for nothing', async () => {
    const pauses = [
      ['1800', '2027-01-12T09:30'],
      ['9000000', '2027-01-13T09:00'],
      ['0', '2027-01-12T09:00'],
    ] as const;
    for (const [seconds, until] of pauses) {
      receiver.answer({ status: 429, headers: { 'retry-after': seconds } });
      const player = await playerOf(bench, callStep());
      const answers = await player.at(start);
      expect([seconds, minute(answers)]).toEqual([seconds, until]);
      const [answer] = answers;
      expect(answer?.kind === 'deferred' && answer.until >= '2027-01-12T09:00:10.000Z').toBe(true);
    }
  });

  it('without an answer has the status 0', async () => {
    receiver.answer((response) => response.socket?.destroy());
    const player = await playerOf(bench, callStep({ giveUpAfter: 'PT1M' }));
    expect(minute(await player.at(start))).toBe('2027-01-12T09:01');
    expect(await player.at('2027-01-12T09:01:05.000Z')).toEqual(called(false));
    expect(await recorded(player.enrollmentId)).toEqual({ status: 0, body: null });
  });

  it('at an address that only the worker can reach never gets there', async () => {
    const before = receiver.received.length;
    const webhooks = createWebhooks({ secrets: bench.webhookSecrets, allowHttp: true, allowPrivate: false });
    const guarded = { ...bench, converse: createConverse({ ...bench.deps, webhooks }) };
    const player = await playerOf(guarded, callStep());
    logged.read();
    expect(minute(await player.at(start))).toBe('2027-01-12T09:01');
    expect(String(logged.read())).toContain('TENDRIL_CALLS_ALLOW_PRIVATE=true allows it');
    expect((await bench.store.enrollments.get(player.enrollmentId)).heldBy).toBe(
      'the call failed: the address is not a public one; TENDRIL_CALLS_ALLOW_PRIVATE=true allows it',
    );
    expect(receiver.received.length).toBe(before);
  });

  it('leaves nothing of the lead, the answer or the secret in the log and in what the workflow learns', async () => {
    receiver.answer(jsonAnswer({ note: 'confidential' }, 500), jsonAnswer({ note: 'confidential' }, 404));
    const player = await playerOf(bench, callStep({ url: `${receiver.url}/leads?key=hidden` }), {
      lead: { firstName: 'Zoë' },
    });
    logged.read();
    const answers = [await player.at(start), await player.at('2027-01-12T09:01:05.000Z')];
    const told = JSON.stringify(answers) + String(logged.read());
    expect(told).toContain('"status":404');
    const [secret = ''] = bench.webhookSecrets;
    for (const word of ['confidential', 'Zoë', player.email, 'hidden', secret]) expect(told).not.toContain(word);
  });
});

it('a call is not made while the enrollment is paused', async () => {
  const player = await playerOf(bench, callStep());
  const before = receiver.received.length;
  await bench.store.pauses.pause({ kind: 'sequence', sequence: player.sequence }, null, 'test', start);
  expect(await player.at(start)).toEqual([{ kind: 'parked' }]);
  expect(receiver.received.length).toBe(before);
});
