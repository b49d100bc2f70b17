/** Compares what we read out of bounce mails with the verdicts of a reference decoder, recipient by recipient. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { InboundReading, RecipientReport } from '../../../domain/inbound-reading.ts';
import { instantFromMs } from '../../../domain/instant.ts';
import { readMail } from '../../../mail/inbound/reading.ts';
import { answersTo } from './reasons.ts';

interface Reference {
  readonly recipient: string;
  readonly reason: string;
  readonly hard: boolean;
  readonly status: string;
  readonly reply: string;
}

export interface Comparison {
  readonly file: string;
  readonly theirs: Reference;
  /** Null when the recipient was not found. */
  readonly ours: RecipientReport | null;
  readonly sameHardness: boolean;
  readonly sameClass: boolean;
}

export interface Agreement {
  readonly recipients: number;
  readonly found: number;
  readonly hardness: number;
  readonly classes: number;
  readonly disagreements: readonly Comparison[];
}

const receivedAt = instantFromMs(Date.UTC(2026, 0, 1));
/** Stands in the reference for "no address is told". */
const isPlaceholder = (address: string): boolean =>
  address.endsWith('.libsisimai.org.invalid') || /@libsisimai\.org\.invalid$/.test(address);

/** @param folder holds `expected.jsonl` and `mails/`. */
export async function agreementIn(folder: string): Promise<Agreement> {
  const lines = readFileSync(join(folder, 'expected.jsonl'), 'utf8').split('\n').filter(Boolean);
  const comparisons: Comparison[] = [];
  for (const line of lines) {
    const { file, recipients } = JSON.parse(line) as {
      readonly file: string;
      readonly recipients: readonly Reference[];
    };
    const reading = await readMail(readFileSync(join(folder, 'mails', file)), { receivedAt });
    comparisons.push(...recipients.map((theirs) => compared(file, theirs, recipientsOf(reading))));
  }
  return {
    recipients: comparisons.length,
    found: comparisons.filter(({ ours }) => ours !== null).length,
    hardness: comparisons.filter(({ sameHardness }) => sameHardness).length,
    classes: comparisons.filter(({ sameClass }) => sameClass).length,
    disagreements: comparisons.filter((each) => !each.ours || !each.sameHardness || !each.sameClass),
  };
}

function compared(file: string, theirs: Reference, all: readonly RecipientReport[]): Comparison {
  const wanted = theirs.recipient.toLowerCase();
  const ours =
    all.find(({ address }) => address?.toLowerCase() === wanted) ??
    (isPlaceholder(wanted) ? all[0] : undefined) ??
    null;
  return {
    file,
    theirs,
    ours,
    sameHardness: ours?.hard === theirs.hard,
    sameClass: ours !== null && answersTo(theirs.reason, ours.class),
  };
}

/** An answering machine speaks for the address that it writes from. */
function recipientsOf(reading: InboundReading): readonly RecipientReport[] {
  switch (reading.kind) {
    case 'bounce':
    case 'complaint':
      return reading.recipients;
    case 'auto-reply': {
      const { from, sign } = reading.answer;
      return [{ address: from, class: 'auto-reply', hard: false, status: '', rule: sign, diagnostic: '' }];
    }
    default:
      return [];
  }
}
