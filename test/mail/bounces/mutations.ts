/** Damages mails in the ways that transport, filters and attackers do; the same seed damages them in the same way. */

export type Random = () => number;

/** Mulberry32: small, and the same everywhere. */
export function randomFrom(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

type Mutation = (mail: Buffer, random: Random, others: readonly Buffer[]) => Buffer;

const below = (random: Random, limit: number): number => Math.floor(random() * limit);
/** Mostly small, so that a run spends its time on many mails. */
const skewed = (random: Random, limit: number): number => Math.floor(random() ** 4 * limit);
const linesOf = (mail: Buffer): string[] => mail.toString('latin1').split('\n');
const mailOf = (lines: readonly string[]): Buffer => Buffer.from(lines.join('\n'), 'latin1');
const inHeader = (mail: Buffer, added: string): Buffer => Buffer.concat([Buffer.from(added, 'latin1'), mail]);

const charsets = [
  'utf-8',
  'iso-2022-jp',
  'utf-16',
  'utf-7',
  'x-unknown',
  'iso-8859-1; charset=utf-8',
  'gb18030',
  '"',
  'euc-jp',
];
const encodings = ['base64', 'quoted-printable', '8bit', 'x-uuencode', 'binary', ''];
const repeated = [
  '>',
  ' ',
  '<',
  '-',
  '=',
  'a@',
  'On ',
  '550 ',
  '(',
  '"',
  '.',
  'user ',
  'a.a@a.',
  '\t',
  '::',
  '_',
  '; ',
  '=?utf-8?q?',
];

/** Wraps a mail so deeply that a parser that recurses needs a limit. */
function nested(mail: Buffer, depth: number, random: Random): Buffer {
  const isForward = random() < 0.5;
  const open = Array.from({ length: depth }, (_, at) =>
    isForward
      ? 'Content-Type: message/rfc822\n\n'
      : `Content-Type: multipart/${random() < 0.3 ? 'report; report-type=delivery-status' : 'mixed'}; boundary="b${at}"\n\n--b${at}\n`,
  );
  return Buffer.concat([Buffer.from(`From: MAILER-DAEMON@a.test\n${open.join('')}`), mail]);
}

export const mutations: Readonly<Record<string, Mutation>> = {
  'cut off': (mail, random) => mail.subarray(0, below(random, mail.length)),
  'cut at the front': (mail, random) => mail.subarray(below(random, mail.length)),
  'flipped bits': (mail, random) => {
    const copy = Buffer.from(mail);
    for (let flips = 1 + below(random, 60); flips > 0; flips -= 1) {
      const at = below(random, copy.length);
      copy[at] = (copy[at] ?? 0) ^ (1 << below(random, 8));
    }
    return copy;
  },
  'shuffled lines': (mail, random) => {
    const lines = linesOf(mail);
    for (let swaps = 1 + below(random, 40); swaps > 0; swaps -= 1) {
      const [one, other] = [below(random, lines.length), below(random, lines.length)];
      [lines[one], lines[other]] = [lines[other] ?? '', lines[one] ?? ''];
    }
    return mailOf(lines);
  },
  'dropped lines': (mail, random) => mailOf(linesOf(mail).filter(() => random() > 0.1)),
  'lost line ends': (mail, random) =>
    mailOf(linesOf(mail))
      .subarray(0)
      .filter((byte) => byte !== 10 || random() > 0.2) as Buffer,
  'nested 100 deep and more': (mail, random) => nested(mail, 90 + below(random, 200), random),
  'lying charset': (mail, random) =>
    mailOf(
      linesOf(mail).map((line) =>
        line.replace(/charset=[^;\s]*/i, `charset=${charsets[below(random, charsets.length)]}`),
      ),
    ),
  'lying encoding': (mail, random) =>
    mailOf(
      linesOf(mail).map((line) =>
        line.replace(/^(content-transfer-encoding):.*/i, `$1: ${encodings[below(random, encodings.length)]}`),
      ),
    ),
  'huge header': (mail, random) =>
    inHeader(
      mail,
      `X-Long: ${(repeated[below(random, repeated.length)] ?? 'x').repeat(1000 + skewed(random, 60_000))}\n`,
    ),
  'many headers': (mail, random) =>
    inHeader(
      mail,
      `${['To', 'Received', 'Content-Type', 'X-Failed-Recipients', 'Subject'][below(random, 5)]}: <a@a.test>, b@b.test\n`.repeat(
        20 + skewed(random, 3000),
      ),
    ),
  'confused boundaries': (mail, random) => {
    const marks = linesOf(mail).filter((line) => line.startsWith('--'));
    return mailOf(
      linesOf(mail).flatMap((line) =>
        random() < 0.05
          ? [line, marks[below(random, marks.length)] ?? '--', 'Content-Type: multipart/report; boundary="x"', '']
          : [line],
      ),
    );
  },
  'spliced with another': (mail, random, others) => {
    const other = others[below(random, others.length)] ?? mail;
    return Buffer.concat([mail.subarray(0, below(random, mail.length)), other.subarray(below(random, other.length))]);
  },
  'a long run': (mail, random) => {
    const at = below(random, mail.length);
    const run = Buffer.from((repeated[below(random, repeated.length)] ?? 'x').repeat(500 + skewed(random, 20_000)));
    return Buffer.concat([mail.subarray(0, at), run, mail.subarray(at)]);
  },
  'repeated parts': (mail, random) => {
    const from = below(random, mail.length);
    const part = mail.subarray(from, from + below(random, 4000));
    return Buffer.concat([
      mail.subarray(0, from),
      ...Array.from({ length: skewed(random, 40) }, () => part),
      mail.subarray(from),
    ]);
  },
};

const names = Object.keys(mutations);

export interface Mutant {
  readonly how: string;
  readonly raw: Buffer;
}

/** One mail, damaged in one to three ways. */
export function mutant(mails: readonly Buffer[], random: Random): Mutant {
  let raw = mails[below(random, mails.length)] ?? Buffer.alloc(0);
  const how: string[] = [];
  for (let ways = 1 + below(random, 3); ways > 0; ways -= 1) {
    const name = names[below(random, names.length)] ?? '';
    raw = mutations[name]?.(raw, random, mails) ?? raw;
    how.push(name);
  }
  return { how: how.join(', '), raw };
}
