/** When a mail leaves, and from whom: the rules of its program at a time of choice, over a real store, to a real relay. */
import { PassThrough } from 'node:stream';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { PauseScope } from '../../db/store.ts';
import type { ProgramStep } from '../../domain/program.ts';
import { alwaysOpen, type ProgramSettings, type SendWindow, type StaleRule } from '../../domain/program-settings.ts';
import { type Player, playerOf, programOfSteps, sendStep } from '../support/player.ts';
import { startWorkbench, type Workbench } from '../support/workbench.ts';
import { testWorkspace } from '../support/workspace.ts';

const logged = new PassThrough();
let bench: Workbench;
beforeAll(async () => {
  bench = await startWorkbench(pino(logged));
  // The first template of a process takes the compiler a while.
  await bench.publishProgram(programOfSteps([sendStep('first')]));
});
afterAll(() => bench?.close());

const officeHours: SendWindow = {
  ...alwaysOpen,
  days: ['mon', 'tue', 'wed', 'thu', 'fri'],
  hours: [{ from: '09:00', to: '17:00' }],
};
const pause = (id: string, duration: string, next: string | null = null): ProgramStep => ({
  kind: 'wait',
  id,
  rule: { kind: 'duration', duration, at: null },
  next,
  onMissed: next,
});

const mailsTo = (email: string) => bench.sink.mails.filter(({ envelope }) => envelope.to.includes(email));
const statesOf = async (leadId: string) =>
  (await bench.store.messages.list({ leadId }, { limit: 10 })).items.map(({ state, detail }) => [state, detail]);

const afterHalfADay = (then: StaleRule['then']): StaleRule => ({ after: 'PT12H', then });

/** A Tuesday. */
const night = '2027-01-12T02:00:00.000Z';

