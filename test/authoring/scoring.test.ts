/** The scoring model of a workspace: its conditions, thresholds, groups and rules. */
import { describe, expect, test } from 'vitest';
import { checkChanged } from './printed-workspace.ts';

describe('the scoring model', () => {
  test('has its conditions checked against the declared fields', () => {
    expect(checkChanged(['scoring', 'lead.fields.employees', 'lead.fields.employes'])).toMatchInlineSnapshot(
      `"c:5:25 CONDITION_INVALID "fit.rules[1].when" is wrong: the field "employes" is not declared; did you mean "lead.fields.employees"?"`,
    );
  });

  test('is not blamed for fields when the organisation cannot be read', () => {
    expect(checkChanged(['organisation', 'employees: number', 'employees: ???'])).not.toContain('CONDITION_INVALID');
    expect(checkChanged(['organisation', 'name: Lumenfield', 'name: "'])).not.toContain('CONDITION_INVALID');
  });

  test('still has its conditions checked when only another part of the organisation is wrong', () => {
    expect(
      checkChanged(
        ['organisation', 'language: en', 'language: 5'],
        ['scoring', 'lead.fields.employees', 'lead.fields.employes'],
      ),
    ).toContain('CONDITION_INVALID');
  });

  test('has thresholds in an order that works', () => {
    expect(
      checkChanged(
        ['scoring', '{ A: 50, B: 30, C: 10 }', '{ A: 50, B: 50, C: 60 }'],
        ['scoring', '{ warm: 20, hot: 50 }', '{ warm: 50, hot: 20 }'],
        ['scoring', 'prospectAt: 30', 'prospectAt: 90'],
        ['scoring', 'rearmBelow: 45', 'rearmBelow: 60'],
      ),
    ).toMatchInlineSnapshot(`
      "c:8:23 AUTHORING_SHAPE "fit.grades.B" must be less than the points for A
      c:8:30 AUTHORING_SHAPE "fit.grades.C" must be less than the points for B
      c:16:31 AUTHORING_SHAPE "temperature.hot" must be more than "warm"
      c:17:13 AUTHORING_SHAPE "prospectAt" must not be more than "mql.at" (60)
      c:18:28 AUTHORING_SHAPE "mql.rearmBelow" must be less than "at" (60), or one lead could cross it again and again"
    `);
    expect(checkChanged(['scoring', '{ email: 60, web: 40 }', '{ email: 30, web: 20 }'])).toMatchInlineSnapshot(
      `"c:18:12 AUTHORING_SHAPE "mql.at" can never be reached: the groups' caps add up to 50"`,
    );
  });

  test('has numbers in their bounds', () => {
    expect(
      checkChanged(
        ['scoring', 'keepOnReturn: 0.5', 'keepOnReturn: 1.5'],
        ['scoring', '{ email: 60, web: 40 }', '{ email: 0, web: -5 }'],
        ['scoring', 'points: 30\n', 'points: 0.5\n'],
        ['scoring', 'halfLife: 30 days', 'halfLife: 30'],
        ['scoring', 'minGrade: B', 'minGrade: b'],
      ),
    ).toMatchInlineSnapshot(`
      "c:2:11 DURATION_INVALID "halfLife" has no unit: write "30 days", "30 hours" or "30 minutes"
      c:6:15 AUTHORING_SHAPE "fit.rules[1].points" must be a whole number, but is 0.5
      c:10:20 AUTHORING_SHAPE "engagement.groups.email" must be more than 0, but is 0
      c:10:28 AUTHORING_SHAPE "engagement.groups.web" must be more than 0, but is -5
      c:18:42 AUTHORING_SHAPE "mql.minGrade" must be one of A, B, C or D, but is "b"; did you mean "B"?
      c:19:15 AUTHORING_SHAPE "keepOnReturn" must be at most 1, but is 1.5"
    `);
  });

  test('has limits and marks in one of their two forms', () => {
    expect(
      checkChanged(
        ['scoring', '{ email: 60, web: 40 }', '{ email: many, web: { cap: 40, perday: 5 } }'],
        ['scoring', 'warm: 20, hot: 50', 'warm: [20], hot: { at: soon, minGrade: E }'],
        ['scoring', 'keepOnReturn: 0.5', 'keepOnReturn: 0.5\nrecency: [{ within: 3 days, points: -5 }, { points: 3 }]'],
      ),
    ).toMatchInlineSnapshot(`
      "c:10:20 AUTHORING_SHAPE "engagement.groups.email" must be a number or a mapping, but is "many"
      c:10:42 AUTHORING_SHAPE unknown key "perday"; did you mean "perDay"?
      c:16:22 AUTHORING_SHAPE "temperature.warm" must be a number or a mapping, but is a list
      c:16:39 AUTHORING_SHAPE "temperature.hot.at" must be a number, but is "soon"
      c:16:55 AUTHORING_SHAPE "temperature.hot.minGrade" must be one of A, B, C or D, but is "E"
      c:20:37 AUTHORING_SHAPE "recency[1].points" must be at least 1, but is -5
      c:20:43 AUTHORING_SHAPE "recency[2].within" is missing: it must be a duration such as "3 days""
    `);
  });

  test('names events that are declared', () => {
    expect(
      checkChanged(
        ['scoring', 'name: demo_requested', 'name: demo_request'],
        [
          'scoring',
          'minGrade: B }',
          'minGrade: B, fastTrack: [{ on: event, name: callback }, { on: form, name: any }] }',
        ],
      ),
    ).toMatchInlineSnapshot(`
      "c:14:26 EVENT_UNKNOWN no event "demo_request" is declared; did you mean "demo_requested"?
      c:18:76 EVENT_UNKNOWN no event "callback" is declared"
    `);
    expect(
      checkChanged(
        ['organisation', 'events: [ demo_requested, bought ]\n', ''],
        ['scoring', 'name: demo_requested', 'name: x'],
      ),
    ).toBe('checked');
  });

  test('gives points for known events in declared groups, each event once', () => {
    expect(
      checkChanged([
        'scoring',
        '    - { on: reply, points: 30, group: email, reason: Replied }',
        [
          '{ on: open, points: 1, group: email, reason: Opened }',
          '{ on: clik, points: 1, group: email, reason: Clicked }',
        ]
          .map((rule) => `    - ${rule}`)
          .join('\n'),
      ]),
    ).toMatchInlineSnapshot(`
      "c:15:13 EVENT_UNSUPPORTED "engagement.rules[4].on" cannot be "open": machines open mail, so an open earns no points
      c:16:13 AUTHORING_SHAPE "engagement.rules[5].on" must be one of click, reply, form, page_view, event, touch, unsubscribe, complaint, bounce_soft or bounce_hard; did you mean "click"?"
    `);
    expect(
      checkChanged([
        'scoring',
        '    - { on: reply, points: 30, group: email, reason: Replied }',
        [
          '{ on: reply, points: 1, group: mail, reason: Replied }',
          '{ on: reply, link: pricing, points: 1, group: email, reason: Replied }',
          '{ on: click, name: x, points: 1, group: email, reason: Clicked }',
          '{ on: click, points: 1, group: email, reason: Clicked again }',
        ]
          .map((rule) => `    - ${rule}`)
          .join('\n'),
      ]),
    ).toMatchInlineSnapshot(`
      "c:15:38 AUTHORING_SHAPE the group "mail" is not declared under "groups"; did you mean "email"?
      c:16:26 AUTHORING_SHAPE "link" only narrows "on: click"
      c:17:26 AUTHORING_SHAPE "name" only narrows "on: event", "on: form", "on: page_view" and "on: touch"
      c:18:13 AUTHORING_SHAPE the rule in line 12 is for the same event already, so this one never counts"
    `);
  });

  test('with a misspelt key is told the right one', () => {
    expect(
      checkChanged(['scoring', 'rearmBelow', 'rearmbelow'], ['scoring', 'points: 30', 'pionts: 30']),
    ).toMatchInlineSnapshot(`
      "c:6:7 AUTHORING_SHAPE unknown key "pionts"; did you mean "points"?
      c:18:16 AUTHORING_SHAPE unknown key "rearmbelow"; did you mean "rearmBelow"?"
    `);
  });
});

