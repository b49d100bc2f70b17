/** What is told besides mistakes: what a person should know, and that more may be found. */
import { describe, expect, test } from 'vitest';
import { printFinding } from '../../authoring/findings.ts';
import { checkSequence } from '../../authoring/sequence.ts';
import type { SequenceContext } from '../../authoring/sequence-context.ts';
import type { Finding } from '../../domain/errors.ts';
import { check, exampleContext } from './printed.ts';

const steps = (text: string): string => `sequence: test\nsteps:\n${text}`;

describe('what may be meant, but no more', () => {
  const context = { ...exampleContext, now: '2026-12-25T11:00:00.000Z' };
  const warnings = (yaml: string, given: SequenceContext = context) => {
    const checked = checkSequence('s', yaml, given);
    return checked.kind === 'checked'
      ? checked.warnings.map((found) => printFinding(found).replace('s:', ''))
      : checked;
  };

  test('a date that is over everywhere is told, and stands against nothing', () => {
    const yaml = (date: string) => steps(`  - wait: until ${date}\n    else: [ { exit: over } ]\n  - send: welcome\n`);
    expect(warnings(yaml('2020-01-01'))).toEqual(['3:11 WAIT_PAST 2020-01-01 is over, so this wait does not wait']);
    // 24 December at 23:30 is still to come west of the date line.
    expect(warnings(yaml('2026-12-24 at 23:00'))).toEqual([]);
    expect(warnings(yaml('2026-12-24 at 22:30'))).toEqual([expect.stringContaining('3:11 WAIT_PAST')]);
    expect(warnings(yaml('2020-01-01'), exampleContext)).toEqual([]);
    // In a list with what is wrong it says what it is.
    const { findings } = warnings(`${yaml('2020-01-01')}  - send: nope\n`) as { findings: readonly Finding[] };
    expect(findings.map(({ code, severity }) => [code, severity])).toEqual([
      ['WAIT_PAST', 'warning'],
      ['TEMPLATE_MISSING', undefined],
    ]);
  });

  test('a call that a worker refuses by default is told, by its scheme and by its host', () => {
    const call = (url: string) => warnings(steps(`  - call: { url: "${url}" }\n`));
    expect(call('http://127.0.0.1:8077/fit')).toEqual([
      '3:18 CALL_REFUSED http is refused unless the worker has TENDRIL_CALLS_ALLOW_HTTP=true',
      '3:18 CALL_REFUSED "127.0.0.1" is not a public address: refused unless the worker has TENDRIL_CALLS_ALLOW_PRIVATE=true',
    ]);
    const inside = [
      'localhost',
      'crm.internal',
      '10.1.2.3',
      '172.31.0.1',
      '192.168.0.9',
      '169.254.169.254',
      '[::1]',
      '[fd00::1]',
    ];
    for (const host of inside) expect(call(`https://${host}/x`), host).toHaveLength(1);
    const outside = ['crm.example.com', '172.32.0.1', '10.example.com', 'localhost.example.com', '[2606:4700::1]'];
    for (const host of outside) expect(call(`https://${host}/x`), host).toEqual([]);
  });

  test('clicks are counted on links that the mails have; over the life of a lead, that any mail has', () => {
    const yaml = (condition: string, top = '') =>
      `sequence: test\n${top}steps:\n  - send: welcome\n  - branch: ${condition}\n    then: [ { exit: x } ]\n`;
    expect(check(yaml('here.clicks("prcing") > 0 || here.clicks("guide") > 0'))).toMatchInlineSnapshot(
      `"4:25 LINK_UNKNOWN the template welcome has no link "prcing"; did you mean "pricing"?"`,
    );
    expect(check(yaml('here.clicks("book-a-call") > 0'))).toMatchInlineSnapshot(
      `"4:25 LINK_UNKNOWN the template welcome has no link "book-a-call"; it has guide and pricing"`,
    );
    expect(warnings(yaml('events.clicks("book-a-call") > 0'))).toEqual([]);
    expect(warnings(yaml('events.clicks("gone") > 0', 'enter: { when: events.clicks("old") > 0 }\n'))).toEqual([
      '2:30 LINK_UNKNOWN no template has a link "old", so only clicks in mails that are gone count',
      '5:27 LINK_UNKNOWN no template has a link "gone", so only clicks in mails that are gone count',
    ]);
    const unread = new Map([...(exampleContext.templates ?? []), ['broken', { links: null }]]);
    expect(warnings(yaml('events.clicks("gone") > 0'), { ...context, templates: unread })).toEqual([]);
  });
});

describe('more may be found once it is corrected', () => {
  const more = (yaml: string) => {
    const checked = checkSequence('s', yaml, exampleContext);
    return checked.kind === 'refused' && checked.findings.map((found) => found.moreMayFollow === true);
  };

  test('where a step or a setting could not be read, and not where all was looked at', () => {
    expect(more('steps: [')).toEqual([true]);
    expect(more(steps('  - send: welcome\n  - wait: 3 dyas\n  - send: nope\n'))).toEqual([true, true]);
    expect(more('sequence: test\nwindow: { days: mon-fri }\nsteps: [ { send: welcome } ]\n')).toEqual([true]);
    expect(more(steps('  - send: nope\n'))).toEqual([false]);
  });
});
