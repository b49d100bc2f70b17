/** One mail of a step, from the question to the relay: what the ledger, the gate, the pace and the relay make of it. */
import pg from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { initialState } from '../../domain/enrollment.ts';
import type { ProgramStep } from '../../domain/program.ts';
import { noSendingPace } from '../../domain/sending-pace.ts';
import { type Organisation, organisationDefaults } from '../../domain/workspace.ts';
import { playerOf, programOfSteps, sendStep } from '../support/player.ts';
import { startWorkbench, type Workbench } from '../support/workbench.ts';
import { testWorkspace } from '../support/workspace.ts';

let bench: Workbench;
beforeAll(async () => {
  bench = await startWorkbench();
  await bench.publishProgram(programOfSteps([sendStep('first')]));
});
afterAll(() => bench?.close());
beforeEach(async () => {
  bench.sink.behave();
  await organisation({});
});

const morning = '2027-01-12T09:00:00.000Z';
const organisation = (given: Partial<Organisation>) =>
  bench.store.publications.publishWorkspace(
    { ...testWorkspace, organisation: { ...testWorkspace.organisation, ...organisationDefaults, ...given } },
    morning,
  );
const rest: ProgramStep = {
  kind: 'wait',
  id: 'rest',
  rule: { kind: 'duration', duration: 'P3D', at: null },
  next: null,
  onMissed: null,
};
const mailsTo = (email: string) => bench.sink.mails.filter(({ envelope }) => envelope.to.includes(email));
const newest = async (leadId: string) => (await bench.store.messages.list({ leadId }, { limit: 1 })).items[0];

describe('the activity of a mail and the wait after it', () => {
  it('takes four statements: three for the mail, and one for where the enrollment stands then', async () => {
    await organisation({ caps: [{ atMost: 3, within: 'P1D' }] });
    const warm = await playerOf(bench, [sendStep('counted', 'rest'), rest]);
    await warm.at(morning);
    const { id } = await bench.addLead();
    const { id: enrollmentId } = await bench.store.enrollments.enroll(id, warm.sequence, 'test', morning);
    const request = { enrollmentId, sequenceVersionId: warm.versionId, state: initialState, now: morning };
    // What a process remembers of versions, templates, workspace and pace has been read.
    await bench.store.publications.workspace();
    const query = vi.spyOn(pg.Client.prototype, 'query');
    const { inputs } = await bench.converse({ ...request, wantProgram: false });
    const texts = query.mock.calls.map(([asked]: readonly unknown[]) => textOf(asked));
    query.mockRestore();
    console.log(`a mail and the wait after it: ${texts.length} statements`);
    expect(inputs.map((input) => input.kind === 'answer' && input.answer.kind)).toContain('sent');
    expect(texts.filter((text) => /\bmessage\b|claim_message/.test(text))).toHaveLength(3);
    expect(texts).toHaveLength(4);
  });
});

const textOf = (asked: unknown): string =>
  typeof asked === 'string' ? asked : ((asked as { readonly text?: string }).text ?? '');

