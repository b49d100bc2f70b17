/**
 * The three files of a workspace: what they become, and what is said when they do not fit. Long, because it prints a
 * whole workspace.
 */
import { describe, expect, test } from 'vitest';
import { checkWorkspace } from '../../authoring/workspace.ts';
import { wordedFor } from '../../domain/worded-text.ts';
import { organisationDefaults } from '../../domain/workspace.ts';
import { checkChanged, organisation, sales, scoring } from './printed-workspace.ts';

test('a workspace becomes what the engine works with', () => {
  const checked = checkWorkspace({
    organisation: { file: 'o', text: organisation },
    scoring: { file: 'c', text: scoring },
    sales: { file: 's', text: sales },
  });
  expect(checked).toMatchInlineSnapshot(`
    {
      "kind": "checked",
      "workspace": {
        "forms": {},
        "organisation": {
          "caps": [
            {
              "atMost": 1,
              "within": "P1D",
            },
            {
              "atMost": 3,
              "within": "P7D",
            },
          ],
          "clickHold": "PT45S",
          "consent": {
            "countries": {
              "AT": "express",
              "CA": "any",
              "DE": "express",
            },
            "otherwise": "none",
            "unknown": "express",
          },
          "country": null,
          "duplicates": "merge",
          "events": [
            "demo_requested",
            "bought",
          ],
          "fields": {
            "buildingType": {
              "label": null,
              "sensitive": false,
              "type": "string",
              "values": null,
            },
            "employees": {
              "label": null,
              "sensitive": false,
              "type": "number",
              "values": null,
            },
          },
          "language": "en",
          "name": "Lumenfield",
          "pace": {
            "domains": {},
            "providers": {},
            "total": {},
            "warmUp": null,
          },
          "postalAddress": "Kvartsgade 14
    2450 Copenhagen, Denmark",
          "profiling": {
            "countries": {},
            "otherwise": "none",
            "unknown": "none",
          },
          "registration": {
            "check": true,
          },
          "replies": null,
          "retention": {
            "bookkeeping": 30,
            "idleLeads": null,
            "machineEvents": 400,
            "rawMail": 30,
            "requests": 90,
            "requestsToConfirm": 30,
            "visitors": 90,
          },
          "segments": {
            "asked": "events.custom("demo_requested") > 0",
            "large": "lead.fields.employees >= 250 && account.leads > 1",
          },
          "sender": {
            "address": "nora@example.com",
            "name": "Nora Lindqvist",
          },
          "senders": {
            "support": {
              "address": "support@example.com",
              "name": "Lumenfield support",
              "relay": "bulk",
            },
          },
          "sites": [],
          "timeZone": "Europe/Copenhagen",
          "topics": {},
          "tracking": {
            "countries": {},
            "otherwise": "none",
            "unknown": "none",
          },
          "trap": false,
          "website": "https://www.example.com",
        },
        "sales": {
          "acceptWithin": "PT4H",
          "remindAfter": "PT2H",
          "returns": {
            "coolDown": {
              "timing": "P30D",
            },
            "sequence": "recycle",
          },
          "salespeople": [
            {
              "address": "ines@example.com",
              "key": "ines",
              "name": "Ines Duarte",
              "title": "Account Executive",
            },
            {
              "address": "tom@example.com",
              "key": "tom",
              "name": "Tom Berg",
              "title": "Account Executive",
            },
          ],
        },
        "scoring": {
          "fit": [
            {
              "points": 30,
              "reason": "Large",
              "when": "lead.fields.employees >= 50",
            },
          ],
          "grades": {
            "A": 50,
            "B": 30,
            "C": 10,
          },
          "groups": {
            "email": 60,
            "web": 40,
          },
          "halfLife": "P30D",
          "keepOnReturn": 0.5,
          "mql": {
            "at": 60,
            "minGrade": "B",
            "rearmBelow": 45,
          },
          "name": "default",
          "prospectAt": 30,
          "rules": [
            {
              "group": "email",
              "link": null,
              "name": null,
              "on": "click",
              "points": 10,
              "reason": "Clicked",
            },
            {
              "group": "email",
              "link": "pricing",
              "name": null,
              "on": "click",
              "points": 20,
              "reason": "Looked at prices",
            },
            {
              "group": "web",
              "link": null,
              "name": "demo_requested",
              "on": "custom",
              "points": 50,
              "reason": "Asked for a demo",
            },
            {
              "group": "email",
              "link": null,
              "name": null,
              "on": "reply",
              "points": 30,
              "reason": "Replied",
            },
          ],
          "temperature": {
            "hot": 50,
            "warm": 20,
          },
        },
        "sources": {},
      },
    }
  `);
});

