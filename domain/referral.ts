/**
 * Whom an answer names to write to instead: an address in what was newly written, with the name that stands before it. Such
 * an address is only a hint for a person: nothing is sent to it by itself.
 */
import { canonicalAddress } from './address.ts';
import { plainWords } from './reply-words.ts';

export interface Referral {
  readonly address: string;
  readonly name: string | null;
}

const longestText = 8 * 1024;
const address = /[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]{1,64}@(?:[\p{L}\p{N}-]{1,63}\.){1,8}[\p{L}]{2,63}/gu;
const titles =
  /^(?:herrn?|frau|mr|mrs|ms|miss|mister|dr|prof|m|mme|mlle|sr|sra|srta|dott|ing|dhr|mevr|pan|pani|panem|hr|fru|dra|senor|senora|monsieur|madame|signor|signora|kollegin|kollege|kollegen|please|bitte|contact|per|for|dona|e-?mail(?:-?adresse)?|mail(?:-?adresse)?|adresse|nachfolger(?:in)?|tel|telefon|correo|courriel)$/;
const particles = /^(?:de|la|le|van|von|der|den|del|di|da|do|dos|al|el|bin|ten|ter|zu)$/;

/** @param known addresses that nobody is referred to: those of who wrote, and those it was sent to */
export function referralIn(text: string, known: readonly string[]): Referral | null {
  const read = text.slice(0, longestText);
  const out = new Set(known.map(canonical));
  for (const match of read.matchAll(address)) {
    const found = canonical(match[0].replace(/^['.]+/, ''));
    if (found === null || out.has(found)) continue;
    return { address: found, name: nameBefore(read.slice(Math.max(0, match.index - 160), match.index), found) };
  }
  return null;
}

/** Null when it is no address. */
function canonical(text: string): string | null {
  try {
    return canonicalAddress(text);
  } catch {
    return null;
  }
}

/** Words with capitals in the same sentence: those right before the address, or those of which it is made. */
function nameBefore(before: string, to: string): string | null {
  const sentence = before.split(/[.!?;]\s|\n\s*\n/).at(-1) ?? '';
  const local = plainWords(to.split('@')[0] ?? '');
  const runs = [...runsOf(sentence.replace(/mailto:/gi, ''))].toReversed();
  const likely = runs.find((words) =>
    words.some((word) => word.length > 2 && local.includes(plainWords(word).slice(0, 5))),
  );
  const last = runs[0];
  const adjoins =
    last && /^[\s(<[:,"-]*$/.test(sentence.slice(sentence.lastIndexOf(last.at(-1) ?? '') + (last.at(-1) ?? '').length));
  const chosen = likely ?? (adjoins && last.length > 1 ? last : null);
  const pieces = local.split(/[^a-z]+/).flatMap((piece) => [piece, piece.replace(/([aou])e/g, '$1')]);
  return chosen
    ? chosen
        .map((word) => inNominative(word, pieces))
        .join(' ')
        .slice(0, 100)
    : null;
}

/** Endings of names in cases, where languages have them, in the form of `plainWords`. */
const endings =
  /^(?:s|es|a|u|y|i|ie|e|em|iem|owi|ej|iej|ego|iego|emu|iemu|im|ym|t|at|et|ot|nak|nek|hoz|hez|val|vel|tol|rol)$/;

/** A name as its bearer writes it, where the address shows that: "write to Janem Nowakiem" is Jan Nowak. */
function inNominative(word: string, pieces: readonly string[]): string {
  const plain = plainWords(word);
  if (plain.length !== word.length || pieces.includes(plain)) return word;
  for (const piece of pieces) {
    let common = 0;
    while (common < piece.length && piece[common] === plain[common]) common += 1;
    const end = piece.slice(common);
    if (common < 3 || !/^[aeiouy]?$/.test(end) || !endings.test(plain.slice(common))) continue;
    // Hungarian lengthens a last vowel before an ending: Anna, Annát.
    const stem = end === '' ? word.slice(0, common).replace(/á$/, 'a').replace(/é$/, 'e') : word.slice(0, common);
    return stem + end;
  }
  return word;
}

/** Runs of capitalised words, with the particles between them, without titles. */
function* runsOf(sentence: string): Generator<readonly string[]> {
  let run: string[] = [];
  for (const token of sentence.split(/\s+/)) {
    // French: d'Anne, l'équipe.
    const word = token.replace(/^[("'<[]+|[)"'>\],:]+$/g, '').replace(/^(?:d|l|qu)['’](?=\p{Lu})/u, '');
    const ends = /[,:)>\]]$/.test(token);
    const plain = plainWords(word).replace(/\.$/, '');
    if (/^\p{Lu}[\p{L}'’.-]*$/u.test(word) && !titles.test(plain)) run.push(word);
    else if (run.length > 0 && particles.test(word) && !ends) run.push(word);
    else {
      yield* named(run);
      run = [];
    }
    if (ends) {
      yield* named(run);
      run = [];
    }
  }
  yield* named(run);
}

/** A particle at the end belongs to what follows. */
function* named(run: readonly string[]): Generator<readonly string[]> {
  const last = run.findLastIndex((word) => !particles.test(word));
  if (last >= 0) yield run.slice(Math.max(0, last - 4), last + 1);
}
