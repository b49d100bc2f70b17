/** The example programs, each played against a lead that its marketer would recognise. Long, because they are twelve. */
import { beforeAll, describe, expect, it } from 'vitest';
import type { Program } from '../../domain/program.ts';
import { type Script, timeline } from '../support/timeline.ts';
import { exampleSequences, exampleTemplates, exampleWorkspace } from './example-files.ts';

let programs: ReadonlyMap<string, Program>;
beforeAll(async () => {
  const sequences = exampleSequences(exampleWorkspace(), await exampleTemplates());
  programs = new Map([...sequences].map(([name, { program }]) => [name, program]));
});

const check = (name: string, script: Script = {}): Promise<string> => {
  const program = programs.get(name);
  if (!program) throw new Error(`There is no sequence ${name}`);
  return timeline(program, script);
};
const click = (stepId: string, link: string | null = null) => ({ kind: 'click', stepId, visit: 1, link }) as const;
const happened = (name: string) => ({ kind: 'custom', name }) as const;

describe('welcome', () => {
  it('writes three mails on working days, and hands an answer to a person', async () => {
    const answer = { kind: 'reply', name: 'question' } as const;
    expect(
      await check('welcome', {
        events: [
          ['3 days', click('how', 'how')],
          ['5 days', answer],
        ],
      }),
    ).toMatchInlineSnapshot(`
      "2026-03-02 09:00  send hello → sent
      2026-03-02 09:00  wait 2 business days at 09:00 until 2026-03-04 09:00
      2026-03-04 09:00  send how → sent
      2026-03-04 09:00  wait for click, at most 5 days
      2026-03-05 09:00  event click
      2026-03-05 09:00  score +5: Read how it works
      2026-03-05 09:00  send question → sent
      2026-03-05 09:00  wait for reply, at most 14 days
      2026-03-07 09:00  event reply question
      2026-03-07 09:00  notify ines
      2026-03-07 09:00  close
      2026-03-07 09:00  converted: talks to us"
    `);
    expect(await check('welcome')).toMatchInlineSnapshot(`
      "2026-03-02 09:00  send hello → sent
      2026-03-02 09:00  wait 2 business days at 09:00 until 2026-03-04 09:00
      2026-03-04 09:00  send how → sent
      2026-03-04 09:00  wait for click, at most 5 days
      2026-03-09 09:00  time is up
      2026-03-09 09:00  send question → sent
      2026-03-09 09:00  wait for reply, at most 14 days
      2026-03-23 09:00  time is up
      2026-03-23 09:00  close
      2026-03-23 09:00  completed: end of the sequence"
    `);
  });
});

describe('trial', () => {
  it('follows the meter: readings, half-time, and sales when the report and the prices were read', async () => {
    const events = [
      ['2 days', happened('meter_online')],
      ['15 days', click('halfway', 'report')],
      ['16 days', { kind: 'page_view', name: '/lumenfield/prices' }],
    ] as const;
    expect(await check('trial', { events })).toMatchInlineSnapshot(`
      "2026-03-02 09:00  send start → sent
      2026-03-02 09:00  wait for custom, at most 7 days
      2026-03-04 09:00  event custom meter_online
      2026-03-04 09:00  send readings → sent
      2026-03-04 09:00  wait 10 days at 09:00 until 2026-03-14 09:00
      2026-03-14 09:00  send halfway → deferred until 2026-03-16 08:12
      2026-03-16 08:12  send halfway → sent
      2026-03-16 08:12  wait for click and page, at most 7 days
      2026-03-17 09:00  event click
      2026-03-18 09:00  event page_view /lumenfield/prices
      2026-03-18 09:00  hand-off: Read the trial report and looked at the prices
      2026-03-18 09:00  close
      2026-03-18 09:00  converted: ready to buy"
    `);
  });

  it('calls for help while the meter is in its box, three times at most', async () => {
    expect(await check('trial')).toMatchInlineSnapshot(`
      "2026-03-02 09:00  send start → sent
      2026-03-02 09:00  wait for custom, at most 7 days
      2026-03-09 09:00  time is up
      2026-03-09 09:00  notify tom
      2026-03-09 09:00  send help → sent
      2026-03-09 09:00  wait for custom, at most 7 days
      2026-03-16 09:00  time is up
      2026-03-16 09:00  notify tom
      2026-03-16 09:00  send help (visit 2) → sent
      2026-03-16 09:00  wait for custom, at most 7 days
      2026-03-23 09:00  time is up
      2026-03-23 09:00  notify tom
      2026-03-23 09:00  send help (visit 3) → sent
      2026-03-23 09:00  wait 10 days at 09:00 until 2026-04-02 09:00
      2026-04-02 09:00  send halfway → sent
      2026-04-02 09:00  wait for click and page, at most 7 days
      2026-04-09 09:00  time is up
      2026-04-09 09:00  send ending → sent
      2026-04-09 09:00  wait 5 business days until 2026-04-16 09:00
      2026-04-16 09:00  close
      2026-04-16 09:00  exited: trial is over"
    `);
  });
});

