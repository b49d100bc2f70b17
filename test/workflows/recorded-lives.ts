/**
 * Lives whose histories are stored: every kind of step, signal and update, and every type of workflow. What is here is a
 * promise to what sleeps: a life is added for what is new, none is changed. Long, because there is one for every type.
 */
import { randomUUID } from 'node:crypto';
import { expect } from 'vitest';
import type { MessageState } from '../../db/store.ts';
import type { Act } from '../../domain/act.ts';
import { erasureWorkflowId, recomputeWorkflowId } from '../../domain/identity.ts';
import { nurturable } from '../../domain/lifecycle.ts';
import { webhooksWorkflowId } from '../../domain/outgoing-webhook.ts';
import type { ProgramStep } from '../../domain/program.ts';
import { plainDesk } from '../../domain/sales-desk.ts';
import { secret } from '../../domain/secret.ts';
import { plusMs } from '../../domain/time.ts';
import type { CrmHere } from '../support/crm-here.ts';
import { now, type TestEngine } from '../support/engine.ts';
import { fillWithOldMail } from '../support/old-mail.ts';
import { programWith, send, wait } from '../support/shell.ts';
import { startWebhookReceiver } from '../support/webhook-receiver.ts';
import { apartDesk, testWorkspace } from '../support/workspace.ts';

async function clicked(of: TestEngine): Promise<string> {
  await of.publish(`
sequence: replayed
steps:
  - send: one
  - waitFor: { any: [ { click: one }, { event: demo_requested } ] }
    timeout: 1 week
    then: [ { score: 5, reason: interested } ]
  - branch: score > 1
    then: [ { wait: 1 second } ]
    else: [ { exit: no interest } ]
  - send: two
`);
  const lead = await of.addLead();
  const enrollment = await of.enroll(lead.id, 'replayed');
  await of.until(
    () => of.store.enrollments.get(enrollment.id),
    (e) => e.stepId === 'wait-for-1',
    'the wait',
  );
  const message = await of.store.messages.newestSent(lead.id);
  await of.ingest({ kind: 'click', lead: { messageId: message?.id ?? '' }, link: 'guide' });
  return (await of.ended(enrollment.id)).workflowId;
}

async function stopped(of: TestEngine): Promise<string> {
  const lead = await of.addLead();
  const enrollment = await of.enroll(lead.id, 'replayed');
  await of.until(
    () => of.store.enrollments.get(enrollment.id),
    (e) => e.stepId === 'wait-for-1',
    'the wait',
  );
  await of.ingest({ kind: 'unsubscribe', lead: { id: lead.id } });
  return (await of.ended(enrollment.id)).workflowId;
}

async function returned(of: TestEngine): Promise<string> {
  await of.publish('sequence: recycle\nsteps:\n  - send: again\n');
  const lead = await of.addLead();
  await of.ingest({ kind: 'custom', name: 'demo_requested', lead: { id: lead.id } });
  const { handoffId } = await of.ingest({ kind: 'reply', lead: { id: lead.id } });
  const id = handoffId ?? '';
  await of.until(
    async () => (await of.store.handoffs.story(id, now())).handoff,
    (h) => h.salesperson !== null,
    'an offer',
  );
  await of.sink.waitFor((mail) => mail.text.includes(lead.email));
  await of.store.handoffs.decide(id, { kind: 'returned', reason: 'no_budget' }, 'ines', now());
  await of.sink.waitFor((mail) => mail.envelope.to[0] === lead.email);
  return `handoff/${lead.id}/1`;
}