describe('the organisation', () => {
  test('has its address, sender, language and time zone checked', () => {
    expect(
      checkChanged(
        ['organisation', 'website: https://www.example.com', 'website: www.example.com'],
        ['organisation', 'address: nora@example.com', 'address: nora@example.com, info@example.com'],
        ['organisation', 'language: en', 'language: English'],
        ['organisation', 'Europe/Copenhagen', 'Europe/Kopenhagen'],
        ['organisation', 'name: Lumenfield', 'name: 42'],
      ),
    ).toMatchInlineSnapshot(`
      "o:1:7 AUTHORING_SHAPE "name" must be text, but is 42: put it in quotes
      o:5:10 AUTHORING_SHAPE "website" must be an address such as "https://example.com"
      o:8:12 ADDRESS_MULTIPLE "sender.address" is wrong: "nora@example.com, info@example.com" holds more than one address
      o:9:11 AUTHORING_SHAPE "language" must be a language tag such as "en" or "de-AT"
      o:10:11 AUTHORING_SHAPE "timeZone" must be a time zone such as "Europe/Berlin"; did you mean "Europe/Copenhagen"?"
    `);
  });

  test('declares fields of known types under names that can be told apart', () => {
    expect(
      checkChanged([
        'organisation',
        '  buildingType: string',
        '  buildingType: text\n  age: int\n  size: nubmer\n  Region: string\n  in: string\n  toString: string\n  constructor: string',
      ]),
    ).toMatchInlineSnapshot(`
      "o:13:17 AUTHORING_SHAPE "fields.buildingType" must be string, number, boolean or date; did you mean "string"?
      o:14:8 AUTHORING_SHAPE "fields.age" must be string, number, boolean or date; did you mean "number"?
      o:15:9 AUTHORING_SHAPE "fields.size" must be string, number, boolean or date; did you mean "number"?
      o:16:3 AUTHORING_SHAPE "fields.Region" is not a name for a field: write it like "buildingType"
      o:17:3 AUTHORING_SHAPE "fields.in" is a reserved word: choose another name for the field
      o:18:3 AUTHORING_SHAPE "fields.toString" is a reserved word: choose another name for the field
      o:19:3 AUTHORING_SHAPE "fields.constructor" is a reserved word: choose another name for the field"
    `);
    expect(
      checkChanged([
        'organisation',
        '  buildingType: string',
        '  building_type: string\n  buildingType: string\n  firstname: string',
      ]),
    ).toMatchInlineSnapshot(`
      "o:14:3 AUTHORING_SHAPE "fields.buildingType" cannot be told apart: there is a field "building_type"
      o:15:3 AUTHORING_SHAPE "fields.firstname" cannot be told apart: every lead has "firstName""
    `);
  });

  test('may declare no fields', () => {
    expect(
      checkChanged(
        ['organisation', 'fields:\n  employees: number\n  buildingType: string\n', ''],
        ['organisation', 'lead.fields.employees >= 250', 'lead.country == "DE"'],
        ['scoring', 'lead.fields.employees >= 50', 'lead.country == "DE"'],
      ),
    ).toBe('checked');
  });

  test('may declare no senders, segments, caps and events', () => {
    const shared = organisation.slice(organisation.indexOf('senders:'));
    const checked = checkWorkspace({
      organisation: { file: 'o', text: organisation.replace(shared, '') },
      scoring: { file: 'c', text: scoring },
      sales: { file: 's', text: sales },
    });
    expect(checked.kind === 'checked' ? checked.workspace.organisation : checked.findings).toMatchObject(
      organisationDefaults,
    );
  });

  test('may name topics, each in one text or in one by language', () => {
    const withTopics = (topics: string) => checkChanged(['organisation', 'senders:', `topics:\n  ${topics}\nsenders:`]);
    expect(withTopics('news: { name: { en: News, de-AT: Neues }, about: Monthly }\n  events: { name: Fairs }')).toBe(
      'checked',
    );
    expect(withTopics('News letter: { name: News }')).toContain('"topics.News letter" must be a purpose');
    for (const wrong of ['{ english: News }', '{}', '3', '""']) {
      expect(withTopics(`news: { name: ${wrong} }`)).toContain(
        'must be a text of at most 80 characters, or one by language',
      );
    }
  });

  test('words a topic in the language of the lead, else in that of the organisation', () => {
    const words = { en: 'Events', de: 'Termine', 'pt-BR': 'Eventos' };
    expect([wordedFor(words, 'de-AT', 'en'), wordedFor(words, 'pt-BR', 'en')]).toEqual(['Termine', 'Eventos']);
    expect([wordedFor(words, null, 'en-GB'), wordedFor(words, 'fi', 'sv')]).toEqual(['Events', 'Events']);
    expect(wordedFor('Events', 'de', 'en')).toBe('Events');
  });

  test('has senders, segments, caps and events that can be used', () => {
    expect(
      checkChanged(
        ['organisation', 'address: support@example.com', 'address: support'],
        ['organisation', 'large: lead.fields.employees', 'large: lead.fields.employes'],
        ['organisation', 'asked: events.custom("demo_requested") > 0', 'Asked: here.clicks() > 0'],
        ['organisation', 'caps: [ 1 per day, 3 per 7 days ]', 'caps: [ 0 per day, 3 a week ]'],
        ['organisation', 'events: [ demo_requested, bought ]', 'events: [ demo requested ]'],
      ),
    ).toMatchInlineSnapshot(`
      "o:15:49 ADDRESS_INVALID "senders.support.address" is wrong: "support" is not an e-mail address: there is no name before an @
      o:17:22 CONDITION_INVALID "segments.large" is wrong: the field "employes" is not declared; did you mean "lead.fields.employees"?
      o:18:3 AUTHORING_SHAPE "segments.Asked" must be a name of lower-case letters, digits and single hyphens, such as "energy-guide"
      o:19:9 AUTHORING_SHAPE "caps[1]" is wrong: "0 per day" would let no mail out at all; the least is "1 per …"
      o:19:20 AUTHORING_SHAPE "caps[2]" is wrong: "3 a week" is not a cap such as "1 per day" or "3 per 7 days"; did you mean "3 per week"?
      o:21:11 AUTHORING_SHAPE "events[1]" must be the name of an event, such as "demo_requested", but is "demo requested"; did you mean "demo_requested"?"
    `);
    expect(
      checkChanged(
        ['organisation', '3 per 7 days', '8 per 7 days'],
        ['organisation', 'bought ]', 'demo_requested, order ]'],
        ['organisation', 'custom("demo_requested")', 'custom("ordr")'],
      ),
    ).toMatchInlineSnapshot(`
      "o:18:24 EVENT_UNKNOWN no event "ordr" is declared; did you mean "order"?
      o:19:20 AUTHORING_SHAPE the cap "8 per 7 days" never counts: "1 per day" is always reached before it or with it
      o:21:27 AUTHORING_SHAPE the event "demo_requested" is listed twice"
    `);
    expect(checkChanged(['organisation', 'events: [ demo_requested, bought ]', 'events:'])).toMatchInlineSnapshot(
      `"o:21:1 AUTHORING_SHAPE "events" must be a list, but is empty"`,
    );
  });

  test('asks for consent by countries that exist, each once, and in words that mean something', () => {
    const consent = 'consent: { express: [DE, at], any: [CA] }';
    expect(
      checkChanged([
        'organisation',
        consent,
        'consent: { express: [Germany, AT, AT], any: [XX, AT], otherwise: expres, later: none }',
      ]),
    ).toMatchInlineSnapshot(`
      "o:20:22 AUTHORING_SHAPE "consent.express[1]" must be a country code such as "DE": "Germany" is not a two-letter country code (ISO 3166); did you mean "DE"?
      o:20:46 AUTHORING_SHAPE "consent.any[1]" must be a country code such as "DE": "XX" is not a two-letter country code (ISO 3166)
      o:20:66 AUTHORING_SHAPE "consent.otherwise" must be none, any or express; did you mean "express"?
      o:20:74 AUTHORING_SHAPE unknown key "later"; known here: express, any, none, otherwise and unknown"
    `);
    expect(
      checkChanged(['organisation', consent, 'consent: { express: [AT, AT], any: [DE, AT] }']),
    ).toMatchInlineSnapshot(`
      "o:20:22 AUTHORING_SHAPE "consent.express[1]" has AT under "any" and under "express"
      o:20:26 AUTHORING_SHAPE "consent.express[2]" has AT twice"
    `);
    expect(checkChanged(['organisation', consent, 'consent: express'])).toMatchInlineSnapshot(
      `"o:20:10 AUTHORING_SHAPE "consent" must be a mapping, but is "express""`,
    );
  });

  test('segments cannot ask for what only an enrollment has', () => {
    expect(
      checkChanged(['organisation', 'events.custom("demo_requested") > 0', 'here.clicks() > 0']),
    ).toMatchInlineSnapshot(
      `"o:18:10 CONDITION_INVALID "segments.asked" is wrong: "here" cannot be asked here: it belongs to an enrollment, and this is asked before there is one; did you mean "events"?"`,
    );
  });

  test('that lacks a part is told which', () => {
    expect(
      checkChanged(['organisation', 'postalAddress: |\n  Kvartsgade 14\n  2450 Copenhagen, Denmark\n', '']),
    ).toMatchInlineSnapshot(`"o:1:1 AUTHORING_SHAPE "postalAddress" is missing: it must be text"`);
  });
});