describe('a mail', () => {
  it('leaves at once when nothing forbids it, and the wait after it counts from when it left', async () => {
    const player = await playerOf(bench, [sendStep('hello', 'pause'), pause('pause', 'P1D')], {
      lead: { timeZone: 'Asia/Tokyo' },
    });
    const [sent, resolved] = await player.at(night);
    expect(sent).toMatchObject({ kind: 'sent', result: 'sent' });
    const leftAt = sent?.kind === 'sent' ? sent.at : '';
    expect(resolved).toEqual({ kind: 'resolved', until: leftAt.replace('2027-01-12', '2027-01-13') });
    expect(mailsTo(player.email).map(({ subject }) => subject)).toEqual(['hello for Ann']);
  });

  it('leaves once, however often its conversation is held', async () => {
    const player = await playerOf(bench, [sendStep('once')]);
    const first = await player.again(night);
    expect(await player.again('2027-01-12T02:05:00.000Z')).toEqual(first);
    expect(mailsTo(player.email)).toHaveLength(1);
  });

  it('waits for its window on the clock of the lead, its country, its sequence or the organisation', async () => {
    const cases = [
      [{ timeZone: 'America/New_York', country: 'JP' }, 'Asia/Kolkata', '2027-01-12T14:00:00.000Z'],
      [{ country: 'JP' }, 'Asia/Kolkata', 'sent'],
      [{}, 'Asia/Kolkata', '2027-01-12T03:30:00.000Z'],
      [{}, null, '2027-01-12T08:00:00.000Z'],
    ] as const;
    for (const [lead, zone, expected] of cases) {
      const settings = { window: officeHours, zone };
      const player = await playerOf(bench, [sendStep('windowed')], { settings, lead });
      const [answer] = await player.at(night);
      expect([lead, zone, answer?.kind === 'deferred' ? answer.until : answer?.kind]).toEqual([lead, zone, expected]);
    }
  });

  it('that is put off tells where it stands and why, and leaves when it is time', async () => {
    const player = await playerOf(bench, [sendStep('put-off')], { settings: { window: officeHours } });
    const until = '2027-01-12T08:00:00.000Z';
    expect(await player.at(night)).toEqual([{ kind: 'deferred', until }]);
    expect(await bench.store.enrollments.get(player.enrollmentId)).toMatchObject({
      stepId: 'put-off',
      waitUntil: until,
    });
    const [[state, detail] = []] = await statesOf(player.leadId);
    expect(state).toBe('DEFERRED');
    expect(detail).toContain('09:00');
    expect(mailsTo(player.email)).toEqual([]);
    expect(await player.at(until)).toMatchObject([{ kind: 'sent', result: 'sent' }, { kind: 'closed' }]);
    expect(mailsTo(player.email)).toHaveLength(1);
  });

  it('does not leave on a public holiday of the lead, nor on a day of the organisation', async () => {
    const window = { ...officeHours, holidays: { country: 'lead', dates: ['2026-12-28'] } };
    const settings = { window };
    const christmas = '2026-12-25T10:00:00.000Z';
    const german = await playerOf(bench, [sendStep('holiday')], { settings, lead: { country: 'DE' } });
    expect(await german.at(christmas)).toEqual([{ kind: 'deferred', until: '2026-12-29T08:00:00.000Z' }]);
    const turkish = await playerOf(bench, [sendStep('holiday')], { settings, lead: { country: 'TR' } });
    expect(await turkish.at(christmas)).toMatchObject([{ kind: 'sent', result: 'sent' }, { kind: 'closed' }]);
  });

  it('counts for the caps of the organisation and of the sequence, over all sequences', async () => {
    const { organisation } = testWorkspace;
    await bench.store.publications.publishWorkspace(
      { ...testWorkspace, organisation: { ...organisation, caps: [{ atMost: 1, within: 'P1D' }] } },
      night,
    );
    const first = await playerOf(bench, [sendStep('capped-1', 'capped-2'), sendStep('capped-2')]);
    const [, second] = await first.at('2027-01-11T10:00:00.000Z');
    expect(second?.kind === 'deferred' && second.until.slice(0, 16)).toBe('2027-01-12T10:00');
    expect(await first.at('2027-01-12T10:00:01.000Z')).toMatchObject([{ kind: 'sent' }, { kind: 'closed' }]);
    await bench.store.publications.publishWorkspace(testWorkspace, night);
    // The same lead in another sequence, by a cap of that one alone.
    const settings = { caps: [{ atMost: 2, within: 'P2D' }] };
    const other = await playerOf(bench, [sendStep('capped-3')], { settings, lead: { email: first.email } });
    const [third] = await other.at('2027-01-12T20:00:00.000Z');
    expect(third?.kind === 'deferred' && third.until.slice(0, 16)).toBe('2027-01-13T10:00');
  });
});

describe('a mail that is overdue, because the engine was down', () => {
  const steps = [
    sendStep('before', 'pause'),
    pause('pause', 'P1D', 'late'),
    sendStep('late', 'rest'),
    pause('rest', 'P2D'),
  ];
  const played = async (stale: ProgramSettings['stale']) => {
    const player = await playerOf(bench, steps, { settings: { stale } });
    const [sent] = await player.at('2027-01-12T09:00:00.000Z');
    const leftAt = sent?.kind === 'sent' ? sent.at : '';
    return { player, due: leftAt.replace('2027-01-12', '2027-01-13') };
  };

  it('is left out when its sequence says so, and what follows keeps its date', async () => {
    const { player, due } = await played(afterHalfADay('skip'));
    expect(await player.at('2027-01-20T09:00:00.000Z')).toEqual([
      { kind: 'sent', result: 'skipped', at: due },
      { kind: 'resolved', until: due.replace('2027-01-13', '2027-01-15') },
    ]);
    expect(mailsTo(player.email).map(({ subject }) => subject)).toEqual(['before for Ann']);
    expect((await statesOf(player.leadId)).map(([state]) => state)).toEqual(['SKIPPED', 'SENT']);
    expect(await player.again('2027-01-20T09:00:00.000Z')).toEqual([]);
  });

  it.each([[afterHalfADay('move')], [null]])('leaves late with %j, and what follows moves with it', async (stale) => {
    const { player } = await played(stale);
    const [sent, rest] = await player.at('2027-01-20T09:00:00.000Z');
    expect(sent).toMatchObject({ kind: 'sent', result: 'sent' });
    expect(sent?.kind === 'sent' && sent.at.slice(0, 13)).toBe('2027-01-20T09');
    expect(rest?.kind === 'resolved' && rest.until.slice(0, 13)).toBe('2027-01-22T09');
    expect(mailsTo(player.email)).toHaveLength(2);
  });
});

