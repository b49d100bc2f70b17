/** What a `notify` step does: a mail to a person of one's own, over a real store, to a real relay. */
import { PassThrough } from 'node:stream';
import { pino } from 'pino';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { ProgramStep } from '../../domain/program.ts';
import { playerOf, programOfSteps, sendStep } from '../support/player.ts';
import { startWorkbench, type Workbench } from '../support/workbench.ts';

const logged = new PassThrough();
let bench: Workbench;
beforeAll(async () => {
  bench = await startWorkbench(pino(logged));
  // The first template of a process takes the compiler a while.
  await bench.publishProgram(programOfSteps([sendStep('first')]));
});
afterAll(() => bench?.close());
afterEach(() => bench.sink.behave());

const notify = (to: string): ProgramStep => ({
  kind: 'act',
  id: 'tell',
  act: {
    kind: 'notify',
    to,
    subject: 'Somebody looked\nat the prices',
    text: 'Worth a call.\n\nShe knows <Acme> already.',
  },
  next: null,
});
const start = '2027-01-12T09:00:00.000Z';
const over = [{ kind: 'done' }, { kind: 'closed' }];
const mailsTo = (address: string) => bench.sink.mails.filter(({ envelope }) => envelope.to.includes(address));
const refuse = (address: string, reply: `${number} ${string}`) =>
  bench.sink.behave(({ stage, to }) => (stage === 'rcpt' && to.includes(address) ? { reply } : undefined));
const logLine = () => JSON.parse(String(logged.read() ?? '{}'));

describe('a notice', () => {
  it('goes to a salesperson by key, with the words of the step and the facts and story of the lead', async () => {
    const known = { firstName: 'Ann', lastName: 'Lee', company: 'Lead & Co', fields: { employees: 80 } };
    const player = await playerOf(bench, [sendStep('hello', 'tell'), notify('ines')], { lead: known });
    expect(await player.at(start)).toMatchObject([{ kind: 'sent' }, ...over]);
    const [mail] = mailsTo('ines@sales.acme.example');
    expect(mail?.header('to')).toContain('Ines Blum');
    expect(mail?.header('from')).toContain('mara@mail.acme.example');
    expect(mail?.header('list-unsubscribe')).toBeUndefined();
    expect(mail?.header('auto-submitted')).toBe('auto-generated');
    expect(mail?.subject).toBe('Somebody looked at the prices');
    expect(mail?.text).toContain('Ann Lee, Lead & Co');
    expect(mail?.text).toContain('Worth a call.\n\nShe knows <Acme> already.');
    expect(mail?.text).toContain(`  E-mail: ${player.email}`);
    expect(mail?.text).toContain('  Employees: 80');
    expect(mail?.text).toContain('was sent “hello for Ann”');
    expect(mail?.html).toContain('She knows &#60;Acme&#62; already.');
    expect(mail?.html).not.toContain('<a ');
  });

  it('goes to any other address as well, and only once for a visit', async () => {
    const player = await playerOf(bench, [notify('support@acme.example')]);
    expect(await player.again(start)).toEqual(over);
    expect(await player.again('2027-01-12T10:00:00.000Z')).toEqual(over);
    expect(mailsTo('support@acme.example')).toHaveLength(1);
  });

  it('leaves at night and on holidays, to a lead that may not be mailed any more: it is no marketing', async () => {
    const player = await playerOf(bench, [notify('night@acme.example')]);
    await bench.store.suppressions.add(player.email, 'unsubscribe', null, start);
    expect(await player.at('2026-12-25T02:00:00.000Z')).toEqual(over);
    expect(mailsTo('night@acme.example')).toHaveLength(1);
  });
});

describe('a notice that cannot be delivered', () => {
  it.each([
    ['nobody', 'nobody'],
    ['no address', 'a@b@c'],
  ])('because there is %s does not hold up the lead, and the log says so', async (_, to) => {
    const player = await playerOf(bench, [notify(to)]);
    logged.read();
    expect(await player.at(start)).toEqual(over);
    expect(logLine()).toMatchObject({ level: 50, enrollmentId: player.enrollmentId, stepId: 'tell' });
  });

  it('because the relay refuses it for good does not hold up the lead, nor does it stop it', async () => {
    refuse('gone@acme.example', '550 5.1.1 no such user');
    const player = await playerOf(bench, [notify('gone@acme.example')]);
    logged.read();
    expect(await player.at(start)).toEqual(over);
    expect(String(logged.read())).toContain('"stepId":"tell"');
    expect(await bench.store.suppressions.reasonFor(player.email)).toBeNull();
    expect((await bench.store.enrollments.get(player.enrollmentId)).status).toBe('completed');
  });

  it('at once is tried again for a day, and then the lead goes on without it', async () => {
    refuse('busy@acme.example', '451 4.3.0 try later');
    const player = await playerOf(bench, [notify('busy@acme.example')]);
    const tries: string[] = [];
    let at = start;
    for (;;) {
      const answers = await player.at(at);
      tries.push(at.slice(5, 16));
      const [answer] = answers;
      if (answer?.kind !== 'deferred') {
        expect(answers).toEqual(over);
        break;
      }
      expect((await bench.store.enrollments.get(player.enrollmentId)).waitUntil).toBe(answer.until);
      at = answer.until;
    }
    expect(tries.length).toBeGreaterThan(5);
    expect(at < '2027-01-13T09:00:00.000Z' && at > '2027-01-13T04:00:00.000Z').toBe(true);
  });

  it('at once arrives when the relay takes it again', async () => {
    refuse('back@acme.example', '451 4.3.0 try later');
    const player = await playerOf(bench, [notify('back@acme.example')]);
    const [first] = await player.at(start);
    bench.sink.behave();
    expect(await player.at(first?.kind === 'deferred' ? first.until : '')).toEqual(over);
    expect(mailsTo('back@acme.example')).toHaveLength(1);
  });
});