describe('a mail that is about to leave', () => {
  it('is held back when its lead opts out after the claim and before the relay takes the body', async () => {
    const player = await playerOf(bench, [sendStep('leaving')]);
    bench.sink.behave(async ({ stage }) => {
      if (stage === 'rcpt') await bench.store.suppressions.add(player.email, 'unsubscribe', 'test', morning);
      return undefined;
    });
    expect(await player.at(morning)).toMatchObject([{ kind: 'blocked', reason: 'unsubscribe' }, { kind: 'closed' }]);
    expect(mailsTo(player.email)).toEqual([]);
    expect(await newest(player.leadId)).toMatchObject({ state: 'SUPPRESSED', attempts: 0 });
  });

  it('is held back when its lead or its sender is paused after the claim', async () => {
    const halts = (leadId: string, enrollmentId: string) =>
      [
        { kind: 'lead', leadId },
        { kind: 'enrollment', enrollmentId },
        { kind: 'domain', domain: 'mail.acme.example' },
      ] as const;
    for (const nth of [0, 1, 2]) {
      const player = await playerOf(bench, [sendStep('halted')]);
      const scope = halts(player.leadId, player.enrollmentId)[nth];
      if (scope === undefined) throw new Error('no scope');
      bench.sink.behave(async ({ stage }) => {
        if (stage === 'rcpt') await bench.store.pauses.pause(scope, null, 'test', morning);
        return undefined;
      });
      expect(await player.at(morning)).toEqual([{ kind: 'parked' }]);
      expect(mailsTo(player.email)).toEqual([]);
      bench.sink.behave();
      await bench.store.pauses.resume(scope, 'test', morning);
      player.tell({ kind: 'resume' });
      expect(await player.at(morning)).toMatchObject([{ kind: 'sent' }, { kind: 'closed' }]);
    }
  });

  it('waits for its turn at the pace of its sender, without counting a try', async () => {
    const first = await playerOf(bench, [sendStep('paced')]);
    const second = await playerOf(bench, [sendStep('paced')]);
    await organisation({ pace: { ...noSendingPace, total: { perDay: 1 } } });
    await first.at(morning);
    expect(await second.at(morning)).toMatchObject([{ kind: 'deferred' }]);
    const held = await newest(second.leadId);
    expect(held).toMatchObject({ state: 'DEFERRED', attempts: 0, fromDomain: 'mail.acme.example', relay: 'default' });
    expect((await bench.store.enrollments.get(second.enrollmentId)).heldBy).toBe(held?.detail);
    expect(mailsTo(second.email)).toEqual([]);
  });
});

describe('a mail that must not leave', () => {
  it('to a lead without the consent that its country asks for ends the enrollment with that reason', async () => {
    await organisation({ consent: { countries: { DE: 'express' }, otherwise: 'none', unknown: 'none' } });
    const german = await playerOf(bench, [sendStep('asked')], { lead: { country: 'DE' } });
    const danish = await playerOf(bench, [sendStep('asked')], { lead: { country: 'DK' } });
    expect(await german.at(morning)).toMatchObject([{ kind: 'blocked', reason: 'consent' }, { kind: 'closed' }]);
    expect(await bench.store.enrollments.get(german.enrollmentId)).toMatchObject({
      status: 'stopped',
      reason: 'consent',
    });
    expect(mailsTo(german.email)).toEqual([]);
    expect(await danish.at(morning)).toMatchObject([{ kind: 'sent', result: 'sent' }, { kind: 'closed' }]);
  });

  it('parks its enrollment while its domain or its relay is paused, and leaves when that is lifted', async () => {
    for (const scope of [
      { kind: 'domain', domain: 'mail.acme.example' },
      { kind: 'relay', relay: 'default' },
    ] as const) {
      const player = await playerOf(bench, [sendStep('held')]);
      await bench.store.pauses.pause(scope, null, 'test', morning);
      expect(await player.at(morning)).toEqual([{ kind: 'parked' }]);
      expect(await bench.store.pauses.resume(scope, 'test', morning)).toMatchObject({ resumed: 1 });
      player.tell({ kind: 'resume' });
      expect(await player.at(morning)).toMatchObject([{ kind: 'sent', result: 'sent' }, { kind: 'closed' }]);
      expect(mailsTo(player.email)).toHaveLength(1);
    }
  });
});

it('a mail says whose list it belongs to, and what complaints are counted by', async () => {
  const player = await playerOf(bench, [sendStep('listed')]);
  await player.at(morning);
  const [mail] = mailsTo(player.email);
  expect(mail?.header('list-id')).toContain(`<${player.sequence}.lists.reply.acme.example>`);
  expect(mail?.header('feedback-id')).toContain(`${player.sequence}:sequence:`);
});