/** Reminded, given to the next one, told to the manager, given by hand, accepted, chased, called and won. */
async function followed(of: TestEngine): Promise<string> {
  const others = { accept: 'PT2S', contact: 'PT2S' };
  const service = { hot: others, others, remindAt: 0.5, reassignAt: 1, managerAt: 1.5, silentAfter: 'P1D' };
  const desk = { ...apartDesk, manager: 'mara@sales.acme.example', service };
  const { sales, ...rest } = testWorkspace;
  await of.store.publications.publishWorkspace({ ...rest, sales: { ...sales, desk } }, now());
  const lead = await of.addLead({ company: `Followed ${randomUUID()}` });
  await of.ingest({ kind: 'custom', name: 'demo_requested', lead: { id: lead.id } });
  const { handoffId } = await of.ingest({ kind: 'reply', lead: { id: lead.id } });
  const id = handoffId ?? '';
  const mail = (subject: string) =>
    of.sink.waitFor((one) => one.subject.startsWith(subject) && one.text.includes(lead.email), 30_000);
  await mail('Late: ');
  const { handoff } = await of.store.handoffs.story(id, now());
  const other = handoff.salesperson?.key === 'ines' ? 'joel' : 'ines';
  await of.store.handoffs.assign(id, other, 'mara', now());
  await of.store.handoffs.decide(id, { kind: 'accepted' }, other, now());
  await mail('Please call');
  await of.store.handoffs.decide(id, { kind: 'contacted' }, other, now());
  await of.store.handoffs.decide(id, { kind: 'won' }, other, now());
  await of.store.publications.publishWorkspace(testWorkspace, now());
  return `handoff/${lead.id}/1`;
}

/** Attached to a colleague's, accepted with it, leading when that one goes; a contact is planned, and it is lost. */
async function attached(of: TestEngine): Promise<string> {
  const others = { accept: 'PT4H', contact: null };
  const service = { hot: others, others, remindAt: 0.5, reassignAt: 1, managerAt: 1.5, silentAfter: null };
  const { sales, ...rest } = testWorkspace;
  await of.store.publications.publishWorkspace(
    { ...rest, sales: { ...sales, desk: { ...plainDesk, service } } },
    now(),
  );
  const company = `Attached ${randomUUID()}`;
  const comes = async () => {
    const lead = await of.addLead({ company });
    await of.ingest({ kind: 'custom', name: 'demo_requested', lead: { id: lead.id } });
    const { handoffId } = await of.ingest({ kind: 'reply', lead: { id: lead.id } });
    return { lead, id: handoffId ?? '' };
  };
  const seen = (id: string) => async () => (await of.store.handoffs.story(id, now())).handoff;
  const first = await comes();
  await of.until(seen(first.id), ({ offer }) => offer === 1, 'an offer');
  const { lead, id } = await comes();
  await of.until(seen(id), ({ attachedTo }) => attachedTo === first.id, 'one that is attached');
  await of.sink.waitFor((mail) => mail.subject.startsWith('One more at') && mail.text.includes(lead.email));
  await of.store.handoffs.decide(first.id, { kind: 'accepted' }, 'ines', now());
  await of.until(seen(id), ({ status }) => status === 'accepted', 'an acceptance with the other');
  await of.store.handoffs.decide(
    first.id,
    { kind: 'returned', reason: 'no_authority', seen: 'accepted' },
    'ines',
    now(),
  );
  await of.store.handoffs.decide(id, { kind: 'planned', at: plusMs(now(), 1500) }, 'ines', now());
  await of.sink.waitFor((mail) => mail.subject.startsWith('As you planned') && mail.text.includes(lead.email), 30_000);
  await of.store.handoffs.decide(id, { kind: 'won' }, 'ines', now());
  await of.store.publications.publishWorkspace(testWorkspace, now());
  return `handoff/${lead.id}/1`;
}

/** Told to the CRM, which is away for a moment. */
async function told(of: TestEngine, { hubspot, access }: CrmHere): Promise<string> {
  await of.store.crm.setUp({ tells: [], cursor: access.crm.cursorAt(now()) }, now());
  hubspot.fail(
    '/crm/',
    { status: 503, body: {} },
    { status: 503, body: {} },
    { status: 503, body: {} },
    { status: 503, body: {} },
  );
  const lead = await of.addLead({ company: `Told ${randomUUID()}` });
  await of.ingest({ kind: 'custom', name: 'demo_requested', lead: { id: lead.id } });
  await of.ingest({ kind: 'reply', lead: { id: lead.id } });
  await of.until(
    async () => hubspot.account.all('deals'),
    (deals) => deals.length > 0,
    'a deal',
  );
  await of.until(
    () => of.store.crm.status(),
    ({ records }) => records.waiting === 0,
    'nothing that waits',
  );
  return 'crm';
}

