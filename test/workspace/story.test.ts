/**
 * The story that a newcomer plays with the example workspace: its sequences in virtual time, and its scoring model
 * over the events that this makes.
 * Long, because the timelines are written out.
 */
import { beforeAll, describe, expect, it } from 'vitest';
import { createConditions } from '../../authoring/conditions.ts';
import type { EventFact } from '../../domain/events.ts';
import type { LeadFacts } from '../../domain/lead.ts';
import { crossing } from '../../domain/mql.ts';
import type { Program } from '../../domain/program.ts';
import { addEntry, type ScoreEntry } from '../../domain/score-ledger.ts';
import {
  type Engagement,
  engagementAt,
  type Grade,
  gradeOf,
  isHandRaise,
  noEngagement,
  pointsFor,
} from '../../domain/scoring.ts';
import { addDuration, type Instant, parseDuration } from '../../domain/time.ts';
import type { Workspace } from '../../domain/workspace.ts';
import { timeline } from '../support/timeline.ts';
import { exampleLeads, exampleSequences, exampleTemplates, exampleWorkspace, factsOf } from './example-files.ts';

let workspace: Workspace;
let programs: ReadonlyMap<string, Program>;
let leads: readonly LeadFacts[];
beforeAll(async () => {
  workspace = exampleWorkspace();
  const sequences = exampleSequences(workspace, await exampleTemplates());
  programs = new Map([...sequences].map(([name, { program }]) => [name, program]));
  leads = exampleLeads(workspace).leads.map(({ lead }) => factsOf(lead));
});

const program = (name: string): Program => {
  const found = programs.get(name);
  if (!found) throw new Error(`There is no sequence ${name}`);
  return found;
};

const lead = (firstName: string): LeadFacts => {
  const found = leads.find((facts) => facts.firstName === firstName);
  if (!found) throw new Error(`There is no lead ${firstName}`);
  return found;
};

describe('the guide sequence', () => {
  it('sends the exercise in the minute of the first click, and ends with a reply', async () => {
    const events = [
      ['2 minutes', { kind: 'click', stepId: 'welcome', visit: 1, link: 'guide' }],
      ['3 minutes', { kind: 'click', stepId: 'exercise', visit: 1, link: 'pricing' }],
      ['5 minutes', { kind: 'reply' }],
    ] as const;
    expect(await timeline(program('energy-guide'), { facts: lead('Márta'), events })).toMatchInlineSnapshot(`
      "2026-03-02 09:00  send welcome → sent
      2026-03-02 09:00  wait for click, at most 4 days
      2026-03-02 09:02  event click
      2026-03-02 09:02  send exercise → sent
      2026-03-02 09:02  wait for click, at most 6 days
      2026-03-02 09:03  event click
      2026-03-02 09:03  score +5: Went from the guide to the prices
      2026-03-02 09:03  wait 1 day until 2026-03-03 09:03
      2026-03-02 09:05  event reply
      2026-03-02 09:05  close
      2026-03-02 09:05  stopped: reply"
    `);
  });

  it('reaches people who never click as well, more slowly', async () => {
    expect(await timeline(program('energy-guide'), { facts: lead('Márta') })).toMatchInlineSnapshot(`
      "2026-03-02 09:00  send welcome → sent
      2026-03-02 09:00  wait for click, at most 4 days
      2026-03-06 09:00  time is up
      2026-03-06 09:00  send exercise-later → sent
      2026-03-06 09:00  wait 7 days until 2026-03-13 09:00
      2026-03-13 09:00  branch branch-1 → case 1
      2026-03-13 09:00  send prices → sent
      2026-03-13 09:00  wait for click or custom, at most 10 days
      2026-03-23 09:00  time is up
      2026-03-23 09:00  close
      2026-03-23 09:00  completed: end of the sequence"
    `);
  });

  it('spares the owner of one small shop the prices', async () => {
    expect(await timeline(program('energy-guide'), { facts: lead('Lucas') })).toMatchInlineSnapshot(`
      "2026-03-02 09:00  send welcome → sent
      2026-03-02 09:00  wait for click, at most 4 days
      2026-03-06 09:00  time is up
      2026-03-06 09:00  send exercise-later → sent
      2026-03-06 09:00  wait 7 days until 2026-03-13 09:00
      2026-03-13 09:00  branch branch-1 → else
      2026-03-13 09:00  close
      2026-03-13 09:00  exited: too small for metering"
    `);
  });
});

