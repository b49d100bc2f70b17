/** Leads from CSV: what spreadsheets really write, and what becomes of rows that cannot be read. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createLeadsReader, readLeads } from '../../authoring/leads-csv.ts';
import { fieldsOf } from '../../domain/fields.ts';

const fields = fieldsOf({ employees: 'number', buildingType: 'string' });

const plan = {
  columns: ['email', 'company'],
  eraseBlank: new Set<string>(),
  fields,
  home: null,
  dates: null,
  decimals: null,
  delimiter: ',',
};

/** One row a line: what was read, then what was not. */
function read(text: string): string {
  const { leads, broken } = readLeads(text, fields);
  return [
    ...leads.map(({ line, lead }) => `${line}: ${JSON.stringify(lead)}`),
    ...broken.map(({ line, code, message }) => `${line}: ${code} ${message}`),
  ].join('\n');
}

describe('a file', () => {
  test('has its columns found by name in any order and spelling', () => {
    expect(
      read('E-Mail,First name,last_name,JOB TITLE,Building-Type,Employees\nann@example.com,Ann,Lee,CTO,office,12\n'),
    ).toMatchInlineSnapshot(
      `"2: {"email":"ann@example.com","firstName":"Ann","lastName":"Lee","title":"CTO","fields":{"buildingType":"office","employees":12}}"`,
    );
  });

  test('from Excel may have a byte order mark, semicolons, "sep=", Windows lines and empty rows', () => {
    const text =
      '\ufeffsep=;\r\nemail;company;\r\nann@example.com;"Müller; Söhne";\r\n;;\r\n\r\nbob@example.com;x;\r\n';
    expect(read(text)).toMatchInlineSnapshot(`
      "3: {"email":"ann@example.com","company":"Müller; Söhne"}
      6: {"email":"bob@example.com","company":"x"}"
    `);
  });

  test('may be separated by tabs, or have only one column', () => {
    expect(read('email\tcompany\nann@example.com\tA, B; C\n')).toBe(
      '2: {"email":"ann@example.com","company":"A, B; C"}',
    );
    expect(read('email\nann@example.com')).toBe('2: {"email":"ann@example.com"}');
  });

  test('that is empty, in another encoding or without its header is refused as a whole', () => {
    expect(
      [
        '',
        '\n\n',
        'e\u0000m\u0000a\u0000i\u0000l\u0000',
        'ann@example.com\nbob@example.com\n',
        'email,"x\nann@example.com,1',
      ].map(read),
    ).toMatchInlineSnapshot(`
      [
        "1: CSV_SYNTAX the file is empty",
        "1: CSV_SYNTAX the file is empty",
        "1: CSV_SYNTAX the file is not UTF-8 text: save it as "CSV UTF-8"",
        "1: COLUMNS_UNKNOWN there is no field "ann@example.com"; no column is named "email"",
        "1: CSV_SYNTAX the header: a quote is opened and not closed",
      ]
    `);
  });

  test('with an unknown or doubled column is refused as a whole, because every row would lose a value', () => {
    expect(read('email,companie,e-mail,employes\nann@example.com,a,b,1\n')).toMatchInlineSnapshot(
      `"1: COLUMNS_UNKNOWN there is no field "companie"; did you mean "company"?; two columns hold "email"; there is no field "employes"; did you mean "employees"?"`,
    );
  });

  test('with a header only holds no leads and nothing broken', () => {
    expect(readLeads('email,company\n', fields)).toEqual({ leads: [], broken: [] });
  });
});

