/** What people do to leads, hand-offs, mails and keys. Long, because it goes through one command after the other. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type {
  ApiKeyView,
  DeskReport,
  EnrollmentView,
  HandoffView,
  IngestResult,
  MessageView,
  RouteView,
  StatusReport,
} from '../../db/store.ts';
import type { ScoreExplanation } from '../../domain/score-explanation.ts';
import { testWorkspace } from '../support/workspace.ts';
import { errorOf, lines } from './command-line.ts';
import {
  createStoredInstallation,
  now,
  openHandoff,
  publishSmall,
  type StoredInstallation,
  sendMail,
} from './installation.ts';

let tendril: StoredInstallation;
let template: string;
beforeAll(async () => {
  tendril = await createStoredInstallation();
  template = await publishSmall(tendril.store);
});
afterAll(() => tendril.close());

async function addLead(name: string): Promise<string> {
  const email = `${name}@one.example`;
  await tendril.store.leads.save({ email, firstName: name, fields: { employees: 80 } }, now(), 'test');
  return email;
}

const idOf = async (email: string): Promise<string> => (await tendril.store.leads.get(email, now())).id;
describe('enroll', () => {
  it('puts leads into a sequence, and exits 1 when some could not be', async () => {
    const [ann, bob] = [await addLead('ann'), await addLead('bob')];
    expect(await tendril.tendril('enroll', ann, '--sequence', 'welcome')).toMatchObject({ code: 0, stderr: '' });
    const outcome = await tendril.tendril('enroll', ann, bob, 'nobody@one.example', '--sequence', 'welcome', '--json');
    expect(outcome.code).toBe(1);
    expect(lines<EnrollmentView>(outcome.stdout)).toMatchObject([{ email: bob, sequence: 'welcome', number: 1 }]);
    expect(errorOf(outcome.stderr)).toMatchObject({
      code: 'NOT_ALL_DONE',
      details: {
        refused: [
          { lead: ann, code: 'ALREADY_ENROLLED' },
          { lead: 'nobody@one.example', code: 'LEAD_UNKNOWN' },
        ],
      },
    });
  });

  it('of one lead ends with the code of its own error', async () => {
    expect(await tendril.tendril('enroll', 'ann@one.example', '-s', 'welcome')).toMatchObject({ code: 4, stdout: '' });
    const unknown = await tendril.tendril('enroll', 'ann@one.example', 'bob@one.example', '-s', 'nothing', '--json');
    expect(unknown.code).toBe(3);
    expect(errorOf(unknown.stderr).code).toBe('SEQUENCE_UNKNOWN');
    const near = await tendril.tendril('enroll', 'ann@one.example', '-s', 'welcom');
    expect(near.stderr).toContain('did you mean "welcome"?');
  });

  it('of a suppressed address is refused', async () => {
    const cem = await addLead('cem');
    await tendril.store.suppressions.add(cem, 'unsubscribe', null, now());
    const outcome = await tendril.tendril('enroll', cem, '-s', 'welcome', '--json');
    expect(errorOf(outcome.stderr).code).toBe('LEAD_SUPPRESSED');
    expect((await tendril.tendril('leads', 'show', cem)).stdout).toContain('suppressed: unsubscribe');
  });
});

describe('enrollments', () => {
  it('are listed by lead, sequence and status, and stop when asked to', async () => {
    const argv = ['enrollments', 'list', '--lead', 'ann@one.example', '--sequence', 'welcome', '--json'];
    const [enrollment] = lines<EnrollmentView>((await tendril.tendril(...argv, '--status', 'active')).stdout);
    expect(enrollment).toMatchObject({ email: 'ann@one.example', status: 'active' });
    const id = enrollment?.id ?? '';
    expect(await tendril.tendril('enrollments', 'stop', id)).toMatchObject({ code: 0 });
    expect(await tendril.tendril('enrollments', 'stop', id)).toMatchObject({ code: 0 });
    const outbox = await tendril.store.outbox.pending();
    expect(outbox.waiting).toBeGreaterThan(0);
  });

  it('that do not exist cannot be stopped', async () => {
    for (const id of ['0199f0a2-6c1e-7d4b-9a3e-0c5f6a7b8c9d', 'no-id']) {
      expect(await tendril.tendril('enrollments', 'stop', id)).toMatchObject({ code: 3, stdout: '' });
    }
  });
});

describe('events post', () => {
  it('scores an event once, however often its id is posted', async () => {
    const dora = await addLead('dora');
    const argv = ['events', 'post', dora, 'demo_requested', '--id', 'crm-1', '--payload', '{"plan":"team"}'];
    expect(await tendril.json<IngestResult>(...argv)).toMatchObject({ recorded: true, stage: 'prospect' });
    const again = await tendril.json<IngestResult>(...argv);
    expect(again).toMatchObject({ recorded: false });
    expect(Math.round(again.score)).toBe(50);
    const words = await tendril.tendril(...argv);
    expect(words).toMatchObject({ code: 0, stdout: 'Known already, nothing changed: score 50, prospect\n' });
  });

  it('and its points are explained, in words and for programs', async () => {
    const nora = await addLead('nora');
    await tendril.tendril('events', 'post', nora, 'demo_requested');
    const told = await tendril.json<ScoreExplanation>('score', 'explain', nora);
    expect(told).toMatchObject({
      score: 50,
      groups: [{ counted: 50, settled: 0, entries: [{ points: 50, worth: 50 }] }],
      thresholds: expect.arrayContaining([expect.objectContaining({ name: 'prospect', missing: 0 })]),
    });
    const words = await tendril.tendril('score', 'explain', nora);
    expect(words.code).toBe(0);
    expect(words.stdout).toMatch(/50 points \(\w+\), grade \w/);
    expect(words.stdout).toMatch(/\+50 +\+50 +20\d\d-/);
    expect(await tendril.tendril('score', 'explain', 'nobody@one.example')).toMatchObject({ code: 3, stdout: '' });
  });

  it('keeps the ids of leads and sources apart, and refuses an id for another event', async () => {
    const [hal, ivy] = [await addLead('hal'), await addLead('ivy')];
    const posted = (lead: string, name: string, ...more: readonly string[]) =>
      tendril.tendril('events', 'post', lead, name, '--id', 'crm-2', '--json', ...more);
    for (const outcome of [
      await posted(hal, 'visited'),
      await posted(ivy, 'visited'),
      await posted(hal, 'visited', '--source', 'crm'),
    ]) {
      expect(JSON.parse(outcome.stdout)).toMatchObject({ recorded: true });
    }
    const reused = await posted(hal, 'other');
    expect([reused.code, errorOf(reused.stderr).code]).toEqual([4, 'EVENT_ID_REUSED']);
  });

  it('can be a form that was sent in or a page that was visited', async () => {
    const jan = await addLead('jan');
    for (const [kind, name] of [
      ['form', 'contact'],
      ['page_view', '/pricing'],
    ] as const) {
      const posted = await tendril.json<IngestResult>('events', 'post', jan, name, '--kind', kind);
      expect(posted).toMatchObject({ recorded: true });
    }
    const timeline = await tendril.store.leads.timeline(await idOf(jan));
    const events = timeline.flatMap((entry) => (entry.kind === 'event' ? [`${entry.event} ${entry.name}`] : []));
    expect(events).toEqual(['form contact', 'page_view /pricing']);
  });

  it('without an id counts every time', async () => {
    const eve = await addLead('eve');
    const posted = [1, 2].map(() => () => tendril.json<IngestResult>('events', 'post', eve, 'visited'));
    for (const post of posted) expect(await post()).toMatchObject({ recorded: true });
  });

  it('of a name that the workspace does not declare is recorded with a warning, unless it declares none', async () => {
    const noa = await addLead('noa');
    const post = (...argv: readonly string[]) => tendril.tendril('events', 'post', noa, ...argv);
    expect(JSON.parse((await post('visted', '--json')).stdout)).toMatchObject({ undeclared: false });
    const organisation = { ...testWorkspace.organisation, events: ['visited', 'demo_requested'] };
    await tendril.store.publications.publishWorkspace({ ...testWorkspace, organisation }, now());
    const slip = await post('visted');
    expect([slip.code, slip.stdout]).toEqual([0, 'Recorded visted: score 0, engaged\n']);
    expect(slip.stderr).toBe(
      'warning: no event "visted" is declared in the workspace; did you mean "visited"?\n' +
        'Declared are visited and demo_requested. It is recorded all the same.\n',
    );
    expect(JSON.parse((await post('visted', '--json')).stdout)).toMatchObject({ recorded: true, undeclared: true });
    expect(await post('visited')).toMatchObject({ code: 0, stderr: '' });
    expect(await post('visted', '--kind', 'form')).toMatchObject({ code: 0, stderr: '' });
    await tendril.store.publications.publishWorkspace(testWorkspace, now());
  });

  it('of an unknown lead exits 3', async () => {
    expect(await tendril.tendril('events', 'post', 'nobody@one.example', 'x')).toMatchObject({ code: 3, stdout: '' });
  });
});

describe('handoffs', () => {
  it('are routed as a dry run that says why, and given by hand', async () => {
    const email = await addLead('hal');
    const id = await openHandoff(tendril.store, await idOf(email));
    const dry = await tendril.tendril('handoffs', 'route', email);
    expect(dry.stdout).toMatch(/would go to .*, whose turn it is\.\n/);
    expect(dry.stdout).toMatch(/^SALESPERSON +NAME +SUITS +WHY$/m);
    expect(dry.stdout).toMatch(/yes +next; works now; \d/);
    const route = await tendril.json<RouteView>('handoffs', 'route', email);
    const { handoff } = await tendril.store.handoffs.story(id, now());
    const other = Object.keys(route.names).find((key) => key !== handoff.salesperson?.key) ?? '';
    const given = await tendril.tendril('handoffs', 'assign', id, other, '--as', 'mara');
    expect(given.stdout).toContain(`with ${route.names[other]}`);
    const wrong = await tendril.tendril('handoffs', 'assign', id, 'nobody-here');
    expect([wrong.code, wrong.stderr]).toEqual([3, expect.stringContaining('SALESPERSON_UNKNOWN')]);
    await tendril.store.handoffs.decide(id, { kind: 'returned', reason: 'timing' }, 'test', now());
  });

  it('are listed while they are open, shown with their story, and accepted once', async () => {
    const fay = await addLead('fay');
    const id = await openHandoff(tendril.store, await idOf(fay));
    const open = lines<HandoffView>((await tendril.tendril('handoffs', 'list', '--json')).stdout);
    expect(open.filter((handoff) => handoff.id === id)).toMatchObject([{ email: fay, status: 'open' }]);
    const story = await tendril.tendril('handoffs', 'show', id);
    expect(story.stdout).toMatch(/^Hand-off 1 of fay@one\.example: open, with /);
    expect(story.stdout).toContain('demo_requested');
    const accepted = await tendril.tendril('handoffs', 'accept', id, '--as', 'ines', '--note', 'calls on Monday');
    expect(accepted).toMatchObject({ code: 0 });
    expect(accepted.stdout).toContain('accepted, "calls on Monday"');
    expect((await tendril.store.leads.get(fay, now())).stage).toBe('sql');
    const late = await tendril.tendril('handoffs', 'return', id, '--reason', 'timing', '--json');
    expect(late.code).toBe(4);
    expect(errorOf(late.stderr).code).toBe('HANDOFF_DECIDED');
    expect((await tendril.tendril('handoffs', 'list', '--json')).stdout).not.toContain(id);
    expect((await tendril.tendril('handoffs', 'list', '--all', '--json')).stdout).toContain(id);
  });

  it('are contacted, met, won and lost, and counted by person with reasons', async () => {
    const [ida, jon] = [await addLead('ida'), await addLead('jon')];
    const id = await openHandoff(tendril.store, await idOf(ida));
    expect((await tendril.tendril('handoffs', 'contacted', id, '--as', 'ines')).stdout).toContain('accepted');
    await tendril.tendril('handoffs', 'meeting', id);
    const wrong = await tendril.tendril('handoffs', 'won', id, '--amount', '12,5', '--currency', 'EUR');
    expect([wrong.code, wrong.stderr]).toEqual([2, expect.stringContaining('is not an amount')]);
    const won = await tendril.json<HandoffView>('handoffs', 'won', id, '--amount', '12500.50', '--currency', 'EUR');
    expect(won).toMatchObject({ status: 'won', amount: '12500.50', currency: 'EUR' });
    expect((await tendril.store.leads.get(ida, now())).stage).toBe('customer');
    expect((await tendril.tendril('handoffs', 'show', id)).stdout).toMatch(/: won, 12500\.50 EUR, /);
    const other = await openHandoff(tendril.store, await idOf(jon));
    const lost = await tendril.json<HandoffView>('handoffs', 'lost', other, '--reason', 'price', '--note', 'too dear');
    expect(lost).toMatchObject({ status: 'lost', reason: 'price', note: 'too dear' });
    expect((await tendril.tendril('handoffs', 'return', other, '--reason', 'timing', '--again', 'soon')).code).toBe(2);
    const shown = await tendril.tendril('leads', 'show', ida);
    expect(shown.stdout).toMatch(/hand-off contacted +ines/);
    const { stdout, stderr } = await tendril.tendril('handoffs', 'numbers');
    expect(stdout).toMatch(/^PERSON +GIVEN +WAITING +ACCEPTED +IN TIME +FIRST CONTACT +WON +LOST +RETURNED$/m);
    expect(stdout).toMatch(/^all +\d+ .* 1 +1 +\d+$/m);
    expect(stdout).toContain('Returned or lost: ');
    expect(stderr).toContain('FIRST CONTACT is working time');
    const report = await tendril.json<DeskReport>('handoffs', 'numbers', '--by', 'source', '--from', '2020-01-01');
    expect(report).toMatchObject({ by: 'source', all: { won: 1, lost: 1 } });
    expect((await tendril.tendril('handoffs', 'numbers', '--to', '2020-01-01')).stdout).toMatch(/^No lead was given/);
    const turned = await tendril.tendril('handoffs', 'numbers', '--from', '2026-11-25', '--to', '2026-11-20');
    expect([turned.code, turned.stderr]).toEqual([2, expect.stringContaining('--from must be before --to')]);
  });

  it('go back to nurturing when they are returned with a reason', async () => {
    const gil = await addLead('gil');
    const id = await openHandoff(tendril.store, await idOf(gil));
    const returned = await tendril.json<HandoffView>('handoffs', 'return', id, '--reason', 'no_budget');
    expect(returned).toMatchObject({ status: 'returned', reason: 'no_budget', decidedBy: 'cli' });
    expect((await tendril.store.leads.get(gil, now())).stage).toBe('recycled');
  });

  it('that do not exist exit 3', async () => {
    for (const argv of [['show'], ['accept'], ['return', '--reason', 'timing']]) {
      const [verb = '', ...rest] = argv;
      expect(await tendril.tendril('handoffs', verb, 'no-id', ...rest)).toMatchObject({ code: 3, stdout: '' });
    }
  });
});

describe('messages list', () => {
  it('shows the mails in a state', async () => {
    const hal = await addLead('hal');
    await sendMail(tendril.store, await idOf(hal), template, []);
    const sent = await tendril.tendril('messages', 'list', '--state', 'SENT', '--lead', hal, '--json');
    expect(lines<MessageView>(sent.stdout)).toMatchObject([{ recipient: hal, state: 'SENT', subject: 'Your guide' }]);
    const unknown = await tendril.tendril('messages', 'list', '--state', 'UNKNOWN');
    expect(unknown).toEqual({ code: 0, stdout: '', stderr: 'No mails.\n' });
  });
});

describe('a mail of unknown fate', () => {
  it('is shown, and a person says what became of it', async () => {
    const pat = await addLead('pat');
    const broke = { kind: 'unknown', detail: 'the connection broke' } as const;
    const { id } = await sendMail(tendril.store, await idOf(pat), template, [], broke);
    const shown = await tendril.tendril('messages', 'show', id);
    expect(shown.stdout).toMatch(/^state +UNKNOWN$/m);
    expect(shown.stdout).toMatch(/^relay +default$/m);
    expect(shown.stdout).toMatch(/^detail +the connection broke$/m);
    expect(await tendril.tendril('messages', 'resolve', id)).toMatchObject({ code: 2, stdout: '' });
    expect(await tendril.tendril('messages', 'resolve', id, '--arrived', '--lost')).toMatchObject({ code: 2 });
    expect(await tendril.tendril('messages', 'resolve', id, '--lost', '--as', 'mara')).toMatchObject({
      code: 0,
      stdout: `The mail to ${pat} was lost: it is FAILED now.\n`,
    });
    expect((await tendril.tendril('leads', 'show', pat)).stdout).toContain('lost, says mara');
    expect(await tendril.tendril('messages', 'resolve', id, '--arrived')).toMatchObject({ code: 4 });
    expect(await tendril.json<MessageView>('messages', 'show', id)).toMatchObject({ id, resolvedBy: 'mara' });
    for (const argv of [['show'], ['resolve', '--lost']]) {
      const [verb = '', ...rest] = argv;
      expect(await tendril.tendril('messages', verb, 'no-id', ...rest)).toMatchObject({ code: 3, stdout: '' });
    }
  });
});

describe('keys', () => {
  it('are shown once, listed without the key, and open nothing after they are revoked', async () => {
    const argv = ['keys', 'create', '--name', 'site', '--scope', 'leads', 'events'];
    const made = await tendril.json<ApiKeyView & { readonly key: string }>(...argv);
    expect(made).toMatchObject({ name: 'site', scopes: ['leads', 'events'] });
    expect(await tendril.store.keys.verify(made.key, now())).toMatchObject({ id: made.id });
    const list = await tendril.tendril('keys', 'list');
    expect(list.stdout).toContain(made.prefix);
    expect(list.stdout).not.toContain(made.key);
    expect(await tendril.tendril('keys', 'revoke', made.id)).toMatchObject({ code: 0 });
    expect(await tendril.store.keys.verify(made.key, now())).toBeNull();
  });

  it('are the only thing on stdout when they are made', async () => {
    const { stdout } = await tendril.tendril('keys', 'create', '--name', 'crm', '--scope', 'sales');
    expect(await tendril.store.keys.verify(stdout.trim(), now())).toMatchObject({ name: 'crm' });
  });

  it('that do not exist cannot be revoked, and scopes that do not exist cannot be given', async () => {
    expect(await tendril.tendril('keys', 'revoke', 'no-id')).toMatchObject({ code: 3, stdout: '' });
    expect(await tendril.tendril('keys', 'create', '--name', 'x', '--scope', 'all')).toMatchObject({ code: 2 });
  });
});

describe('status', () => {
  it('counts what is there and says whether the engine answers', async () => {
    const report = await tendril.json<StatusReport & { readonly engine: unknown }>('status');
    expect(report).toMatchObject({ engine: { url: null, answers: false }, messages: { SENT: 1, UNKNOWN: 0 } });
    expect(report.handoffs).toMatchObject({ accepted: 1, returned: 2 });
    const { stdout } = await tendril.tendril('status');
    expect(stdout).toMatch(/^engine +not running$/m);
    expect(stdout).toMatch(/^mails +1 SENT, 1 FAILED$/m);
    expect(stdout).toMatch(/^outbox +\d+ waiting, the oldest since /m);
  });
});

describe('migrate', () => {
  it('leaves a database that is up to date alone', async () => {
    expect(await tendril.tendril('migrate', '--json')).toEqual({ code: 0, stdout: '{"upToDate":true}\n', stderr: '' });
  });
});
