/** Cells and columns of a file of leads, as spreadsheets and people write them. */
import { describe, expect, test } from 'vitest';
import { readHeader } from '../../authoring/lead-columns.ts';
import { createLeadsReader, headerOf, planOf, readLeads } from '../../authoring/leads-csv.ts';
import { fieldsOf } from '../../domain/fields.ts';
import { type ImportWishes, noWishes } from '../../domain/import-rule.ts';

describe('what spreadsheets make of values', () => {
  const dated = fieldsOf({ renewal: 'date', code: 'string', area: 'number' });
  const rowsOf = (text: string, wishes: Partial<ImportWishes> = {}) => {
    const head = headerOf(text);
    if ('code' in head) throw new Error(head.message);
    const header = readHeader(head.cells, dated, { ...noWishes, ...wishes });
    if (header.kind === 'refused') return header.reasons;
    const reader = createLeadsReader(planOf(header, head.delimiter, dated, 'DK', { ...noWishes, ...wishes }));
    const rows = [...reader.push(text), ...reader.end()];
    return rows.map((row) => (row.kind === 'lead' ? row.lead : `${row.line}: ${row.message}`));
  };

  test('is undone where that is certain, and refused where it is not', () => {
    const text = [
      'email|phone|code|renewal',
      'ann@example.com|4,53E+10|="0123"|2026-12-31',
      'bob@example.com|\'+45 33 12 34 56|="0123"|31.12.2026',
      'cem@example.com|33123456|"=""0123"""|',
      "dora@example.com||'=1+1|2026-12-31",
    ].join('\n');
    expect(rowsOf(text)).toEqual([
      '2: phone "4,53E+10" is a number that a spreadsheet has cut short: make the column text',
      '3: renewal "31.12.2026" does not tell its order: say --dates dmy or --dates mdy, or write 2026-12-31',
      { email: 'cem@example.com', phone: '+4533123456', fields: { code: '0123' } },
      { email: 'dora@example.com', fields: { code: '=1+1', renewal: '2026-12-31' } },
    ]);
  });

  test('dates are read in the order that is told, and refused when there is no such day', () => {
    const text = 'email,renewal\na@example.com,3/4/2026\nb@example.com,13.1.2026\n';
    expect(rowsOf(text, { dates: 'dmy' })).toMatchObject([
      { fields: { renewal: '2026-04-03' } },
      { fields: { renewal: '2026-01-13' } },
    ]);
    expect(rowsOf(text, { dates: 'mdy' })).toMatchObject([
      { fields: { renewal: '2026-03-04' } },
      '3: renewal "13.1.2026" is no day in the order that --dates mdy says',
    ]);
  });

  test('a number that may be thousands is refused between semicolons, and read as a person says', () => {
    const numbers = ['1.500', '12.500', '1.500.000', '-1.125', '1.5', '0.125', '1500.250', '1.1250', '1.500,25', '1,5'];
    const text = (delimiter: string) =>
      ['email', 'area'].join(delimiter) +
      numbers
        .map((cell, i) => `\n${[`p${i}@example.com`, delimiter === ',' ? `"${cell}"` : cell].join(delimiter)}`)
        .join('');
    const areas = (delimiter: string, wishes: Partial<ImportWishes> = {}) =>
      rowsOf(text(delimiter), wishes).map((row) => (typeof row === 'string' ? row : row.fields?.area));
    const plain = [1.5, 12.5, expect.any(String), -1.125, 1.5, 0.125, 1500.25, 1.125, 1500.25, 1.5];
    for (const delimiter of [',', '\t', '|']) expect(areas(delimiter)).toEqual(plain);
    const ambiguous = expect.stringMatching(
      /may be -?\d+ or a number with decimals: say --decimals comma or --decimals point/,
    );
    expect(areas(';')).toEqual([ambiguous, ambiguous, 1_500_000, ambiguous, ...plain.slice(4)]);
    expect(areas(';')[1]).toMatch(/^3: area "12.500" may be 12500 or/);
    expect(rowsOf('email,area\na@example.com,"1,500"\n')).toEqual([ambiguous]);
    const refused = expect.stringMatching(/is not a number such as .* as --decimals (comma|point) says$/);
    expect(areas(';', { decimals: 'comma' })).toEqual([
      ...[1500, 12_500, 1_500_000, -1125, refused, refused, refused, refused, 1500.25, 1.5],
    ]);
    expect(areas(';', { decimals: 'point' })).toEqual([
      ...[1.5, 12.5, refused, -1.125, 1.5, 0.125, 1500.25, 1.125, refused, refused],
    ]);
    expect(rowsOf('email;area\na@example.com;1,500.25\n', { decimals: 'point' })).toMatchObject([
      { fields: { area: 1500.25 } },
    ]);
    expect(rowsOf('email;code\na@example.com;1.500\n')).toMatchObject([{ fields: { code: '1.500' } }]);
  });

  test('headings are known in the languages of those who keep such files, and a declared field goes before them', () => {
    const german = 'E-Mail-Adresse;Vorname;Nachname;Firma;Land;Telefon\na@example.com;Ann;Lee;Acme;DE;030 1234567\n';
    expect(rowsOf(german)).toMatchObject([
      {
        email: 'a@example.com',
        firstName: 'Ann',
        lastName: 'Lee',
        company: 'Acme',
        country: 'DE',
        phone: '+49301234567',
      },
    ]);
    expect(rowsOf('Courriel,Prénom,Société,Pays\na@example.com,Ann,Acme,FR\n')).toMatchObject([
      { email: 'a@example.com', firstName: 'Ann', company: 'Acme', country: 'FR' },
    ]);
    const { leads } = readLeads('email,Land\na@example.com,forest\n', fieldsOf({ land: 'string' }));
    expect(leads[0]?.lead).toMatchObject({ fields: { land: 'forest' } });
  });

  test.each([
    ['German', 'E-Mail-Adresse;Vorname;Nachname;Firma;Position;Land;Sprache;Mobiltelefon;Herkunft'],
    ['French', 'Adresse e-mail;Prénom;Nom;Société;Fonction;Pays;Langue;Téléphone portable;Origine'],
    ['Spanish', 'Correo electrónico;Nombre;Apellidos;Empresa;Puesto;País;Idioma;Teléfono móvil;Origen'],
    ['Italian', 'Indirizzo e-mail;Nome;Cognome;Azienda;Ruolo;Paese;Lingua;Cellulare;Origine'],
    ['Dutch', 'E-mailadres;Voornaam;Achternaam;Bedrijf;Functie;Land;Taal;Telefoonnummer;Bron'],
    ['Polish', 'Adres e-mail;Imię;Nazwisko;Firma;Stanowisko;Kraj;Język;Telefon;Źródło'],
    ['Danish', 'E-mailadresse;Fornavn;Efternavn;Virksomhed;Stilling;Land;Sprog;Mobil;Kilde'],
    [
      'English',
      'EMAIL ADDRESS;Given name;Surname;Organisation;Job title;Country code;Language;Mobile number;Lead source',
    ],
  ])('a whole header of %s is read, however its accents are encoded', (_, header) => {
    const columns = ['email', 'firstName', 'lastName', 'company', 'title', 'country', 'language', 'phone', 'source'];
    for (const written of [header, header.normalize('NFD'), header.toUpperCase(), header.replaceAll(/[ -]/g, '_')]) {
      expect(readHeader(written.split(';'), {})).toMatchObject({ kind: 'read', columns });
    }
  });

  test('columns are what a person says, left out, or erase what is blank', () => {
    const text = 'E-Mail,Betrieb,Notes,Phone\na@example.com,Acme,x,\n';
    expect(rowsOf(text)).toEqual(['there is no field "Betrieb"', 'there is no field "Notes"']);
    const map = { BETRIEB: 'company', Notes: null };
    expect(rowsOf(text, { map, eraseBlank: ['phone'] })).toEqual([
      { email: 'a@example.com', company: 'Acme', phone: null },
    ]);
    expect(rowsOf(text, { ignoreUnknown: true, map: { Gone: 'title' }, update: { company: 'fill' } })).toEqual([
      'there is no column "gone" to map',
    ]);
    expect(rowsOf(text, { map, update: { phone: 'max', email: 'keep', title: 'fill' } })).toHaveLength(3);
  });

  test('tags stand in one cell', () => {
    expect(rowsOf('email,tags\na@example.com,"vip; fair,vip"\nb@example.com,Not a tag\n')).toEqual([
      { email: 'a@example.com', tags: ['vip', 'fair'] },
      expect.stringMatching(/^3: tags "Not a tag" must be /),
    ]);
  });
});
