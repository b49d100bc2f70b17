/** `pace:` of organisation.yaml: what it becomes, and what is said when it does not fit. */
import { describe, expect, it, test } from 'vitest';
import { printFinding } from '../../authoring/findings.ts';
import { checkWorkspace } from '../../authoring/workspace.ts';
import { organisation, sales, scoring } from './printed-workspace.ts';

const checked = (pace: string) =>
  checkWorkspace({
    organisation: { file: 'o', text: `${organisation.trimEnd()}\n${pace}\n` },
    scoring: { file: 'c', text: scoring },
    sales: { file: 's', text: sales },
  });

test('a pace becomes what the engine works with', () => {
  const result = checked(`pace:
  total: 5000 per hour
  providers:
    google: [ 20 per minute, 2000 a day ]
    yahoo: none
    other: 30/min
  warmUp: { target: 20000 }
  domains:
    news.acme.example: { total: 100 per hour, warmUp: none }`);
  // Units are written out, and "30/min" is not.
  expect(result.kind === 'refused' && result.findings.map(printFinding)).toEqual([
    expect.stringMatching(
      /^o:\d+:\d+ AUTHORING_SHAPE "pace\.providers\.other" counts by minute, hour or day.*did you mean "30 per minute"\?/,
    ),
  ]);
  const good = checked(`pace:
  total: 5000 per hour
  providers: { google: [ 20 per minute, 2000 a day ], yahoo: none }
  warmUp: { target: 20000 }
  domains:
    news.acme.example: { total: 100 per hour, warmUp: none }`);
  expect(good.kind === 'checked' ? good.workspace.organisation.pace : good.findings.map(printFinding)).toEqual({
    total: { perHour: 5000 },
    providers: { google: { perMinute: 20, perDay: 2000 }, yahoo: {} },
    warmUp: { startPerDay: 50, growth: 1.5, targetPerDay: 20_000 },
    domains: { 'news.acme.example': { total: { perHour: 100 }, warmUp: null } },
  });
});

describe('a pace that cannot be', () => {
  it.each([
    ['pace: { total: 500 }', 'names no time: write it such as "500 per hour"'],
    ['pace: { total: 0 per day }', 'would let no mail out at all'],
    ['pace: { total: fast }', 'must be a limit such as "500 per hour"'],
    ['pace: { total: [ 1 per hour, 2 per hour ] }', 'has two limits of one kind: "2 per hour" is the second'],
    ['pace: { providers: { gogle: 5 per hour } }', 'did you mean "google"?'],
    ['pace: { warmUp: { target: 40 } }', 'must be more than the 50 mails it starts with'],
    ['pace: { warmUp: { start: 500, target: 5000 } }', '"pace.warmUp.start" must be at most 200'],
    ['pace: { warmUp: { growth: 3, target: 5000 } }', '"pace.warmUp.growth" must be at most 2'],
    ['pace: { domains: { ACME: { total: 5 per day } } }', 'a domain that mails are sent from'],
    ['pace: { limit: 5 per day }', 'unknown key "limit"'],
  ])('%s', (pace, said) => {
    const result = checked(pace);
    expect(result.kind === 'refused' ? result.findings.map(printFinding).join('\n') : 'nothing').toContain(said);
  });
});
