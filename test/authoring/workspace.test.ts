/** The three files of a workspace: what they become, and what is said when they do not fit. */
import { describe, expect, test } from 'vitest';
import { checkWorkspace } from '../../authoring/workspace.ts';
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
        "organisation": {
          "fields": {
            "buildingType": "string",
            "employees": "number",
          },
          "language": "en",
          "name": "Lumenfield",
          "postalAddress": "Kvartsgade 14
    2450 Copenhagen, Denmark",
          "sender": {
            "address": "nora@example.com",
            "name": "Nora Lindqvist",
          },
          "timeZone": "Europe/Copenhagen",
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
        ['scoring', 'lead.fields.employees >= 50', 'lead.country == "DE"'],
      ),
    ).toBe('checked');
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
    expect(checkChanged(['sales', 'timing: 30 days', 'timming: 30 days\n    lost: 1 day'])).toMatchInlineSnapshot(`
      "s:6:5 AUTHORING_SHAPE unknown key "timming"; did you mean "timing"?
      s:7:5 AUTHORING_SHAPE unknown key "lost"; known here: no_fit, no_budget, no_authority, timing, bad_data, duplicate, competitor and unreachable"
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
    c:1:8 AUTHORING_SHAPE "model" must be a name of lower-case letters, digits and single hyphens, such as "energy-guide", but is "Default"
    s:8:12 AUTHORING_SHAPE "salespeople[1].key" must be a name of lower-case letters, digits and single hyphens, such as "energy-guide", but is "INES""
  `);
});