describe('sales', () => {
  test('reminds before the deadline and returns for known reasons', () => {
    expect(
      checkChanged(
        ['sales', 'remindAfter: 2 hours', 'remindAfter: 4 hours'],
        ['sales', 'timing: 30 days', 'timing: 30 days'],
      ),
    ).toMatchInlineSnapshot(
      `"s:2:14 AUTHORING_SHAPE "remindAfter" must be shorter than "acceptWithin", or the reminder would come after the deadline"`,
    );
    expect(checkChanged(['sales', 'timing: 30 days', 'timming: 30 days\n    laste: 1 day'])).toMatchInlineSnapshot(`
      "s:6:5 AUTHORING_SHAPE unknown key "timming"; did you mean "timing"?
      s:7:5 AUTHORING_SHAPE unknown key "laste"; known here: no_fit, no_budget, no_authority, timing, bad_data, duplicate, competitor, unreachable, silent and lost"
    `);
  });

  test('has people with one key and one valid address each', () => {
    expect(checkChanged(['sales', 'key: tom', 'key: ines'])).toMatchInlineSnapshot(
      `"s:9:12 AUTHORING_SHAPE the salesperson in line 8 has the key "ines" already"`,
    );
    expect(checkChanged(['sales', 'tom@example.com', 'tom.example.com'])).toMatchInlineSnapshot(
      `"s:9:42 ADDRESS_INVALID "salespeople[2].address" is wrong: "tom.example.com" is not an e-mail address: there is no name before an @"`,
    );
    expect(
      checkChanged(['sales', sales.slice(sales.indexOf('salespeople')), 'salespeople: []\n']),
    ).toMatchInlineSnapshot(
      `"s:7:14 AUTHORING_SHAPE "salespeople" must be a list with at least one entry, but is empty"`,
    );
  });

  test('may rest no returned lead at all', () => {
    expect(checkChanged(['sales', '  coolDown:\n    timing: 30 days\n', ''])).toBe('checked');
  });
});

test('findings of all three files come together, file by file', () => {
  expect(
    checkChanged(
      ['sales', 'key: ines', 'key: INES'],
      ['scoring', 'model: default', 'model: Default'],
      ['organisation', 'language: en', 'language: EN'],
    ),
  ).toMatchInlineSnapshot(`
    "o:9:11 AUTHORING_SHAPE "language" must be a language tag such as "en" or "de-AT"
    c:1:8 AUTHORING_SHAPE "model" must be a name of lower-case letters, digits and single hyphens, such as "energy-guide", but is "Default"; did you mean "default"?
    s:8:12 AUTHORING_SHAPE "salespeople[1].key" must be a name of lower-case letters, digits and single hyphens, such as "energy-guide", but is "INES"; did you mean "ines"?"
  `);
});
