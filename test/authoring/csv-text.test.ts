/** Rows that are written are read as they were, whatever stands in them. */
import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { createCsvReader } from '../../authoring/csv-records.ts';
import { csvText } from '../../authoring/csv-text.ts';

const marks = ['\n', '\r', '\r\n', '"', ';', ',', '\t', ' ', 'a', 'ß', "'", '='];
const cell = fc.string({ unit: fc.constantFrom(...marks), minLength: 1, maxLength: 6 });
// A row of blanks is an empty line to the reader, which is none.
const row = fc.tuple(
  cell.map((text) => `x${text}`),
  cell,
  cell,
);

/** Blanks around a cell mean nothing to the reader, and within one all line ends are one. */
const trimmed = (cells: readonly string[]): readonly string[] =>
  cells.map((one) => one.replaceAll(/\r\n?/g, '\n').trim());

describe('a file', () => {
  test.prop([fc.array(row, { minLength: 1, maxLength: 4 }), fc.constantFrom(';', ',')])(
    'of any cells is read as it was written',
    (rows, delimiter) => {
      // The first line tells the mark between cells.
      const written = [['one', 'two', 'three'], ...rows];
      const reader = createCsvReader();
      const read = [...reader.push(csvText(written, delimiter)), ...reader.end()];
      expect(read.map((item) => (item.kind === 'record' ? trimmed(item.cells) : item.message))).toEqual(
        written.map(trimmed),
      );
    },
  );
});