describe('the webinar sequence', () => {
  it('follows the recording with the exercise, not the slides', async () => {
    const events = [
      ['1 hour', { kind: 'click', stepId: 'recording', visit: 1, link: 'slides' }],
      ['2 days', { kind: 'click', stepId: 'recording', visit: 1, link: 'recording' }],
    ] as const;
    const facts = { ...lead('Aino'), score: 20 };
    expect(await timeline(program('webinar-follow-up'), { facts, events })).toMatchInlineSnapshot(`
      "2026-03-02 09:00  send recording → sent
      2026-03-02 09:00  wait for click, at most 5 days
      2026-03-02 10:00  event click
      2026-03-04 09:00  event click
      2026-03-04 09:00  send exercise → sent
      2026-03-04 09:00  branch branch-1 → case 1
      2026-03-04 09:00  score +5: Watched the recording and runs five sites or more
      2026-03-04 09:00  wait for click, at most 7 days
      2026-03-11 09:00  time is up
      2026-03-11 09:00  branch branch-2 → case 1
      2026-03-11 09:00  send prices → sent
      2026-03-11 09:00  close
      2026-03-11 09:00  completed: end of the sequence"
    `);
  });

  it('lets people go who show no interest', async () => {
    expect(await timeline(program('webinar-follow-up'), { facts: lead('Aino') })).toMatchInlineSnapshot(`
      "2026-03-02 09:00  send recording → sent
      2026-03-02 09:00  wait for click, at most 5 days
      2026-03-07 09:00  time is up
      2026-03-07 09:00  wait 2 days until 2026-03-09 09:00
      2026-03-09 09:00  branch branch-2 → else
      2026-03-09 09:00  close
      2026-03-09 09:00  exited: no interest shown"
    `);
  });
});

describe('the recycle sequence', () => {
  it('answers new interest at once', async () => {
    const events = [['1 day', { kind: 'click', stepId: 'check-in', visit: 1, link: 'business-case' }]] as const;
    expect(await timeline(program('recycle'), { facts: lead('Márta'), events })).toMatchInlineSnapshot(`
      "2026-03-02 09:00  branch branch-1 → else
      2026-03-02 09:00  send check-in → sent
      2026-03-02 09:00  wait for click or custom, at most 30 days
      2026-03-03 09:00  event click
      2026-03-03 09:00  send story → sent
      2026-03-03 09:00  wait for click or custom, at most 60 days
      2026-05-02 09:00  time is up
      2026-05-02 09:00  close
      2026-05-02 09:00  exited: quiet for a quarter"
    `);
  });

  it('sends two mails in a quarter to people who stay silent', async () => {
    expect(await timeline(program('recycle'), { facts: lead('Márta') })).toMatchInlineSnapshot(`
      "2026-03-02 09:00  branch branch-1 → else
      2026-03-02 09:00  send check-in → sent
      2026-03-02 09:00  wait for click or custom, at most 30 days
      2026-04-01 09:00  time is up
      2026-04-01 09:00  send story → sent
      2026-04-01 09:00  wait for click or custom, at most 60 days
      2026-05-31 09:00  time is up
      2026-05-31 09:00  close
      2026-05-31 09:00  exited: quiet for a quarter"
    `);
  });
});