describe('abandoned-quote', () => {
  it('comes soon, offers help to the large, and stops when the quote is finished', async () => {
    expect(await check('abandoned-quote', { facts: { fields: { sites: 7 } } })).toMatchInlineSnapshot(`
      "2026-03-02 09:00  wait 3 hours until 2026-03-02 12:00
      2026-03-02 12:00  send unfinished → sent
      2026-03-02 12:00  wait for click, at most 2 days
      2026-03-04 12:00  time is up
      2026-03-04 12:00  branch branch-1 → case 1
      2026-03-04 12:00  send quote-offer → sent
      2026-03-04 12:00  wait 3 days until 2026-03-07 12:00
      2026-03-07 12:00  close
      2026-03-07 12:00  exited: did not come back"
    `);
    const finished = [['5 hours', { kind: 'form', name: 'quote' }]] as const;
    expect(await check('abandoned-quote', { events: finished })).toMatchInlineSnapshot(`
      "2026-03-02 09:00  wait 3 hours until 2026-03-02 12:00
      2026-03-02 12:00  send unfinished → sent
      2026-03-02 12:00  wait for click, at most 2 days
      2026-03-02 14:00  event form quote
      2026-03-02 14:00  close
      2026-03-02 14:00  converted: goal: form quote"
    `);
  });

  it('leaves out a reminder that an outage has made stale', async () => {
    expect(await check('abandoned-quote', { outages: [['1 hour', '4 days']] })).toContain('send unfinished → skipped');
  });
});

describe('content-by-interest', () => {
  it('sends more of what was clicked', async () => {
    expect(
      await check('content-by-interest', { events: [['1 day', click('choose', 'night')]] }),
    ).toMatchInlineSnapshot(`
      "2026-03-02 09:00  send choose → deferred until 2026-03-03 08:12
      2026-03-03 08:12  send choose → sent
      2026-03-03 08:12  wait for click, at most 4 days
      2026-03-03 09:00  event click
      2026-03-03 09:00  set fields.interest = night-load
      2026-03-03 09:00  wait 3 days at 09:00 until 2026-03-06 09:00
      2026-03-06 09:00  send night.mail → deferred until 2026-03-10 08:12
      2026-03-10 08:12  send night.mail → sent
      2026-03-10 08:12  wait for click, at most 10 days
      2026-03-20 08:12  time is up
      2026-03-20 08:12  branch branch-2 → else
      2026-03-20 08:12  close
      2026-03-20 08:12  completed: end of the sequence"
    `);
    const costs = { events: [{ kind: 'click', name: 'costs', here: true, count: 1 }] } as const;
    expect(await check('content-by-interest', { around: costs })).toContain('send costs.mail → sent');
  });

  it('sends one of each to whoever does not choose', async () => {
    const played = await check('content-by-interest');
    expect(played).toContain('send first.mail → sent');
    expect(played).toContain('send second.mail → sent');
  });
});

describe('re-engagement', () => {
  it('asks twice and lets go', async () => {
    expect(await check('re-engagement')).toMatchInlineSnapshot(`
      "2026-03-02 09:00  send ask → deferred until 2026-03-03 10:40
      2026-03-03 10:40  send ask → sent
      2026-03-03 10:40  wait for click or reply, at most 21 days
      2026-03-24 10:40  time is up
      2026-03-24 10:40  send last → sent
      2026-03-24 10:40  wait for click or reply, at most 30 days
      2026-04-23 10:40  time is up
      2026-04-23 10:40  tag +quiet
      2026-04-23 10:40  stop newsletter
      2026-04-23 10:40  close
      2026-04-23 10:40  exited: stays silent"
    `);
  });

  it('ends as a success with one click', async () => {
    expect(await check('re-engagement', { events: [['2 days', click('ask', 'stay')]] })).toContain('converted');
  });
});