/** A workflow that a schedule runs. */
const scheduled = (type: string) => async (of: TestEngine) => {
  const workflowId = `${type}-${randomUUID()}`;
  await of.client.execute(type, { workflowId, taskQueue: of.taskQueue, args: [] });
  return workflowId;
};

const at = (of: TestEngine, enrollmentId: string, stepId: string) =>
  of.until(
    () => of.store.enrollments.get(enrollmentId),
    (e) => e.stepId === stepId && e.waitUntil !== null,
    `the wait at ${stepId}`,
  );

const emptyOutbox = (of: TestEngine) =>
  of.until(
    () => of.store.outbox.pending(),
    ({ waiting }) => waiting === 0,
    'an empty outbox',
  );

/** Every step that asks an activity but waits for nobody. */
async function everyStep(of: TestEngine): Promise<string> {
  const receiver = await startWebhookReceiver();
  await of.publish('sequence: other\nsteps:\n  - wait: 30 days\n');
  const call = { url: receiver.url, method: 'POST', data: { from: 'a test' }, giveUpAfter: 'PT1H' } as const;
  const act = (id: string, what: Act, next: string): ProgramStep => ({ kind: 'act', id, act: what, next });
  await of.publishProgram({
    ...programWith([
      {
        kind: 'branch',
        id: 'size',
        cases: [{ condition: 'lead.fields.employees > 50', next: 'field' }],
        otherwise: null,
      },
      act('field', { kind: 'set', values: { 'fields.region': 'north' } }, 'tag'),
      act('tag', { kind: 'tag', add: ['large'], remove: ['small'] }, 'points'),
      act('points', { kind: 'score', points: 5, reason: 'is large' }, 'notify'),
      act('notify', { kind: 'notify', to: 'ines', subject: 'A large lead', text: 'Have a look.' }, 'other'),
      act('other', { kind: 'start', sequence: 'other' }, 'no-other'),
      act('no-other', { kind: 'stop', sequence: 'other' }, 'ask'),
      { kind: 'call', id: 'ask', call, next: 'arms', onFailure: null },
      {
        kind: 'split',
        id: 'arms',
        arms: ['a', 'b'].map((name) => ({ name, weight: 1, holdOut: false, next: 'mail' })),
        winner: null,
      },
      send('mail', 'rest'),
      wait('rest', 'PT1S', 'again'),
      { kind: 'goto', id: 'again', to: 'mail', atMost: 1, next: 'out' },
      { kind: 'exit', id: 'out', reason: 'has seen it all', success: true },
    ]),
    sequence: 'every-step',
  });
  const lead = await of.addLead();
  const enrollment = await of.enroll(lead.id, 'every-step');
  const end = await of.ended(enrollment.id);
  await receiver.close();
  expect([end.status, end.reason]).toEqual(['converted', 'has seen it all']);
  return end.workflowId;
}

/** All of several events, of which one comes twice and one too late. */
async function waitedForAll(of: TestEngine): Promise<string> {
  await of.publish(`
sequence: all-of-them
steps:
  - waitFor: { all: [ form, { page: /pricing }, { event: seen } ] }
    timeout: 9 days
    then: [ { waitFor: { event: never }, timeout: 1 second, else: [ { send: all } ] } ]
`);
  const lead = await of.addLead();
  const enrollment = await of.enroll(lead.id, 'all-of-them');
  await at(of, enrollment.id, 'wait-for-1');
  for (const [kind, name] of [
    ['form', 'contact'],
    ['form', 'contact'],
    ['page_view', '/pricing'],
    ['custom', 'seen'],
  ] as const) {
    await of.ingest({ kind, name, lead: { id: lead.id } });
  }
  const end = await of.ended(enrollment.id);
  expect(end.status).toBe('completed');
  return end.workflowId;
}

