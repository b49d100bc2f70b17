/** `sources.yaml`: what it becomes, and what is said when it does not fit. */
import { expect, test } from 'vitest';
import { Findings, printFinding } from '../../authoring/findings.ts';
import { readSources } from '../../authoring/sources.ts';
import { checkWorkspace } from '../../authoring/workspace.ts';
import { defaultLimits, sourceNamed } from '../../domain/source.ts';
import { organisation, sales, scoring } from './printed-workspace.ts';

function read(text: string) {
  const findings = new Findings();
  const sources = readSources({ file: 'f', text }, findings);
  return sources && findings.count === 0 ? sources : findings.sorted.map(printFinding).join('\n');
}

test('a source is a name with a channel, and what else is known of it', () => {
  expect(
    read(`fairs-2026:
  label: Fairs in 2026
  channel: event
  partner: Messe Hannover
  kind: target
  consent: confirmed
  alertAt: { bounces: 2.5%, complaints: 0.05% }
search: { channel: search, consent: none }
`),
  ).toEqual({
    'fairs-2026': {
      label: 'Fairs in 2026',
      channel: 'event',
      partner: 'Messe Hannover',
      kind: 'target',
      consent: 'confirmed',
      alertAt: { ...defaultLimits, bounces: 0.025, complaints: 0.0005 },
    },
    search: { label: null, channel: 'search', partner: null, kind: null, consent: null, alertAt: defaultLimits },
  });
});

test('what is wrong is told where it stands', () => {
  expect(
    read(`Fairs: { channel: event }
bought: { channel: lists, consent: expres, kind: consumers, partner: "" }
web: { chanel: search }
ads: { channel: ads, alertAt: { bounces: 5, fakes: 120%, dubles: 1% } }
`),
  ).toMatchInlineSnapshot(`
    "f:1:1 AUTHORING_SHAPE "Fairs" must be a name of lower-case letters, digits and single hyphens, such as "energy-guide"
    f:2:20 AUTHORING_SHAPE "bought.channel" must be one of search, ads, social, referral, event, partner, list, co-registration, direct, content or other, but is "lists"; did you mean "list"?
    f:2:36 AUTHORING_SHAPE "bought.consent" must be one of express, confirmed or none, but is "expres"; did you mean "express"?
    f:2:50 AUTHORING_SHAPE "bought.kind" must be one of consumer or target, but is "consumers"; did you mean "consumer"?
    f:2:70 AUTHORING_SHAPE "bought.partner" must be a text that is not empty, but is ""
    f:3:8 AUTHORING_SHAPE unknown key "chanel"; did you mean "channel"?
    f:4:42 AUTHORING_SHAPE "ads.alertAt.bounces" needs a per cent sign: write "5%"
    f:4:52 AUTHORING_SHAPE "ads.alertAt.fakes" must be at most 100%
    f:4:58 AUTHORING_SHAPE unknown key "dubles"; known here: bounces, complaints, fakes and duplicates"
  `);
  expect(
    read('fairs: { channel: event, label: Web }\nweb: { channel: search, label: "The web" }\n'),
  ).toMatchInlineSnapshot(`"f:1:33 AUTHORING_SHAPE "fairs.label" cannot be told apart from the source "web""`);
});

test('a workspace without the file has no sources; one with it has them', () => {
  const files = {
    organisation: { file: 'o', text: organisation },
    scoring: { file: 'c', text: scoring },
    sales: { file: 's', text: sales },
  };
  const sourcesOf = (text: string | null) => {
    const checked = checkWorkspace({ ...files, sources: text === null ? null : { file: 'f', text } });
    return checked.kind === 'checked' ? Object.keys(checked.workspace.sources) : checked.findings.map(printFinding);
  };
  expect(sourcesOf(null)).toEqual([]);
  expect(sourcesOf('web: { channel: search }\n')).toEqual(['web']);
  expect(sourcesOf('web: { channel: wep }\n')).toHaveLength(1);
});

test.each([
  ['fairs-2026', 'fairs-2026'],
  ['Fairs 2026', 'fairs-2026'],
  [' fairs_2026', 'fairs-2026'],
  ['Messen im Jahr', 'fairs-2026'],
  ['fairs-2027', 'fairs-2027'],
  ['constructor', 'constructor'],
])('the source "%s" of a lead is %s', (written, name) => {
  const source = {
    label: 'Messen im Jahr',
    channel: 'event',
    partner: null,
    kind: null,
    consent: null,
    alertAt: defaultLimits,
  } as const;
  expect(sourceNamed({ 'fairs-2026': source }, written)).toBe(name);
});
