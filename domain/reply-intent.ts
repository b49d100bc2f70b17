/**
 * What an answer asks for, by the rules of `reply-rules.ts`. Sentences are looked at one by one, and what weighs more
 * decides: a wish to be left alone counts whatever else is said, "sounds good, but no" is a no, and "interested, but next
 * year" is for later.
 *
 * Its limits: it knows phrases, not meaning. Irony, other languages and a long letter that says both yes and no it does not
 * understand, so a person should read every answer that matters. The time is bounded: only the beginning of a text is
 * looked at, and no pattern runs on over more than a few words.
 */
import type { ReplyIntent } from './inbound-reading.ts';
import type { ReplyRule } from './reply-rule.ts';
import { replyRules } from './reply-rules.ts';
import { ownWords, plainWords } from './reply-words.ts';

export interface IntentFound {
  readonly intent: ReplyIntent;
  /** The name of the rule. */
  readonly rule: string;
}

/** The first of these that a sentence has decides. */
const byWeight: readonly ReplyIntent[] = [
  'unsubscribe',
  'referral',
  'wrong_person',
  'later',
  'not_interested',
  'call_me',
  'interested',
  'question',
];

const ranked: readonly ReplyRule[] = byWeight.flatMap((intent) => replyRules.filter((rule) => rule.intent === intent));

export interface Said {
  /** What was newly written, or a whole text whose quotes are marked. */
  readonly text: string;
  /** Counts when the text is empty: "Unsubscribe" may be all there is, in the subject. */
  readonly subject?: string;
  /** Whether the text names the address of somebody else; only then can it refer to somebody. */
  readonly namesOther?: boolean;
}

/** Null when no rule applies. */
export function replyIntent({ text, subject = '', namesOther = false }: Said): IntentFound | null {
  const words = ownWords(text);
  const all = words.trim() === '' ? [wholeSaid(plainWords(subject.slice(0, 1_000)))] : [wholeSaid(words)];
  const sentences = sentencesOf(words);
  const pieces = [...all, ...sentences.flatMap(piecesOf)];
  for (const rule of ranked) {
    if (rule.intent === 'referral' && !namesOther) continue;
    // A wish to get no more mail counts as well when it is one sentence of several, or the end of one.
    const whole = rule.intent === 'unsubscribe' ? pieces : all;
    const said = rule.extent === 'whole' ? whole : sentences;
    if (said.some((sentence) => fits(rule, sentence))) return { intent: rule.intent, rule: rule.name };
  }
  return null;
}

const fits = ({ patterns, unless }: ReplyRule, sentence: string): boolean =>
  patterns.some((pattern) => pattern.test(sentence)) && !unless.some((pattern) => pattern.test(sentence));

/** A line that breaks within a sentence does not end it, but one that is followed by a capital may: both are looked at. */
function sentencesOf(words: string): readonly string[] {
  return words
    .replace(/\n+/g, ' ')
    .split(/(?<=[.!?;]) /)
    .map((sentence) => sentence.trim())
    .filter((sentence) => sentence !== '');
}

/** A sentence, and what stands in it behind each comma or dash; without punctuation. */
const piecesOf = (sentence: string): readonly string[] => {
  const parts = sentence.slice(0, 400).split(/[,:] | [-–—] /);
  return parts.map((_, i) => bare(parts.slice(i).join(' ')));
};

const bare = (text: string): string =>
  text
    .replace(/[.!?,;:"„“”«»()*_]+/g, ' ')
    .replace(/ +/g, ' ')
    .trim();

const greeting =
  /^(?:hi|hello|hey|dear|good (?:morning|afternoon|day)|hallo|guten (?:tag|morgen)|sehr geehrte[r]?|liebe[r]?|bonjour|salut|madame|monsieur|hola|buen(?:os|as)|estimad[oa]s?|buongiorno|salve|gentile|beste|geachte|goedendag|ola|bom dia|boa tarde|dzien dobry|szanown[iya]|hej|god dag|kaere|udvozlom|jo napot|tisztelt)\b.{0,60}$/;
const thanks =
  /^(?:(?:many )?thanks?|thank you|danke|vielen dank|merci|gracias|grazie|bedankt|obrigad[oa]|dziekuje|tack|tak|koszonom)\b.{0,20}$/;

/** All that is said besides a greeting above, and thanks and a name below; without punctuation. */
function wholeSaid(words: string): string {
  const lines = words
    .split('\n')
    .map(bare)
    .filter((line) => line !== '');
  const from = lines.findIndex((line) => !greeting.test(line));
  const said = lines.slice(Math.max(from, 0));
  const [first = '', ...more] = said;
  const isName = (line: string) => thanks.test(line) || /^[^\d]{1,40}$/.test(line);
  return more.length <= 3 && more.every((line) => line.split(' ').length <= 4 && isName(line)) ? first : said.join(' ');
}