/** Paused, resumed, moved by hand, told of another zone, and stopped by a goal. */
async function commanded(of: TestEngine): Promise<string> {
  await of.publish(`
sequence: commanded
goals: [ { event: bought } ]
steps:
  - send: hello
  - { id: rest, wait: 3 days }
  - { id: rest-again, wait: 3 days }
`);
  const lead = await of.addLead();
  const { id } = await of.enroll(lead.id, 'commanded');
  const scope = { kind: 'enrollment', enrollmentId: id } as const;
  await at(of, id, 'rest');
  await of.store.pauses.pause(scope, null, 'test', now());
  await emptyOutbox(of);
  await of.store.pauses.resume(scope, 'test', now());
  await of.store.enrollments.move(id, 'rest-again', 'test', now());
  await at(of, id, 'rest-again');
  await of.store.leads.save({ email: lead.email, timeZone: 'Asia/Tokyo' }, now(), 'test');
  await emptyOutbox(of);
  await of.ingest({ kind: 'custom', name: 'bought', lead: { id: lead.id } });
  const end = await of.ended(id);
  expect(end.status).toBe('converted');
  return end.workflowId;
}

/** Lives through a migration, in two runs; the workflow of the migration is a history of its own. */
async function migrated(of: TestEngine): Promise<{ readonly enrollment: string; readonly migration: string }> {
  await of.publish('sequence: edited\nsteps:\n  - send: first\n  - { id: rest, wait: 30 days }\n  - send: second\n');
  const lead = await of.addLead();
  const { id } = await of.enroll(lead.id, 'edited');
  await at(of, id, 'rest');
  await of.publish(
    'sequence: edited\nsteps:\n  - send: first\n  - { id: pause, formerly: rest, wait: 1 second }\n  - send: third\n',
  );
  const migration = await of.store.migrations.begin('edited', {}, 20, now());
  return { enrollment: (await of.ended(id)).workflowId, migration: `migration/${migration.id}` };
}

async function massEnrolled(of: TestEngine): Promise<string> {
  await of.publish('sequence: many\nsteps:\n  - wait: 30 days\n');
  await Promise.all(Array.from({ length: 25 }, () => of.addLead()));
  const everybody = { when: null, segment: null, source: null, tag: null };
  const { id } = await of.store.batches.begin('many', everybody, 50, now());
  return `batch/${id}`;
}

/** In more than one turn, with a rest between them. */
async function recomputed(of: TestEngine): Promise<string> {
  await Promise.all(Array.from({ length: 25 }, () => of.addLead()));
  return recomputeWorkflowId((await of.store.scores.beginRecompute({ promote: false, pace: 10 }, 'test', now())).id);
}

/** Over two lanes, to its end; a mail is put off on the way, and it is told to look while it waits. */
async function broadcasted(of: TestEngine): Promise<string> {
  await of.publish('sequence: newsletter\nsteps:\n  - send: news\n');
  const leads = await Promise.all(Array.from({ length: 60 }, () => of.addLead({ source: 'newsletter' })));
  const settings = { purpose: 'marketing', stages: [...nurturable], priority: 0, caps: [], window: null, stale: null };
  const filter = { when: null, segment: null, source: 'newsletter', tag: null };
  const order = { name: 'news', template: 'news', filter, sender: null, settings, pace: 100, startAt: now() };
  await of.store.pauses.pause({ kind: 'lead', leadId: leads[0]?.id ?? '' }, null, 'test', now());
  const { id } = await of.store.broadcasts.begin(order, 'test', now());
  const seen = (state: MessageState, count: number) =>
    of.until(
      () => of.store.broadcasts.get(id),
      ({ mails }) => mails[state] === count,
      `${count} mails that are ${state}`,
    );
  await seen('SENT', 59);
  await seen('DEFERRED', 1);
  const workflowId = `broadcast/${id}`;
  await of.until(
    async () => (await of.client.getHandle(workflowId).fetchHistory()).events ?? [],
    (events) =>
      events.some(({ timerStartedEventAttributes: timer }) => Number(timer?.startToFireTimeout?.seconds) > 600),
    'its sleep',
  );
  await of.store.broadcasts.stop(id, 'test', now());
  return workflowId;
}