describe('a broken row', () => {
  test('is listed with its line and reason, and the good rows come', () => {
    const text = [
      'email,firstName,country,employees',
      'ann@example.com,Ann,de,1',
      'bob@example,Bob,de,2',
      'carl@example.com,Carl,Germany,many',
      'dora@example.com;emil@example.com,Dora,de,3',
      'fred@example.com,Fred',
      'gina@example.com,Gina,de,4,extra',
      ',,,',
      'hal@example.com,Hal,de,5',
      '',
    ].join('\n');
    expect(read(text)).toMatchInlineSnapshot(`
      "2: {"email":"ann@example.com","firstName":"Ann","country":"DE","fields":{"employees":1}}
      9: {"email":"hal@example.com","firstName":"Hal","country":"DE","fields":{"employees":5}}
      3: ADDRESS_INVALID "bob@example" is not an e-mail address: the domain is not valid
      4: FIELD_INVALID country "Germany" is not a two-letter country code (ISO 3166); did you mean "DE"?; employees "many" is not a number such as 1200 or 12.5
      5: ADDRESS_MULTIPLE "dora@example.com;emil@example.com" holds more than one address
      6: CSV_SYNTAX the row has 2 columns and the header 4
      7: CSV_SYNTAX the row has 5 columns and the header 4"
    `);
  });

  test('with an open quote takes no other row with it', () => {
    const text = 'email,company\nann@example.com,"open\nbob@example.com,b\ncarl@example.com,"c"\ndora@example.com,d\n';
    expect(read(text)).toMatchInlineSnapshot(`
      "3: {"email":"bob@example.com","company":"b"}
      4: {"email":"carl@example.com","company":"c"}
      5: {"email":"dora@example.com","company":"d"}
      2: CSV_SYNTAX a quote is opened and not closed"
    `);
  });

  test('with a quote inside a cell takes no other row with it', () => {
    const text = 'email,company\nann@example.com,"A"b\nbob@example.com,5" pipe\ncarl@example.com,"say ""hi"""\n';
    expect(read(text)).toMatchInlineSnapshot(`
      "4: {"email":"carl@example.com","company":"say \\"hi\\""}
      2: CSV_SYNTAX a quote stands inside a cell: write it twice and put the cell in quotes
      3: CSV_SYNTAX a quote stands inside a cell: write it twice and put the cell in quotes"
    `);
  });

  test('may span lines, and the rows after it keep their numbers', () => {
    const text = 'email,company\nann@example.com,"two\nlines"\nbob@example.com,b\nx,y\n';
    expect(read(text)).toMatchInlineSnapshot(`
      "4: {"email":"bob@example.com","company":"b"}
      2: FIELD_INVALID company has a line break or another character that is not allowed (U+000A)
      5: ADDRESS_INVALID "x" is not an e-mail address: there is no name before an @"
    `);
  });

  test('is the second of two with one address, whatever its case; a broken first one does not count', () => {
    const text = 'email,country\nann@example.com,Germany\nAnn@Example.com,de\nann@example.com,at\n';
    expect(read(text)).toMatchInlineSnapshot(`
      "3: {"email":"Ann@example.com","country":"DE"}
      2: FIELD_INVALID country "Germany" is not a two-letter country code (ISO 3166); did you mean "DE"?
      4: LEAD_DUPLICATE ann@example.com is in line 3 already"
    `);
  });

  test('is each of many unreadable ones, and the good row behind them comes', () => {
    const { leads, broken } = readLeads(`email\n${'"x\n'.repeat(500)}ann@example.com\n`, fields);
    expect(leads.map(({ line }) => line)).toEqual([502]);
    expect(broken).toHaveLength(500);
  });

  test('is a line without end, of which no more is kept than a record may have', () => {
    const { leads, broken } = readLeads(`email\n${'x'.repeat(1_000_000)}\nann@example.com\n`, fields);
    expect(broken).toEqual([{ line: 2, code: 'CSV_SYNTAX', message: 'the line is longer than 100,000 bytes' }]);
    expect(leads.map(({ line }) => line)).toEqual([3]);
  });
});

const cell = fc.string({
  maxLength: 12,
  unit: fc.constantFrom('a', '"', ',', ';', '\n', '\r', ' ', 'é', '@', '.', '\t'),
});

test('any text is read without throwing, and every row names a line of the file', () => {
  fc.assert(
    fc.property(
      fc.array(cell, { maxLength: 30 }),
      fc.constantFrom('', 'email,company\n', 'sep=;\nemail;x\n'),
      (cells, head) => {
        const text = head + cells.join('\n');
        const { leads, broken } = readLeads(text, fields);
        const lines = text.split(/\r\n?|\n/).length;
        for (const { line } of [...leads, ...broken]) expect(line >= 1 && line <= lines).toBe(true);
      },
    ),
    { numRuns: 300 },
  );
});

test('what is written by the rules of CSV is read back, row by row', () => {
  const company = fc.stringMatching(/^[A-Za-z",;' ]{0,20}$/).map((text) => text.trim());
  fc.assert(
    fc.property(
      fc.array(company, { minLength: 1, maxLength: 20 }),
      fc.constantFrom(',', ';', '\t'),
      (companies, mark) => {
        const rows = companies.map((text, i) => `p${i}@example.com${mark}"${text.replaceAll('"', '""')}"`);
        const { leads, broken } = readLeads(`email${mark}company\n${rows.join('\n')}`, fields);
        expect(broken).toEqual([]);
        expect(leads.map(({ lead }) => lead.company ?? '')).toEqual(companies);
        expect(leads.map(({ line }) => line)).toEqual(companies.map((_, i) => i + 2));
      },
    ),
  );
});

test('in whatever pieces a text comes, the same rows are read, and each is a lead or a broken row', () => {
  const piece = fc.string({
    maxLength: 40,
    unit: fc.constantFrom('a', '"', ',', '\n', '\r', ' ', 'é', '@', '.', 'x@y.zz\n', '="1"'),
  });
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
      const read = (parts: readonly string[]) => {
        const reader = createLeadsReader(plan);
        return [...parts.flatMap((part) => reader.push(part)), ...reader.end()];
      };
      const parts = ['email,company\n', ...pieces];
      const whole = read([parts.join('')]);
      expect(read(parts)).toEqual(whole);
      expect(read([...parts.join('')])).toEqual(whole);
    }),
    { numRuns: 150 },
  );
});