describe('event-invitation', () => {
  it('invites, counts who wants a seat, and reminds before the day', async () => {
    const script: Script = { arms: { subject: 'curious' }, start: '2027-03-15T10:00:00.000Z' };
    const seat = [['1 day', click('invitation-curious', 'seat')]] as const;
    expect(await check('event-invitation', { ...script, events: seat })).toMatchInlineSnapshot(`
      "2027-03-15 10:00  split subject → curious
      2027-03-15 10:00  send invitation-curious → sent
      2027-03-15 10:00  wait for click, at most 7 days
      2027-03-16 10:00  event click
      2027-03-16 10:00  score +10: Wanted a seat at the open day
      2027-03-16 10:00  wait until 2027-04-13 at 09:00 until 2027-04-13 09:00
      2027-04-13 09:00  send reminder → sent
      2027-04-13 09:00  close
      2027-04-13 09:00  exited: invited"
    `);
  });

  it('leaves the hold-out group alone, and whoever is too late', async () => {
    expect(await check('event-invitation', { arms: { subject: 'not-invited' } })).toContain('exited: hold-out group');
    const late: Script = { arms: { subject: 'plain' }, start: '2027-04-12T10:00:00.000Z' };
    expect(await check('event-invitation', late)).toContain('exited: invited too late');
  });
});

describe('renewal', () => {
  it('counts backwards from the end of the contract', async () => {
    const facts = { fields: { contractEnd: '2026-12-31' } };
    expect(await check('renewal', { facts })).toMatchInlineSnapshot(`
      "2026-03-02 09:00  wait 90 days before lead.fields.contractEnd at 09:00 until 2026-10-02 09:00
      2026-10-02 09:00  send ahead → sent
      2026-10-02 09:00  wait 30 days before lead.fields.contractEnd at 09:00 until 2026-12-01 09:00
      2026-12-01 09:00  send soon → sent
      2026-12-01 09:00  wait for click, at most 20 days
      2026-12-21 09:00  time is up
      2026-12-21 09:00  notify agnieszka
      2026-12-21 09:00  close
      2026-12-21 09:00  exited: handed to account management"
    `);
    expect(await check('renewal', { facts, events: [['240 days', happened('contract_renewed')]] })).not.toContain(
      'soon',
    );
    // While it waits for the click, the goal is reached all the same.
    expect(await check('renewal', { facts, events: [['280 days', happened('contract_renewed')]] })).toMatch(
      /wait for click.*\n.*event custom contract_renewed\n.*close\n.*converted: goal: custom contract_renewed$/,
    );
  });

  it('tells a person when there is no date, or one that is too near', async () => {
    expect(await check('renewal')).toMatchInlineSnapshot(`
      "2026-03-02 09:00  wait 90 days before lead.fields.contractEnd at 09:00 → absent
      2026-03-02 09:00  notify agnieszka
      2026-03-02 09:00  close
      2026-03-02 09:00  exited: no date ahead"
    `);
    expect(await check('renewal', { facts: { fields: { contractEnd: '2026-04-01' } } })).toContain('no date ahead');
  });
});