/** Its end is recorded within the workflow task, as of all that were started since that is done. */
async function endedNearby(of: TestEngine): Promise<string> {
  await of.publish('sequence: brief\nsteps:\n  - send: hello\n  - wait: 1 second\n');
  const lead = await of.addLead();
  return (await of.ended((await of.enroll(lead.id, 'brief')).id)).workflowId;
}

/** Another worker has it at first; when that one's time is up, it leaves. */
async function writtenLetter(of: TestEngine): Promise<string> {
  const lead = await of.addLead();
  await of.holdSignals();
  const { id } = await of.store.letters.write(
    {
      kind: 'answer',
      leadId: lead.id,
      inboundItemId: null,
      recipient: lead.email,
      subject: 'Re: hello',
      text: 'Yes.',
      inReplyTo: null,
      references: [],
      actor: 'test',
    },
    lead.id,
    now(),
  );
  const owner = { kind: 'letter', letterId: id, recipient: lead.email, internal: false } as const;
  await of.store.messages.claim(`letter/${id}`, owner, null, 3000, now());
  await of.deliverSignals();
  await of.sink.waitFor((mail) => mail.envelope.to[0] === lead.email);
  return `letter/${id}`;
}

/** Looks more than once: what it deletes was told to end only a moment before. */
async function erased(of: TestEngine): Promise<string> {
  await of.publish('sequence: forgotten\nsteps:\n  - send: hello\n  - wait: 30 days\n');
  const lead = await of.addLead();
  await of.enroll(lead.id, 'forgotten');
  await of.sink.waitFor((mail) => mail.envelope.to[0] === lead.email);
  return erasureWorkflowId((await of.store.rights.erase(lead.id, 'test', null, now())).id);
}

/** Takes a breath: there is more than one turn takes away. */
async function keptPeriods(of: TestEngine): Promise<string> {
  await fillWithOldMail(of.databaseUrl, 10_001);
  const workflowId = `retention/${randomUUID()}`;
  await of.client.start('retention', { taskQueue: of.taskQueue, workflowId });
  return workflowId;
}

/** One message is refused and tried again; a second one wakes the workflow while it sleeps. */
async function toldWebhooks(of: TestEngine): Promise<string> {
  const receiver = await startWebhookReceiver();
  const endpoint = `told-${randomUUID().slice(0, 8)}`;
  of.reachWebhooks({
    ...{ endpoint, url: receiver.url, types: [], scoreStep: null, allowInsecure: true, disabled: false },
    secrets: [secret(`whsec_${Buffer.alloc(32, 1).toString('base64')}`)],
  });
  receiver.answer({ status: 500 }, { status: 204 });
  const states = async () => (await of.store.webhooks.list({ endpoint }, { limit: 9 })).items.map(({ state }) => state);
  await of.store.webhooks.ping(endpoint, now());
  await of.until(
    async () => receiver.received.length,
    (count) => count === 1,
    'the first try',
  );
  await of.store.webhooks.ping(endpoint, now());
  await of.until(states, (all) => all.length === 2 && all.every((state) => state === 'delivered'), 'both taken');
  await receiver.close();
  return webhooksWorkflowId(endpoint);
}

/** By the name of its file; each lives once and returns the id of its workflow. */
export const lives: Readonly<Record<string, (of: TestEngine, here: CrmHere) => Promise<string>>> = {
  'nurture-clicked': clicked,
  'nurture-stopped': stopped,
  'handoff-returned': returned,
  'handoff-followed': followed,
  'handoff-attached': attached,
  crm: told,
  'crm-pull': scheduled('crmPull'),
  'desk-digest': scheduled('deskDigest'),
  'nurture-every-step': everyStep,
  'nurture-waited-for-all': waitedForAll,
  'nurture-commanded': commanded,
  'nurture-migrated': async (of) => (await migrated(of)).enrollment,
  'nurture-ended-nearby': endedNearby,
  migration: async (of) => (await migrated(of)).migration,
  'mass-enrollment': massEnrolled,
  recompute: recomputed,
  broadcast: broadcasted,
  letter: writtenLetter,
  erasure: erased,
  retention: keptPeriods,
  webhooks: toldWebhooks,
};
