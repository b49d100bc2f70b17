/** What is said about waits and events that are wrong by themselves. */
import { describe, expect, test } from 'vitest';
import { check } from './printed.ts';

const steps = (text: string, top = ''): string => `sequence: test\n${top}steps:\n${text}`;

describe('a wait', () => {
  test('says what it cannot read, and which field is no date', () => {
    const waits = [
      'until tusday',
      '3 days at 25:00',
      'until 2026-02-30',
      '0 business days',
      'until lead.fields.renewl',
      '3 days before lead.fields.region',
      'until lead.fields.toString',
      '[ 3 days ]',
    ];
    expect(check(steps(waits.map((wait) => `  - wait: ${wait}\n`).join('')))).toMatchInlineSnapshot(`
      "3:11 WAIT_INVALID "wait" is wrong: "tusday" is not a day of the week such as "monday" or "mon"; did you mean "until tuesday"?
      4:11 WAIT_INVALID "wait" is wrong: "25:00" is not a time of day such as "09:00"
      5:11 WAIT_INVALID "wait" is wrong: "2026-02-30" is not a date such as "2026-12-24" (2199-12-31 at the latest)
      6:11 WAIT_INVALID "wait" is wrong: "0 business days" is out of range: from 1 to 2600
      7:11 FIELD_INVALID the field "renewl" is not declared; did you mean "lead.fields.renewal"?
      8:11 FIELD_INVALID the field "region" is a string, and only a date can be waited for
      9:11 FIELD_INVALID the field "toString" is not declared
      10:11 WAIT_INVALID "wait" must be a wait such as "3 days" or "until tuesday at 09:00""
    `);
  });

  test('has an else only when it can be missed', () => {
    expect(
      check(steps('  - wait: until tuesday\n    else: [ { exit: x } ]\n  - wait: 3 days\n    then: [ { exit: x } ]\n')),
    ).toMatchInlineSnapshot(`
      "4:5 AUTHORING_SHAPE "else" is for a wait until a date, which may be absent or past: this wait always ends
      6:5 AUTHORING_SHAPE unknown key "then"; known here: wait, else, id and formerly"
    `);
  });
});

describe('events', () => {
  test('are shown at the word that is wrong', () => {
    const events = [
      '{ reply: interestd }',
      '{ reply: [] }',
      '{ form: [ a ] }',
      '{ page: pricing }',
      '{ page: /a*b }',
      '{ event: { name: bought, where: "event.payload.amount >" } }',
      '{ event: { nam: bought } }',
      '{ event: { where: "event.payload.a == 1" } }',
      '{ event: { name: bought, where: "score > 3" } }',
      '{ score: high }',
      '{ stage: prospct }',
      '{ decision: acepted }',
      '{ decision: { is: accepted, reason: timing } }',
      '{ decision: { is: returned, reason: tming } }',
      '{ all: [ { any: [ reply, form ] } ] }',
      'page',
      '{ any: [ open, bounce ] }',
    ];
    const yaml = events.map((event) => `  - waitFor: ${event}\n    timeout: 1 day\n`).join('');
    expect(check(steps(yaml))).toMatchInlineSnapshot(`
      "3:23 AUTHORING_SHAPE "waitFor.reply" must be one of interested, question, later, not_interested or other, but is "interestd"; did you mean "interested"?
      5:23 AUTHORING_SHAPE "waitFor.reply" must be a list with at least one entry, but is empty
      7:22 AUTHORING_SHAPE "waitFor.form" must be text, but is a list
      9:22 AUTHORING_SHAPE "waitFor.page" must be the path of a page such as "/pricing", or "/blog/*" for all below it, but is "pricing"
      11:22 AUTHORING_SHAPE "waitFor.page" must be the path of a page such as "/pricing", or "/blog/*" for all below it, but is "/a*b"
      13:68 CONDITION_INVALID "waitFor.event.where" is wrong: the condition ends too early
      15:25 AUTHORING_SHAPE unknown key "nam"; did you mean "name"?
      17:23 AUTHORING_SHAPE "waitFor.event.name" is missing: it must be text
      19:47 CONDITION_INVALID "waitFor.event.where" is wrong: "score" cannot be asked here: this condition is about the event, with event.name and event.payload
      21:23 AUTHORING_SHAPE "waitFor.score" must be a number, but is "high"
      23:23 AUTHORING_SHAPE "waitFor.stage" must be one of awareness, name, engaged, prospect, mql, sql, opportunity, customer, recycled or disqualified, but is "prospct"; did you mean "prospect"?
      25:26 AUTHORING_SHAPE "waitFor.decision" must be one of accepted or returned, but is "acepted"; did you mean "accepted"?
      27:50 AUTHORING_SHAPE only a lead that is returned has a "reason"
      29:50 AUTHORING_SHAPE "waitFor.decision.reason" must be one of no_fit, no_budget, no_authority, timing, bad_data, duplicate, competitor or unreachable, but is "tming"; did you mean "timing"?
      31:30 AUTHORING_SHAPE "any" cannot stand inside "all": write the events in one list
      33:14 AUTHORING_SHAPE unknown event "page"; write { page: … }: it does not say which
      35:23 EVENT_UNSUPPORTED "open" cannot be waited for: machines open mail, so an open decides nothing: wait for a click
      35:29 EVENT_UNSUPPORTED "bounce" cannot be waited for: a hard bounce ends the sequence by itself"
    `);
  });

  test('are listed as goals and stops, where groups mean nothing', () => {
    expect(
      check(
        steps(
          '  - send: welcome\n',
          'goals: { event: bought }\nstop: { on: [ { any: [ reply ] }, open, { event: 5 } ] }\n',
        ),
      ),
    ).toMatchInlineSnapshot(`
      "2:8 AUTHORING_SHAPE "goals" must be a list of events, but is a mapping
      3:22 AUTHORING_SHAPE "any" cannot stand inside "on": the sequence ends with any of the listed events
      3:35 EVENT_UNSUPPORTED "open" cannot be waited for: machines open mail, so an open decides nothing: wait for a click
      3:50 AUTHORING_SHAPE "stop.on[3].event" must be text, but is 5: put it in quotes"
    `);
  });
});
