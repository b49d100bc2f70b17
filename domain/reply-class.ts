/**
 * What a human wrote back, sorted by cues: phrases in English, German, French and Spanish. Good for a first sorting of
 * plain answers, so that a "no, thank you" is not followed like a "yes, please".
 *
 * Its limits: it knows phrases, not meaning. Irony, other languages, a long letter that says both yes and no, and what is
 * only in an attachment it does not understand; what it does not recognise is `other`, and a person should read every
 * reply that matters. It must not decide about consent: a wish to be left alone is an unsubscribe only if the lead says so
 * where unsubscribing is handled.
 *
 * The time it takes is bounded: only the beginning of a text is looked at, and no pattern can run on over more than a few
 * words.
 */
import type { ReplyClass } from './events.ts';

/** Characters that are read, and characters of the human's own words that are looked at. */
const longest = 64 * 1024;
const longestOwn = 8 * 1024;
/** Lines of what the human wrote, before a signature or the quoted mail. */
const mostLines = 60;

interface Cue {
  readonly class: ReplyClass;
  readonly patterns: readonly RegExp[];
}

/** Wishes to be left alone: they count whatever else is said. */
const farewell: Cue = {
  class: 'not_interested',
  patterns: [
    /\b(?:stop|quit) (?:e-?mailing|mailing|writing|sending|contacting|spamming)\b|\b(?:take|remove) (?:me|us) (?:off|from)\b/,
    /\bunsubscribe\b|\bleave (?:me|us) alone\b|\bdo(?: not|n't) (?:contact|e-?mail|write)\b/,
    /\bkeine (?:weiteren )?(?:e-?mails|mails|werbung|nachrichten)\b|\b(?:abmelden|austragen)\b|\baus (?:dem|ihrem) verteiler\b/,
    /\bdesabonner\b|\bne (?:nous |m')?(?:contactez|ecrivez|envoyez)\b|\bdar(?:me|nos)? de baja\b/,
    /\bno (?:me|nos) (?:escriba|contacte|envie|mande)n?\b/,
  ],
};

/** Not now: also when it comes with a "no" or with interest. */
const delay: Cue = {
  class: 'later',
  patterns: [
    /\bnot (?:right now|now|at the moment|this (?:week|month|quarter|year))\b|^(?:no,? )?not yet\b|\bno time\b|\bbad (?:time|timing)\b/,
    /\b(?:next|in the (?:new|coming)) (?:month|quarter|year|spring|summer|autumn|fall|winter)\b|\bmaybe later\b/,
    /\bin (?:a few|a couple of|\d{1,2}|two|three|six) months?\b|\b(?:right|just) now\b.{0,30}\b(?:not|n't|no|busy)\b/,
    /\b(?:get|come|circle|check|reach) back (?:to (?:you|me|us) )?(?:in|after|later|next|then|once)\b/,
    /\btoo (?:busy|early|soon)\b|\b(?:budget|contract)\b.{0,40}\b(?:next|until|till|runs)\b/,
    /\bnach?ste[nrs]? (?:mal|monat|quartal|jahr|fruhjahr|sommer|herbst|winter)\b|\b(?:erst|vielleicht|gerne|lieber) (?:wieder )?spater\b/,
    /\b(?:momentan|derzeit|aktuell|zurzeit|gerade) (?:leider )?(?:nicht|noch nicht|kein)|\bnoch zu fruh\b|\bkeine zeit\b/,
    /\bin (?:ein paar|einigen|\d{1,2}|zwei|drei|sechs) monaten\b|\bim (?:herbst|winter|sommer|fruhjahr|neuen jahr)\b/,
    /\bplus tard\b|\bpas (?:maintenant|pour le moment|pour l'instant|tout de suite)\b|\b(?:mois|annee|trimestre) prochaine?\b/,
    /\bdans (?:quelques|\d{1,2}|deux|trois|six) mois\b|\ba la rentree\b|\bpas le temps\b/,
    /\bmas (?:adelante|tarde)\b|\b(?:ahora|por el momento|por ahora|de momento) no\b|\b(?:ano|mes|trimestre) que viene\b/,
    /\bproximo (?:ano|mes|trimestre)\b|\btodavia no\b|\ben (?:unos|\d{1,2}|dos|tres|seis) meses\b/,
  ],
};

const refusal: Cue = {
  class: 'not_interested',
  patterns: [
    /(?:\b(?:not|never|no longer)|n't) (?:really |at all )?(?:interested|relevant|a (?:good )?fit|for us|for me|needed)\b/,
    /\bno (?:interest|need|thanks|thank you)\b|\bnot looking (?:for|to)\b|\bwe(?:'ll| will) pass\b|\bi(?:'ll| will) pass\b/,
    /\b(?:we|i) (?:already (?:have|use)|went with|chose|have chosen)\b|\bsigned with\b/,
    /\bkein(?:en|erlei)? (?:interesse|bedarf)\b|\bnicht (?:interessiert|relevant|interessant)\b|\bnein,? danke\b|\bpasst (?:leider )?nicht\b/,
    /\bpas (?:du tout |vraiment )?(?:interesse(?:e|s|es)?\b|besoin\b|d'interet\b)|\bnon,? merci\b|\baucun (?:interet|besoin)\b/,
    /\bne nous interesse\b|\bne m'interesse\b|\bno (?:me|nos) interesa\b|\bno (?:estoy|estamos) interesad[oa]s?\b|\bno,? gracias\b/,
    /\bno (?:lo )?necesitamos\b|\bsin interes\b/,
  ],
};

const interest: Cue = {
  class: 'interested',
  patterns: [
    /\binterested\b|\bsounds (?:good|great|interesting|perfect)\b|\byes,? please\b|\bcount (?:me|us) in\b|\bsign (?:me|us) up\b/,
    /\b(?:let's|let us|can we|could we|shall we|happy to|love to|like to|keen to) (?:\w{1,20} ){0,2}(?:talk|speak|chat|meet|call|see|schedule|book|try|learn|know|hear|discuss)\b/,
    /\bcall me\b|\bgive (?:me|us) a (?:call|ring)\b|\bbook (?:a|the) (?:demo|call|meeting)\b|\bsend (?:me|us|it over)\b/,
    /\bsehr interessant\b|\b(?:bin|sind|waren|ware|habe|haben|hatten|hatte) (?:\w{1,20} ){0,2}(?:interessiert|interesse)\b|\bja,? (?:gerne?|bitte)\b/,
    /\brufen sie (?:mich|uns)\b|\b(?:klingt|hort sich) (?:sehr )?(?:gut|interessant|spannend)\b|\b(?:termin|angebot|demo) (?:vereinbaren|schicken|zusenden|buchen)\b/,
    /\bgerne (?:mehr|einen termin|telefonieren)\b|\bschicken sie (?:mir|uns)\b|\bmochten? (?:\w{1,20} ){0,3}(?:erfahren|testen|sprechen|kennenlernen)\b/,
    /\b(?:suis|sommes|serais|serions) (?:\w{1,20} ){0,2}interesse(?:e|s|es)?\b|\b(?:m'|nous )interesse\b|\boui,? (?:volontiers|merci|avec plaisir|s'il)\b/,
    /\bappelez-(?:moi|nous)\b|\benvoyez-(?:moi|nous)\b|\bavec plaisir\b|\bprendre (?:un )?rendez-vous\b|\ben savoir plus\b/,
    /\b(?:me|nos) interesa\b|\b(?:estoy|estamos|estaria|estariamos) (?:\w{1,20} )?interesad[oa]s?\b|\bsi,? por favor\b|\b(?:me|nos) gustaria\b/,
    /\bllam(?:e|a|en)(?:me|nos)\b|\benvi(?:e|a|en)(?:me|nos)\b|\bcon (?:mucho )?gusto\b|\bsuena (?:bien|interesante)\b|\bagendar\b/,
  ],
};

const query: Cue = {
  class: 'question',
  patterns: [
    /\?|¿/,
    /\b(?:how much|do you|does it|is there|are there|could you (?:tell|explain)|i was wondering|i wonder)\b/,
    /\b(?:wie viel|wieviel|was kostet|konnen sie|gibt es|wie funktioniert|ich frage mich)\b/,
    /\b(?:combien|est-ce que|quel(?:le)? est|pouvez-vous|pourriez-vous)\b/,
    /\b(?:cuanto|como funciona|pueden|podrian|hay alguna)\b/,
  ],
};

/** The first that has a cue decides: "sounds good, but no" is a no, and "interested, but next year" is for later. */
const cues: readonly Cue[] = [farewell, delay, refusal, interest, query];

/** The class of a reply, by the words of its text; what was quoted of the mail before does not count. */
export function replyClass(text: string): ReplyClass {
  const words = plainWords(ownWords(text.slice(0, longest)).slice(0, longestOwn)).slice(0, longestOwn);
  return cues.find(({ patterns }) => patterns.some((pattern) => pattern.test(words)))?.class ?? 'other';
}

/** What the human wrote above the quoted mail and the signature. */
function ownWords(text: string): string {
  const own: string[] = [];
  for (const line of text.split(/\r\n|\r|\n/)) {
    const trimmed = line.trim();
    if (trimmed.startsWith('>')) continue;
    if (own.length === mostLines || (own.length > 0 && endsReply(trimmed))) break;
    if (trimmed !== '') own.push(trimmed);
  }
  return own.join('\n');
}

/** The line that mail programs put above what they quote, in four languages, or above a signature (RFC 3676 §4.3). */
const endsReply = (line: string): boolean =>
  line === '--' ||
  /^(?:from|von|de): .{0,200}@/i.test(line) ||
  /^-{2,} ?(?:original message|ursprungliche nachricht|ursprüngliche nachricht|message d'origine|mensaje original)/i.test(
    line,
  ) ||
  (line.length < 300 && /^(?:on|am|le|el) .{0,200}(?:wrote|schrieb|a écrit|escribió)\b.{0,80}:?$/i.test(line));

/** Lower case, without accents, one space between words; typographic apostrophes as plain ones. */
const plainWords = (text: string): string =>
  text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/[’‘`´]/g, "'")
    .toLowerCase()
    .replace(/[^\S\n]+/g, ' ');