describe('onboarding', () => {
  it('takes a customer from the signature to the second look', async () => {
    const script: Script = {
      calls: { fitter: { status: 200, body: { booked: true } } },
      events: [['20 days', happened('meter_online')]],
    };
    expect(await check('onboarding', script)).toMatchInlineSnapshot(`
      "2026-03-02 09:00  send welcome → sent
      2026-03-02 09:00  call fitter → ok
      2026-03-02 09:00  branch branch-1 → case 1
      2026-03-02 09:00  send date → sent
      2026-03-02 09:00  wait for custom, at most 6 weeks
      2026-03-22 09:00  event custom meter_online
      2026-03-22 09:00  wait 28 days at 09:00 until 2026-04-19 09:00
      2026-04-19 09:00  send report → deferred until 2026-04-20 08:12
      2026-04-20 08:12  send report → sent
      2026-04-20 08:12  wait 2 weeks until 2026-05-04 08:12
      2026-05-04 08:12  send review → sent
      2026-05-04 08:12  close
      2026-05-04 08:12  converted: on board"
    `);
  });

  it('tells a person when the fitter does not answer, or no reading comes', async () => {
    expect(await check('onboarding', { calls: { fitter: { status: 503, body: null } } })).toMatchInlineSnapshot(`
      "2026-03-02 09:00  send welcome → sent
      2026-03-02 09:00  call fitter → failed
      2026-03-02 09:00  notify tom
      2026-03-02 09:00  wait for custom, at most 6 weeks
      2026-04-13 09:00  time is up
      2026-04-13 09:00  notify tom
      2026-04-13 09:00  close
      2026-04-13 09:00  exited: stuck before the first reading"
    `);
  });
});

describe('recycle', () => {
  it.each([
    ['no_budget', 'send budget → sent'],
    ['timing', 'send check-in → sent'],
    ['bad_data', 'exited: its data comes first'],
  ])('after %s: %s', async (reason, expected) => {
    const handoff = { status: 'returned', reason, number: 1 } as const;
    expect(await check('recycle', { around: { handoff } })).toContain(expected);
  });
});

describe('buying-group', () => {
  const facts = { title: 'Head of Finance' };

  it('calls sales when the company is awake, and goes on when sales says it is too early', async () => {
    const around = { account: { name: 'Acme', leads: 4, engaged: 3, score: 20 } };
    const events = [['10 days', { kind: 'decision', name: 'returned', detail: 'timing' }]] as const;
    expect(await check('buying-group', { facts, around, events })).toMatchInlineSnapshot(`
      "2026-03-02 09:00  branch branch-1 → case 1
      2026-03-02 09:00  send for-finance → sent
      2026-03-02 09:00  wait 7 days until 2026-03-09 09:00
      2026-03-09 09:00  branch branch-2 → case 1
      2026-03-09 09:00  hand-off: Several people of the company are engaged
      2026-03-09 09:00  wait for decision, at most 30 days
      2026-03-12 09:00  event decision returned
      2026-03-12 09:00  wait 30 days until 2026-04-11 09:00
      2026-04-11 09:00  wait 7 days until 2026-04-18 09:00
      2026-04-18 09:00  branch branch-2 → case 1
      2026-04-18 09:00  hand-off: Several people of the company are engaged
      2026-04-18 09:00  wait for decision, at most 30 days
      2026-05-18 09:00  time is up
      2026-05-18 09:00  close
      2026-05-18 09:00  converted: with sales"
    `);
  });

  it('looks again every week, nine times, and lets go', async () => {
    const played = await check('buying-group', {
      around: { account: { name: 'Acme', leads: 2, engaged: 1, score: 5 } },
    });
    expect(played.match(/wait 7 days/g)).toHaveLength(9);
    expect(played).toContain('exited: the company stays quiet');
  });
});

describe('newsletter', () => {
  it('comes on Tuesdays, in order, also after a public holiday', async () => {
    expect(await check('newsletter', { holidays: ['2026-03-03'] })).toMatchInlineSnapshot(`
      "2026-03-02 09:00  wait until tuesday at 08:30 until 2026-03-03 08:30
      2026-03-03 08:30  send first.letter → deferred until 2026-03-10 08:12
      2026-03-10 08:12  send first.letter → sent
      2026-03-10 08:12  wait 8 days until 2026-03-18 08:12
      2026-03-18 08:12  wait until tuesday at 08:30 until 2026-03-24 08:30
      2026-03-24 08:30  send second.letter → sent
      2026-03-24 08:30  wait 8 days until 2026-04-01 08:30
      2026-04-01 08:30  wait until tuesday at 08:30 until 2026-04-07 08:30
      2026-04-07 08:30  send third.letter → sent
      2026-04-07 08:30  wait 8 days until 2026-04-15 08:30
      2026-04-15 08:30  branch branch-1 → else
      2026-04-15 08:30  close
      2026-04-15 08:30  converted: all letters read"
    `);
  });
});