test('judges fit by the lead alone: not by its score, nor by what it did', () => {
  expect(checkChanged(['scoring', 'lead.fields.employees >= 50', 'score >= 50'])).toMatchInlineSnapshot(
    `"c:5:13 CONDITION_INVALID "fit.rules[1].when" is wrong: "score" cannot be asked here: a fit rule judges what the lead is, by "lead" and "source" alone"`,
  );
  expect(checkChanged(['scoring', 'lead.fields.employees >= 50', 'events.clicks() > 3'])).toMatchInlineSnapshot(
    `"c:5:13 CONDITION_INVALID "fit.rules[1].when" is wrong: "events" cannot be asked here: a fit rule judges what the lead is, by "lead" and "source" alone"`,
  );
  expect(checkChanged(['scoring', 'lead.fields.employees >= 50', "\"'vip' in lead.tags && source == 'fair'\""])).toBe(
    'checked',
  );
});

test('takes limits of a day, recency, other services, companies, nurture and hand-raises, and checks that they make sense', () => {
  const more = (text: string) => checkChanged(['scoring', 'prospectAt: 30', `prospectAt: 30\n${text}`]);
  expect(more('recency: [ { within: 7 days, points: 5 }, { within: 30 days, points: 9 } ]')).toMatchInlineSnapshot(
    `"c:18:70 AUTHORING_SHAPE "recency.1.points" must be less than the 5 of the shorter "within": what is older counts less"`,
  );
  expect(more('external: { propensity: { weight: 0.4, min: 50, max: 10, expires: 30 days } }')).toMatchInlineSnapshot(
    `"c:18:54 AUTHORING_SHAPE "external.propensity.max" must be more than "min""`,
  );
  expect(
    checkChanged([
      'scoring',
      '    - { on: reply, points: 30, group: email, reason: Replied }',
      [
        '{ on: reply, class: interested, points: 30, group: email, reason: Replied }',
        '{ on: click, class: interested, points: 1, group: email, reason: Clicked }',
      ]
        .map((rule) => `    - ${rule}`)
        .join('\n'),
    ]),
  ).toMatchInlineSnapshot(`"c:16:27 AUTHORING_SHAPE "class" only narrows "on: reply""`);
});
