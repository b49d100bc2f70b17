/**
 * The lines of a list of addresses, piece by piece: of each its first cell, whatever mark stands between cells, and whatever is
 * wrong behind it. So a list costs no more memory than its longest piece, and a stray quote in a note loses no address.
 */

export interface AddressLine {
  readonly line: number;
  /** The first cell, without quotes and spaces around it. */
  readonly cell: string;
  /** The line as it stands there, as far as it is kept. */
  readonly raw: string;
}

export interface AddressLines {
  push(text: string): readonly AddressLine[];
  end(): readonly AddressLine[];
  /** Lines that were read. */
  readonly count: () => number;
}

/** Characters of a line that are kept: an address stands at its beginning. */
const longestKept = 2_000;

/** Lines end by LF, CR LF or CR. Left out are empty lines, lines without a first cell, and a header: a first line without an `@`. */
export function createAddressLines(): AddressLines {
  let rest = '';
  let count = 0;
  const read = (raw: string): readonly AddressLine[] => {
    count += 1;
    const text = count === 1 ? raw.replace(/^\uFEFF/, '') : raw;
    const cell = firstCell(text);
    if (cell === '' || (count === 1 && !cell.includes('@'))) return [];
    return [{ line: count, cell, raw: text.slice(0, longestKept) }];
  };
  return {
    push(text) {
      // A CR at the end may be half of a line end.
      const parts = (rest + text).split(/\r\n|\n|\r(?!$)/);
      const last = parts.pop() ?? '';
      const half = last.endsWith('\r') ? '\r' : '';
      rest = last.slice(0, longestKept) + (last.length > longestKept ? half : '');
      return parts.flatMap(read);
    },
    end() {
      const last = rest.replace(/\r$/, '');
      rest = '';
      return last === '' ? [] : read(last);
    },
    count: () => count,
  };
}

function firstCell(text: string): string {
  const [, quoted, plain = ''] = /^\s*(?:"([^"]*)"|([^,;\t|]*))/.exec(text) ?? [];
  return (quoted ?? plain).trim();
}
