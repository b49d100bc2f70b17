/**
 * The use-case "take over the addresses that another tool must not mail": a list of any size is read piece by piece and
 * written batch by batch; the lines that are no address are handed back with the reason. Run again it changes nothing but the
 * time from which the opt-outs count, so what was interrupted is begun anew.
 */
import { createSeenAddresses } from '../authoring/seen-addresses.ts';
import { createDecoder } from '../authoring/text-encoding.ts';
import type { Store, SuppressionNote } from '../db/store.ts';
import { canonicalAddress, parseAddress } from '../domain/address.ts';
import { errorCode, errorKind, TendrilError } from '../domain/errors.ts';
import type { Instant } from '../domain/instant.ts';
import { type AddressLine, createAddressLines } from './address-lines.ts';
import { type BrokenRows, createBrokenRows, type RowToMend } from './broken-rows.ts';
import { inspect, type LeadFile } from './lead-import-plan.ts';

/** Addresses of one transaction. */
const batchSize = 2_000;
/** Broken lines that are handed back; all of them are counted, and in the file of broken lines. */
const shownBroken = 100;

export interface SuppressionImportOptions {
  readonly note: SuppressionNote;
  readonly now: () => Instant;
  /** Where lines go that are no address. */
  readonly errorFile: string;
  readonly signal?: AbortSignal;
  /** Called after every batch with the lines that are done and all lines. */
  readonly onLines?: (done: number, total: number) => void;
}

export interface SuppressionImport {
  readonly file: string;
  /** Addresses of the list that are suppressed for the reason, each counted once. */
  readonly suppressed: number;
  /** Of these, those that were not before. */
  readonly added: number;
  /** Lines that are no address. */
  readonly refused: number;
  /** Lines that were not reached before the import was stopped. */
  readonly left: number;
  /** The first lines that are no address. */
  readonly broken: readonly (Omit<RowToMend, 'cells'> & { readonly remedy: string })[];
  readonly errorFile: string | null;
}

/** @throws FILE_UNKNOWN; CSV_SYNTAX when it is no text */
export async function importSuppressions(
  { suppressions }: Pick<Store, 'suppressions'>,
  file: LeadFile,
  { note, now, errorFile, signal, onLines }: SuppressionImportOptions,
): Promise<SuppressionImport> {
  const { inspection } = await inspect(file, null);
  if (inspection.refusal !== null) {
    throw new TendrilError('CSV_SYNTAX', inspection.refusal, { file: file.name, line: 1, col: 1 });
  }
  const errors = createBrokenRows({ path: errorFile, cells: ['address'], delimiter: ',', fromLine: 1, resumed: false });
  const tally = createTally();
  try {
    for await (const batch of batchesOf(file, inspection.encoding)) {
      if (signal?.aborted === true) break;
      await saveBatch(batch, errors, tally, (addresses) => suppressions.putAll(addresses, note, now()));
      onLines?.(batch.lines, Math.max(inspection.lines, batch.lines));
    }
  } finally {
    await errors.close();
  }
  const { lines, ...counts } = tally.told();
  const left = signal?.aborted === true ? Math.max(0, inspection.lines - lines) : 0;
  return { file: file.name, ...counts, left, errorFile: counts.refused > 0 ? errorFile : null };
}

interface Batch {
  readonly addresses: readonly string[];
  readonly broken: readonly RowToMend[];
  /** Lines of the file up to the end of the batch. */
  readonly lines: number;
}

type Tally = ReturnType<typeof createTally>;

function createTally() {
  let [suppressed, added, refused, lines] = [0, 0, 0, 0];
  const broken: SuppressionImport['broken'][number][] = [];
  return {
    add(batch: Batch, saved: { readonly added: number }): void {
      suppressed += batch.addresses.length;
      added += saved.added;
      refused += batch.broken.length;
      lines = batch.lines;
      for (const { line, code, message } of batch.broken.slice(0, shownBroken - broken.length)) {
        broken.push({ line, code, message, remedy: errorKind(code).remedy });
      }
    },
    told: () => ({ suppressed, added, refused, lines, broken }),
  };
}

/** The broken lines are in their file before the addresses are committed: what was told to be done is on the disk. */
async function saveBatch(
  batch: Batch,
  errors: BrokenRows,
  tally: Tally,
  put: (addresses: readonly string[]) => Promise<{ readonly added: number }>,
): Promise<void> {
  await errors.put(batch.broken);
  const saved = batch.addresses.length === 0 ? { added: 0 } : await put(batch.addresses);
  errors.keep();
  tally.add(batch, saved);
}

async function* batchesOf(file: LeadFile, encoding: string): AsyncGenerator<Batch> {
  const decoder = createDecoder(encoding);
  const reader = createAddressLines();
  const seen = createSeenAddresses();
  let addresses: string[] = [];
  let broken: RowToMend[] = [];
  const batch = (lines: number): Batch => {
    const made = { addresses, broken, lines };
    addresses = [];
    broken = [];
    return made;
  };
  function* taken(lines: readonly AddressLine[]): Generator<Batch> {
    for (const one of lines) {
      const read = addressOf(one);
      if (typeof read !== 'string') broken.push(read);
      else if (seen.add(canonicalAddress(read), one.line) === null) addresses.push(read);
      if (addresses.length + broken.length >= batchSize) yield batch(one.line);
    }
  }
  for await (const piece of file.open()) yield* taken(reader.push(decoder.push(piece)));
  yield* taken([...reader.push(decoder.end()), ...reader.end()]);
  yield batch(reader.count());
}

function addressOf({ line, cell, raw }: AddressLine): string | RowToMend {
  try {
    return parseAddress(cell);
  } catch (error) {
    if (!(error instanceof TendrilError)) throw error;
    return { line, code: errorCode(error), message: error.message, cells: [raw] };
  }
}
