/** Rows as text of a file, as RFC 4180 has it. */
import { stringify } from 'csv-stringify/sync';

/**
 * Each row with its line end. Any mark of a line end is put between quotes, not only the one that ends rows here: readers take
 * a bare line feed for the end of a row as well.
 */
export const csvText = (rows: readonly (readonly string[])[], delimiter: string): string =>
  stringify(
    rows.map((row) => [...row]),
    { delimiter, record_delimiter: '\r\n', quoted_match: /[\r\n]/ },
  );