describe('the scoring model', () => {
  const start: Instant = '2026-03-02T09:00:00.000Z';
  const at = (words: string): Instant => addDuration(start, parseDuration(words), 'UTC');
  const click = (link: string) => ({ kind: 'click', link, name: null }) as const;
  const reply = { kind: 'reply', link: null, name: null } as const;
  const page = { kind: 'page_view', link: null, name: '/' } as const;
  const demo = { kind: 'custom', link: null, name: 'demo_requested' } as const;
  type Scored = Pick<EventFact, 'kind' | 'link' | 'name'>;

  function added(engagement: Engagement, entry: Omit<ScoreEntry, 'key'>): Engagement {
    const next = addEntry(workspace.scoring, engagement, { key: `${entry.group} ${entry.at}`, ...entry });
    if (next === 'refold') throw new Error('The story goes on in time');
    return next;
  }
  const returned = (engagement: Engagement, when: Instant): Engagement =>
    added(engagement, { kind: 'return', group: 'return', points: workspace.scoring.keepOnReturn, at: when });

  /** Applies events one after the other, as ingest does, and says after each where the lead stands. */
  function follow(grade: Grade, from: Engagement, events: readonly (readonly [Instant, Scored])[]) {
    const model = workspace.scoring;
    let engagement = from;
    const steps = events.map(([when, event]) => {
      const earned = pointsFor(model, event);
      const next = earned ? added(engagement, { ...earned, kind: 'points', at: when }) : engagement;
      const crossed = crossing(model, engagement, next, grade, when);
      engagement = crossed.engagement;
      return { score: Math.round(engagementAt(model, engagement, when)), mql: crossed.mql };
    });
    return { engagement, steps };
  }

  const conditions = createConditions();
  const gradeFor = (facts: LeadFacts): Grade => {
    const points = workspace.scoring.fit
      .filter((rule) => conditions.evaluate(rule.when, facts))
      .reduce((sum, rule) => sum + rule.points, 0);
    return gradeOf(workspace.scoring, points);
  };

  it('gives most people who asked for the guide an A or a B, and every grade to somebody', () => {
    const grades = leads.map((facts) => gradeFor(facts));
    expect(new Set(grades)).toEqual(new Set(['A', 'B', 'C', 'D']));
    const asked = leads.filter((facts) => facts.source === 'guide-download').map((facts) => gradeFor(facts));
    expect(asked.filter((grade) => grade <= 'B').length).toBeGreaterThanOrEqual(6);
    // The first ones of the file are those that a first start enrolls.
    expect(asked.slice(0, 4).every((grade) => grade <= 'B')).toBe(true);
  });

  it('leads from a click over the prices and a reply to sales, back, and to sales again', () => {
    const first = follow(gradeFor(lead('Márta')), noEngagement, [
      [at('2 minutes'), click('guide')],
      [at('3 minutes'), click('pricing')],
      [at('5 minutes'), reply],
    ]);
    expect(first.steps).toEqual([
      { score: 10, mql: false },
      { score: 35, mql: false },
      { score: 75, mql: true },
    ]);
    expect(first.steps[1]?.score).toBeGreaterThanOrEqual(workspace.scoring.prospectAt);
    const second = follow(gradeFor(lead('Márta')), returned(first.engagement, at('6 minutes')), [
      [at('10 minutes'), click('business-case')],
      [at('12 minutes'), demo],
    ]);
    expect(second.steps).toEqual([
      { score: 48, mql: false },
      { score: 87, mql: true },
    ]);
  });

  it('makes an MQL of the prices and a reply also when a week lies between them', () => {
    const { steps } = follow('B', noEngagement, [
      [start, click('pricing')],
      [at('7 days'), reply],
    ]);
    expect(steps.at(-1)?.mql).toBe(true);
  });

  it('makes no MQL of any number of clicks, nor of a keen lead of grade C', () => {
    const everything = ['guide', 'pricing', 'demo', 'slides', 'story', 'worksheet'];
    const clicks = everything.map((link) => [at('1 minute'), click(link)] as const);
    expect(follow('A', noEngagement, clicks).steps.some(({ mql }) => mql)).toBe(false);
    const keen = follow(gradeFor(lead('Lucas')), noEngagement, [...clicks, [at('2 minutes'), reply]]);
    expect(keen.steps.at(-1)).toEqual({ score: 75, mql: false });
  });

  it('takes at its word who asks to be called, unless nobody there could buy', () => {
    const contact = { kind: 'form', name: 'demo', link: null } as const;
    const raises = (['A', 'B', 'C', 'D'] as const).map((grade) => isHandRaise(workspace.scoring, contact, grade));
    expect(raises).toEqual([true, true, true, false]);
  });

  it('counts an afternoon on the web site as one sign, and forgets who was silent for a quarter', () => {
    const views = Array.from({ length: 20 }, (_, i) => [at(`${i + 1} minutes`), page] as const);
    expect(follow('A', noEngagement, views).steps.at(-1)?.score).toBe(15);
    const { engagement } = follow('A', noEngagement, [
      [start, click('pricing')],
      [start, demo],
    ]);
    const score = (days: number) => Math.round(engagementAt(workspace.scoring, engagement, at(`${days} days`)));
    expect([score(60), score(89), score(90)]).toEqual([16, 8, 0]);
  });

  it('gives no points for an open', () => {
    expect(pointsFor(workspace.scoring, { kind: 'open', link: null, name: null })).toBeNull();
  });

  it('takes more than one look at the prices to bring a returned lead back', () => {
    const { engagement } = follow('A', noEngagement, [
      [start, click('guide')],
      [start, click('pricing')],
      [at('1 minute'), reply],
    ]);
    expect(
      follow('A', returned(engagement, at('2 minutes')), [[at('5 minutes'), click('pricing')]]).steps.at(-1)?.mql,
    ).toBe(false);
  });
});