describe('the sender', () => {
  const nora = { name: 'Nora of Acme', address: 'nora@mail.acme.example' };
  const tom = { name: 'Tom of Acme', address: 'tom@mail.acme.example' };
  const publish = (senders: Readonly<Record<string, { name: string; address: string }>>) =>
    bench.store.publications.publishWorkspace(
      { ...testWorkspace, organisation: { ...testWorkspace.organisation, senders } },
      night,
    );
  const fromOf = async (player: { readonly email: string; at(instant: string): Promise<unknown> }) => {
    await player.at(night);
    return mailsTo(player.email)[0]?.header('from');
  };

  it('is the one of the step, else of the sequence, else of the organisation, on the wire', async () => {
    await publish({ nora, tom });
    const settings = { sender: 'nora' };
    expect(await fromOf(await playerOf(bench, [sendStep('signed', null, 'tom')], { settings }))).toContain(tom.address);
    expect(await fromOf(await playerOf(bench, [sendStep('signed')], { settings }))).toContain(nora.address);
    expect(await fromOf(await playerOf(bench, [sendStep('signed')]))).toContain('mara@mail.acme.example');
  });

  it('that the workspace has lost is replaced by the one of the organisation, and the log says so', async () => {
    await publish({});
    const player = await playerOf(bench, [sendStep('signed', null, 'nora')]);
    logged.read();
    expect(await fromOf(player)).toContain('mara@mail.acme.example');
    const line = JSON.parse(String(logged.read()));
    expect(line).toMatchObject({ level: 40, sender: 'nora', stepId: 'signed', enrollmentId: player.enrollmentId });
  });
});

describe('an enrollment that is paused', () => {
  const scopes: readonly (readonly [string, (player: Player) => PauseScope])[] = [
    ['itself', ({ enrollmentId }) => ({ kind: 'enrollment', enrollmentId })],
    ['its lead', ({ leadId }) => ({ kind: 'lead', leadId })],
    ['its sequence', ({ sequence }) => ({ kind: 'sequence', sequence })],
  ];

  it.each(scopes)('by %s sends nothing until it is resumed', async (_, scopeOf) => {
    const player = await playerOf(bench, [sendStep('held', 'pause'), pause('pause', 'P1D')]);
    const scope = scopeOf(player);
    await bench.store.pauses.pause(scope, 'a test', 'test', night);
    expect(await player.at(night)).toEqual([{ kind: 'parked' }]);
    expect(player.state.paused).toBe(true);
    expect(mailsTo(player.email)).toEqual([]);
    expect((await bench.store.pauses.resume(scope, 'test', night)).resumed).toBe(1);
    player.tell({ kind: 'resume' });
    expect(await player.at(night)).toMatchObject([{ kind: 'sent' }, { kind: 'resolved' }]);
  });

  it('does nothing else either, but may end', async () => {
    const player = await playerOf(bench, [pause('pause', 'P1D', 'held'), sendStep('held')]);
    await bench.store.pauses.pause({ kind: 'lead', leadId: player.leadId }, null, 'test', night);
    expect(await player.at(night)).toEqual([{ kind: 'parked' }]);
    player.tell({ kind: 'stop', reason: 'manual' });
    expect(await player.at(night)).toEqual([{ kind: 'closed' }]);
    expect((await bench.store.enrollments.get(player.enrollmentId)).status).toBe('stopped');
  });
});
